"""Pictures as tensors in memory: decoded and resized once, normalised batch by batch."""

from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from ctranscnn.data.pictures import LabelledPictures
from ctranscnn.errors import TrainingError
from ctranscnn.preprocess import InputFacts, resized


def uint8_tensor(pictures: LabelledPictures, facts: InputFacts, oversize: float = 1.0) -> Tensor:
    """All pictures [n, 1 or 3, h, w] uint8, `oversize` times as large as the model's input.

    With oversize 1 these are exactly the pixels that `preprocess.prepare` normalises.
    """
    if len(pictures) == 0:
        raise TrainingError("pictures.empty", "There are no pictures.")
    sized = replace(
        facts, width_px=round(oversize * facts.width_px), height_px=round(oversize * facts.height_px)
    )
    first = resized(pictures.picture(0), sized, pictures.mask(0))
    result = np.empty((len(pictures), *first.shape), np.uint8)
    result[0] = first
    for index in range(1, len(pictures)):
        result[index] = resized(pictures.picture(index), sized, pictures.mask(index))
    tensor = torch.from_numpy(result)
    return tensor[:, None] if tensor.ndim == 3 else tensor.permute(0, 3, 1, 2).contiguous()


def normalised_batch(pixels: Tensor, facts: InputFacts) -> Tensor:
    """uint8 [B, 1 or 3, h, w] → float32 [B, channels, h, w], the arithmetic of `preprocess.normalise`."""
    mean = torch.tensor(facts.mean)[:, None, None]
    std = torch.tensor(facts.std)[:, None, None]
    return (pixels.expand(-1, facts.channels, -1, -1).float() / 255 - mean) / std
