"""Training batches, each a function of the seed and its number alone: a resumed run sees the same ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
import torch
from torch import Tensor
from torch.utils.data import Dataset

from ctranscnn.preprocess import InputFacts, normalise
from ctranscnn.segmentation.augmentation import Frame, augmented
from ctranscnn.segmentation.negatives import NegativeSources, picture_without_tongue
from ctranscnn.segmentation.photos import TonguePhotos

SEGMENTER_INPUT = InputFacts(width_px=320, height_px=320, colour="rgb")
"""Whole picture, stretched; mean 0.5 and standard deviation 0.25 per channel."""


@dataclass(frozen=True)
class Batch:
    """picture [N, 3, H, W] normalised, mask [N, 1, H, W] 0..1, presence [N, 1] 0/1."""

    picture: Tensor
    mask: Tensor
    presence: Tensor


class Stage(NamedTuple):
    """So many batches in a row, alike in size: shapes are learnt where pictures are small and cheap."""

    batches: int
    side_px: int
    near_share: float = 0.45
    """Of the pictures, those that stay near the photo's own framing, as the second look sees them."""
    mixed_precision: bool = True


def stage_of(stages: tuple[Stage, ...], number: int) -> Stage:
    """The stage that this batch belongs to; the last one goes on for ever."""
    for stage in stages:
        if number < stage.batches:
            return stage
        number -= stage.batches
    return stages[-1]


@dataclass(frozen=True)
class BatchPlan:
    """How a batch is put together."""

    seed: int
    positives: int
    negatives: int
    drawn_share: float
    """Share of the positives that are drawn tongues."""
    stages: tuple[Stage, ...]


class TrainingBatches(Dataset[Batch]):
    """Batches by number: tongue photos, each once before any comes again, and pictures without a tongue."""

    def __init__(
        self, plan: BatchPlan, sources: NegativeSources, drawn: TonguePhotos, numbers: range
    ) -> None:
        self.plan = plan
        self.sources = sources
        self.drawn = drawn
        self.numbers = numbers

    def __len__(self) -> int:
        """Number of batches."""
        return len(self.numbers)

    def __getitem__(self, position: int) -> Batch:
        """The batch at this position, built now."""
        cv2.setNumThreads(1)  # one worker builds batches beside the training threads
        number = self.numbers[position]
        random = np.random.default_rng([self.plan.seed, number])
        stage = stage_of(self.plan.stages, number)
        side = stage.side_px
        frame = Frame(side, self.sources.scenes, near_share=stage.near_share)
        pictures, masks = [], []
        for slot in range(self.plan.positives):
            photos, index = self.choose(random, number * self.plan.positives + slot)
            picture, mask = augmented(random, photos.photos[index], photos.masks[index], frame)
            pictures.append(normalise(picture, SEGMENTER_INPUT))
            masks.append(mask)
        for _ in range(self.plan.negatives):
            pictures.append(normalise(picture_without_tongue(random, self.sources, side), SEGMENTER_INPUT))
            masks.append(np.zeros((side, side), np.float32))
        presence = [1.0] * self.plan.positives + [0.0] * self.plan.negatives
        return Batch(
            torch.from_numpy(np.stack(pictures)),
            torch.from_numpy(np.stack(masks))[:, None],
            torch.tensor(presence)[:, None],
        )

    def choose(self, random: np.random.Generator, draw: int) -> tuple[TonguePhotos, int]:
        """One draw: a drawn tongue now and then; else the next of this pass's shuffled photos."""
        if len(self.drawn) > 0 and random.random() < self.plan.drawn_share:
            return self.drawn, int(random.integers(len(self.drawn)))
        round_number, place = divmod(draw, len(self.sources.photos))
        order = np.random.default_rng([self.plan.seed, 1, round_number]).permutation(len(self.sources.photos))
        return self.sources.photos, int(order[place])
