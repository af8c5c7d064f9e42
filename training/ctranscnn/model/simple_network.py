"""The whole network in its exact inference form; the identities are in `simplify.py`."""

from typing import cast

import torch
from torch import Tensor, nn

from ctranscnn.model.attention import Attention, FeedForward, SharedKeyAttention, Weighting
from ctranscnn.model.interaction import to_tokens
from ctranscnn.model.network import CTransCNN, InteractionLayer
from ctranscnn.model.output import NetworkOutput
from ctranscnn.model.simplify import (
    convolution_of,
    copied_convolution,
    copied_linear,
    copied_norm,
    folded,
    linear_after_norm,
    linear_of,
    plain_norm,
    simple_block,
    simple_conv_to_transformer,
    simple_transformer_to_conv,
)
from ctranscnn.model.transformer_branch import ImageEncoderLayer, LabelLayer


class SimpleAttention(nn.Module):
    """Attention whose norm and 1/√d are inside its projections; one matrix makes queries, keys and values."""

    def __init__(self, attention: Attention, norm: nn.LayerNorm) -> None:
        super().__init__()
        self.heads = attention.heads
        self.weighting: Weighting = attention.weighting
        query = linear_after_norm(attention.query, norm, attention.scale)
        key_value = linear_after_norm(attention.key_value, norm)
        self.projections = linear_of(
            torch.cat([query.weight.data, key_value.weight.data]),
            torch.cat([query.bias.data, key_value.bias.data]),
        )
        self.output = copied_linear(attention.output)

    def parts(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """[B, N, E] → scaled queries, keys and values, [B, h, N, E/h] each."""
        queries, keys, values = (
            split_heads(part, self.heads) for part in self.projections(plain_norm(x)).chunk(3, dim=-1)
        )
        return queries, keys, values

    def forward(self, x: Tensor) -> Tensor:
        """[B, N, E] → [B, N, E], to be added to x."""
        return self.output(mixed_values(*self.parts(x), self.weighting))


class SimpleQuery(nn.Module):
    """Queries that attend to keys and values made elsewhere; norm and 1/√d are inside the projection."""

    def __init__(self, attention: Attention | SharedKeyAttention, norm: nn.LayerNorm) -> None:
        super().__init__()
        self.heads = attention.heads
        self.weighting: Weighting = attention.weighting
        self.query = linear_after_norm(attention.query, norm, attention.scale)
        self.output = copied_linear(attention.output)

    def forward(self, labels: Tensor, keys: Tensor, values: Tensor) -> Tensor:
        """labels [B, C, E], keys and values [B, h, M, E/h] → [B, C, E], to be added to the labels."""
        queries = split_heads(self.query(plain_norm(labels)), self.heads)
        return self.output(mixed_values(queries, keys, values, self.weighting))


class SimpleFeedForward(nn.Module):
    """FFN with its norm inside the first matrix."""

    def __init__(self, feed_forward: FeedForward, norm: nn.LayerNorm) -> None:
        super().__init__()
        self.widen = linear_after_norm(cast(nn.Linear, feed_forward[0]), norm)
        self.narrow = copied_linear(cast(nn.Linear, feed_forward[2]))

    def forward(self, x: Tensor) -> Tensor:
        """[B, N, E] → [B, N, E], to be added to x."""
        return self.narrow(nn.functional.gelu(self.widen(plain_norm(x))))


class SimpleImageLayer(nn.Module):
    """ImageEncoderLayer."""

    def __init__(self, layer: ImageEncoderLayer) -> None:
        super().__init__()
        self.attention = SimpleAttention(layer.attention, layer.attention_norm)
        self.mss_attention = simple_mss(layer)
        self.feed_forward = SimpleFeedForward(layer.feed_forward, layer.feed_forward_norm)

    def forward(self, tokens: Tensor) -> Tensor:
        """[B, 1 + n, E] → [B, 1 + n, E]."""
        queries, keys, values = self.attention.parts(tokens)
        mixed = mixed_values(queries, keys, values, self.attention.weighting)
        tokens = tokens + self.attention.output(mixed)
        if self.mss_attention is not None:
            tokens = tokens + self.mss_attention(tokens, keys, values)
        return tokens + self.feed_forward(tokens)


class SimpleLabelLayer(nn.Module):
    """LabelLayer without its self-attention (which the first layer does not need: it sees constants)."""

    def __init__(self, layer: LabelLayer) -> None:
        super().__init__()
        self.heads = layer.cross_attention.heads
        self.key_value = linear_after_norm(layer.cross_attention.key_value, layer.image_norm)
        self.cross_attention = SimpleQuery(layer.cross_attention, layer.cross_norm)
        self.mss_attention = simple_mss(layer)
        self.feed_forward = SimpleFeedForward(layer.feed_forward, layer.feed_forward_norm)

    def forward(self, labels: Tensor, tokens: Tensor) -> Tensor:
        """labels [B, C, E] after self-attention, tokens [B, 1 + n, E] → labels [B, C, E]."""
        keys, values = (
            split_heads(part, self.heads) for part in self.key_value(plain_norm(tokens)).chunk(2, dim=-1)
        )
        labels = labels + self.cross_attention(labels, keys, values)
        if self.mss_attention is not None:
            labels = labels + self.mss_attention(labels, keys, values)
        return labels + self.feed_forward(labels)


class SimpleLayer(nn.Module):
    """InteractionLayer."""

    def __init__(self, layer: InteractionLayer) -> None:
        super().__init__()
        self.conv = simple_block(layer.conv)
        self.conv_to_transformer = simple_conv_to_transformer(layer.conv_to_transformer)
        self.image_layer = SimpleImageLayer(layer.image_encoder)
        labels = layer.label_layer
        self.label_self_attention = labels and SimpleAttention(labels.self_attention, labels.self_norm)
        self.label_layer = labels and SimpleLabelLayer(labels)
        self.transformer_to_conv = simple_transformer_to_conv(layer.transformer_to_conv)
        self.fuse = simple_block(layer.fuse)

    def forward(self, state: tuple[Tensor, Tensor, Tensor], grid: int) -> tuple[Tensor, Tensor, Tensor]:
        """(x, tokens, labels) → the same three, one layer on."""
        x, tokens, labels = state
        x, narrow = self.conv(x)
        tokens = torch.cat([tokens[:, :1], tokens[:, 1:] + self.conv_to_transformer(narrow)], dim=1)
        tokens = self.image_layer(tokens)
        if self.label_layer is not None and self.label_self_attention is not None:
            labels = self.label_layer(labels + self.label_self_attention(labels), tokens)
        x, _ = self.fuse(x, self.transformer_to_conv(tokens[:, 1:], grid))
        return x, tokens, labels


class SimpleCTransCNN(nn.Module):
    """CTransCNN for inference: equal to the trained network in evaluation mode up to rounding.

    Folded in float64; call `.float()` (as `simplified` does) for use.
    """

    def __init__(self, network: CTransCNN) -> None:
        super().__init__()
        self.config = network.config
        self.stem = convolution_of(*folded(network.stem, network.stem_norm))
        self.stem.stride = network.stem.stride
        self.patches = copied_convolution(network.patches)
        self.labels = nn.Parameter(first_labels(network))
        with torch.no_grad():
            first = network.positions[:, :1] + network.class_token
        self.class_token = nn.Parameter(first.detach().double())
        self.positions = nn.Parameter(network.positions[:, 1:].detach().double())
        self.first_conv = simple_block(network.first_conv)
        self.first_image_layer = SimpleImageLayer(network.first_image_encoder)
        self.first_label_layer = network.first_label_layer and SimpleLabelLayer(network.first_label_layer)
        self.layers = nn.ModuleList(SimpleLayer(cast(InteractionLayer, layer)) for layer in network.layers)
        self.token_norm = copied_norm(network.token_norm)
        self.label_norm = network.label_norm and copied_norm(network.label_norm)
        self.conv_head = copied_linear(network.conv_head)
        self.class_token_head = copied_linear(network.class_token_head)
        self.label_head = nn.Parameter(network.label_head.detach().double().clone())
        self.requires_grad_(False).eval()

    def forward(self, image: Tensor) -> NetworkOutput:
        """As CTransCNN.forward."""
        start = nn.functional.max_pool2d(nn.functional.relu(self.stem(image)), 3, 2, 1)
        x, _ = self.first_conv(start)
        batch = image.shape[0]
        patches = to_tokens(self.patches(start)) + self.positions
        tokens = self.first_image_layer(torch.cat([self.class_token.expand(batch, -1, -1), patches], dim=1))
        labels = self.labels
        if self.first_label_layer is not None:
            labels = self.first_label_layer(labels, tokens)
        for layer in self.layers:
            x, tokens, labels = layer((x, tokens, labels), self.config.grid)
        return self.heads(x, tokens[:, 0], labels)

    def heads(self, activation: Tensor, class_token: Tensor, labels: Tensor) -> NetworkOutput:
        """Last map [B, K, h, w], class token [B, E] and labels [B, C, E] before their norms → the output."""
        features = activation.mean(dim=(2, 3))
        class_token = self.token_norm(class_token)
        conv_logits = self.conv_head(features)
        transformer_logits = self.class_token_head(class_token)
        if self.label_norm is not None:
            transformer_logits = transformer_logits + (self.label_norm(labels) * self.label_head).sum(dim=-1)
        conv_share, transformer_share = self.config.shares
        logits = conv_share * conv_logits + transformer_share * transformer_logits
        return NetworkOutput(logits, conv_logits, transformer_logits, features, class_token, activation)


def simplified(network: CTransCNN) -> SimpleCTransCNN:
    """The inference form in float32."""
    return SimpleCTransCNN(network).float()


def simple_mss(layer: ImageEncoderLayer | LabelLayer) -> SimpleQuery | None:
    """The layer's MSS block, where it has one."""
    if layer.mss_attention is None or layer.mss_norm is None:
        return None
    return SimpleQuery(layer.mss_attention, layer.mss_norm)


def first_labels(network: CTransCNN) -> Tensor:
    """[1, C, E] float64: the labels after the first self-attention, which sees the embeddings alone, so that
    its answer is a constant; [1, 0, E] without labels.
    """
    embeddings = network.label_embeddings.detach().double()
    layer = network.first_label_layer
    if layer is None:
        return embeddings
    with torch.no_grad():
        return embeddings + SimpleAttention(layer.self_attention, layer.self_norm).double()(embeddings)


def split_heads(x: Tensor, heads: int) -> Tensor:
    """[B, N, E] → [B, heads, N, E/heads]."""
    return x.unflatten(-1, (heads, -1)).transpose(1, 2)


def mixed_values(queries: Tensor, keys: Tensor, values: Tensor, weighting: Weighting) -> Tensor:
    """Scaled queries [B, h, N, e], keys and values [B, h, M, e] → [B, N, h·e] (eq. 4 for `mss`)."""
    agreement = queries @ keys.transpose(-2, -1)
    if weighting == "mss":
        agreement = agreement.sigmoid()
    return (agreement.softmax(dim=-1) @ values).transpose(1, 2).flatten(2)
