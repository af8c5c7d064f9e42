"""The convolutional comparators from timm: three ResNets, SE-ResNet, ConvNeXt; random weights."""

from collections.abc import Mapping
from typing import Any, cast

from timm.models.convnext import ConvNeXt
from timm.models.resnet import BasicBlock, Bottleneck, ResNet
from torch import nn

from ctranscnn.comparators.widths import CHANNEL_STEP, scaled_channels
from ctranscnn.model.comparator_config import ComparatorConfig

RESNET_CHANNELS = (64, 128, 256, 512)
RESNET_DEPTHS = (3, 4, 6, 3)


def build_resnet34(config: ComparatorConfig) -> ResNet:
    """He et al., CVPR 2016: 3, 4, 6, 3 basic blocks."""
    return _resnet(config, BasicBlock, scaled_channels(RESNET_CHANNELS, config.width), {})


def build_resnet50(config: ComparatorConfig) -> ResNet:
    """He et al., CVPR 2016: 3, 4, 6, 3 bottlenecks, with the stride on the 3×3 convolution (version 1.5)."""
    return _resnet(config, Bottleneck, scaled_channels(RESNET_CHANNELS, config.width), {})


def build_seresnet50(config: ComparatorConfig) -> ResNet:
    """Hu et al., CVPR 2018: ResNet-50 with squeeze and excitation, ratio 16, in every bottleneck."""
    squeeze = {"block_args": {"attn_layer": "se"}}
    return _resnet(config, Bottleneck, scaled_channels(RESNET_CHANNELS, config.width), squeeze)


def build_resnext50(config: ComparatorConfig) -> ResNet:
    """Xie et al., CVPR 2017, 32×4d: the 3×3 convolutions in 32 groups of 4, 8, 16 and 32 channels by stage.

    A smaller width has fewer groups of the same size; each stage rounds its own.
    """
    # four times as many go out of a block
    planes = scaled_channels(RESNET_CHANNELS, config.width, step=CHANNEL_STEP // 4)
    stages = tuple(_grouped(4 * 2**stage, 128 * 2**stage * config.width) for stage in range(4))
    return _resnet(config, stages, planes, {})


def build_convnext(config: ComparatorConfig) -> ConvNeXt:
    """Liu et al., CVPR 2022, size T: 3, 3, 9, 3 blocks with 7×7 depthwise convolutions."""
    return ConvNeXt(
        num_classes=config.classes,
        depths=(3, 3, 9, 3),
        dims=scaled_channels((96, 192, 384, 768), config.width),
        drop_path_rate=config.drop_path,
    )


def _grouped(group_size: int, inner: float) -> type[Bottleneck]:
    """A bottleneck whose 3×3 convolution has about `inner` channels in whole groups of `group_size`."""
    step = max(CHANNEL_STEP, group_size)
    groups = max(1, round(inner / step)) * step // group_size

    class Grouped(Bottleneck):
        def __init__(self, inputs: int, planes: int, *places: Any, **options: Any) -> None:  # noqa: ANN401 - timm's
            # timm: channels per group = floor(planes · base_width / 64); the half keeps it off the edge
            sizes = {"cardinality": groups, "base_width": 64 * (group_size + 0.5) / planes}
            super().__init__(inputs, planes, *places, **{**options, **sizes})

    return Grouped


def _resnet(
    config: ComparatorConfig,
    block: type[BasicBlock] | type[Bottleneck] | tuple[type[Bottleneck], ...],
    planes: tuple[int, ...],
    options: Mapping[str, Any],
) -> ResNet:
    (stem,) = scaled_channels(RESNET_CHANNELS[:1], config.width)
    network = ResNet(
        cast(Any, block),  # timm names the instance where it means the class, or one class per stage
        RESNET_DEPTHS,
        num_classes=config.classes,
        channels=planes,
        drop_path_rate=config.drop_path,
        # timm fixes its plain stem at 64 channels; the deep stem, of 2 · stem_width, follows the width ...
        stem_type="deep",
        stem_width=stem // 2,
        **options,
    )
    # ... so the published 7×7 stem takes the deep one's place; the blocks behind it fit already
    network.conv1 = nn.Conv2d(3, stem, kernel_size=7, stride=2, padding=3, bias=False)
    nn.init.kaiming_normal_(network.conv1.weight, mode="fan_out", nonlinearity="relu")
    return network
