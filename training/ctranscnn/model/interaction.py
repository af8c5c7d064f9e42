"""The information interaction module (IIM, section 3.3): C2T (eqs. 6–9) and T2C (eqs. 10–14)."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ctranscnn.model.config import NetworkConfig


def to_tokens(x: Tensor) -> Tensor:
    """[B, E, H, W] → [B, H·W, E]: cells of a map as tokens."""
    return x.flatten(2).transpose(1, 2)


class ConvToTransformer(nn.Module):
    """C2T: a narrow conv map becomes one vector per image token.

    As the paper writes it: p = 1×1(x); p + 1×1(σ(BN(1×1(p)))); average pooling to the token grid; LN; GELU.
    Computed in a cheaper order that is equal, in training too: the two 1×1 maps before the sigmoid are one
    map
    from the narrow width, and what is linear after it (the last 1×1, the skip) commutes with average pooling.
    """

    def __init__(self, inputs: int, embed: int, pool: int) -> None:
        super().__init__()
        self.pool = pool
        self.project = nn.Conv2d(inputs, embed, 1)
        self.gate = nn.Conv2d(embed, embed, 1)
        self.gate_norm = nn.BatchNorm2d(embed)
        self.mix = nn.Conv2d(embed, embed, 1)
        self.norm = nn.LayerNorm(embed)

    def forward(self, narrow: Tensor) -> Tensor:
        """narrow [B, inputs, H, W] → [B, (H/pool)·(W/pool), E]."""
        assert self.project.bias is not None
        assert self.gate.bias is not None
        # weight and bias in one product: on a processor a bf16 matrix times a vector is slower than the rest
        project = torch.cat([self.project.weight.flatten(1), self.project.bias[:, None]], dim=1)
        joined = self.gate.weight.flatten(1) @ project
        gated = torch.sigmoid(
            self.gate_norm(F.conv2d(narrow, joined[:, :-1, None, None], joined[:, -1] + self.gate.bias))
        )
        pooled = self.mix(F.avg_pool2d(gated, self.pool)) + self.project(F.avg_pool2d(narrow, self.pool))
        return F.gelu(self.norm(to_tokens(pooled)))

    def as_written(self, narrow: Tensor) -> Tensor:
        """The same in the paper's order: the reference that the cheaper order is tested against."""
        projected = self.project(narrow)
        mixed = projected + self.mix(torch.sigmoid(self.gate_norm(self.gate(projected))))
        return F.gelu(self.norm(to_tokens(F.avg_pool2d(mixed, self.pool))))


class TransformerToConv(nn.Module):
    """T2C: image tokens become a map that joins the next conv block.

    1×1, BN, ReLU (12); bilinear to the map's size; 1×1 ReLU 1×1 σ (13), added to its input (14).
    """

    def __init__(self, embed: int, outputs: int, scale: int) -> None:
        super().__init__()
        self.scale = scale
        self.project = nn.Conv2d(embed, outputs, 1)
        self.project_norm = nn.BatchNorm2d(outputs)
        self.narrow = nn.Conv2d(outputs, outputs, 1)
        self.gate = nn.Conv2d(outputs, outputs, 1)

    def forward(self, patches: Tensor, grid: int) -> Tensor:
        """patches [B, grid², E] (class token removed, eqs. 10–11) → [B, outputs, grid·scale, grid·scale]."""
        restored = patches.transpose(1, 2).unflatten(2, (grid, grid))
        x = F.relu(self.project_norm(self.project(restored)))
        if self.scale > 1:
            x = F.interpolate(x, scale_factor=float(self.scale), mode="bilinear", align_corners=False)
        return x + torch.sigmoid(self.gate(F.relu(self.narrow(x))))


class PlainConvToTransformer(nn.Module):
    """The exchange without IIM, as in Conformer (Peng et al., ICCV 2021): 1×1, average pooling, LN, GELU."""

    def __init__(self, inputs: int, embed: int, pool: int) -> None:
        super().__init__()
        self.pool = pool
        self.project = nn.Conv2d(inputs, embed, 1)
        self.norm = nn.LayerNorm(embed)

    def forward(self, narrow: Tensor) -> Tensor:
        """As ConvToTransformer.forward; pooling first is equal, for the 1×1 is linear."""
        return F.gelu(self.norm(to_tokens(self.project(F.avg_pool2d(narrow, self.pool)))))


class PlainTransformerToConv(nn.Module):
    """The way back without IIM, as in Conformer: 1×1, BN, ReLU, nearest neighbour to the map's size."""

    def __init__(self, embed: int, outputs: int, scale: int) -> None:
        super().__init__()
        self.scale = scale
        self.project = nn.Conv2d(embed, outputs, 1)
        self.project_norm = nn.BatchNorm2d(outputs)

    def forward(self, patches: Tensor, grid: int) -> Tensor:
        """As TransformerToConv.forward."""
        restored = patches.transpose(1, 2).unflatten(2, (grid, grid))
        x = F.relu(self.project_norm(self.project(restored)))
        return x if self.scale == 1 else F.interpolate(x, scale_factor=float(self.scale), mode="nearest")


def conv_to_transformer(
    config: NetworkConfig, inputs: int, pool: int
) -> ConvToTransformer | PlainConvToTransformer:
    """The C2T that the configuration names."""
    kind = ConvToTransformer if config.interaction == "iim" else PlainConvToTransformer
    return kind(inputs, config.embed, pool)


def transformer_to_conv(
    config: NetworkConfig, outputs: int, scale: int
) -> TransformerToConv | PlainTransformerToConv:
    """The T2C that the configuration names."""
    kind = TransformerToConv if config.interaction == "iim" else PlainTransformerToConv
    return kind(config.embed, outputs, scale)
