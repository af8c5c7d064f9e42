"""The gate before a film model: a small network and a subspace, both on ranks instead of grey values.

Ranks make the answer independent of window, gamma and exposure, and turn an inverted film into its exact
opposite. The network learnt what chest films are not; the subspace knows only what they are, and so it also
refuses pictures nobody thought of. The larger of the two distances counts.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

RANK_LEVELS = 128
GATE_SIDE_PX = 48
SUBSPACE_SIDE_PX = 24


class RankEqualised(nn.Module):
    """Grey values to ranks: [N, 1, H, W] any range -> [N, 1, H, W] within -1..1, mean 0.

    The picture's own cumulative histogram over RANK_LEVELS levels between its darkest and brightest pixel,
    read between the levels by linear interpolation: a plain histogram equalisation that batches and exports.
    """

    def forward(self, picture: Tensor) -> Tensor:
        """Return ranks; a picture of one value becomes 0 everywhere."""
        flat = picture.flatten(1)
        low, high = flat.amin(1, keepdim=True), flat.amax(1, keepdim=True)
        position = (flat - low) / (high - low).clamp(min=1e-6) * (RANK_LEVELS - 1)
        below = position.floor().clamp(max=RANK_LEVELS - 2)
        share = position - below  # of the level above; the level below has the rest
        lower = below.to(torch.int64)
        histogram = torch.zeros_like(flat[:, :RANK_LEVELS])
        histogram = histogram.scatter_add(1, lower, 1 - share).scatter_add(1, lower + 1, share)
        histogram = histogram / flat.shape[1]
        ranks = torch.cumsum(histogram, 1) - 0.5 * histogram  # [N, levels]
        equalised = ranks.gather(1, lower) * (1 - share) + ranks.gather(1, lower + 1) * share
        return (equalised * 2 - 1).reshape(picture.shape)


class Subspace(nn.Module):
    """Distance from the mean film, along the principal directions and away from them, each in its deviations.

    ranks [N, 1, 48, 48] -> [N, 1], about 1 for a typical film.
    """

    mean: Tensor
    directions: Tensor
    deviations: Tensor
    residual_deviation: Tensor

    def __init__(self, directions: int) -> None:
        super().__init__()
        size = SUBSPACE_SIDE_PX * SUBSPACE_SIDE_PX
        self.register_buffer("mean", torch.zeros(size))
        self.register_buffer("directions", torch.zeros(size, directions))
        self.register_buffer("deviations", torch.ones(directions))
        self.register_buffer("residual_deviation", torch.ones(()))

    @staticmethod
    def thumbnails(ranks: Tensor) -> Tensor:
        """Ranks [N, 1, 48, 48] -> averaged 2x2 and flattened [N, 576]."""
        return nn.functional.avg_pool2d(ranks, GATE_SIDE_PX // SUBSPACE_SIDE_PX).flatten(1)

    def fit(self, ranks: Tensor) -> None:
        """Fit mean, directions and deviations to films [n, 1, 48, 48] by principal component analysis."""
        thumbnails = self.thumbnails(ranks)
        self.mean.copy_(thumbnails.mean(0))
        centred = thumbnails - self.mean
        _, singular, directions = torch.linalg.svd(centred, full_matrices=False)
        kept = self.deviations.shape[0]
        self.directions.copy_(directions[:kept].T)
        self.deviations.copy_(singular[:kept] / (len(ranks) - 1) ** 0.5)
        residual = centred - centred @ self.directions @ self.directions.T
        self.residual_deviation.copy_(residual.square().mean().sqrt())

    def forward(self, ranks: Tensor) -> Tensor:
        """Root mean square of the two normalised distances."""
        centred = self.thumbnails(ranks) - self.mean
        coordinates = centred @ self.directions
        residual = centred - coordinates @ self.directions.T
        inside = (coordinates / self.deviations).square().mean(1, keepdim=True)
        outside = residual.square().mean(1, keepdim=True) / self.residual_deviation.square()
        return ((inside + outside) / 2).sqrt()


def _block(inputs: int, outputs: int) -> nn.Sequential:
    """3x3 convolution at half the size, batch normalisation, ReLU."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, 2, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)
    )


class FilmClassifier(nn.Module):
    """Ranks [N, 1, 48, 48] -> logit [N, 1], positive for a frontal chest film the right way up.

    The last grid is flattened, not averaged: where things lie tells a film from its parts in another order.
    """

    def __init__(self) -> None:
        super().__init__()
        self.convolutions = nn.Sequential(_block(1, 16), _block(16, 32), _block(32, 48))
        self.to_logit = nn.Sequential(
            nn.Conv2d(48, 12, 1), nn.ReLU(), nn.Flatten(), nn.Dropout(0.3), nn.Linear(12 * 36, 48), nn.ReLU(),
            nn.Linear(48, 1),
        )  # fmt: skip

    def forward(self, ranks: Tensor) -> Tensor:
        """Return the logit."""
        return self.to_logit(self.convolutions(ranks))


class FilmGate(nn.Module):
    """What is shipped: picture [N, 1, 48, 48] -> distance [N, 1]; a film is accepted up to 1."""

    classifier_limit: Tensor
    subspace_limit: Tensor

    def __init__(self, directions: int = 32) -> None:
        super().__init__()
        self.equalise = RankEqualised()
        self.classifier = FilmClassifier()
        self.subspace = Subspace(directions)
        self.register_buffer("classifier_limit", torch.zeros(()))
        self.register_buffer("subspace_limit", torch.ones(()))

    def parts(self, picture: Tensor) -> tuple[Tensor, Tensor]:
        """Classifier logit and subspace distance, [N, 1] each."""
        ranks = self.equalise(picture)
        return self.classifier(ranks), self.subspace(ranks)

    def forward(self, picture: Tensor) -> Tensor:
        """The larger of the two distances, each divided by its own limit."""
        logit, distance = self.parts(picture)
        # exp keeps the classifier's distance positive and 1 exactly at its limit.
        refused = torch.exp(((self.classifier_limit - logit) / 4).clamp(max=20))
        return torch.maximum(refused, distance / self.subspace_limit)
