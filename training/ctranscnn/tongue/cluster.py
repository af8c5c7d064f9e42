"""K-means with K = 2, and the test whether there are two at all; mirrors src-main/tongue/cluster.ts."""

import numpy as np
from numpy.typing import NDArray

from ctranscnn.tongue.colour import Floats

Cluster = NDArray[np.intp]
"""[n] 0 or 1 for each point."""

MAXIMUM_ROUNDS = 40
SETTLED = 1e-4
VALLEY_BINS = 40


def standardised(points: Floats, weights: tuple[float, float, float]) -> Floats:
    """[n, 3] each feature to mean 0 and standard deviation 1, then weighed; a constant feature becomes 0."""
    mean = points.mean(axis=0)
    deviation = np.sqrt(np.maximum(0, (points**2).mean(axis=0) - mean**2))
    scale = np.where(deviation > 1e-9, np.asarray(weights) / np.maximum(deviation, 1e-9), 0)
    return (points - mean) * scale


def two_means(points: Floats) -> Cluster:
    """Split [n, 3] in two by K-means; cluster 0 is the one that is lower in the first feature.

    The beginning is fixed by the data, not drawn (the means of the lowest and of the highest quarter by the
    first feature), so that the same picture always splits alike.
    """
    order = np.argsort(points[:, 0], kind="stable")
    quarter = max(1, len(points) // 4)
    centres = np.stack([points[order[:quarter]].mean(axis=0), points[order[-quarter:]].mean(axis=0)])
    cluster = np.zeros(len(points), np.intp)
    for _ in range(MAXIMUM_ROUNDS):
        first, second = (((points - centre) ** 2).sum(axis=1) for centre in centres)
        cluster = np.where(first <= second, 0, 1)
        moved = np.stack(
            [
                points[cluster == which].mean(axis=0) if (cluster == which).any() else centres[which]
                for which in (0, 1)
            ]
        )
        step = float(np.abs(moved - centres).max())
        centres = moved
        if step < SETTLED:
            break
    return cluster


def valley(values: Floats, cluster: Cluster) -> float:
    """How deep the histogram of [n] values falls between the medians of the two clusters.

    Its lowest count between the medians over the lower of the counts there: 1 is no valley (one population
    cut in two), 0 two populations that do not touch.
    """
    lowest = float(values.min())
    span = max(1e-9, float(values.max()) - lowest)
    bins = _bins(values, lowest, span)
    counts = np.bincount(bins, minlength=VALLEY_BINS).astype(np.float64)
    smooth = np.convolve(counts, [1, 4, 6, 4, 1], mode="same") / 16
    middles = np.asarray([median(values[cluster == which]) for which in (0, 1)])
    start, end = sorted(int(peak) for peak in _bins(middles, lowest, span))
    floor = float(smooth[start : end + 1].min())
    return floor / max(1.0, min(float(smooth[start]), float(smooth[end])))


def median(values: NDArray[np.floating]) -> float:
    """The upper median of [n] values; 0 for none."""
    return float(np.sort(values)[len(values) // 2]) if len(values) else 0.0


def _bins(values: Floats, lowest: float, span: float) -> Cluster:
    scaled = np.floor((values - lowest) / span * VALLEY_BINS).astype(np.intp)
    return np.minimum(VALLEY_BINS - 1, scaled)
