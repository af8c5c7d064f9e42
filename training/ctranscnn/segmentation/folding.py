"""Batch normalisation folded into the convolution before it: exact at inference, and rounded once."""

from __future__ import annotations

import copy

from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval


def with_folded_norms(module: nn.Module) -> nn.Module:
    """A copy in evaluation mode in which every Sequential's (Conv2d, BatchNorm2d) pair is one Conv2d."""
    folded = copy.deepcopy(module).eval()
    for child in folded.modules():
        if not isinstance(child, nn.Sequential):
            continue
        for position in range(len(child) - 1):
            first, second = child[position], child[position + 1]
            if isinstance(first, nn.Conv2d) and isinstance(second, nn.BatchNorm2d):
                child[position] = fuse_conv_bn_eval(first, second)
                child[position + 1] = nn.Identity()
    return folded
