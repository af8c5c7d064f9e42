"""Which layer of a comparator is mapped: the last one that still has places, as in the paper's Figure 11."""

from timm.models.resnet import ResNet
from timm.models.swin_transformer import SwinTransformer
from timm.models.vision_transformer import VisionTransformer
from torch import nn

from ctranscnn.comparators.build import OneHeaded
from ctranscnn.comparators.conformer import Conformer
from ctranscnn.comparators.repvgg import RepVgg
from ctranscnn.maps.gradients import Layer


def map_layer(network: nn.Module) -> Layer | None:
    """A convolutional network's last map of cells, a transformer's tokens before its last attention.

    None for a CTransCNN, which gives its last conv map itself.
    """
    if isinstance(network, Conformer):
        return Layer("last_map")
    if not isinstance(network, OneHeaded):
        return None
    backbone = network.backbone
    if isinstance(backbone, VisionTransformer):
        # after the last attention only the class token is read: the patches' tokens before it still count
        return Layer(f"backbone.blocks.{len(backbone.blocks) - 1}.norm1", "tokens")
    if isinstance(backbone, SwinTransformer):
        return Layer("backbone.norm", "channels-last")
    if isinstance(backbone, RepVgg):
        return Layer("backbone.blocks")
    return Layer("backbone.layer4" if isinstance(backbone, ResNet) else "backbone.stages")
