"""The tongue segmenter: mask, edge and presence from one small convolutional network.

The idea follows the multilayer edge attention network that the CTransCNN paper names in section 4.2:
attention at several levels of an encoder-decoder, and edge features, predicted from shallow and deep
levels together, fused back into the mask decoder. The encoder's layers and widths are EfficientNet-Lite0's
(`encoder.py`), the rest is this project's own; no parity with the figures of that network is claimed.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from ctranscnn.segmentation.encoder import LEVEL_CHANNELS, PhotographEncoder

DECODER_CHANNELS = (16, 32, 48, 64, 96)
"""Channels at 1/2 to 1/32 of the input's side, to which the encoder's levels are narrowed."""
EDGE_CHANNELS = 12
ATTENTION_HEADS = 4


class SegmenterLogits(NamedTuple):
    """Raw outputs: mask and edge [N, 1, H, W] at the input's size, presence [N, 1]."""

    mask: Tensor
    edge: Tensor
    presence: Tensor


def convolution(inputs: int, outputs: int, stride: int = 1) -> nn.Sequential:
    """3x3 convolution, batch normalisation, ReLU."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)
    )


class ResidualUnit(nn.Module):
    """Two 3x3 convolutions with a shortcut: [N, C, H, W] -> [N, C, H, W]."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = convolution(channels, channels)
        self.second = nn.Sequential(
            nn.Conv2d(channels, channels, 3, 1, 1, bias=False), nn.BatchNorm2d(channels)
        )

    def forward(self, features: Tensor) -> Tensor:
        """Add the convolved features to their input."""
        return functional.relu(features + self.second(self.first(features)))


