"""Run a trained network over many pictures."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ctranscnn.data.pictures import LabelledPictures
from ctranscnn.model.build import classify
from ctranscnn.preprocess import InputFacts
from ctranscnn.tensors import normalised_batch, uint8_tensor

BATCH = 32


@dataclass(frozen=True)
class Predictions:
    """Logits of n pictures, float64 [n, C] each. A network with one head gives the same three times."""

    logits: NDArray[np.float64]
    conv_logits: NDArray[np.float64]
    transformer_logits: NDArray[np.float64]


def predict(network: nn.Module, pictures: LabelledPictures, facts: InputFacts) -> Predictions:
    """All pictures through the network in evaluation mode, in float32."""
    return predict_pixels(network, uint8_tensor(pictures, facts), facts)


def predict_pixels(network: nn.Module, pixels: Tensor, facts: InputFacts) -> Predictions:
    """As `predict`, from pixels that are already resized: uint8 [n, 1 or 3, h, w]."""
    network.eval()
    device = next(network.parameters()).device
    parts: list[list[Tensor]] = [[], [], []]
    with torch.inference_mode():
        for start in range(0, pixels.shape[0], BATCH):
            batch = normalised_batch(pixels[start : start + BATCH], facts).to(device)
            output = classify(network, batch)
            conv, transformer = (output.heads.get(name, output.logits) for name in ("conv", "transformer"))
            for part, values in zip(parts, (output.logits, conv, transformer), strict=True):
                part.append(values.float().cpu())
    return Predictions(*(torch.cat(part).double().numpy() for part in parts))
