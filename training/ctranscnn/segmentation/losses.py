"""Losses of the three heads."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from ctranscnn.segmentation.network import SegmenterLogits

EDGE_WEIGHT = 0.5
PRESENCE_WEIGHT = 0.3
EDGE_POSITIVE_WEIGHT = 6.0
"""About one pixel in twenty lies on the edge; weighted, both kinds matter."""
EDGE_HALF_WIDTH_PX = 1
PRESENCE_SMOOTHING = 0.02


def dice_loss(logits: Tensor, target: Tensor) -> Tensor:
    """One minus the soft Dice coefficient per picture: [N, 1, H, W] twice -> [N]."""
    probability = torch.sigmoid(logits)
    overlap = (probability * target).sum((1, 2, 3))
    together = probability.sum((1, 2, 3)) + target.sum((1, 2, 3))
    return 1 - (2 * overlap + 1) / (together + 1)


def edge_of(mask: Tensor) -> Tensor:
    """Pixels within EDGE_HALF_WIDTH_PX of the mask's boundary: [N, 1, H, W] 0..1 -> 0/1.

    Dilation minus erosion; the frame itself is no boundary, since max pooling pads with -infinity.
    """
    inside = (mask > 0.5).float()
    size = 2 * EDGE_HALF_WIDTH_PX + 1
    dilated = functional.max_pool2d(inside, size, 1, EDGE_HALF_WIDTH_PX)
    eroded = -functional.max_pool2d(-inside, size, 1, EDGE_HALF_WIDTH_PX)
    return dilated - eroded


def segmenter_loss(logits: SegmenterLogits, mask: Tensor, presence: Tensor) -> Tensor:
    """Dice + BCE on the mask, BCE on the edge, BCE on presence.

    mask [N, 1, H, W] 0..1; presence [N, 1] 0/1. Dice counts only where there is a tongue: with an
    empty target it would measure nothing but the smoothing term.
    """
    positives = presence[:, 0]
    dice = (dice_loss(logits.mask, mask) * positives).sum() / positives.sum().clamp(min=1)
    mask_entropy = functional.binary_cross_entropy_with_logits(logits.mask, mask)
    weight = torch.full((1,), EDGE_POSITIVE_WEIGHT)
    edge = functional.binary_cross_entropy_with_logits(logits.edge, edge_of(mask), pos_weight=weight)
    smoothed = presence * (1 - 2 * PRESENCE_SMOOTHING) + PRESENCE_SMOOTHING
    shown = functional.binary_cross_entropy_with_logits(logits.presence, smoothed)
    return dice + mask_entropy + EDGE_WEIGHT * edge + PRESENCE_WEIGHT * shown
