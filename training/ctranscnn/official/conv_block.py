"""The conv block of the released network. Parameter names are those of the released state dict."""

from dataclasses import dataclass

from torch import Tensor, nn
from torch.nn import functional as F

from ctranscnn.model.drop_path import DropPath

NORM_EPSILON = 1e-6
"""Of every BN and LN of the released network but three: the stem's BN, C2T's BN, the last LN (1e-5)."""


@dataclass(frozen=True)
class BlockShape:
    """Channels and stride of a conv block."""

    inputs: int
    outputs: int
    stride: int = 1
    reshapes: bool = False
    """Whether the shortcut is a 1×1 convolution with BN and not the input itself."""
    drop_path: float = 0.0

    @property
    def middle(self) -> int:
        """Channels between the two outer 1×1 convolutions."""
        return self.outputs // 4


def block_norm(channels: int) -> nn.BatchNorm2d:
    """BN as the released blocks use it."""
    return nn.BatchNorm2d(channels, eps=NORM_EPSILON)


class ConvBlock(nn.Module):
    """1×1 down → 3×3 → 1×1 up, with a branch on the 3×3's output and one beside the shortcut."""

    def __init__(self, shape: BlockShape) -> None:
        super().__init__()
        inputs, outputs, middle, stride = shape.inputs, shape.outputs, shape.middle, shape.stride
        self.conv1 = nn.Conv2d(inputs, middle, 1, bias=False)
        self.bn1 = block_norm(middle)
        self.conv_identity = nn.Conv2d(inputs, outputs, 1, stride, bias=False)
        self.bn_out = block_norm(outputs)
        self.conv2 = nn.Conv2d(middle, middle, 3, stride, 1, bias=False)
        self.bn2 = block_norm(middle)
        self.conv3 = nn.Conv2d(middle, outputs, 1, bias=False)
        self.bn3 = block_norm(outputs)
        self.conv_64_16 = nn.Conv2d(middle, middle, 1, bias=False)
        self.residual_conv = nn.Conv2d(inputs, outputs, 1, stride, bias=False) if shape.reshapes else None
        self.residual_bn = block_norm(outputs) if shape.reshapes else None
        self.drop_path = DropPath(shape.drop_path)

    def forward(self, x: Tensor, transformer: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """x [B, inputs, H, W], transformer [B, middle, H, W] → ([B, outputs, H', W'], [B, middle, H', W']).

        The second result is what C2T reads.
        """
        hidden = F.relu(self.bn1(self.conv1(x)))
        if transformer is not None:
            hidden = hidden + transformer
        spatial = self.conv2(hidden)
        # Called twice, as released: the answer is the same, but in training the running statistics move
        # twice per step.
        narrow = F.relu(self.bn2(spatial) + self.conv_64_16(spatial) + self.bn2(spatial))
        wide = self.drop_path(self.bn3(self.conv3(narrow)))
        shortcut = x
        if self.residual_conv is not None and self.residual_bn is not None:
            shortcut = self.residual_bn(self.residual_conv(x))
        return F.relu(wide + shortcut + self.bn_out(self.conv_identity(x))), narrow
