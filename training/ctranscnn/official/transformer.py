"""The transformer layer of the released network: two self-attentions and an FFN over class token and patches.

There are no label embeddings and no positions. Parameter names are those of the released state dict.
"""

from typing import cast

from torch import Tensor, nn

from ctranscnn.model.drop_path import DropPath
from ctranscnn.official.conv_block import NORM_EPSILON

MLP_RATIO = 4


class Attention(nn.Module):
    """Self-attention with Softmax(Sigmoid(QKᵀ/√d)); released in the same form for both of a layer."""

    def __init__(self, embed: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.scale = (embed // heads) ** -0.5
        self.qkv = nn.Linear(embed, 3 * embed)
        self.proj = nn.Linear(embed, embed)

    def forward(self, tokens: Tensor) -> Tensor:
        """tokens [B, N, E] → [B, N, E]."""
        # [B, N, 3·E] -> three times [B, heads, N, E/heads]
        queries, keys, values = self.qkv(tokens).unflatten(-1, (3, self.heads, -1)).permute(2, 0, 3, 1, 4)
        agreement = (queries @ keys.transpose(-2, -1)) * self.scale
        mixed = agreement.sigmoid().softmax(dim=-1) @ values
        return self.proj(mixed.transpose(1, 2).flatten(2))


class FeedForward(nn.Module):
    """Linear, GELU, Linear. The nesting gives the released names `layers.0.0` and `layers.1`."""

    def __init__(self, embed: int) -> None:
        super().__init__()
        widen = nn.Sequential(nn.Linear(embed, MLP_RATIO * embed), nn.GELU())
        self.layers = nn.Sequential(widen, nn.Linear(MLP_RATIO * embed, embed))

    @property
    def widen(self) -> nn.Linear:
        """The first map."""
        return cast(nn.Linear, self.layers.get_submodule("0.0"))

    @property
    def narrow(self) -> nn.Linear:
        """The second map."""
        return cast(nn.Linear, self.layers.get_submodule("1"))

    def forward(self, tokens: Tensor) -> Tensor:
        """tokens [B, N, E] → [B, N, E]."""
        return self.layers(tokens)


class TransformerLayer(nn.Module):
    """Attention, attention, FFN; each before-normalised and added to what it read."""

    def __init__(self, embed: int, heads: int, drop_path: float) -> None:
        super().__init__()
        self.ln1 = nn.LayerNorm(embed, eps=NORM_EPSILON)
        self.attn = Attention(embed, heads)
        self.attn2 = Attention(embed, heads)
        self.ln2 = nn.LayerNorm(embed, eps=NORM_EPSILON)
        self.ln3 = nn.LayerNorm(embed, eps=NORM_EPSILON)
        self.ffn = FeedForward(embed)
        self.drop_path = DropPath(drop_path)

    def forward(self, tokens: Tensor) -> Tensor:
        """tokens [B, 1 + n, E] → [B, 1 + n, E]."""
        tokens = tokens + self.drop_path(self.attn(self.ln1(tokens)))
        tokens = tokens + self.drop_path(self.attn2(self.ln2(tokens)))
        return tokens + self.drop_path(self.ffn(self.ln3(tokens)))
