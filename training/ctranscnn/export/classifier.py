"""The graph of a classifier: scores, both heads, features and the Grad-CAM++ grids of all labels at once."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from ctranscnn.model.network import NetworkOutput
from ctranscnn.model.simple_network import SimpleCTransCNN

MAP_EPSILON = 1e-6
"""Keeps the denominator of Grad-CAM++ from zero; pytorch-grad-cam uses the same, and at this size it
matters.
"""

CLASSIFIER_OUTPUTS = {
    "scores": "scores",
    "convLogits": "conv_logits",
    "transformerLogits": "transformer_logits",
    "features": "features",
    "classToken": "class_token",
    "activation": "activation",
    "maps": "maps",
}
"""Role → graph name, in the order in which the graph gives them."""


def grad_cam_plus_plus(activation: Tensor, head_weight: Tensor, conv_weight: float) -> Tensor:
    """Grad-CAM++ (Chattopadhay et al., WACV 2018) of every label's fused logit, in closed form.

    activation A [B, K, h, w], head_weight [C, K] → maps [B, C, h, w] after ReLU, not normalised.

    The fused logit depends on A only through conv_weight · head(mean of A), so its gradient is the constant
    g = conv_weight · head_weight / (h·w) over each channel, and with S the channel's sum
    W = h·w · max(g, 0) · g² / (2g² + S·g³ + ε),  map = ReLU(Σ_k W_k A_k).
    """
    cells = activation.shape[2] * activation.shape[3]
    gradient = head_weight * (conv_weight / cells)  # [C, K]
    square, cube = gradient**2, gradient**3
    sums = activation.sum(dim=(2, 3))  # [B, K]
    denominator = 2 * square + sums[:, None, :] * cube + MAP_EPSILON
    weights = cells * torch.relu(gradient) * square / denominator  # [B, C, K]
    maps = torch.relu(weights @ activation.flatten(2))
    return maps.unflatten(2, activation.shape[2:])


class ClassifierGraph(nn.Module):
    """What `model.onnx` of a classifier computes, in the order of CLASSIFIER_OUTPUTS."""

    def __init__(self, network: SimpleCTransCNN, temperatures: Sequence[float]) -> None:
        super().__init__()
        self.network = network
        # a plain constant, so that it keeps full precision in the file
        self.inverse_temperatures = [1 / temperature for temperature in temperatures]

    def forward(self, image: Tensor) -> tuple[Tensor, ...]:
        """image [B, 3, H, W] → scores, conv logits, transformer logits [B, C], features, token, map, maps."""
        output: NetworkOutput = self.network(image)
        scores = torch.sigmoid(output.logits * torch.tensor(self.inverse_temperatures))
        maps = grad_cam_plus_plus(
            output.activation, self.network.conv_head.weight, self.network.config.conv_weight
        )
        return (
            scores,
            output.conv_logits,
            output.transformer_logits,
            output.features,
            output.class_token,
            output.activation,
            maps,
        )
