"""The figures of the segmenter's card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError
from scipy.stats import binomtest
from torch import nn

from ctranscnn.data.pictures import Picture
from ctranscnn.export.facts import Metric
from ctranscnn.gates.procedural import procedural_picture
from ctranscnn.segmentation.augmentation import Frame, augmented
from ctranscnn.segmentation.evaluation import (
    Numbers,
    Statistic,
    answer,
    bootstrap,
    dice,
    evaluate_photos,
)
from ctranscnn.segmentation.negatives import NegativeSources, picture_without_tongue, remove_tongue
from ctranscnn.segmentation.photos import TonguePhotos

BOOTSTRAP = "bootstrap over near-duplicate groups, 2,000 rounds"
EXACT = "exact binomial interval"
VARIANTS_PER_PHOTO = 6
VARIANT_SIDE_PX = 320
FAR_SHARES = (0.05, 0.2)
FAR = Frame(800, [], FAR_SHARES)
"""A photo of the whole face rather than of the mouth."""
DRAWN_PICTURES = 300
LARGEST_PIXELS = 40_000_000
"""Pictures beyond this are refused before any model sees them."""


@dataclass(frozen=True)
class MeasuredSets:
    """What is measured: test photos with their groups, drawn tongues, pictures without a tongue."""

    test: TonguePhotos
    test_groups: list[int]
    drawn: TonguePhotos
    without_tongue: dict[str, list[Picture]]


def mean_metric(values: Numbers, groups: list[int], note: str, of: Statistic = np.mean) -> Metric:
    """Mean, or another statistic, with its bootstrap interval."""
    value, low, high = bootstrap(values, groups, of)
    return Metric(round(value, 4), round(low, 4), round(high, 4), BOOTSTRAP, note)


def fifth_percentile(values: Numbers) -> np.floating:
    """What all but one in twenty exceed."""
    return np.quantile(values, 0.05)


def share_metric(passed: Sequence[bool] | np.ndarray, note: str) -> Metric:
    """Share of True with its exact (Clopper-Pearson) 95 % interval."""
    hits, count = int(np.sum(passed)), len(passed)
    interval = binomtest(hits, count).proportion_ci()
    return Metric(round(hits / count, 4), round(interval.low, 4), round(interval.high, 4), EXACT, note)


def variants(photos: TonguePhotos, frame: Frame, seed: int) -> TonguePhotos:
    """Every photo VARIANTS_PER_PHOTO times, in other framings, light and backgrounds."""
    pictures, masks, names = [], [], []
    for index in range(len(photos)):
        random = np.random.default_rng([seed, index])
        for number in range(VARIANTS_PER_PHOTO):
            picture, mask = augmented(random, photos.photos[index], photos.masks[index], frame)
            pictures.append(picture)
            masks.append(np.where(mask > 0.5, 255, 0).astype(np.uint8))
            names.append(f"{photos.names[index]}-{number}")
    return TonguePhotos(tuple(names), tuple(pictures), tuple(masks))


def segmenter_metrics(network: nn.Module, sets: MeasuredSets, presence_limit: float) -> dict[str, Metric]:
    """Masks of test photos (by size too), varied test photos and drawn tongues; presence on all sets."""
    results, groups = evaluate_photos(network, sets.test), sets.test_groups
    count = len(groups)
    metrics = {
        "mIoU": mean_metric(results.overlap, groups, f"{count} test photos, at their own size"),
        "mIoU, 5th percentile": mean_metric(results.overlap, groups, "the same photos", fifth_percentile),
        "mIoU, in front of the root": mean_metric(
            results.front_overlap, groups, "the same photos without the uppermost fifth of the true tongue"
        ),
        "Dice": mean_metric(dice(results.overlap), groups, "the same photos"),
        "boundary error (px)": mean_metric(
            results.boundary_px, groups, "mean distance between the outlines, photos of 400 x 400 px"
        ),
    }
    order = np.argsort(results.area_share)
    for name, chosen in zip(("small", "medium", "large"), np.array_split(order, 3), strict=True):
        low, high = results.area_share[chosen].min(), results.area_share[chosen].max()
        note = f"{len(chosen)} photos in which the tongue covers {low:.0%} to {high:.0%}"
        metrics[f"mIoU, {name} tongues"] = mean_metric(
            results.overlap[chosen], [groups[i] for i in chosen], note
        )
    varied = evaluate_photos(network, variants(sets.test, Frame(VARIANT_SIDE_PX, []), seed=5))
    varied_groups = [group for group in groups for _ in range(VARIANTS_PER_PHOTO)]
    note = f"{len(varied_groups)} variants: other framing, light, blur, noise, background, aspect ratio"
    metrics["mIoU, varied photos"] = mean_metric(varied.overlap, varied_groups, note)
    metrics["tongues found"] = share_metric(results.presence >= presence_limit, f"{count} test photos")
    metrics["tongues found, varied photos"] = share_metric(varied.presence >= presence_limit, note)
    far = evaluate_photos(network, variants(sets.test, FAR, seed=6))
    low, high = (f"{share:.0%}" for share in FAR_SHARES)
    far_note = (
        f"{len(varied_groups)} variants of {FAR.size_px} px, of which the tongue covers {low} to {high}"
    )
    metrics["mIoU, far tongues"] = mean_metric(far.overlap, varied_groups, far_note)
    metrics["tongues found, far"] = share_metric(far.presence >= presence_limit, far_note)
    drawn = evaluate_photos(network, sets.drawn)
    drawn_note = f"{len(sets.drawn)} drawn tongues of an unseen seed"
    metrics["mIoU, drawn tongues"] = mean_metric(drawn.overlap, list(range(len(sets.drawn))), drawn_note)
    metrics["tongues found, drawn"] = share_metric(drawn.presence >= presence_limit, drawn_note)
    for name, pictures in sets.without_tongue.items():
        if pictures:
            presence = np.asarray([answer(network, picture).presence for picture in pictures])
            metrics[f"refused: {name}"] = share_metric(presence < presence_limit, f"{len(pictures)} pictures")
    return metrics


def pictures_without_tongue(sources: NegativeSources, folders: dict[str, Path]) -> dict[str, list[Picture]]:
    """Sets to refuse: drawn, derived from the sources' photos and films, and readable files of folders."""
    random = np.random.default_rng(991)
    drawn = [procedural_picture(random, VARIANT_SIDE_PX) for _ in range(DRAWN_PICTURES)]
    removed = [
        remove_tongue(random, photo, mask)
        for photo, mask in zip(sources.photos.photos, sources.photos.masks, strict=True)
    ]
    mixed = [picture_without_tongue(random, sources, VARIANT_SIDE_PX) for _ in range(DRAWN_PICTURES)]
    read = {name: readable_pictures(folder) for name, folder in folders.items()}
    return {
        "drawn pictures": drawn,
        "test photos with the tongue removed": removed,
        "mixed pictures without a tongue": mixed,
        "chest films": sources.films,
        **read,
    }


def readable_pictures(folder: Path) -> list[Picture]:
    """Every file below the folder that Pillow decodes, as RGB; the rest are for the decoder's tests."""
    pictures: list[Picture] = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        try:
            with Image.open(path) as image:
                if image.width * image.height <= LARGEST_PIXELS:
                    pictures.append(np.asarray(image.convert("RGB")))
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            continue
    return pictures
