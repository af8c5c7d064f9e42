"""The two kinds of attention of the transformer branch."""

from typing import Literal

from torch import Tensor, nn

Weighting = Literal["softmax", "mss"]
"""`softmax`: Softmax(QKᵀ/√d). `mss`: Softmax(Sigmoid(QKᵀ/√d)), the paper's MSS block (eq. 4)."""


class Attention(nn.Module):
    """Multi-head attention with its own projections of queries, keys, values and output (eqs. 1–4)."""

    def __init__(self, embed: int, heads: int, weighting: Weighting) -> None:
        super().__init__()
        self.heads = heads
        self.weighting: Weighting = weighting
        self.scale = (embed // heads) ** -0.5
        self.query = nn.Linear(embed, embed)
        self.key_value = nn.Linear(embed, 2 * embed)
        self.output = nn.Linear(embed, embed)

    def keys_and_values(self, source: Tensor) -> tuple[Tensor, Tensor]:
        """source [B, M, E] → keys, values [B, heads, M, E/heads]."""
        keys, values = self.key_value(source).chunk(2, dim=-1)
        return self._split(keys), self._split(values)

    def forward(self, queries: Tensor, keys_and_values: tuple[Tensor, Tensor]) -> Tensor:
        """queries [B, N, E] attend to M keys and values → [B, N, E]."""
        keys, values = keys_and_values
        return attend(self._split(self.query(queries)) * self.scale, (keys, values), self)

    def _split(self, x: Tensor) -> Tensor:
        # [B, N, E] -> [B, heads, N, E/heads]
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)


class SharedKeyAttention(nn.Module):
    """The MSS block on another attention's keys and values: eqs. 2 and 4 write the same K and V.

    Only the queries and the output matrix W^O (eq. 3) are its own.
    """

    def __init__(self, embed: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.weighting: Weighting = "mss"
        self.scale = (embed // heads) ** -0.5
        self.query = nn.Linear(embed, embed)
        self.output = nn.Linear(embed, embed)

    def forward(self, queries: Tensor, keys_and_values: tuple[Tensor, Tensor]) -> Tensor:
        """queries [B, N, E] attend to M keys and values → [B, N, E]."""
        split = self.query(queries).unflatten(-1, (self.heads, -1)).transpose(1, 2)
        return attend(split * self.scale, keys_and_values, self)


def attend(
    queries: Tensor, keys_and_values: tuple[Tensor, Tensor], owner: Attention | SharedKeyAttention
) -> Tensor:
    """Scaled queries [B, h, N, E/h], keys and values [B, h, M, E/h] → [B, N, E] (eqs. 3–4)."""
    keys, values = keys_and_values
    agreement = queries @ keys.transpose(-2, -1)
    if owner.weighting == "mss":
        agreement = agreement.sigmoid()
    mixed = agreement.softmax(dim=-1) @ values
    return owner.output(mixed.transpose(1, 2).flatten(2))


class FeedForward(nn.Sequential):
    """FFN (eq. 5): Linear, GELU, Linear."""

    def __init__(self, embed: int, hidden: int) -> None:
        super().__init__(nn.Linear(embed, hidden), nn.GELU(), nn.Linear(hidden, embed))
