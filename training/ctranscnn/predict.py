"""Run a trained network over many pictures."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ctranscnn.data.pictures import LabelledPictures
from ctranscnn.model.network import CTransCNN
from ctranscnn.preprocess import InputFacts
from ctranscnn.tensors import normalised_batch, uint8_tensor

BATCH = 32


@dataclass(frozen=True)
class Predictions:
    """Logits of n pictures, float64 [n, C] each."""

    logits: NDArray[np.float64]
    conv_logits: NDArray[np.float64]
    transformer_logits: NDArray[np.float64]


def predict(network: CTransCNN, pictures: LabelledPictures, facts: InputFacts) -> Predictions:
    """All pictures through the network in evaluation mode, in float32."""
    return predict_pixels(network, uint8_tensor(pictures, facts), facts)


def predict_pixels(network: CTransCNN, pixels: Tensor, facts: InputFacts) -> Predictions:
    """As `predict`, from pixels that are already resized: uint8 [n, 1 or 3, h, w]."""
    network.eval()
    parts: list[list[Tensor]] = [[], [], []]
    with torch.inference_mode():
        for start in range(0, pixels.shape[0], BATCH):
            output = network(normalised_batch(pixels[start : start + BATCH], facts))
            for part, values in zip(
                parts, (output.logits, output.conv_logits, output.transformer_logits), strict=True
            ):
                part.append(values)
    return Predictions(*(torch.cat(part).double().numpy() for part in parts))
