"""The released network for inference: fewer operations, the same answers up to rounding.

The identities are those of model/simplify.py: BN into the convolution before it; the doubled BN and the
1×1 branch behind the 3×3 into one 3×3; the shortcut and the branch beside it into one 1×1; C2T's two 1×1 maps
before the sigmoid into one and its linear rest onto pooled cells; LN's scale and shift and 1/√d into the
linear map that reads them. Everything is folded in float64 and rounded once, by `.float()`.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ctranscnn.model.interaction import to_tokens
from ctranscnn.model.output import NetworkOutput
from ctranscnn.model.simplify import (
    convolution_of,
    copied_convolution,
    copied_linear,
    copied_norm,
    folded,
    linear_after_norm,
    linear_of,
    norm_as_scale,
)
from ctranscnn.official.conv_block import NORM_EPSILON, ConvBlock
from ctranscnn.official.exchange import ConvToTransformer, TransformerToConv
from ctranscnn.official.network import InteractionBlock, OfficialNetwork
from ctranscnn.official.transformer import Attention, TransformerLayer


class InferenceConvBlock(nn.Module):
    """ConvBlock as 1×1, 3×3, 1×1 and one 1×1 beside them."""

    def __init__(self, block: ConvBlock) -> None:
        super().__init__()
        stride = block.conv2.stride[0]
        self.down = convolution_of(*folded(block.conv1, block.bn1))
        scale, shift = norm_as_scale(block.bn2)
        inner = 2 * torch.diag(scale) + block.conv_64_16.weight.double().flatten(1)
        kernel = torch.einsum("om,mikl->oikl", inner, block.conv2.weight.double())
        self.spatial = convolution_of(kernel, 2 * shift, stride)
        self.up = convolution_of(*folded(block.conv3, block.bn3))
        beside, bias = folded(block.conv_identity, block.bn_out)
        if block.residual_conv is not None and block.residual_bn is not None:
            shortcut, shortcut_bias = folded(block.residual_conv, block.residual_bn)
            beside, bias = beside + shortcut, bias + shortcut_bias
        else:
            beside = beside + torch.eye(beside.shape[0], dtype=torch.float64)[:, :, None, None]
        self.beside = convolution_of(beside, bias, stride)

    def forward(self, x: Tensor, transformer: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """As ConvBlock.forward."""
        hidden = F.relu(self.down(x))
        if transformer is not None:
            hidden = hidden + transformer
        narrow = F.relu(self.spatial(hidden))
        return F.relu(self.up(narrow) + self.beside(x)), narrow


class InferenceConvToTransformer(nn.Module):
    """C2T with one 1×1 before the sigmoid and two linear maps on the pooled cells."""

    def __init__(self, module: ConvToTransformer) -> None:
        super().__init__()
        assert module.conv_project.bias is not None
        assert module.conv1.bias is not None
        assert module.conv2.bias is not None
        self.pool = module.pool
        project = module.conv_project.weight.double().flatten(1)
        project_bias = module.conv_project.bias.double()
        gate, gate_bias = folded(module.conv1, module.bn1)
        gate = gate.flatten(1)
        self.gate = convolution_of((gate @ project)[:, :, None, None], gate @ project_bias + gate_bias)
        self.project = linear_of(project, None)
        mix_bias = module.conv2.bias.double() + project_bias
        self.mix = linear_of(module.conv2.weight.double().flatten(1), mix_bias)
        self.norm = copied_norm(module.ln)

    def forward(self, narrow: Tensor) -> Tensor:
        """narrow [B, inputs, H, W] → [B, (H/pool)·(W/pool), E]: without the class token."""
        gated = torch.sigmoid(self.gate(narrow))
        if self.pool > 1:
            gated, narrow = F.avg_pool2d(gated, self.pool), F.avg_pool2d(narrow, self.pool)
        return F.gelu(self.norm(self.mix(to_tokens(gated)) + self.project(to_tokens(narrow))))


class InferenceTransformerToConv(nn.Module):
    """T2C with its BN folded; the projection reads tokens directly."""

    def __init__(self, module: TransformerToConv) -> None:
        super().__init__()
        self.scale = module.scale
        kernel, bias = folded(module.conv_project, module.bn)
        self.project = linear_of(kernel.flatten(1), bias)
        self.narrow = copied_convolution(module.conv2)
        self.gate = copied_convolution(module.conv3)

    def forward(self, patches: Tensor, grid: int) -> Tensor:
        """As TransformerToConv.forward."""
        x = F.relu(self.project(patches)).transpose(1, 2).unflatten(2, (grid, grid))
        if self.scale > 1:
            x = F.interpolate(x, scale_factor=float(self.scale), mode="bilinear", align_corners=False)
        return x + torch.sigmoid(self.gate(F.relu(self.narrow(x))))


class InferenceAttention(nn.Module):
    """Attention with its norm and 1/√d inside the projection."""

    def __init__(self, attention: Attention, norm: nn.LayerNorm) -> None:
        super().__init__()
        self.heads = attention.heads
        self.qkv = linear_after_norm(attention.qkv, norm)
        embed = attention.proj.in_features
        self.qkv.weight.data[:embed] *= attention.scale
        self.qkv.bias.data[:embed] *= attention.scale
        self.proj = copied_linear(attention.proj)

    def forward(self, tokens: Tensor) -> Tensor:
        """tokens [B, N, E] → [B, N, E], to be added to them."""
        queries, keys, values = (
            part.unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for part in self.qkv(plain_norm(tokens)).chunk(3, dim=-1)
        )
        mixed = (queries @ keys.transpose(-2, -1)).sigmoid().softmax(dim=-1) @ values
        return self.proj(mixed.transpose(1, 2).flatten(2))


class InferenceTransformerLayer(nn.Module):
    """TransformerLayer with its norms inside the linear maps."""

    def __init__(self, layer: TransformerLayer) -> None:
        super().__init__()
        self.attn = InferenceAttention(layer.attn, layer.ln1)
        self.attn2 = InferenceAttention(layer.attn2, layer.ln2)
        self.widen = linear_after_norm(layer.ffn.widen, layer.ln3)
        self.narrow = copied_linear(layer.ffn.narrow)

    def forward(self, tokens: Tensor) -> Tensor:
        """tokens [B, 1 + n, E] → [B, 1 + n, E]."""
        tokens = tokens + self.attn(tokens)
        tokens = tokens + self.attn2(tokens)
        return tokens + self.narrow(F.gelu(self.widen(plain_norm(tokens))))


class InferenceLayer(nn.Module):
    """InteractionBlock."""

    def __init__(self, block: InteractionBlock) -> None:
        super().__init__()
        self.conv = InferenceConvBlock(block.cnn_block)
        self.conv_to_transformer = InferenceConvToTransformer(block.squeeze_block)
        self.transformer = InferenceTransformerLayer(block.trans_block)
        self.transformer_to_conv = InferenceTransformerToConv(block.expand_block)
        self.fuse = InferenceConvBlock(block.fusion_block)

    def forward(self, x: Tensor, tokens: Tensor, grid: int) -> tuple[Tensor, Tensor]:
        """x [B, K', H, W], tokens [B, 1 + n, E] → the same two, one layer on."""
        x, narrow = self.conv(x)
        patches = tokens[:, 1:] + self.conv_to_transformer(narrow)
        # the doubled class token of ConvToTransformer.forward
        tokens = self.transformer(torch.cat([2 * tokens[:, :1], patches], dim=1))
        x, _ = self.fuse(x, self.transformer_to_conv(tokens[:, 1:], grid))
        return x, tokens


class InferenceNetwork(nn.Module):
    """OfficialNetwork in evaluation mode, without `fc` and auxiliary head.

    In float64 until `.float()` is called.
    """

    def __init__(self, network: OfficialNetwork) -> None:
        super().__init__()
        backbone = network.backbone
        self.config = network.config
        self.stem = convolution_of(*folded(backbone.conv1, backbone.bn1))
        self.stem.stride = backbone.conv1.stride
        self.patches = copied_convolution(backbone.trans_patch_conv)
        self.class_token = nn.Parameter(backbone.cls_token.detach().double().clone())
        self.first_conv = InferenceConvBlock(backbone.conv_1)
        self.first_transformer = InferenceTransformerLayer(backbone.trans_1)
        self.layers = nn.ModuleList(InferenceLayer(layer) for layer in backbone.layers)
        self.token_norm = copied_norm(backbone.trans_norm)
        self.conv_head = copied_linear(network.head.conv_cls_head)
        self.class_token_head = copied_linear(network.head.trans_cls_head)
        self.requires_grad_(False).eval()

    def forward(self, image: Tensor) -> NetworkOutput:
        """As OfficialNetwork.forward."""
        start = F.max_pool2d(F.relu(self.stem(image)), 3, 2, 1)
        x, _ = self.first_conv(start)
        patch_map = self.patches(start)
        class_token = self.class_token.expand(image.shape[0], -1, -1)
        tokens = self.first_transformer(torch.cat([class_token, to_tokens(patch_map)], dim=1))
        for layer in self.layers:
            x, tokens = layer(x, tokens, patch_map.shape[2])
        features, class_features = x.mean(dim=(2, 3)), self.token_norm(tokens[:, 0])
        conv_logits, transformer_logits = self.conv_head(features), self.class_token_head(class_features)
        share = self.config.conv_weight
        logits = share * conv_logits + (1 - share) * transformer_logits
        return NetworkOutput(logits, conv_logits, transformer_logits, features, class_features, x)


def plain_norm(x: Tensor) -> Tensor:
    """LayerNorm over the last dimension without scale and shift, with the released epsilon."""
    return F.layer_norm(x, x.shape[-1:], eps=NORM_EPSILON)
