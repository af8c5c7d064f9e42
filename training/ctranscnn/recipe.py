"""A recipe: everything that a training run is told, in one JSON file that is committed."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from ctranscnn.errors import TrainingError
from ctranscnn.model.config import NetworkConfig
from ctranscnn.preprocess import InputFacts
from ctranscnn.strict import build, read_json


@dataclass(frozen=True)
class Augmentation:
    """Random changes to a training picture. All 0 (and `flip` false) leaves pictures as they are."""

    flip: bool = False
    """Mirror left and right with probability 0.5: never where the side carries meaning (lines, devices)."""
    rotation_degrees: float = 0.0
    scale: float = 0.0
    """Zoom by a factor between 1 - scale and 1 + scale."""
    shift: float = 0.0
    """Move by up to this share of the picture's side."""
    brightness: float = 0.0
    contrast: float = 0.0
    """Both in units of the normalised picture: x · (1 ± contrast/2) ± brightness/2."""
    hue_degrees: float = 0.0
    """Turn of the colour circle, for RGB only."""
    mix: float = 0.0
    """MixUp: Beta(mix, mix) weights between two pictures of the batch."""
    erase: float = 0.0
    """Probability that one random rectangle (up to a third of each side) is set to the mean."""


@dataclass(frozen=True)
class Cycle:
    """A further one-cycle schedule on top of the first: a warm restart of the learning rate."""

    epochs: int
    learning_rate: float


@dataclass(frozen=True)
class Recipe:
    """How one network is trained."""

    name: str
    task: str
    network: NetworkConfig
    input: InputFacts
    seed: int = 0
    epochs: int = 30
    batch_size: int = 32
    learning_rate: float = 5e-4
    weight_decay: float = 0.05
    warm_up: float = 0.15
    """Share of the steps until the one-cycle schedule reaches its peak."""
    average_decay: float = 0.995
    """Decay of the exponential moving average of the weights; the average is what is evaluated and
    shipped.
    """
    clip_norm: float = 1.0
    loss: Literal["pareto", "bce"] = "pareto"
    auxiliary_weight: float = 0.0
    second_cycle: Cycle | None = None
    augmentation: Augmentation = field(default_factory=Augmentation)

    def __post_init__(self) -> None:
        sizes = (self.input.width_px, self.input.height_px)
        if sizes != (self.network.image_px, self.network.image_px):
            raise TrainingError("recipe.size", "The recipe's input must be as large as network.image_px.")
        if self.epochs < 1 or self.batch_size < 2 or self.learning_rate <= 0:
            raise TrainingError("recipe.range", "epochs, batch_size or learning_rate is out of range.")

    @property
    def total_epochs(self) -> int:
        """Epochs of both cycles."""
        return self.epochs + (self.second_cycle.epochs if self.second_cycle else 0)


def read_recipe(path: Path) -> Recipe:
    """Read a recipe file. Raises TrainingError naming the key that does not fit."""
    return build(Recipe, read_json(path), path.name)
