"""Conformer, size S: our own writing of Peng et al., ICCV 2021 (one convolutional, one transformer branch).

Shapes: B pictures, C labels, E embedding, K channels of a conv stage, g = image_px / 16 tokens per side.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from timm.layers import LayerNorm
from timm.models.vision_transformer import Block
from torch import Tensor, nn
from torch.nn import functional as F

from ctranscnn.comparators.widths import Embedding, scaled_channels, scaled_embedding
from ctranscnn.model.comparator_config import ComparatorConfig
from ctranscnn.model.initial_weights import draw_initial_weights
from ctranscnn.model.output import PlainOutput

DEPTH = 12
"""Layers, a third of them per conv stage."""


@dataclass(frozen=True)
class LayerSizes:
    """What one coupled layer is made of."""

    inputs: int
    """Channels that come in."""
    narrow: int
    """Channels of the bottlenecks' 3×3 convolution, where the branches meet; 4 times as many go out."""
    embedding: Embedding
    scale: int
    """Cells of the conv map per token and side."""
    stride: int
    final_stride: int
    drop_path: float


class Bottleneck(nn.Module):
    """ResNet's bottleneck that can hand out, or take in, the map at its narrow part."""

    def __init__(self, inputs: int, narrow: int, stride: int = 1) -> None:
        super().__init__()
        outputs = 4 * narrow
        self.reduce = nn.Conv2d(inputs, narrow, 1, bias=False)
        self.reduce_norm = nn.BatchNorm2d(narrow, eps=1e-6)
        self.spread = nn.Conv2d(narrow, narrow, 3, stride, 1, bias=False)
        self.spread_norm = nn.BatchNorm2d(narrow, eps=1e-6)
        self.expand = nn.Conv2d(narrow, outputs, 1, bias=False)
        self.expand_norm = nn.BatchNorm2d(outputs, eps=1e-6)
        changes = inputs != outputs or stride != 1
        self.shortcut = (
            nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs, eps=1e-6)
            )
            if changes
            else nn.Identity()
        )

    def forward(self, x: Tensor, coupled: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """x [B, K', H, W], coupled [B, narrow, H, W] → [B, 4 · narrow, h, w] and [B, narrow, h, w]."""
        narrow = F.relu(self.reduce_norm(self.reduce(x)))
        if coupled is not None:
            narrow = narrow + coupled
        narrow = F.relu(self.spread_norm(self.spread(narrow)))
        return F.relu(self.expand_norm(self.expand(narrow)) + self.shortcut(x)), narrow


class MapToTokens(nn.Module):
    """Feature coupling unit, downwards: a conv map becomes one vector per token."""

    def __init__(self, narrow: int, embed: int, scale: int) -> None:
        super().__init__()
        self.project = nn.Conv2d(narrow, embed, 1)
        self.pool = nn.AvgPool2d(scale)
        self.norm = nn.LayerNorm(embed, eps=1e-6)

    def forward(self, narrow: Tensor) -> Tensor:
        """[B, narrow, scale · g, scale · g] → [B, g², E]."""
        return F.gelu(self.norm(self.pool(self.project(narrow)).flatten(2).transpose(1, 2)))


class TokensToMap(nn.Module):
    """Feature coupling unit, upwards: the image tokens become a conv map."""

    def __init__(self, narrow: int, embed: int, scale: int) -> None:
        super().__init__()
        self.scale = scale
        # no bias: the norm behind it would take it away again
        self.project = nn.Conv2d(embed, narrow, 1, bias=False)
        self.norm = nn.BatchNorm2d(narrow, eps=1e-6)

    def forward(self, tokens: Tensor, grid: int) -> Tensor:
        """[B, 1 + g², E] with the class token → [B, narrow, scale · g, scale · g], nearest neighbour."""
        batch, _, embed = tokens.shape
        tokens_map = tokens[:, 1:].transpose(1, 2).reshape(batch, embed, grid, grid)
        x = F.relu(self.norm(self.project(tokens_map)))
        return x if self.scale == 1 else F.interpolate(x, scale_factor=float(self.scale))


class CoupledLayer(nn.Module):
    """Bottleneck → tokens → encoder layer → map → bottleneck."""

    def __init__(self, sizes: LayerSizes) -> None:
        super().__init__()
        embed, outputs = sizes.embedding.size, 4 * sizes.narrow
        self.conv = Bottleneck(sizes.inputs, sizes.narrow, sizes.stride)
        self.down = MapToTokens(sizes.narrow, embed, sizes.scale)
        self.encoder = _encoder_layer(sizes.embedding, sizes.drop_path)
        self.up = TokensToMap(sizes.narrow, embed, sizes.scale)
        self.fuse = Bottleneck(outputs, sizes.narrow, sizes.final_stride)

    def forward(self, x: Tensor, tokens: Tensor) -> tuple[Tensor, Tensor]:
        """x [B, K', H, W], tokens [B, 1 + g², E] → the same two, one layer on."""
        x, narrow = self.conv(x)
        # the class token has no place in the map: it passes as it is
        tokens = torch.cat([tokens[:, :1], tokens[:, 1:] + self.down(narrow)], dim=1)
        tokens = self.encoder(tokens)
        grid = narrow.shape[2] // self.up.scale
        x, _ = self.fuse(x, self.up(tokens, grid))
        return x, tokens


class Conformer(nn.Module):
    """Stem, twelve layers in two branches, one head per branch; no position embedding (section 3.1)."""

    def __init__(self, config: ComparatorConfig) -> None:
        super().__init__()
        embedding = scaled_embedding(Embedding(size=384, heads=6), config.width)
        necks = scaled_channels((64, 128, 256), config.width)
        stem, embed, last = necks[0], embedding.size, 4 * necks[-1]
        self.config = config
        self.stem = nn.Conv2d(3, stem, 7, 2, 3, bias=False)
        self.stem_norm = nn.BatchNorm2d(stem)
        self.patches = nn.Conv2d(stem, embed, 4, 4)
        self.class_token = nn.Parameter(torch.zeros(1, 1, embed))
        self.first_conv = Bottleneck(stem, necks[0])
        self.first_encoder = _encoder_layer(embedding, 0.0)
        self.layers = nn.ModuleList(
            CoupledLayer(_layer_sizes(index, necks, embedding, config.drop_path)) for index in range(1, DEPTH)
        )
        self.last_map = nn.Identity()
        """[B, K, h, w] passes here: the place of Conformer's maps."""
        self.token_norm = nn.LayerNorm(embed)
        self.conv_head = nn.Linear(last, config.classes)
        self.class_token_head = nn.Linear(embed, config.classes)
        self.auxiliary_head = nn.Linear(last, config.auxiliary) if config.auxiliary else None
        self.apply(draw_initial_weights)
        nn.init.trunc_normal_(self.class_token, std=0.02)

    def forward(self, image: Tensor) -> PlainOutput:
        """image [B, 3, image_px, image_px], normalised → both heads' logits and their mean."""
        start = F.max_pool2d(F.relu(self.stem_norm(self.stem(image))), 3, 2, 1)
        x, _ = self.first_conv(start)
        patches = self.patches(start).flatten(2).transpose(1, 2)
        tokens = torch.cat([self.class_token.expand(image.shape[0], -1, -1), patches], dim=1)
        tokens = self.first_encoder(tokens)
        for layer in self.layers:
            x, tokens = layer(x, tokens)
        features = self.last_map(x).mean(dim=(2, 3))
        branches: Mapping[str, Tensor] = {
            "conv": self.conv_head(features),
            "transformer": self.class_token_head(self.token_norm(tokens)[:, 0]),
        }
        return PlainOutput(
            # the authors add the two; half of the sum ranks and decides alike and stays a logit in scale
            logits=(branches["conv"] + branches["transformer"]) / 2,
            auxiliary=None if self.auxiliary_head is None else self.auxiliary_head(features),
            branches=branches,
        )


def _layer_sizes(index: int, necks: tuple[int, ...], embedding: Embedding, drop_path: float) -> LayerSizes:
    third = DEPTH // 3
    stage = index // third
    enters = stage > 0 and index % third == 0
    return LayerSizes(
        inputs=4 * (necks[stage - 1] if enters else necks[stage]),
        narrow=necks[stage],
        embedding=embedding,
        scale=4 // 2**stage,
        stride=2 if enters else 1,
        final_stride=2 if index == DEPTH - 1 else 1,
        drop_path=drop_path * index / (DEPTH - 1),
    )


def _encoder_layer(embedding: Embedding, drop_path: float) -> Block:
    return Block(embedding.size, embedding.heads, qkv_bias=True, drop_path=drop_path, norm_layer=LayerNorm)
