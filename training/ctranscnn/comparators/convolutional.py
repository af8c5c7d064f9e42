"""The convolutional comparators from timm: three ResNets, SE-ResNet, ConvNeXt; random weights."""

import math
from collections.abc import Mapping
from typing import Any, cast

from timm.models.convnext import ConvNeXt
from timm.models.resnet import BasicBlock, Bottleneck, ResNet
from torch import nn

from ctranscnn.comparators.widths import scaled_channels
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
    """Xie et al., CVPR 2017, 32×4d: the 3×3 convolutions in 32 groups of 4 channels in the first stage.

    A smaller width has fewer groups of the same 4 channels.
    """
    groups = max(1, round(32 * config.width))
    # inner times outer channels as the width asks, although whole groups alone would make steps of 1 / groups
    first = 64 * 32 * config.width**2 / groups
    planes = tuple(2 * math.ceil(first * 2**stage / 2) for stage in range(4))
    # timm: channels per group = floor(planes · base_width / 64); planes that are rounded up, by less than one
    # channel per group, make that 4, 8, 16 and 32
    options = {"cardinality": groups, "base_width": 64 * 4 / first * (1 + 1e-9)}
    return _resnet(config, Bottleneck, planes, options)


def build_convnext(config: ComparatorConfig) -> ConvNeXt:
    """Liu et al., CVPR 2022, size T: 3, 3, 9, 3 blocks with 7×7 depthwise convolutions."""
    return ConvNeXt(
        num_classes=config.classes,
        depths=(3, 3, 9, 3),
        dims=scaled_channels((96, 192, 384, 768), config.width),
        drop_path_rate=config.drop_path,
    )


def _resnet(
    config: ComparatorConfig,
    block: type[BasicBlock] | type[Bottleneck],
    planes: tuple[int, ...],
    options: Mapping[str, Any],
) -> ResNet:
    stem = planes[0]
    network = ResNet(
        cast(Any, block),  # timm names the instance where it means the class
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
