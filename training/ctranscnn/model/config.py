"""The sizes of a CTransCNN."""

from dataclasses import dataclass

from ctranscnn.errors import TrainingError


@dataclass(frozen=True)
class NetworkConfig:
    """Everything that fixes the shapes of the network. The paper's form: embed 384, depth 12, heads 6, 224
    px.
    """

    classes: int
    image_px: int = 128
    embed: int = 160
    depth: int = 6
    heads: int = 4
    base_width: int = 64
    """Channels of the stem and of the first conv stage; the later stages have 2 and 4 times as many."""
    image_mlp_ratio: float = 3.0
    label_mlp_ratio: float = 2.0
    final_stride: int = 2
    """Stride of the very last conv block: 2 as in the paper (a map of image_px / 32), 1 for finer maps."""
    drop_path: float = 0.1
    head_dropout: float = 0.0
    conv_weight: float = 0.9
    """Fusion: fused logit = conv_weight · conv + (1 - conv_weight) · transformer (paper, section 3)."""
    auxiliary: int = 0
    """Outputs of the auxiliary head that exists in training only."""

    PATCH_PX = 16

    def __post_init__(self) -> None:
        if self.image_px % (2 * self.PATCH_PX) != 0:
            raise TrainingError("network.size", "image_px must be a multiple of 32.")
        if self.depth % 3 != 0 or self.depth < 3:
            raise TrainingError("network.depth", "depth must be a multiple of 3: one third per conv stage.")
        if self.embed % self.heads != 0 or self.base_width % 4 != 0:
            raise TrainingError("network.width", "embed must divide by heads and base_width by 4.")
        if self.classes < 1 or not 0 < self.conv_weight <= 1 or self.final_stride not in (1, 2):
            raise TrainingError("network.range", "classes, conv_weight or final_stride is out of range.")

    @property
    def grid(self) -> int:
        """Image tokens per side."""
        return self.image_px // self.PATCH_PX

    @property
    def widths(self) -> tuple[int, int, int]:
        """Channels of the conv stages after the stem."""
        return self.base_width, 2 * self.base_width, 4 * self.base_width