class TokenAttention(nn.Module):
    """Multi-head self-attention between the cells of a coarse grid: [N, C, h, w] -> [N, C, h, w].

    Gives every cell the whole picture's context, which convolutions of this depth do not reach.
    A depthwise convolution stands in for a positional embedding, so the grid's size is not fixed.
    """

    def __init__(self, channels: int, heads: int = ATTENTION_HEADS) -> None:
        super().__init__()
        self.heads = heads
        self.position = nn.Conv2d(channels, channels, 3, 1, 1, groups=channels)
        self.norm = nn.GroupNorm(1, channels)
        self.to_query_key_value = nn.Conv2d(channels, 3 * channels, 1)
        self.to_output = nn.Conv2d(channels, channels, 1)

    def forward(self, features: Tensor) -> Tensor:
        """Attend from every cell to every cell and add the result."""
        features = features + self.position(features)
        count, channels, rows, columns = features.shape
        packed = self.to_query_key_value(self.norm(features))
        # [N, 3C, h, w] -> three of [N, heads, h*w, C/heads]
        packed = packed.reshape(count, 3, self.heads, channels // self.heads, rows * columns)
        query, key, value = packed.transpose(3, 4).unbind(1)
        weights = (query @ key.transpose(2, 3) * (channels // self.heads) ** -0.5).softmax(-1)
        attended = (weights @ value).transpose(2, 3).reshape(count, channels, rows, columns)
        return features + self.to_output(attended)


class SkipAttention(nn.Module):
    """Weighs a skip connection per pixel and per channel by what the deeper level already knows.

    skip [N, S, H, W], deeper [N, D, H, W] -> [N, S, H, W]. The spatial weight is the additive attention
    of gated skip connections; the channel weight comes from the deeper level's mean.
    """

    def __init__(self, skip_channels: int, deeper_channels: int) -> None:
        super().__init__()
        hidden = max(8, skip_channels // 2)
        self.from_skip = nn.Conv2d(skip_channels, hidden, 1)
        self.from_deeper = nn.Conv2d(deeper_channels, hidden, 1)
        self.to_pixel_weight = nn.Conv2d(hidden, 1, 1)
        self.to_channel_weight = nn.Conv2d(deeper_channels, skip_channels, 1)

    def forward(self, skip: Tensor, deeper: Tensor) -> Tensor:
        """Return the weighted skip features."""
        pixel = self.to_pixel_weight(functional.relu(self.from_skip(skip) + self.from_deeper(deeper)))
        channel = self.to_channel_weight(deeper.mean((2, 3), keepdim=True))
        return skip * torch.sigmoid(pixel) * torch.sigmoid(channel)


class DecoderLevel(nn.Module):
    """One step up: deeper [N, D, h, w] and skip [N, S, 2h, 2w] -> [N, S, 2h, 2w]."""

    def __init__(self, deeper_channels: int, skip_channels: int) -> None:
        super().__init__()
        # The deeper level is narrowed before it is enlarged: a quarter of the work for the same map.
        self.narrow = nn.Conv2d(deeper_channels, skip_channels, 1)
        self.attention = SkipAttention(skip_channels, skip_channels)
        self.merge = convolution(2 * skip_channels, skip_channels)
        self.refine = ResidualUnit(skip_channels)

    def forward(self, deeper: Tensor, skip: Tensor) -> Tensor:
        """Enlarge the deeper level twice, weigh the skip by it, and merge the two."""
        enlarged = enlarge(self.narrow(deeper), 2)
        return self.refine(self.merge(torch.cat([enlarged, self.attention(skip, enlarged)], 1)))


def enlarge(features: Tensor, factor: int) -> Tensor:
    """Bilinear enlargement by a whole factor, pixel areas aligned: [N, C, h, w] -> [N, C, f*h, f*w]."""
    return functional.interpolate(features, scale_factor=float(factor), mode="bilinear", align_corners=False)


class EdgeHead(nn.Module):
    """Edge features from the shallow level (where the edge lies) and a deep one (which edge is meant).

    shallow [N, S, h, w], deep [N, D, h/8, w/8] -> [N, EDGE_CHANNELS, h, w].
    """

    def __init__(self, shallow_channels: int, deep_channels: int) -> None:
        super().__init__()
        self.from_shallow = nn.Conv2d(shallow_channels, EDGE_CHANNELS, 1)
        self.from_deep = nn.Conv2d(deep_channels, EDGE_CHANNELS, 1)
        self.merge = nn.Sequential(convolution(2 * EDGE_CHANNELS, EDGE_CHANNELS), ResidualUnit(EDGE_CHANNELS))

    def forward(self, shallow: Tensor, deep: Tensor) -> Tensor:
        """Return edge features at the shallow level's size."""
        return self.merge(torch.cat([self.from_shallow(shallow), enlarge(self.from_deep(deep), 8)], 1))


def pixel_head(channels: int) -> nn.Sequential:
    """Logits at twice the grid: [N, C, h, w] -> [N, 1, 2h, 2w], four sub-pixels predicted per cell."""
    return nn.Sequential(nn.Conv2d(channels, 4, 3, 1, 1), nn.PixelShuffle(2))


class TongueSegmenter(nn.Module):
    """RGB [N, 3, H, W], normalised, H and W multiples of 32 -> SegmenterLogits."""

    def __init__(self) -> None:
        super().__init__()
        half, quarter, eighth, sixteenth, deepest = DECODER_CHANNELS
        self.encoder = PhotographEncoder()
        self.narrow = nn.ModuleList(
            nn.Sequential(nn.Conv2d(found, kept, 1, bias=False), nn.BatchNorm2d(kept), nn.ReLU(inplace=True))
            for found, kept in zip(LEVEL_CHANNELS, DECODER_CHANNELS, strict=True)
        )
        self.context = nn.Sequential(TokenAttention(deepest), ResidualUnit(deepest))
        self.up_sixteenth = DecoderLevel(deepest, sixteenth)
        self.up_eighth = DecoderLevel(sixteenth, eighth)
        self.up_quarter = DecoderLevel(eighth, quarter)
        self.up_half = DecoderLevel(quarter, half)
        self.edge = EdgeHead(half, sixteenth)
        self.to_edge = pixel_head(EDGE_CHANNELS)
        self.fuse = convolution(half + EDGE_CHANNELS, half)
        self.to_mask = pixel_head(half)
        self.to_presence = nn.Sequential(
            nn.Linear(2 * deepest + 2 * eighth, 64), nn.ReLU(), nn.Dropout(0.2), nn.Linear(64, 1)
        )

    def forward(self, picture: Tensor) -> SegmenterLogits:
        """Return the logits of mask, edge and presence; H and W below are those of `picture`."""
        levels = [narrow(level) for narrow, level in zip(self.narrow, self.encoder(picture), strict=True)]
        half, quarter, eighth, sixteenth, thirtysecond = levels  # [N, DECODER_CHANNELS[i], H/2^(i+1), ...]
        deepest = self.context(thirtysecond)
        up_sixteenth = self.up_sixteenth(deepest, sixteenth)
        up_eighth = self.up_eighth(up_sixteenth, eighth)
        up_quarter = self.up_quarter(up_eighth, quarter)
        up_half = self.up_half(up_quarter, half)  # [N, 16, H/2, W/2]
        edge = self.edge(half, up_sixteenth)  # [N, 12, H/2, W/2]
        mask = self.to_mask(self.fuse(torch.cat([up_half, edge], 1)))  # [N, 1, H, W]
        presence = self.to_presence(self._presence_features(deepest, up_eighth))
        return SegmenterLogits(mask, self.to_edge(edge), presence)

    @staticmethod
    def _presence_features(deepest: Tensor, decoded: Tensor) -> Tensor:
        """Mean and largest response of two levels: [N, 2 * C_deepest + 2 * C_decoded]."""
        return torch.cat(
            [deepest.mean((2, 3)), deepest.amax((2, 3)), decoded.mean((2, 3)), decoded.amax((2, 3))], 1
        )


class TongueSegmenterProbabilities(nn.Module):
    """What is shipped: the same network with probabilities, in the order mask, edge, presence."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, picture: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """RGB [N, 3, H, W] -> mask [N, 1, H, W], edge [N, 1, H, W], presence [N, 1], each 0..1."""
        logits = self.network(picture)
        return torch.sigmoid(logits.mask), torch.sigmoid(logits.edge), torch.sigmoid(logits.presence)
