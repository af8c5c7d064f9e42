"""The sizes and the parts of a CTransCNN."""

from dataclasses import dataclass
from typing import Literal

from ctranscnn.errors import TrainingError
from ctranscnn.model.attention import Weighting

Fusion = Literal["weighted", "add", "concatenate"]
"""The paper's three fusions (section 3): `weighted`: conv_weight · conv + (1 - conv_weight) · transformer;
`add`: conv + transformer; `concatenate`: one linear map of both branches' features, one loss."""


@dataclass(frozen=True)
class NetworkConfig:
    """Everything that fixes the shapes of the network. The paper's form: embed 384, depth 12, heads 6, 224
    px.
    """

    classes: int
    family: Literal["ctranscnn"] = "ctranscnn"
    input_channels: int = 3
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
    """The conv head's share in the fused logit, for `weighted` fusion (paper, section 3)."""
    auxiliary: int = 0
    """Outputs of the auxiliary head that exists in training only."""
    block: Literal["mbr", "bottleneck"] = "mbr"
    """Conv blocks: the paper's multibranch residual, or ResNet's bottleneck (ablation)."""
    attention: Literal["mmaef", "encoder"] = "mmaef"
    """Transformer branch: label embeddings that query the image, or the standard encoder alone (ablation)."""
    mss: bool = True
    """The MSS block of equations 3 and 4: in the label layers of `mmaef`, in the layers of `encoder`."""
    image_attention: Weighting = "mss"
    """How the image tokens weigh each other; `mss` is what the released code does in all its attentions."""
    interaction: Literal["iim", "plain"] = "iim"
    """C2T and T2C with the gated residuals of equations 6-14, or plain 1×1 projections (ablation)."""
    fusion: Fusion = "weighted"

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

    @property
    def shares(self) -> tuple[float, float]:
        """Weights of the conv and of the transformer logits in the fused logit."""
        return (self.conv_weight, 1 - self.conv_weight) if self.fusion == "weighted" else (1.0, 1.0)
