"""Grad-CAM++ of every label at once, without autograd: the form that the exported graphs hold.

Shapes: B pictures, C labels, K channels of a map of h × w cells.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from ctranscnn.model.network import CTransCNN
from ctranscnn.model.simple_network import SimpleCTransCNN

MAP_EPSILON = 1e-6
"""Keeps the denominator of Grad-CAM++ from zero; pytorch-grad-cam uses the same, and at this size it
matters.
"""


@dataclass(frozen=True)
class WeightedChannels:
    """A layer's answer and what each of its channels counts for each label."""

    activation: Tensor
    """[B, K, h, w]"""
    weights: Tensor
    """[B, C, K]"""

    def maps(self) -> Tensor:
        """[B, C, h, w] the plain Grad-CAM++ maps: ReLU(Σ_k W_k A_k), not normalised."""
        maps = torch.relu(self.weights @ self.activation.flatten(2))
        return maps.unflatten(2, self.activation.shape[2:])


def closed_form(activation: Tensor, head_weight: Tensor, conv_share: float) -> WeightedChannels:
    """Grad-CAM++ weights (Chattopadhay et al., WACV 2018) of every label's fused logit, in closed form.

    activation A [B, K, h, w], head_weight [C, K] → weights [B, C, K].

    The fused logit depends on A only through conv_share · head(mean of A), so its gradient is the constant
    g = conv_share · head_weight / (h·w) over each channel, and with S the channel's sum
    W = h·w · max(g, 0) · g² / (2g² + S·g³ + ε).
    """
    cells = activation.shape[2] * activation.shape[3]
    gradient = head_weight * (conv_share / cells)  # [C, K]
    square, cube = gradient**2, gradient**3
    sums = activation.sum(dim=(2, 3))  # [B, K]
    denominator = 2 * square + sums[:, None, :] * cube + MAP_EPSILON
    return WeightedChannels(activation, cells * torch.relu(gradient) * square / denominator)


def grad_cam_plus_plus(activation: Tensor, head_weight: Tensor, conv_share: float) -> Tensor:
    """As `closed_form`, summed to the maps [B, C, h, w] after ReLU, not normalised."""
    return closed_form(activation, head_weight, conv_share).maps()


def weigh_last_map(network: CTransCNN | SimpleCTransCNN, image: Tensor) -> WeightedChannels:
    """image [B, 3, H, W] → the last conv map and its weights.

    The closed form holds for every CTransCNN: both heads of its transformer branch are read before the last
    conv block, so the conv head alone sees the last conv map, whatever the configuration.
    """
    activation: Tensor = network(image).activation
    return closed_form(activation, network.conv_head.weight, network.config.shares[0])
