"""The CNN branch's blocks: the multibranch residual module (MBR, paper section 3.2 and Fig. 5b), and the
bottleneck of ResNet that it grew from (Fig. 5a).
"""

from torch import Tensor, nn
from torch.nn import functional as F

from ctranscnn.model.config import NetworkConfig
from ctranscnn.model.drop_path import DropPath


class MultiBranchResidual(nn.Module):
    """1×1 down → 3×3 → 1×1 up, nested twice.

    Inner nesting: the 3×3 is itself a residual unit, its normalised output plus a 1×1 branch on it.
    Outer nesting: beside the shortcut runs a parallel 1×1 branch on the block's input.

    Where the shape changes, the shortcut is a 1×1 convolution. `transformer` is what T2C brings from the
    other
    branch; it joins before the 3×3.
    """

    def __init__(self, inputs: int, outputs: int, stride: int = 1, drop_path: float = 0.0) -> None:
        super().__init__()
        middle = outputs // 4
        self.stride = stride
        self.down = nn.Conv2d(inputs, middle, 1, bias=False)
        self.down_norm = nn.BatchNorm2d(middle)
        self.spatial = nn.Conv2d(middle, middle, 3, stride, 1, bias=False)
        self.spatial_norm = nn.BatchNorm2d(middle)
        self.inner = nn.Conv2d(middle, middle, 1, bias=False)
        self.inner_norm = nn.BatchNorm2d(middle)
        self.up = nn.Conv2d(middle, outputs, 1, bias=False)
        self.up_norm = nn.BatchNorm2d(outputs)
        self.outer = nn.Conv2d(inputs, outputs, 1, stride, bias=False)
        self.outer_norm = nn.BatchNorm2d(outputs)
        reshapes = stride != 1 or inputs != outputs
        self.shortcut = nn.Conv2d(inputs, outputs, 1, stride, bias=False) if reshapes else None
        self.shortcut_norm = nn.BatchNorm2d(outputs) if reshapes else None
        self.drop_path = DropPath(drop_path)

    def forward(self, x: Tensor, transformer: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """x [B, inputs, H, W], transformer [B, outputs/4, H, W] → ([B, outputs, H', W'], [B, outputs/4, H',
        W']).

        The second result, the narrow map after the inner unit, is what C2T carries to the transformer branch.
        """
        hidden = F.relu(self.down_norm(self.down(x)))
        if transformer is not None:
            hidden = hidden + transformer
        unit = self.spatial_norm(self.spatial(hidden))
        narrow = F.relu(unit + self.inner_norm(self.inner(unit)), inplace=True)
        beside = self.outer_norm(self.outer(x))
        if self.shortcut is not None and self.shortcut_norm is not None:
            beside = beside + self.shortcut_norm(self.shortcut(x))
        else:
            beside = beside + x
        return F.relu(self.drop_path(self.up_norm(self.up(narrow))) + beside, inplace=True), narrow


class Bottleneck(nn.Module):
    """ResNet's 1×1 down → 3×3 → 1×1 up beside a shortcut (Fig. 5a), with the same place for T2C to join."""

    def __init__(self, inputs: int, outputs: int, stride: int = 1, drop_path: float = 0.0) -> None:
        super().__init__()
        middle = outputs // 4
        self.stride = stride
        self.down = nn.Conv2d(inputs, middle, 1, bias=False)
        self.down_norm = nn.BatchNorm2d(middle)
        self.spatial = nn.Conv2d(middle, middle, 3, stride, 1, bias=False)
        self.spatial_norm = nn.BatchNorm2d(middle)
        self.up = nn.Conv2d(middle, outputs, 1, bias=False)
        self.up_norm = nn.BatchNorm2d(outputs)
        reshapes = stride != 1 or inputs != outputs
        self.shortcut = nn.Conv2d(inputs, outputs, 1, stride, bias=False) if reshapes else None
        self.shortcut_norm = nn.BatchNorm2d(outputs) if reshapes else None
        self.drop_path = DropPath(drop_path)

    def forward(self, x: Tensor, transformer: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """As MultiBranchResidual.forward."""
        hidden = F.relu(self.down_norm(self.down(x)))
        if transformer is not None:
            hidden = hidden + transformer
        narrow = F.relu(self.spatial_norm(self.spatial(hidden)))
        if self.shortcut is not None and self.shortcut_norm is not None:
            x = self.shortcut_norm(self.shortcut(x))
        return F.relu(self.drop_path(self.up_norm(self.up(narrow))) + x, inplace=True), narrow


ConvBlock = MultiBranchResidual | Bottleneck


def conv_block(
    config: NetworkConfig, channels: tuple[int, int], stride: int = 1, drop_path: float = 0.0
) -> ConvBlock:
    """The block that the configuration names; channels: inputs, outputs."""
    kind = MultiBranchResidual if config.block == "mbr" else Bottleneck
    return kind(*channels, stride, drop_path)
