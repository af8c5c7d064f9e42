"""The two recipes for a network that is trained from scratch: the paper's, and one that keeps its hands off
what lines and tips need.
"""

from dataclasses import replace
from typing import Literal, get_args

from ctranscnn.errors import TrainingError
from ctranscnn.preprocess import InputFacts
from ctranscnn.recipe import AnyNetwork, Augmentation, Recipe

PresetName = Literal["paper", "strong"]

IMAGENET_MEAN, IMAGENET_STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
SIDED_TASKS = frozenset({"chestxray11"})
"""Tasks whose labels depend on left and right: the strong preset never mirrors their pictures."""
GREY_TASKS = frozenset({"chestxray14", "chestxray11"})
PAPER_PX, STRONG_PX = 224, 512
PAPER_CROP = 0.08
"""Smallest share of the area that a crop keeps: the default of the paper's code base; the paper names none.
"""


def preset_recipe(preset: str, task: str, network: AnyNetwork) -> Recipe:
    """The preset's recipe for a network; its size in pixels is the network's own.

    `paper` (section 4.4): AdamW 1e-3 with betas 0.5 and 0.999, cosine, batch 32, mirroring, random resized
    crops, RandAugment with probability 0.5, focal + ASL by Pareto weights; the last weights, no average.
    Where the paper is silent (weight decay, shortest rate) the released configurations are followed.

    `strong`: no mirroring where sides matter, no crop that cuts tips off, mild geometry and light instead of
    RandAugment, warm-up, clipped gradients, the moving average of the weights.

    Raises TrainingError `preset.unknown`.
    """
    grey = task in GREY_TASKS
    size = network.image_px
    if preset == "paper":
        return Recipe(
            name=f"paper-{task}",
            task=task,
            network=network,
            input=InputFacts(size, size, "grey" if grey else "rgb", mean=IMAGENET_MEAN, std=IMAGENET_STD),
            epochs=300,
            batch_size=32,
            learning_rate=1e-3,
            betas=(0.5, 0.999),
            schedule="cosine",
            warm_up=0.0,
            average_decay=0.0,
            clip_norm=0.0,
            precision="fp32",
            loss="pareto",
            augmentation=Augmentation(flip=True, crop=PAPER_CROP, rand_augment=0.5),
        )
    if preset == "strong":
        return Recipe(
            name=f"strong-{task}",
            task=task,
            network=network,
            input=InputFacts(size, size, "grey" if grey else "rgb"),
            epochs=40,
            batch_size=16,
            augmentation=Augmentation(
                flip=task not in SIDED_TASKS,
                rotation_degrees=7,
                scale=0.12,
                shift=0.05,
                brightness=0.2,
                contrast=0.2,
            ),
        )
    raise TrainingError("preset.unknown", f"There is no preset '{preset}'; known: {presets()}.")


def presets() -> str:
    """The names, for people."""
    return ", ".join(get_args(PresetName))


def default_px(preset: str) -> int:
    """The side of the preset's pictures: 224 px in the paper, 512 px where tips must be seen."""
    return PAPER_PX if preset == "paper" else STRONG_PX


def shortened(recipe: Recipe, epochs: int) -> Recipe:
    """The same recipe over another number of epochs; the schedule is stretched with it."""
    return replace(recipe, epochs=epochs, second_cycle=None)
