"""Weights that fit half precision exactly, so that what PyTorch is judged with is what the file holds."""

import copy

import torch
from torch import nn

from ctranscnn.errors import TrainingError


def rounded_to_half(module: nn.Module) -> nn.Module:
    """A copy whose floating parameters and buffers are float32 with values that float16 holds exactly.

    Raises TrainingError `export.range` for a value beyond float16 (|x| > 65504) or not finite.
    """
    result = copy.deepcopy(module).eval().requires_grad_(False)
    with torch.no_grad():
        for name, tensor in [*result.named_parameters(), *result.named_buffers()]:
            if not tensor.dtype.is_floating_point:
                continue
            half = tensor.half()
            if not torch.isfinite(half).all():
                raise TrainingError("export.range", f"{name} holds a value that half precision cannot.")
            tensor.copy_(half.float())
    return result
