"""Find the width at which a comparator costs as much as another network."""

from functools import lru_cache

import torch

from ctranscnn.comparators.build import build_comparator, deployed
from ctranscnn.errors import TrainingError
from ctranscnn.model.comparator_config import ComparatorConfig, ComparatorName
from ctranscnn.model.cost import Cost, cost_of

WIDTH_STEPS = 1_000
"""Widths are searched in thousandths."""
SMALLEST, LARGEST = WIDTH_STEPS // 50, 4 * WIDTH_STEPS
FARTHEST = 0.1
"""Relative distance from the wanted cost beyond which the answer would not be a fair comparison."""


@lru_cache(maxsize=1024)
def comparator_cost(config: ComparatorConfig) -> Cost:
    """Parameters and MACs of one picture, in the deployed form; counted on shapes alone, in milliseconds."""
    with torch.device("meta"):
        network = deployed(build_comparator(config))
    return cost_of(network, config.image_px)


@lru_cache(maxsize=256)
def scaled_to_macs(name: ComparatorName, classes: int, image_px: int, macs: int) -> ComparatorConfig:
    """The comparator whose MACs (`comparator_cost`) are nearest to `macs` for this label count and size.

    Bisects the width, because MACs grow with it in small steps; the same question has the same answer.
    Raises TrainingError `comparator.macs` where no width comes within a tenth of `macs`.
    """
    low, high = SMALLEST, LARGEST
    tried = {low: _at(name, classes, image_px, low), high: _at(name, classes, image_px, high)}
    while high - low > 1:
        middle = (low + high) // 2
        tried[middle] = _at(name, classes, image_px, middle)
        if comparator_cost(tried[middle]).macs < macs:
            low = middle
        else:
            high = middle
    # of the widths that cost the same, the one tried last is arbitrary: the smallest is not
    nearest = min(tried, key=lambda step: (abs(comparator_cost(tried[step]).macs - macs), step))
    reached = comparator_cost(tried[nearest]).macs
    if abs(reached - macs) > FARTHEST * macs:
        raise TrainingError(
            "comparator.macs",
            f"{name} at {image_px} px cannot cost {macs:,} multiply-accumulates; the nearest is {reached:,}.",
        )
    return tried[nearest]


def _at(name: ComparatorName, classes: int, image_px: int, step: int) -> ComparatorConfig:
    return ComparatorConfig(name, classes, image_px=image_px, width=step / WIDTH_STEPS)
