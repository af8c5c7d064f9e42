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
    FoldedBlock,
    FoldedConvToTransformer,
    FoldedTransformerToConv,
    GateMaps,
    beside_of,
    convolution_of,
    copied_convolution,
    copied_linear,
    copied_norm,
    folded,
    linear_after_norm,
    linear_part,
    norm_as_scale,
)
from ctranscnn.official.conv_block import NORM_EPSILON, ConvBlock
from ctranscnn.official.exchange import ConvToTransformer, TransformerToConv
from ctranscnn.official.network import InteractionBlock, OfficialNetwork
from ctranscnn.official.transformer import Attention, TransformerLayer


def inference_block(block: ConvBlock) -> FoldedBlock:
    """ConvBlock in its inference form."""
    scale, shift = norm_as_scale(block.bn2)
    inner = 2 * torch.diag(scale) + block.conv_64_16.weight.double().flatten(1)
    kernel = torch.einsum("om,mikl->oikl", inner, block.conv2.weight.double())
    shortcut = None
    if block.residual_conv is not None and block.residual_bn is not None:
        shortcut = folded(block.residual_conv, block.residual_bn)
    return FoldedBlock(
        convolution_of(*folded(block.conv1, block.bn1)),
        convolution_of(kernel, 2 * shift, block.conv2.stride[0]),
        convolution_of(*folded(block.conv3, block.bn3)),
        beside_of(folded(block.conv_identity, block.bn_out), shortcut),
    )


def inference_conv_to_transformer(module: ConvToTransformer) -> FoldedConvToTransformer:
    """C2T in its inference form."""
    gate, bias = folded(module.conv1, module.bn1)
    maps = GateMaps(linear_part(module.conv_project), (gate.flatten(1), bias), linear_part(module.conv2))
    return FoldedConvToTransformer(module.pool, maps, module.ln)


def inference_transformer_to_conv(module: TransformerToConv) -> FoldedTransformerToConv:
    """T2C in its inference form."""
    project = folded(module.conv_project, module.bn)
    return FoldedTransformerToConv(module.scale, project, module.conv2, module.conv3)


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
        self.conv = inference_block(block.cnn_block)
        self.conv_to_transformer = inference_conv_to_transformer(block.squeeze_block)
        self.transformer = InferenceTransformerLayer(block.trans_block)
        self.transformer_to_conv = inference_transformer_to_conv(block.expand_block)
        self.fuse = inference_block(block.fusion_block)

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
        self.first_conv = inference_block(backbone.conv_1)
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
