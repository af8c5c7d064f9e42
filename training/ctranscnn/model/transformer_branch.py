"""The transformer branch: image tokens with their own encoder, labels that query them (MMAEF, section 3.1).

Why two streams and not one sequence: docs/decisions/labels-and-image-tokens.md.
"""

from torch import Tensor, nn

from ctranscnn.model.attention import Attention, FeedForward, SharedKeyAttention
from ctranscnn.model.config import NetworkConfig
from ctranscnn.model.drop_path import DropPath


class ImageEncoderLayer(nn.Module):
    """One layer over [class; patches]: self-attention, then FFN; both before-normalised.

    Where the branch is this encoder alone (`attention: encoder`), the MSS block, if there is one, follows the
    self-attention on the same keys and values.
    """

    def __init__(self, config: NetworkConfig, drop_path: float) -> None:
        super().__init__()
        embed = config.embed
        self.attention_norm = nn.LayerNorm(embed)
        self.attention = Attention(embed, config.heads, config.image_attention)
        here = config.mss and config.attention == "encoder"
        self.mss_norm = nn.LayerNorm(embed) if here else None
        self.mss_attention = SharedKeyAttention(embed, config.heads) if here else None
        self.feed_forward_norm = nn.LayerNorm(embed)
        self.feed_forward = FeedForward(embed, round(embed * config.image_mlp_ratio))
        self.drop_path = DropPath(drop_path)

    def forward(self, tokens: Tensor) -> Tensor:
        """tokens [B, 1 + n, E] → [B, 1 + n, E]."""
        normal = self.attention_norm(tokens)
        keys_and_values = self.attention.keys_and_values(normal)
        tokens = tokens + self.drop_path(self.attention(normal, keys_and_values))
        if self.mss_attention is not None and self.mss_norm is not None:
            tokens = tokens + self.drop_path(self.mss_attention(self.mss_norm(tokens), keys_and_values))
        return tokens + self.drop_path(self.feed_forward(self.feed_forward_norm(tokens)))


class LabelLayer(nn.Module):
    """One MMAEF layer over the C label embeddings (eqs. 1–5).

    Self-attention among the labels (1), cross-attention to the image tokens (2), the MSS block on the same
    keys and values (3, 4), FFN (5). Each step is added to what it read, as in a standard transformer decoder.
    """

    def __init__(self, config: NetworkConfig, drop_path: float) -> None:
        super().__init__()
        embed, heads = config.embed, config.heads
        self.self_norm = nn.LayerNorm(embed)
        self.self_attention = Attention(embed, heads, "softmax")
        self.image_norm = nn.LayerNorm(embed)
        self.cross_norm = nn.LayerNorm(embed)
        self.cross_attention = Attention(embed, heads, "softmax")
        self.mss_norm = nn.LayerNorm(embed) if config.mss else None
        self.mss_attention = SharedKeyAttention(embed, heads) if config.mss else None
        self.feed_forward_norm = nn.LayerNorm(embed)
        self.feed_forward = FeedForward(embed, round(embed * config.label_mlp_ratio))
        self.drop_path = DropPath(drop_path)

    def forward(self, labels: Tensor, tokens: Tensor) -> Tensor:
        """labels [B, C, E], image tokens [B, 1 + n, E] → labels [B, C, E]."""
        normal = self.self_norm(labels)
        keys_and_values = self.self_attention.keys_and_values(normal)
        labels = labels + self.drop_path(self.self_attention(normal, keys_and_values))
        keys_and_values = self.cross_attention.keys_and_values(self.image_norm(tokens))
        labels = labels + self.drop_path(self.cross_attention(self.cross_norm(labels), keys_and_values))
        if self.mss_attention is not None and self.mss_norm is not None:
            labels = labels + self.drop_path(self.mss_attention(self.mss_norm(labels), keys_and_values))
        return labels + self.drop_path(self.feed_forward(self.feed_forward_norm(labels)))
