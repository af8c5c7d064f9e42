"""What a classifier answers: the same for CTransCNN, the released form and the comparators."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from torch import Tensor


class ClassifierOutput(Protocol):
    """What training, prediction and evaluation ask of any classifier's answer."""

    @property
    def logits(self) -> Tensor:
        """[B, C] the logits that are scored."""
        ...

    @property
    def heads(self) -> Mapping[str, Tensor]:
        """Name → [B, C] logits that each carry the loss. One head: the logits themselves."""
        ...

    @property
    def auxiliary(self) -> Tensor | None:
        """[B, A] in training with auxiliary facts, else None."""
        ...


@dataclass(frozen=True)
class PlainOutput:
    """The answer of a network with one head, or with heads that need no names of their own."""

    logits: Tensor
    auxiliary: Tensor | None = None
    branches: Mapping[str, Tensor] = field(default_factory=dict[str, Tensor])
    """Name → [B, C] of each head where there are several."""

    @property
    def heads(self) -> Mapping[str, Tensor]:
        """The branches, or the logits alone."""
        return self.branches or {"fused": self.logits}


@dataclass(frozen=True)
class NetworkOutput:
    """What one forward pass of CTransCNN gives."""

    logits: Tensor
    """[B, C] fused."""
    conv_logits: Tensor
    """[B, C]"""
    transformer_logits: Tensor
    """[B, C]"""
    features: Tensor
    """[B, K] the last conv map, averaged over its cells."""
    class_token: Tensor
    """[B, E] normalised."""
    activation: Tensor
    """[B, K, h, w] the last conv map, after ReLU."""
    auxiliary: Tensor | None = None
    """[B, A] in training with auxiliary facts, else None."""
    joined: bool = False
    """Whether the two logits are parts of one linear map (fusion `concatenate`), so that only their sum is
    trained.
    """

    @property
    def heads(self) -> Mapping[str, Tensor]:
        """Both heads, or their sum where they are one."""
        if self.joined:
            return {"fused": self.logits}
        return {"conv": self.conv_logits, "transformer": self.transformer_logits}
