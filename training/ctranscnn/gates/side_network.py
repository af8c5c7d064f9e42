"""Whether a frontal film is shown mirrored: one small network asked twice, once of the mirror image.

The logit is the difference of the two answers, so a film and its mirror image get exactly opposite ones:
what cannot tell left from right in a film cannot move it either way.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from ctranscnn.gates.film_network import RankEqualised

SIDE_INPUT_PX = 96
SCALE = 4.0
"""Of the logit in the shipped distance: keeps the exponential within fp16."""


def _block(inputs: int, outputs: int) -> nn.Sequential:
    """Two 3x3 convolutions, the first at half the size."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, 2, 1, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
        nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    )


class Handedness(nn.Module):
    """Ranks [N, 1, 96, 96] -> answer [N, 1] that may differ between a film and its mirror image."""

    def __init__(self) -> None:
        super().__init__()
        self.convolutions = nn.Sequential(_block(1, 8), _block(8, 16), _block(16, 32), _block(32, 40))
        # The last grid is flattened: on which side something lies is the question.
        self.to_answer = nn.Sequential(
            nn.Conv2d(40, 12, 1), nn.ReLU(), nn.Flatten(), nn.Dropout(0.4), nn.Linear(12 * 36, 32), nn.ReLU(),
            nn.Linear(32, 1),
        )  # fmt: skip

    def forward(self, ranks: Tensor) -> Tensor:
        """Return the answer."""
        return self.to_answer(self.convolutions(ranks))


class SideGate(nn.Module):
    """What is shipped: picture [N, 1, 96, 96] -> distance [N, 1]; over 1 a film looks mirrored."""

    limit: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.equalise = RankEqualised()
        self.handedness = Handedness()
        self.register_buffer("limit", torch.zeros(()))

    def logit(self, picture: Tensor) -> Tensor:
        """Positive for a mirrored film, [N, 1]; of the mirror image the opposite."""
        ranks = self.equalise(picture)
        if not self.training:
            return self.handedness(ranks) - self.handedness(ranks.flip(-1))
        # One batch: norms of a batch of films alone would tell it from a batch of mirror images.
        answer, mirrored = self.handedness(torch.cat([ranks, ranks.flip(-1)])).chunk(2)
        return answer - mirrored

    def forward(self, picture: Tensor) -> Tensor:
        """The logit above its limit, as a distance."""
        return torch.exp(((self.logit(picture) - self.limit) / SCALE).clamp(-20, 10))
