"""What `model.onnx` of the released network computes: the outputs of any classifier."""

import torch
from torch import Tensor, nn

from ctranscnn.export.classifier import grad_cam_plus_plus
from ctranscnn.model.output import NetworkOutput
from ctranscnn.official.inference import InferenceNetwork


class OfficialGraph(nn.Module):
    """Scores, both heads' logits, features, class token, last map and the maps of all labels.

    The scores are not calibrated: the sigmoid of the fused logit, as released.
    """

    def __init__(self, network: InferenceNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, image: Tensor) -> tuple[Tensor, ...]:
        """image [B, 3, H, W] → the tensors of CLASSIFIER_OUTPUTS, in that order."""
        output: NetworkOutput = self.network(image)
        share = self.network.config.conv_weight
        return (
            torch.sigmoid(output.logits),
            output.conv_logits,
            output.transformer_logits,
            output.features,
            output.class_token,
            output.activation,
            grad_cam_plus_plus(output.activation, self.network.conv_head.weight, share),
        )
