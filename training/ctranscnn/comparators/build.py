"""From a ComparatorConfig to a network that answers like every classifier here."""

import copy
from collections.abc import Callable, Mapping
from typing import cast

from timm.models.convnext import ConvNeXt
from timm.models.resnet import ResNet
from timm.models.swin_transformer import SwinTransformer
from timm.models.vision_transformer import VisionTransformer
from torch import Tensor, nn

from ctranscnn.comparators.conformer import Conformer
from ctranscnn.comparators.convolutional import (
    build_convnext,
    build_resnet34,
    build_resnet50,
    build_resnext50,
    build_seresnet50,
)
from ctranscnn.comparators.repvgg import RepVgg
from ctranscnn.comparators.transformers import build_deit, build_swin, build_vit
from ctranscnn.model.comparator_config import ComparatorConfig, ComparatorName
from ctranscnn.model.output import PlainOutput

Backbone = ResNet | RepVgg | ConvNeXt | SwinTransformer | VisionTransformer

BACKBONES: Mapping[ComparatorName, Callable[[ComparatorConfig], Backbone]] = {
    "resnet34": build_resnet34,
    "resnet50": build_resnet50,
    "resnext50": build_resnext50,
    "seresnet50": build_seresnet50,
    "vit": build_vit,
    "swin": build_swin,
    "convnext": build_convnext,
    "repvgg": RepVgg,
    "deit": build_deit,
}
"""All but Conformer, which timm does not have."""


class OneHeaded(nn.Module):
    """A network of timm's kind and, if asked for, a second head for auxiliary facts."""

    def __init__(self, config: ComparatorConfig, backbone: Backbone) -> None:
        super().__init__()
        self.config = config
        self.backbone = backbone
        self.auxiliary_head = (
            nn.Linear(cast(int, backbone.num_features), config.auxiliary) if config.auxiliary else None
        )

    def forward(self, image: Tensor) -> PlainOutput:
        """image [B, 3, image_px, image_px], normalised → PlainOutput."""
        features = self.backbone.forward_features(image)
        pooled: Tensor = self.backbone.forward_head(features, pre_logits=True)  # [B, K]
        classifier = cast(nn.Module, self.backbone.get_classifier())
        return PlainOutput(
            logits=classifier(pooled),
            auxiliary=None if self.auxiliary_head is None else self.auxiliary_head(pooled),
        )


Comparator = OneHeaded | Conformer


def build_comparator(config: ComparatorConfig) -> Comparator:
    """The network of `config` with random weights (torch's generator); its answer is a PlainOutput."""
    if config.name == "conformer":
        return Conformer(config)
    return OneHeaded(config, BACKBONES[config.name](config))


def deployed(network: Comparator) -> Comparator:
    """A copy in evaluation mode that computes the same with fewer parts, where there is such a form.

    RepVGG's three branches per block become one convolution, the form that its authors count; the other
    networks stay as they are.
    """
    copied = copy.deepcopy(network).eval()
    if isinstance(copied, OneHeaded) and isinstance(copied.backbone, RepVgg):
        copied.backbone.fuse()
    return copied
