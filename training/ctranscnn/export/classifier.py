"""The graph of a classifier: scores, both heads, features and the Grad-CAM++ grids of all labels at once."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from ctranscnn.maps.closed_form import grad_cam_plus_plus
from ctranscnn.model.output import NetworkOutput
from ctranscnn.model.simple_network import SimpleCTransCNN

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
            output.activation, self.network.conv_head.weight, self.network.config.shares[0]
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
