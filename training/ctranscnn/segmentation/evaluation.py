"""How good the masks are, at the photo's own size, and how sure the figures are."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from ctranscnn.data.pictures import Picture
from ctranscnn.preprocess import prepare
from ctranscnn.segmentation.batches import SEGMENTER_INPUT
from ctranscnn.segmentation.network import SegmenterLogits
from ctranscnn.segmentation.photos import TonguePhotos

MASK_THRESHOLD = 0.5
BOOTSTRAP_ROUNDS = 2000
CLOSE_SHARE = 0.7
"""The tongue found at the first look fills this share of the sides of what is looked at again."""
ROOT_SHARE = 0.2
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Answer:
    """probability [H, W] of tongue at the picture's own size; presence 0..1."""

    probability: NDArray[np.float32]
    presence: float


def answer(network: nn.Module, picture: Picture) -> Answer:
    """Run the network on one picture [H, W, 3] or [H, W] as the workstation does, in two looks.

    The whole picture tells where the tongue is; what lies around it is looked at again, as it is and
    mirrored, and averaged. Where nothing is found the first look stands.
    """
    network.eval()
    first, presence = _look(network, picture)
    box = _around(first >= MASK_THRESHOLD)
    if box is None:
        return Answer(first, presence)
    rows, columns = box
    cut = picture[rows, columns]
    plain, mirrored = _look(network, cut)[0], _look(network, np.ascontiguousarray(cut[:, ::-1]))[0]
    probability = np.zeros_like(first)
    probability[rows, columns] = (plain + mirrored[:, ::-1]) / 2
    return Answer(probability, presence)


def _look(network: nn.Module, picture: Picture) -> tuple[NDArray[np.float32], float]:
    """Probability at the picture's size [H, W] and presence."""
    with torch.no_grad():
        logits: SegmenterLogits = network(torch.from_numpy(prepare(picture, SEGMENTER_INPUT))[None])
    mask = torch.sigmoid(logits.mask)[0, 0].numpy()
    size = (picture.shape[1], picture.shape[0])
    # Probabilities, not the cut mask, are enlarged: the boundary then lies between the network's pixels.
    enlarged = np.asarray(cv2.resize(mask, size, interpolation=cv2.INTER_LINEAR), np.float32)
    return enlarged, float(torch.sigmoid(logits.presence))


def _around(mask: NDArray[np.bool_]) -> tuple[slice, slice] | None:
    """Rows and columns around the largest part, which then fills CLOSE_SHARE of each side; None if empty."""
    count, _, boxes, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=4)
    if count < 2:
        return None
    left, top, width, height, _ = boxes[1 + int(np.argmax(boxes[1:, cv2.CC_STAT_AREA]))]
    return _grown(top, height, mask.shape[0]), _grown(left, width, mask.shape[1])


def _grown(start: int, length: int, limit: int) -> slice:
    middle, half = start + length / 2, length / 2 / CLOSE_SHARE
    return slice(max(0, math.floor(middle - half + 0.5)), min(limit, math.floor(middle + half + 0.5)))


def intersection_over_union(predicted: NDArray[np.bool_], true: NDArray[np.bool_]) -> float:
    """Overlap over union of two masks [H, W]; two empty masks agree (1)."""
    union = int((predicted | true).sum())
    return 1.0 if union == 0 else float((predicted & true).sum() / union)


def dice(overlap: Numbers) -> Numbers:
    """Dice coefficient from intersection over union: 2 J / (1 + J)."""
    return 2 * overlap / (1 + overlap)


def boundary_error_px(predicted: NDArray[np.bool_], true: NDArray[np.bool_]) -> float:
    """Mean distance between the two outlines, both ways averaged; the diagonal where a mask is empty."""
    outlines = [_outline(mask) for mask in (predicted, true)]
    if not all(outline.any() for outline in outlines):
        return float(np.hypot(*true.shape))
    distances = [cv2.distanceTransform((~outline).astype(np.uint8), cv2.DIST_L2, 5) for outline in outlines]
    there, back = distances[1][outlines[0]], distances[0][outlines[1]]
    return float((there.mean() + back.mean()) / 2)


def _outline(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Mask pixels with a neighbour outside it."""
    eroded = cv2.erode(mask.astype(np.uint8), np.ones((3, 3), np.uint8), borderValue=0)
    return mask & (np.asarray(eroded) == 0)


@dataclass(frozen=True)
class PhotoResults:
    """One value per photo [n]; boundary errors in the photo's own pixels."""

    overlap: Numbers
    boundary_px: Numbers
    presence: Numbers
    area_share: Numbers
    front_overlap: Numbers
    """Without the true tongue's uppermost fifth: where its dark root ends is the annotator's choice."""


def evaluate_photos(network: nn.Module, photos: TonguePhotos) -> PhotoResults:
    """Measure every photo at its own size."""
    rows: list[tuple[float, float, float, float, float]] = []
    for photo, mask in zip(photos.photos, photos.masks, strict=True):
        found = answer(network, photo)
        predicted, true = found.probability >= MASK_THRESHOLD, mask > 127
        overlap = intersection_over_union(predicted, true)
        boundary_px, area_share = boundary_error_px(predicted, true), float(true.mean())
        front = _front(true)
        front_overlap = intersection_over_union(predicted[front], true[front])
        rows.append((overlap, boundary_px, found.presence, area_share, front_overlap))
    columns = np.asarray(rows, np.float64).reshape(len(rows), 5).T
    return PhotoResults(*columns)


def _front(true: NDArray[np.bool_]) -> slice:
    """The rows below the uppermost ROOT_SHARE of the tongue; all of them where there is none."""
    rows = np.flatnonzero(true.any(axis=1))
    return slice(int(rows[0] + ROOT_SHARE * len(rows)), None) if len(rows) else slice(None)


def mean_intersection_over_union(network: nn.Module, photos: TonguePhotos) -> float:
    """Mean over the photos, at their own size."""
    return float(evaluate_photos(network, photos).overlap.mean())


Statistic = Callable[[Numbers], np.floating]


def bootstrap(values: Numbers, groups: list[int], of: Statistic = np.mean) -> tuple[float, float, float]:
    """A mean, or another statistic, and its 95 % interval; whole groups of near-duplicates are drawn."""
    random = np.random.default_rng(0)
    by_group = [values[np.asarray(groups) == group] for group in dict.fromkeys(groups)]
    drawn = [
        float(of(np.concatenate([by_group[i] for i in random.integers(0, len(by_group), len(by_group))])))
        for _ in range(BOOTSTRAP_ROUNDS)
    ]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return float(of(values)), float(low), float(high)
