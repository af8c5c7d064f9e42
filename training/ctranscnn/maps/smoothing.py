"""The two smoothings of pytorch-grad-cam, for all labels at once: eigen_smooth and aug_smooth.

Shapes: B pictures, C labels, K channels of a map of h × w cells, n = h·w.
"""

import math
from collections.abc import Callable
from typing import Literal

import torch
from torch import Tensor

from ctranscnn.maps.closed_form import WeightedChannels
from ctranscnn.maps.enlarge import corner_tensors, scaled_for_picture

Smoothing = Literal["none", "eigen", "aug", "both"]
SMOOTHINGS: tuple[Smoothing, ...] = ("none", "eigen", "aug", "both")
FACTORS = (0.9, 1.0, 1.1)
"""aug_smooth: the normalised picture times each of these, as it is and mirrored left to right."""
VARIANTS = 2 * len(FACTORS)
UNCHANGED = FACTORS.index(1.0)
"""Which of the variants is the picture itself."""

TINY = 1e-30
"""Keeps a map without any weight at zero instead of 0/0."""

LEAST_GAP = 1e-3
GREATEST_TANGENT = 100.0
POWER_ERROR = 1e-4


def squarings_needed(gap: float, tangent: float, error: float) -> int:
    """How often a Gram matrix must be squared so that the power iteration's direction is within `error`.

    gap: 1 - λ2/λ1, at least; tangent: of the angle between the start and the first eigenvector, at most.
    After the power m the tangent of the angle that is left is ≤ (λ2/λ1)^m · tangent (power iteration: Golub
    and Van Loan, Matrix Computations, section 7.3); k squarings give m = 2^k.
    """
    power = math.log(tangent / error) / -math.log1p(-gap)
    return max(0, math.ceil(math.log2(power)))


SQUARINGS = squarings_needed(LEAST_GAP, GREATEST_TANGENT, POWER_ERROR)
"""For maps whose first two eigenvalues differ by 0.1 % or more and whose first component is not as good as
orthogonal to the plain map (cosine ≥ 0.01); beyond that the component itself, or its sign, is arbitrary.
"""


def centred_gram(weighted: WeightedChannels) -> tuple[Tensor, Tensor, Tensor]:
    """Gram matrices of the weighted channels [B, C, n, n], the plain maps before ReLU [B, C, n], and what
    both were divided by, [B, C, 1].

    Every channel is centred over its cells, as pytorch-grad-cam centres it; the plain map thereby too. The
    weights are divided by their greatest, so that tiny ones do not vanish when they are squared.
    """
    cells = weighted.activation.flatten(2)
    centred = cells - cells.mean(dim=2, keepdim=True)  # [B, K, n]
    size = weighted.weights.abs().amax(dim=2, keepdim=True) + TINY
    channels = (weighted.weights / size)[..., None] * centred[:, None]  # [B, C, K, n]
    return channels.transpose(2, 3) @ channels, channels.sum(dim=2), size


def eigen_maps(weighted: WeightedChannels) -> Tensor:
    """[B, C, h, w] eigen_smooth after ReLU: the first principal component of the weighted channels.

    From the n × n Gram matrix in float64 instead of a singular value decomposition of K × n. The component's
    sign is that of its correlation with the plain map before ReLU (the package's sign is arbitrary).
    """
    gram, plain, size = centred_gram(
        WeightedChannels(weighted.activation.double(), weighted.weights.double())
    )
    values, vectors = torch.linalg.eigh(gram)
    first = vectors[..., -1]
    sign = torch.where((first * plain).sum(dim=2, keepdim=True) < 0, -1.0, 1.0)
    length = values[..., -1:].clamp_min(0).sqrt() * size
    return _as_maps(sign * length * first, weighted).to(weighted.activation.dtype)


def eigen_maps_by_squaring(weighted: WeightedChannels) -> Tensor:
    """As `eigen_maps`, with matrix products alone: what an exported graph can compute.

    The Gram matrix G is squared SQUARINGS times and applied to the plain map p. G^m has no negative
    eigenvalue, so p·(G^m p) ≥ 0: the sign is right without being looked for.
    """
    gram, plain, size = centred_gram(weighted)
    power = gram / (torch.diagonal(gram, dim1=-2, dim2=-1).sum(dim=-1)[..., None, None] + TINY)
    for _ in range(SQUARINGS):
        # the trace of the square is the sum of the squared entries: the next trace is 1
        trace = (power * power).sum(dim=(-2, -1), keepdim=True)
        power = (power @ power) / (trace + TINY)
    direction = (power @ plain[..., None])[..., 0]
    direction = direction / (direction.square().sum(dim=2, keepdim=True).sqrt() + TINY)
    stretched = (gram @ direction[..., None])[..., 0]
    length = (stretched * direction).sum(dim=2, keepdim=True).clamp_min(0).sqrt() * size
    return _as_maps(length * direction, weighted)


def variants_of(image: Tensor) -> Tensor:
    """[B, 3, H, W] → [VARIANTS·B, 3, H, W]: the factors, then the same mirrored left to right."""
    straight = torch.cat([image * factor for factor in FACTORS])
    return torch.cat([straight, straight.flip(3)])


def mean_of_variants(maps: Tensor, corners: tuple[Tensor, Tensor]) -> Tensor:
    """Maps [VARIANTS·B, C, h, w] of `variants_of` → [B, C, h, w], turned back and averaged.

    corners: `enlarge.corner_tensors` of the maps and the picture.

    Each is scaled to run 0..1 at the picture's size first, as the package does it (enlarging is linear: the
    mean of the grids, enlarged, is the mean of the enlarged maps).
    """
    scaled = scaled_for_picture(maps, *corners).unflatten(0, (VARIANTS, -1))
    half = len(FACTORS)
    return (scaled[:half].sum(dim=0) + scaled[half:].flip(-1).sum(dim=0)) / VARIANTS


def smoothed_maps(weigh: Callable[[Tensor], WeightedChannels], image: Tensor, smoothing: Smoothing) -> Tensor:
    """image [B, 3, H, W] → [B, C, h, w] maps in PyTorch.

    `none` and `eigen` are after ReLU and not normalised; `aug` and `both` are means of maps that run 0..1
    once enlarged to the picture's size.
    """
    if smoothing == "none":
        return weigh(image).maps()
    if smoothing == "eigen":
        return eigen_maps(weigh(image))
    weighted = weigh(variants_of(image))
    maps = eigen_maps(weighted) if smoothing == "both" else weighted.maps()
    return mean_of_variants(maps, corner_tensors(maps.shape, image.shape))


def _as_maps(flat: Tensor, weighted: WeightedChannels) -> Tensor:
    return torch.relu(flat).unflatten(2, weighted.activation.shape[2:])
