"""Which of the paper's ten comparators, and how large."""

from dataclasses import dataclass
from typing import Literal

from ctranscnn.errors import TrainingError

ComparatorName = Literal[
    "resnet34",
    "resnet50",
    "resnext50",
    "seresnet50",
    "vit",
    "swin",
    "conformer",
    "convnext",
    "repvgg",
    "deit",
]


@dataclass(frozen=True)
class ComparatorConfig:
    """One comparator of Tables 4 to 6, from scratch, with this task's labels."""

    name: ComparatorName
    classes: int
    family: Literal["comparator"] = "comparator"
    image_px: int = 224
    width: float = 1.0
    """Share of the published width (channels, embedding): 1 is the network as its authors size it."""
    drop_path: float = 0.0
    auxiliary: int = 0
    """Outputs of the auxiliary head that exists in training only."""

    def __post_init__(self) -> None:
        if self.classes < 1 or not 0 < self.width <= 4 or self.image_px % 32 != 0:
            raise TrainingError("network.range", "classes, width or image_px is out of range.")
