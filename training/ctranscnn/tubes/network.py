"""The tube network: an encoder-decoder with two maps per kind of tube, its course and its tip."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn

from ctranscnn.data.ranzcr import DEVICES
from ctranscnn.segmentation.network import DecoderLevel, ResidualUnit, TokenAttention, convolution

LEVEL_CHANNELS = (12, 32, 48, 64, 96)
"""Channels at 1/2, 1/4, 1/8, 1/16 and 1/32 of the input's side."""
RARE_LOGIT = -4.0
"""Where the maps begin: most cells show nothing."""


class TubeLogits(NamedTuple):
    """Raw maps, [N, 4, H/2, W/2] each, in the order of DEVICES."""

    tubes: Tensor
    tips: Tensor


class TubeNetwork(nn.Module):
    """Grey film [N, 1, H, W], H and W multiples of 32 -> TubeLogits."""

    def __init__(self) -> None:
        super().__init__()
        half, quarter, eighth, sixteenth, thirtysecond = LEVEL_CHANNELS
        self.level_half = convolution(1, half, 2)
        self.level_quarter = self._level(half, quarter)
        self.level_eighth = self._level(quarter, eighth)
        self.level_sixteenth = self._level(eighth, sixteenth)
        self.level_thirtysecond = nn.Sequential(
            convolution(sixteenth, thirtysecond, 2), TokenAttention(thirtysecond), ResidualUnit(thirtysecond)
        )
        self.up_sixteenth = DecoderLevel(thirtysecond, sixteenth)
        self.up_eighth = DecoderLevel(sixteenth, eighth)
        self.up_quarter = DecoderLevel(eighth, quarter)
        # Four sub-cells are predicted per cell: the work of a level at half the side is saved.
        self.to_maps = nn.Conv2d(quarter, 4 * 2 * len(DEVICES), 3, 1, 1)
        self.finer = nn.PixelShuffle(2)
        assert self.to_maps.bias is not None
        nn.init.constant_(self.to_maps.bias, RARE_LOGIT)

    @staticmethod
    def _level(inputs: int, outputs: int) -> nn.Sequential:
        return nn.Sequential(convolution(inputs, outputs, 2), ResidualUnit(outputs), ResidualUnit(outputs))

    def forward(self, film: Tensor) -> TubeLogits:
        """Return the logits of courses and tips."""
        half = self.level_half(standardised(film))
        quarter = self.level_quarter(half)
        eighth = self.level_eighth(quarter)
        sixteenth = self.level_sixteenth(eighth)
        deepest = self.level_thirtysecond(sixteenth)
        up_eighth = self.up_eighth(self.up_sixteenth(deepest, sixteenth), eighth)
        maps = self.finer(self.to_maps(self.up_quarter(up_eighth, quarter)))
        return TubeLogits(maps[:, : len(DEVICES)], maps[:, len(DEVICES) :])


def standardised(film: Tensor) -> Tensor:
    """Mean 0 and deviation 1 per film [N, 1, H, W]: window and exposure matter less; an even film is 0."""
    centred = film - film.mean((2, 3), keepdim=True)
    deviation = centred.square().mean((2, 3), keepdim=True).sqrt()
    return centred / (deviation + 1e-3)


class TubeProbabilities(nn.Module):
    """What is shipped: the same network with probabilities, in the order tubes, tips."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, film: Tensor) -> tuple[Tensor, Tensor]:
        """Film [N, 1, H, W] -> tubes and tips [N, 4, H/2, W/2], each 0..1."""
        logits = self.network(film)
        return torch.sigmoid(logits.tubes), torch.sigmoid(logits.tips)
