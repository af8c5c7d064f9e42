"""Drawn radiographs and scans of other parts of the body, crude since at 48 px only the layout counts."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from ctranscnn.phantoms.noise import Field, as_field, blur, layered_noise, smoothstep


def other_radiograph(random: np.random.Generator, side_px: int) -> Field:
    """One drawn picture of a random kind: [side, side] 0..1."""
    kind = KINDS[int(random.integers(len(KINDS)))]
    picture = kind(random, 2 * side_px)
    return as_field(cv2.resize(np.clip(picture, 0, 1), (side_px, side_px), interpolation=cv2.INTER_AREA))


def limb(random: np.random.Generator, size_px: int) -> Field:
    """One to five long bones in soft tissue on black or white: an arm, a leg, a hand."""
    air = float(random.choice([0.03, 0.03, 0.97]))
    picture = np.full((size_px, size_px), air, np.float32)
    angle = random.normal(0, 0.25) + float(random.choice([0.0, 0.0, np.pi / 2]))
    count = int(random.integers(1, 6))
    for tissue in (True, False):
        for bone in range(count):
            offset = (bone - (count - 1) / 2) * size_px * random.uniform(0.12, 0.2)
            middle = np.array([size_px / 2 + offset * np.cos(angle), size_px / 2 + offset * np.sin(angle)])
            reach = size_px * random.uniform(0.3, 0.7) * np.array([-np.sin(angle), np.cos(angle)])
            ends = [tuple(int(v) for v in point) for point in (middle - reach, middle + reach)]
            width = int(size_px * (random.uniform(0.12, 0.3) if tissue else random.uniform(0.04, 0.1)))
            value = random.uniform(0.25, 0.5) if tissue else random.uniform(0.65, 0.95)
            cv2.line(picture, ends[0], ends[1], value, max(1, width), cv2.LINE_AA)
    return _grained(random, blur(picture, size_px / 60))


def section(random: np.random.Generator, size_px: int) -> Field:
    """A round slice on black with organs inside: a scan of head or abdomen."""
    picture = np.full((size_px, size_px), 0.02, np.float32)
    centre, axes = _ellipse(random, size_px, (0.28, 0.47))
    cv2.ellipse(picture, (centre, axes, 0), random.uniform(0.3, 0.95), -1, cv2.LINE_AA)
    inner = (axes[0] * 0.9, axes[1] * 0.9)
    cv2.ellipse(picture, (centre, inner, 0), random.uniform(0.25, 0.6), -1, cv2.LINE_AA)
    for _ in range(int(random.integers(2, 10))):
        spot = random.uniform(0.3, 0.7, 2) * size_px
        reach = random.uniform(0.05, 0.2, 2) * size_px
        box = (tuple(spot.tolist()), tuple(reach.tolist()), random.uniform(0, 180))
        cv2.ellipse(picture, box, random.uniform(0.05, 1), -1, cv2.LINE_AA)
    return _grained(random, blur(picture, size_px / 80))


def fan(random: np.random.Generator, size_px: int) -> Field:
    """A fan of speckle on black, as ultrasound gives."""
    rows, columns = np.mgrid[0:size_px, 0:size_px] / size_px
    angle = np.arctan2(columns - 0.5, rows + 0.05)
    radius = np.hypot(columns - 0.5, rows + 0.05)
    inside = (
        (np.abs(angle) < random.uniform(0.4, 0.8)) & (radius > 0.15) & (radius < random.uniform(0.7, 1.0))
    )
    speckle = 0.35 + 0.25 * layered_noise(random, (size_px, size_px), 12, 4)
    return as_field(np.where(inside, np.clip(speckle, 0, 1), 0.02))


def side_view(random: np.random.Generator, size_px: int) -> Field:
    """A chest seen from the side: spine at one edge, sternum at the other, one clear space between."""
    rows, columns = np.mgrid[0:size_px, 0:size_px] / size_px
    columns = columns if random.random() < 0.5 else 1 - columns
    body = smoothstep(0.0, 0.06, as_field(columns - 0.10 - 0.05 * np.sin(3 * rows)))
    body = body * smoothstep(0.0, 0.06, as_field(0.92 - columns + 0.06 * (rows - 0.5)))
    lean = random.uniform(-0.05, 0.1)
    lung_x = (columns - random.uniform(0.45, 0.52) - lean * (rows - 0.5)) / random.uniform(0.22, 0.3)
    lung_y = (rows - random.uniform(0.4, 0.5)) / random.uniform(0.32, 0.42)
    lung = smoothstep(1.1, 0.8, as_field(np.abs(lung_x) ** 2.4 + np.abs(lung_y) ** 2.4))
    spine = np.exp(-(((columns - 0.76 + 0.06 * np.cos(4 * rows)) / 0.05) ** 2))
    discs = 1 + 0.3 * np.sin(rows * random.uniform(60, 90))
    heart = smoothstep(1.2, 0.7, as_field(np.hypot((columns - 0.36) / 0.17, (rows - 0.6) / 0.18)))
    film = body * (0.72 - random.uniform(0.3, 0.45) * lung + 0.12 * spine * discs + 0.2 * heart)
    return _grained(random, blur(as_field(film), size_px / 70))


def cloudy(random: np.random.Generator, size_px: int) -> Field:
    """Soft grey clouds, some symmetric left to right: blurred tissue without anatomy."""
    clouds = layered_noise(random, (size_px, size_px), random.uniform(1.5, 6), 4)
    if random.random() < 0.5:
        clouds = as_field((clouds + clouds[:, ::-1]) / 1.4)
    return _grained(random, as_field(0.5 + 0.25 * clouds))


def dark_ovals(random: np.random.Generator, size_px: int) -> Field:
    """Two dark ovals on a bright ground that are no lungs: in the wrong place, or one above the other."""
    picture = np.full((size_px, size_px), random.uniform(0.6, 0.95), np.float32)
    apart, angle = (
        random.uniform(0.15, 0.3) * size_px,
        float(random.choice([np.pi / 2, random.uniform(0.5, 2.6)])),
    )
    middle = np.array([0.5, random.uniform(0.3, 0.75)]) * size_px
    for side in (-1, 1):
        centre = middle + side * apart * np.array([np.cos(angle), np.sin(angle)])
        axes = random.uniform(0.12, 0.4, 2) * size_px
        box = (tuple(centre.tolist()), tuple(axes.tolist()), random.uniform(0, 180))
        cv2.ellipse(picture, box, random.uniform(0.05, 0.35), -1, cv2.LINE_AA)
    return _grained(random, blur(picture, size_px / 40))


def _ellipse(
    random: np.random.Generator, size_px: int, radius: tuple[float, float]
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Centre and full axes in pixels."""
    centre, axes = random.uniform(0.45, 0.55, 2) * size_px, 2 * random.uniform(*radius, 2) * size_px
    return (float(centre[0]), float(centre[1])), (float(axes[0]), float(axes[1]))


def _grained(random: np.random.Generator, picture: Field) -> Field:
    return as_field(picture + random.uniform(0, 0.05) * layered_noise(random, picture.shape[:2], 30, 3))


KINDS: tuple[Callable[[np.random.Generator, int], Field], ...] = (
    limb,
    limb,
    section,
    fan,
    side_view,
    side_view,
    cloudy,
    dark_ovals,
)
