"""The exact inference form of the parts of a trained CTransCNN: fewer operations, the same answers.

| part | identity |
|---|---|
| BN | with fixed statistics it is a scale and a shift: folded into the convolution before it |
| MBR, inner | the normalised 3×3 output plus a 1×1 branch on it is linear in the 3×3's output: one 3×3 |
| MBR, outer | parallel 1×1, shortcut (1×1 or identity) and their BNs read the same input: one 1×1 |
| C2T | the 1×1 maps before the sigmoid are one; what follows it runs on tokens, after pooling |
| LN | its scale and shift, and 1/√d of the queries, go into the linear map that reads it |

Nothing is moved across a ReLU, a sigmoid or a softmax. Everything is folded in float64 and then rounded once.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ctranscnn.model.conv_branch import Bottleneck, ConvBlock, MultiBranchResidual
from ctranscnn.model.interaction import (
    ConvToTransformer,
    PlainConvToTransformer,
    PlainTransformerToConv,
    TransformerToConv,
    to_tokens,
)


def norm_as_scale(norm: nn.BatchNorm2d) -> tuple[Tensor, Tensor]:
    """BN with its running statistics as x · scale + shift, float64 [channels] each."""
    assert norm.running_mean is not None
    assert norm.running_var is not None
    scale = norm.weight.double() / (norm.running_var.double() + norm.eps).sqrt()
    return scale, norm.bias.double() - norm.running_mean.double() * scale


def folded(convolution: nn.Conv2d, norm: nn.BatchNorm2d) -> tuple[Tensor, Tensor]:
    """Convolution and the BN behind it as one kernel and bias, float64."""
    scale, shift = norm_as_scale(norm)
    bias = shift if convolution.bias is None else shift + scale * convolution.bias.double()
    return convolution.weight.double() * scale[:, None, None, None], bias


def convolution_of(kernel: Tensor, bias: Tensor, stride: int = 1) -> nn.Conv2d:
    """A convolution with the given float64 kernel [out, in, k, k] and bias [out], padded to keep the size."""
    result = nn.Conv2d(kernel.shape[1], kernel.shape[0], kernel.shape[2], stride, kernel.shape[2] // 2)
    result.weight.data, result.bias = kernel.clone(), nn.Parameter(bias.clone())
    return result


def linear_of(weight: Tensor, bias: Tensor | None) -> nn.Linear:
    """A linear map with the given float64 weight [out, in] and bias [out]."""
    result = nn.Linear(weight.shape[1], weight.shape[0], bias=bias is not None)
    result.weight.data = weight.clone()
    if bias is not None:
        result.bias.data = bias.clone()
    return result


def linear_after_norm(linear: nn.Linear, norm: nn.LayerNorm, scale: float = 1.0) -> nn.Linear:
    """`scale · linear(norm(x))` as a linear map of the plainly normalised x."""
    weight, bias = linear.weight.double(), linear.bias.double()
    shift = weight @ norm.bias.double() + bias
    return linear_of(weight * norm.weight.double() * scale, shift * scale)


def copied_linear(linear: nn.Linear) -> nn.Linear:
    """The same map in float64."""
    return linear_of(linear.weight.detach().double(), linear.bias.detach().double())


def copied_convolution(convolution: nn.Conv2d) -> nn.Conv2d:
    """The same convolution in float64, its stride and padding kept."""
    assert convolution.bias is not None
    result = convolution_of(convolution.weight.detach().double(), convolution.bias.detach().double())
    result.stride, result.padding = convolution.stride, convolution.padding
    return result


def copied_norm(norm: nn.LayerNorm) -> nn.LayerNorm:
    """The same norm in float64."""
    result = nn.LayerNorm(list(norm.normalized_shape), eps=norm.eps)
    result.load_state_dict(norm.state_dict())
    return result.double()


def plain_norm(x: Tensor) -> Tensor:
    """LayerNorm over the last dimension without scale and shift (PyTorch's default epsilon)."""
    return F.layer_norm(x, x.shape[-1:])


class FoldedBlock(nn.Module):
    """A block with both nestings folded: 1×1, 3×3, 1×1 and one 1×1 beside them."""

    def __init__(
        self, down: nn.Conv2d, spatial: nn.Conv2d, up: nn.Conv2d, beside: tuple[Tensor, Tensor]
    ) -> None:
        super().__init__()
        self.down, self.spatial, self.up = down, spatial, up
        self.beside = convolution_of(*beside, spatial.stride[0])

    def forward(self, x: Tensor, transformer: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """As MultiBranchResidual.forward."""
        hidden = F.relu(self.down(x))
        if transformer is not None:
            hidden = hidden + transformer
        narrow = F.relu(self.spatial(hidden))
        return F.relu(self.up(narrow) + self.beside(x)), narrow


def beside_of(outer: tuple[Tensor, Tensor], shortcut: tuple[Tensor, Tensor] | None) -> tuple[Tensor, Tensor]:
    """The parallel 1×1 and the shortcut (None: identity) as one kernel and bias, float64."""
    kernel, bias = outer
    if shortcut is not None:
        return kernel + shortcut[0], bias + shortcut[1]
    return kernel + torch.eye(kernel.shape[0], dtype=torch.float64)[:, :, None, None], bias


def folded_block(block: MultiBranchResidual) -> FoldedBlock:
    """An MBR in its inference form."""
    kernel, bias = folded(block.spatial, block.spatial_norm)
    inner_kernel, inner_bias = folded(block.inner, block.inner_norm)
    inner = inner_kernel.flatten(1) + torch.eye(inner_kernel.shape[0], dtype=torch.float64)
    shortcut = None
    if block.shortcut is not None and block.shortcut_norm is not None:
        shortcut = folded(block.shortcut, block.shortcut_norm)
    return FoldedBlock(
        convolution_of(*folded(block.down, block.down_norm)),
        convolution_of(torch.einsum("om,mikl->oikl", inner, kernel), inner @ bias + inner_bias, block.stride),
        convolution_of(*folded(block.up, block.up_norm)),
        beside_of(folded(block.outer, block.outer_norm), shortcut),
    )


@dataclass(frozen=True)
class GateMaps:
    """C2T's 1×1 maps: weight [out, in] and bias of each, float64, any BN folded already."""

    project: tuple[Tensor, Tensor]
    gate: tuple[Tensor, Tensor]
    mix: tuple[Tensor, Tensor]


class FoldedConvToTransformer(nn.Module):
    """C2T with one 1×1 before the sigmoid and two linear maps on the pooled cells."""

    def __init__(self, pool: int, maps: GateMaps, norm: nn.LayerNorm) -> None:
        super().__init__()
        self.pool = pool
        (project, project_bias), (gate, gate_bias), (mix, mix_bias) = maps.project, maps.gate, maps.mix
        self.gate = convolution_of((gate @ project)[:, :, None, None], gate @ project_bias + gate_bias)
        self.project = linear_of(project, None)
        self.mix = linear_of(mix, mix_bias + project_bias)
        self.norm = copied_norm(norm)

    def forward(self, narrow: Tensor) -> Tensor:
        """narrow [B, inputs, H, W] → [B, (H/pool)·(W/pool), E]: without the class token."""
        gated = torch.sigmoid(self.gate(narrow))
        if self.pool > 1:
            gated, narrow = F.avg_pool2d(gated, self.pool), F.avg_pool2d(narrow, self.pool)
        return F.gelu(self.norm(self.mix(to_tokens(gated)) + self.project(to_tokens(narrow))))


def linear_part(convolution: nn.Conv2d) -> tuple[Tensor, Tensor]:
    """A 1×1 convolution as weight [out, in] and bias [out], float64."""
    assert convolution.bias is not None
    return convolution.weight.double().flatten(1), convolution.bias.double()


def folded_conv_to_transformer(module: ConvToTransformer) -> FoldedConvToTransformer:
    """C2T in its inference form."""
    kernel, bias = folded(module.gate, module.gate_norm)
    maps = GateMaps(linear_part(module.project), (kernel.flatten(1), bias), linear_part(module.mix))
    return FoldedConvToTransformer(module.pool, maps, module.norm)


class FoldedTransformerToConv(nn.Module):
    """T2C with its BN folded; the projection reads tokens directly."""

    def __init__(
        self, scale: int, project: tuple[Tensor, Tensor], narrow: nn.Conv2d, gate: nn.Conv2d
    ) -> None:
        super().__init__()
        self.scale = scale
        self.project = linear_of(project[0].flatten(1), project[1])
        self.narrow, self.gate = copied_convolution(narrow), copied_convolution(gate)

    def forward(self, patches: Tensor, grid: int) -> Tensor:
        """As TransformerToConv.forward."""
        x = F.relu(self.project(patches)).transpose(1, 2).unflatten(2, (grid, grid))
        if self.scale > 1:
            x = F.interpolate(x, scale_factor=float(self.scale), mode="bilinear", align_corners=False)
        return x + torch.sigmoid(self.gate(F.relu(self.narrow(x))))


class SimpleBottleneck(nn.Module):
    """A bottleneck with its norms folded; an identity shortcut stays one."""

    def __init__(self, block: Bottleneck) -> None:
        super().__init__()
        self.down = convolution_of(*folded(block.down, block.down_norm))
        self.spatial = convolution_of(*folded(block.spatial, block.spatial_norm), block.stride)
        self.up = convolution_of(*folded(block.up, block.up_norm))
        self.shortcut = None
        if block.shortcut is not None and block.shortcut_norm is not None:
            self.shortcut = convolution_of(*folded(block.shortcut, block.shortcut_norm), block.stride)

    def forward(self, x: Tensor, transformer: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """As Bottleneck.forward."""
        hidden = F.relu(self.down(x))
        if transformer is not None:
            hidden = hidden + transformer
        narrow = F.relu(self.spatial(hidden))
        return F.relu(self.up(narrow) + (x if self.shortcut is None else self.shortcut(x))), narrow


class SimplePlainConvToTransformer(nn.Module):
    """The plain C2T: one linear map on pooled cells."""

    def __init__(self, module: PlainConvToTransformer) -> None:
        super().__init__()
        assert module.project.bias is not None
        self.pool = module.pool
        self.project = linear_of(module.project.weight.double().flatten(1), module.project.bias.double())
        self.norm = copied_norm(module.norm)

    def forward(self, narrow: Tensor) -> Tensor:
        """As PlainConvToTransformer.forward."""
        pooled = narrow if self.pool == 1 else F.avg_pool2d(narrow, self.pool)
        return F.gelu(self.norm(self.project(to_tokens(pooled))))


class SimplePlainTransformerToConv(nn.Module):
    """The plain T2C with its BN folded."""

    def __init__(self, module: PlainTransformerToConv) -> None:
        super().__init__()
        self.scale = module.scale
        kernel, bias = folded(module.project, module.project_norm)
        self.project = linear_of(kernel.flatten(1), bias)

    def forward(self, patches: Tensor, grid: int) -> Tensor:
        """As PlainTransformerToConv.forward."""
        x = F.relu(self.project(patches)).transpose(1, 2).unflatten(2, (grid, grid))
        return x if self.scale == 1 else F.interpolate(x, scale_factor=float(self.scale), mode="nearest")


def simple_block(block: ConvBlock) -> nn.Module:
    """Either block in its inference form."""
    return folded_block(block) if isinstance(block, MultiBranchResidual) else SimpleBottleneck(block)


def simple_conv_to_transformer(module: ConvToTransformer | PlainConvToTransformer) -> nn.Module:
    """Either C2T in its inference form."""
    if isinstance(module, ConvToTransformer):
        return folded_conv_to_transformer(module)
    return SimplePlainConvToTransformer(module)


def simple_transformer_to_conv(module: TransformerToConv | PlainTransformerToConv) -> nn.Module:
    """Either T2C in its inference form."""
    if isinstance(module, TransformerToConv):
        project = folded(module.project, module.project_norm)
        return FoldedTransformerToConv(module.scale, project, module.narrow, module.gate)
    return SimplePlainTransformerToConv(module)
