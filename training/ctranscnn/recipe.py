"""A recipe: everything that a training run is told, in one JSON file that is committed."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from ctranscnn.errors import TrainingError
from ctranscnn.model.comparator_config import ComparatorConfig
from ctranscnn.model.config import NetworkConfig
from ctranscnn.model.official_config import OfficialConfig
from ctranscnn.preprocess import InputFacts
from ctranscnn.strict import build, read_json

AnyNetwork = NetworkConfig | OfficialConfig | ComparatorConfig
"""CTransCNN, the authors' released form of it, or a comparator; told apart by `family`."""

LossName = Literal["pareto", "pareto-exact", "released", "focal", "asymmetric", "bce"]
"""The losses of losses.py. `pareto`: focal and ASL by the min-norm weights of their gradients at the logits;
`pareto-exact`: of their gradients at the shared parameters; `released`: what the authors' code does.
"""


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
    crop: float = 0.0
    """Random resized crop: the smallest share of the picture's area that is kept; 0 for no such crop."""
    rand_augment: float = 0.0
    """Probability of RandAugment (Cubuk et al., 2020; two operations of magnitude 9) for each picture."""


@dataclass(frozen=True)
class Cycle:
    """A further one-cycle schedule on top of the first: a warm restart of the learning rate."""

    epochs: int
    learning_rate: float


@dataclass(frozen=True)
class Distillation:
    """Learning from a trained network as well as from the labels (Hinton et al. 2015; Beyer et al. 2022)."""

    teacher: str
    """Name of the teacher's run within the same study."""
    weight: float = 0.5
    """Share of the teacher's part in the loss."""

    def __post_init__(self) -> None:
        if not 0 < self.weight <= 1:
            raise TrainingError("recipe.range", "distillation.weight must lie in (0, 1].")


@dataclass(frozen=True)
class Recipe:
    """How one network is trained."""

    name: str
    task: str
    network: AnyNetwork
    input: InputFacts
    seed: int = 0
    epochs: int = 30
    batch_size: int = 32
    """Pictures per step, all processes and parts together."""
    accumulate: int = 1
    """Parts that a step's batch is cut into, one after the other: less memory for the same step. Batch norm
    sees one part at a time.
    """
    learning_rate: float = 5e-4
    betas: tuple[float, ...] = (0.9, 0.999)
    weight_decay: float = 0.05
    schedule: Literal["one-cycle", "cosine"] = "one-cycle"
    """`one-cycle`: up to the peak and down to nothing; `cosine`: linear warm-up, then half a cosine down to
    a hundredth.
    """
    warm_up: float = 0.15
    """Share of the steps until the schedule reaches its peak."""
    average_decay: float = 0.995
    """Decay of the exponential moving average of the weights; the average is what is evaluated and
    shipped. 0: the last weights themselves.
    """
    clip_norm: float = 1.0
    """Largest norm of a step's gradient; 0 for no limit."""
    precision: Literal["bf16", "fp16", "fp32"] = "bf16"
    """Arithmetic of the forward and backward pass; weights and losses stay fp32."""
    loss: LossName = "pareto"
    label_smoothing: float = 0.0
    """ε of label smoothing: targets become y · (1 - ε) + ε / 2."""
    auxiliary_weight: float = 0.0
    second_cycle: Cycle | None = None
    distillation: Distillation | None = None
    augmentation: Augmentation = field(default_factory=Augmentation)

    def __post_init__(self) -> None:
        sizes = (self.input.width_px, self.input.height_px)
        if sizes != (self.network.image_px, self.network.image_px):
            raise TrainingError("recipe.size", "The recipe's input must be as large as network.image_px.")
        if self.epochs < 1 or self.batch_size < 2 or self.learning_rate <= 0:
            raise TrainingError("recipe.range", "epochs, batch_size or learning_rate is out of range.")
        if self.accumulate < 1 or self.batch_size % self.accumulate != 0:
            raise TrainingError("recipe.range", "batch_size must be a multiple of accumulate.")
        if len(self.betas) != 2 or not all(0 <= beta < 1 for beta in self.betas):
            raise TrainingError("recipe.range", "betas must be two numbers in 0..1.")
        if not 0 <= self.average_decay < 1 or not 0 <= self.label_smoothing < 1:
            raise TrainingError("recipe.range", "average_decay or label_smoothing is out of range.")

    @property
    def total_epochs(self) -> int:
        """Epochs of both cycles."""
        return self.epochs + (self.second_cycle.epochs if self.second_cycle else 0)

    @property
    def own_network(self) -> NetworkConfig:
        """The configuration, where it is our CTransCNN. Raises TrainingError `recipe.family` otherwise."""
        if not isinstance(self.network, NetworkConfig):
            raise TrainingError("recipe.family", f"{self.name} is not a CTransCNN: it cannot be exported.")
        return self.network


def read_recipe(path: Path) -> Recipe:
    """Read a recipe file. Raises TrainingError naming the key that does not fit."""
    return build(Recipe, read_json(path), path.name)
