"""The sizes of the authors' released network."""

from dataclasses import dataclass
from typing import Literal

from ctranscnn.errors import TrainingError


@dataclass(frozen=True)
class OfficialConfig:
    """The released variant (docs/paper-audit.md says how it differs from the paper's text)."""

    classes: int
    family: Literal["official"] = "official"
    image_px: int = 224
    embed: int = 384
    depth: int = 12
    heads: int = 6
    base_width: int = 64
    drop_path: float = 0.1
    conv_weight: float = 0.9
    auxiliary: int = 0
    """Outputs of the auxiliary head that exists in training only."""

    def __post_init__(self) -> None:
        if self.depth % 3 != 0 or self.embed % self.heads != 0 or self.image_px % 32 != 0:
            raise TrainingError("network.range", "depth, embed, heads or image_px does not fit.")
        if self.classes < 1 or self.base_width % 4 != 0:
            raise TrainingError("network.range", "classes or base_width does not fit.")
