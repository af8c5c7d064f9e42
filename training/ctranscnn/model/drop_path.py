"""Stochastic depth: leave out a residual branch for some pictures of a batch, in training only."""

from torch import Tensor, nn


class DropPath(nn.Module):
    """Drops the branch with probability `rate` per picture and scales the rest, so that the mean stays."""

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate

    def forward(self, x: Tensor) -> Tensor:
        """[B, ...] → [B, ...]."""
        if not self.training or self.rate == 0:
            return x
        keep = 1 - self.rate
        return x * x.new_empty((x.shape[0],) + (1,) * (x.ndim - 1)).bernoulli_(keep) / keep
