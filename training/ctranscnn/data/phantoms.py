"""Phantoms as a data set: rendered once, kept in a cache, labelled by what was drawn."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image

from ctranscnn.data.pictures import Picture, PicturesInMemory, Targets
from ctranscnn.labels import read_label_set
from ctranscnn.paths import RUNS_FOLDER
from ctranscnn.phantoms.film import FilmPhantom, draw_film
from ctranscnn.phantoms.film_background import FilmBackground
from ctranscnn.phantoms.tongue import draw_tongue, mask_picture, segmented

CACHE_FOLDER = RUNS_FOLDER / "phantoms"
DEVICES = ("ett", "ngt", "cvc")
DRAWING_MODULES = {
    "tongue": ("noise", "tongue"),
    "film": ("anatomy", "backgrounds", "film", "line", "noise", "registration"),
}


@dataclass(frozen=True)
class PhantomPlan:
    """Which phantoms: `count` pictures of `seed`, drawn at `drawn_px` and kept at `kept_px` (both squared).

    `signs_drawn` false gives the control: the same labels on pictures that do not show them.
    """

    kind: Literal["tongue", "film"]
    count: int
    seed: int
    drawn_px: int
    kept_px: int
    signs_drawn: bool = True


def tongue_phantoms(plan: PhantomPlan) -> PicturesInMemory:
    """Tongues with the labels of `tcmtd` and masks as a segmenter would find them.

    Every phantom is a patient of its own.
    """
    labels = read_label_set("tcmtd").keys
    path = _cache_file(plan, "")
    if not path.is_file():
        _render_tongues(plan, labels, path)
    with np.load(path) as stored:
        pictures, masks, targets = stored["pictures"], stored["masks"], stored["targets"]
    return PicturesInMemory(labels, _patients(plan), targets, list(pictures), list(masks))


def film_phantoms(plan: PhantomPlan, backgrounds: Sequence[FilmBackground], part: str) -> PicturesInMemory:
    """Films with the labels of `chestxray11` over backgrounds of `drawn_px`; `part` names them in the cache.

    The auxiliary facts, for training only: the carina's place and the tip's place of each device that lies on
    the film exactly once, as shares of the side.
    """
    labels = read_label_set("chestxray11").keys
    path = _cache_file(plan, f"{part}:{_digest(backgrounds)}")
    if not path.is_file():
        _render_films(plan, labels, (backgrounds, path))
    with np.load(path) as stored:
        pictures, targets, auxiliary = stored["pictures"], stored["targets"], stored["auxiliary"]
    return PicturesInMemory(labels, _patients(plan), targets, list(pictures), None, auxiliary)


def tip_facts(phantom: FilmPhantom) -> list[float]:
    """Carina (x, y), then the tip (x, y) of each of DEVICES, all 0..1; NaN where there is no such
    single tip.
    """
    side = float(phantom.picture.shape[0])
    facts = [value / side for value in phantom.frame.carina_px]
    for device in DEVICES:
        tips = [
            line.points_px[-1] for line in phantom.lines if line.line.device == device and line.tip_on_film
        ]
        facts += [float(value) / side for value in tips[0]] if len(tips) == 1 else [float("nan")] * 2
    return [min(max(value, 0.0), 1.0) if not np.isnan(value) else value for value in facts]


def _render_tongues(plan: PhantomPlan, labels: Sequence[str], path: Path) -> None:
    pictures = np.empty((plan.count, plan.kept_px, plan.kept_px, 3), np.uint8)
    masks = np.empty(pictures.shape[:3], np.uint8)
    targets = np.zeros((plan.count, len(labels)), np.float32)
    for index in range(plan.count):
        phantom = draw_tongue(plan.seed, index, plan.drawn_px, signs_drawn=plan.signs_drawn)
        pictures[index] = _resized(phantom.picture, plan.kept_px)
        mask = mask_picture(segmented(phantom, plan.seed, index))
        masks[index] = np.where(_resized(mask, plan.kept_px) > 127, 255, 0)
        targets[index] = _row(labels, phantom.constitutions)
        _progress(plan, index)
    _keep(path, {"pictures": pictures, "masks": masks, "targets": targets})


def _render_films(
    plan: PhantomPlan, labels: Sequence[str], place: tuple[Sequence[FilmBackground], Path]
) -> None:
    backgrounds, path = place
    pictures = np.empty((plan.count, plan.kept_px, plan.kept_px), np.uint8)
    targets = np.zeros((plan.count, len(labels)), np.float32)
    auxiliary = np.zeros((plan.count, 2 + 2 * len(DEVICES)), np.float32)
    for index in range(plan.count):
        phantom = draw_film(backgrounds, plan.seed, index, signs_drawn=plan.signs_drawn)
        pictures[index] = _resized(phantom.picture, plan.kept_px)
        targets[index] = _row(labels, phantom.labels)
        auxiliary[index] = tip_facts(phantom)
        _progress(plan, index)
    _keep(path, {"pictures": pictures, "targets": targets, "auxiliary": auxiliary})


def _row(labels: Sequence[str], present: Sequence[str]) -> Targets:
    return np.array([float(label in present) for label in labels], np.float32)


def _resized(picture: Picture, size_px: int) -> Picture:
    if picture.shape[0] == size_px:
        return picture
    return np.asarray(Image.fromarray(picture).resize((size_px, size_px), Image.Resampling.BICUBIC))


def _patients(plan: PhantomPlan) -> list[str]:
    return [f"phantom-{plan.kind}-{plan.seed}-{index}" for index in range(plan.count)]


def _digest(backgrounds: Sequence[FilmBackground]) -> str:
    digest = hashlib.sha256()
    for background in backgrounds:
        digest.update(background.values.tobytes())
        digest.update(background.frame.matrix.tobytes())
    return digest.hexdigest()


def _cache_file(plan: PhantomPlan, extra: str) -> Path:
    """Named by plan and by the drawing code itself: changed code never meets old pictures."""
    digest = hashlib.sha256(f"{plan}{extra}".encode())
    for source in sorted((Path(__file__).parents[1] / "phantoms").glob("*.py")):
        if source.name.startswith(DRAWING_MODULES[plan.kind]):
            digest.update(source.read_bytes())
    return CACHE_FOLDER / f"{plan.kind}-{digest.hexdigest()[:20]}.npz"


def _keep(path: Path, arrays: dict[str, np.ndarray]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial.npz")
    with partial.open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays)
    partial.replace(path)


def _progress(plan: PhantomPlan, index: int) -> None:
    if (index + 1) % 500 == 0 or index + 1 == plan.count:
        sys.stderr.write(f"drawn {index + 1}/{plan.count} {plan.kind} phantoms of seed {plan.seed}\n")
