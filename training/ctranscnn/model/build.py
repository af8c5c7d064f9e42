"""From a configuration to the network it means."""

from typing import cast

import torch
from torch import Tensor, nn

from ctranscnn.errors import TrainingError
from ctranscnn.model.comparator_config import ComparatorConfig
from ctranscnn.model.config import NetworkConfig
from ctranscnn.model.network import CTransCNN
from ctranscnn.model.official_config import OfficialConfig
from ctranscnn.model.output import ClassifierOutput
from ctranscnn.official.network import OfficialNetwork
from ctranscnn.recipe import AnyNetwork


def build_network(config: AnyNetwork) -> nn.Module:
    """A new network, its weights drawn from PyTorch's generator; called with [B, channels, H, W] it gives a
    ClassifierOutput.
    """
    if isinstance(config, NetworkConfig):
        return CTransCNN(config)
    if isinstance(config, OfficialConfig):
        return OfficialNetwork(config)
    # only here: timm takes seconds to import, and most commands need none of it
    from ctranscnn.comparators import build_comparator  # noqa: PLC0415

    return build_comparator(config)


def memory_layout(config: AnyNetwork) -> torch.memory_format:
    """The order in memory in which the network is trained: channels last, the faster one, for ours.

    Comparators are trained with their channels first: with the channel counts that scaling gives (24, say),
    PyTorch 2.15's channels-last convolutions in bf16 write beyond their memory on the CPU.
    """
    return torch.contiguous_format if isinstance(config, ComparatorConfig) else torch.channels_last


def classify(network: nn.Module, images: Tensor) -> ClassifierOutput:
    """One forward pass of any classifier of this package."""
    return cast(ClassifierOutput, network(images))


def own_network(network: nn.Module) -> CTransCNN:
    """The network as our CTransCNN. Raises TrainingError `recipe.family` where it is another."""
    if not isinstance(network, CTransCNN):
        raise TrainingError("recipe.family", "Only a CTransCNN of ours can be exported.")
    return network
