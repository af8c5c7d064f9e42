"""A film-like chest: silhouette, lungs, ribs, spine, heart, diaphragm, airways, vessels, grain.

It stands in for a film where no real one may be shown (sample cases, golden inputs, tests) or none is at
hand.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from ctranscnn.phantoms.anatomy import Points, ThoraxFrame, diaphragm_cm, lateral_wall_cm, medial_wall_cm
from ctranscnn.phantoms.noise import Field, as_field, blur, layered_noise, smooth_noise, smoothstep


@dataclass(frozen=True)
class FilmBackground:
    """A film before any line is drawn: `values` [H, W] 0 (black) to 1 (white) and where its anatomy lies."""

    values: Field
    frame: ThoraxFrame
    source: str


def draw_film_background(random: np.random.Generator, size_px: int) -> FilmBackground:
    """A generated film of `size_px` squared pixels with its exactly known frame."""
    frame = _random_frame(random, size_px)
    x, y = _coordinates(random, frame, size_px)
    lungs = _lungs(x, y)
    film = _soft_tissue(random, x)
    film = film - (0.40 + 0.05 * random.standard_normal()) * lungs * _aeration(random, y)
    # Bone over air stands out; over heart and abdomen the film is near its shoulder and hides most of it.
    film = film + _heart(x, y) + _spine(x, y) + _bones(random, x, y) * (0.4 + 0.6 * lungs)
    film = film - _airways(x, y) + _vessels(random, frame, size_px) * (0.15 + 0.85 * lungs)
    film = film + _abdomen(random, x, y)
    film = film * _silhouette(random, x, y)
    return FilmBackground(_expose(random, as_field(film)), frame, "generated")


def _random_frame(random: np.random.Generator, size_px: int) -> ThoraxFrame:
    scale = size_px / 100.0
    carina = (random.uniform(47.5, 52.5) * scale, random.uniform(34.0, 40.0) * scale)
    px_per_cm_y = random.uniform(2.25, 2.65) * scale
    return ThoraxFrame.upright(carina, (px_per_cm_y * random.uniform(1.15, 1.32), px_per_cm_y))


def _coordinates(random: np.random.Generator, frame: ThoraxFrame, size_px: int) -> tuple[Field, Field]:
    """Frame centimetres of every pixel, bent a little so that no two chests have one outline."""
    rows, columns = np.mgrid[0:size_px, 0:size_px]
    grid = frame.to_centimetres(np.stack([columns.ravel(), rows.ravel()], axis=1).astype(np.float64))
    shape = (size_px, size_px)
    bend_x = 0.30 * smooth_noise(random, shape, 5)
    bend_y = 0.35 * smooth_noise(random, shape, 4)
    # Near the airways the bend fades out: the carina stays exactly where the frame says.
    x, y = grid[:, 0].reshape(shape), grid[:, 1].reshape(shape)
    fade = 1.0 - np.exp(-((x / 4.0) ** 2) - (y / 6.0) ** 2)
    return as_field(x + fade * bend_x), as_field(y + fade * bend_y)


def _lungs(x: Field, y: Field) -> Field:
    """Soft mask of both lungs, [H, W]."""
    # Near the ribs the lung is thin, so it darkens gradually from the wall inwards.
    wall = as_field(np.abs(x) - lateral_wall_cm(y.astype(np.float64)))
    lateral = 0.72 * smoothstep(0.3, -0.3, wall) + 0.28 * smoothstep(0.0, -3.5, wall)
    above = smoothstep(0.35, -0.35, as_field(y - diaphragm_cm(x.astype(np.float64))))
    right = smoothstep(-0.5, 0.5, as_field(-x - medial_wall_cm(y.astype(np.float64), -1)))
    left = smoothstep(-0.4, 0.4, as_field(x - medial_wall_cm(y.astype(np.float64), 1)))
    return as_field(lateral * above * np.maximum(right, left))


def _aeration(random: np.random.Generator, y: Field) -> Field:
    """Lungs are darker above than below, with patches of their own."""
    patches = 1.0 + 0.09 * layered_noise(random, (y.shape[0], y.shape[1]), 5, 6)
    return as_field((1.08 - 0.012 * np.clip(y + 9.0, 0, 24)) * patches)


def _soft_tissue(random: np.random.Generator, x: Field) -> Field:
    shape = (x.shape[0], x.shape[1])
    wall = 0.05 * np.exp(-(((np.abs(x) - 13.5) / 1.6) ** 2))
    shoulders = -0.10 * smoothstep(13.0, 19.0, as_field(np.abs(x)))
    return as_field(0.66 + wall + shoulders + 0.018 * layered_noise(random, shape, 4, 5))


def _heart(x: Field, y: Field) -> Field:
    tilt_x, tilt_y = (x - 2.2) * 0.90 + (y - 9.8) * 0.36, (y - 9.8) * 0.92 - (x - 2.2) * 0.30
    heart = smoothstep(1.15, 0.62, as_field(np.hypot(tilt_x / 7.0, tilt_y / 5.6)))
    mediastinum = smoothstep(3.4, 1.6, as_field(np.abs(x - 0.3))) * smoothstep(-10.0, -4.0, y)
    knob = smoothstep(1.15, 0.75, as_field(np.hypot((x - 2.0) / 1.7, (y + 2.6) / 1.7)))
    return as_field(0.10 * heart + 0.07 * mediastinum + 0.05 * knob)


def _spine(x: Field, y: Field) -> Field:
    column = smoothstep(2.0, 1.5, as_field(np.abs(x + 0.05)))
    phase = np.abs((y / 2.15) % 1.0 - 0.5) * 2.0
    plates = 0.022 * smoothstep(0.72, 0.95, as_field(phase)) - 0.02 * smoothstep(0.25, 0.0, as_field(phase))
    pedicles = 0.03 * np.exp(-(((np.abs(x) - 1.25) / 0.3) ** 2) - ((phase - 0.45) / 0.25) ** 2)
    return as_field(column * (0.055 + plates + pedicles))


def _bones(random: np.random.Generator, x: Field, y: Field) -> Field:
    side = np.abs(x)
    cage = smoothstep(0.6, -0.5, as_field(side - lateral_wall_cm(y.astype(np.float64)) - 0.7))
    above = smoothstep(18.0, 14.0, y)
    back = _rib_bands(as_field(y + 8.4 - 0.16 * side - 0.020 * (side - 5.0) ** 2), 2.35, 0.62)
    front = _rib_bands(as_field(y + 6.0 - 0.055 * (13.5 - side) ** 2), 2.75, 0.72)
    back = back * smoothstep(1.6, 2.4, as_field(side))
    front = front * smoothstep(5.0, 7.5, as_field(side))
    ribs = cage * above * (0.062 * back + 0.042 * front)
    curve = -6.4 - 0.24 * side + 0.55 * np.sin(side / 2.2)
    clavicle = _band(as_field((y - curve) / 0.62)) * smoothstep(1.2, 2.0, as_field(side))
    clavicle = clavicle * smoothstep(14.5, 12.5, as_field(side))
    scapula = _band(as_field((side - 13.2 - 0.10 * (y + 8.0)) / 0.55)) * smoothstep(-9.0, -6.0, y)
    scapula = scapula * smoothstep(6.0, 2.0, y)
    strength = random.uniform(0.8, 1.25)
    return as_field(strength * (ribs + 0.115 * clavicle + 0.035 * scapula))


def _band(distance: Field) -> Field:
    """Profile of a bone: a plateau with brighter cortical edges at distance 1."""
    plateau = np.exp(-(distance**4))
    return as_field(0.75 * plateau + 0.45 * np.exp(-(((np.abs(distance) - 0.88) / 0.22) ** 2)))


def _rib_bands(level: Field, spacing_cm: float, half_width_cm: float) -> Field:
    """Equally spaced ribs: the distance to the nearest one, taken by remainder, gives all of them at once."""
    nearest = (level / spacing_cm + 0.5) % 1.0 - 0.5
    return _band(as_field(nearest * spacing_cm / half_width_cm))


def _airways(x: Field, y: Field) -> Field:
    """Trachea and the two main bronchi, the right one steeper; the fork is the carina at (0, 0)."""
    trachea = smoothstep(1.05, 0.65, as_field(np.abs(x))) * smoothstep(0.3, -0.4, y)
    right = smoothstep(0.75, 0.4, as_field(np.abs(x + 0.25 + 0.95 * y))) * smoothstep(-0.5, 0.3, y)
    right = right * smoothstep(4.6, 3.0, y)
    left = smoothstep(0.70, 0.4, as_field(np.abs(x - 0.25 - 1.25 * y))) * smoothstep(-0.5, 0.3, y)
    left = left * smoothstep(4.0, 2.6, y)
    return as_field(0.085 * trachea + 0.065 * np.maximum(right, left))


def _abdomen(random: np.random.Generator, x: Field, y: Field) -> Field:
    below = smoothstep(-0.2, 1.2, as_field(y - diaphragm_cm(x.astype(np.float64))))
    film = 0.10 * below
    if random.random() < 0.7:
        bubble = np.hypot((x - random.uniform(6.0, 8.0)) / random.uniform(1.8, 3.0), (y - 18.3) / 1.5)
        film = film - random.uniform(0.10, 0.22) * smoothstep(1.15, 0.75, as_field(bubble)) * below
    return as_field(film)


def _vessels(random: np.random.Generator, frame: ThoraxFrame, size_px: int) -> Field:
    """Branching vessels from both hila, thinner and fainter outwards."""
    canvas = np.zeros((size_px, size_px), np.float32)
    for side in (-1, 1):
        for _ in range(11):
            start = np.array([side * 3.6, 2.6]) + random.normal(0, 0.7, 2)
            angle = random.uniform(-1.25, 1.35)
            _grow(canvas, frame, random, (start, np.array([side * np.cos(angle), np.sin(angle)]), 0.34))
    return as_field(0.065 * blur(as_field(np.minimum(canvas, 1.8)), size_px / 300.0))


def _grow(
    canvas: Field, frame: ThoraxFrame, random: np.random.Generator, branch: tuple[Points, Points, float]
) -> None:
    """Draws one vessel by a random walk and lets it fork until it is too thin to be seen."""
    position, direction, width_cm = branch
    thickness = width_cm * frame.px_per_cm
    while width_cm > 0.07:
        turn = random.normal(0, 0.16)
        rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        direction = rotation @ direction
        target = position + direction * random.uniform(0.8, 1.5)
        segment = np.rint(frame.to_pixels(np.stack([position, target])) * 16).astype(np.int32)
        layer = np.zeros_like(canvas)
        cv2.polylines(
            layer, [segment], False, min(1.0, thickness / 2.2), max(1, round(thickness)), cv2.LINE_AA, 4
        )
        canvas += layer
        position, width_cm = target, width_cm * random.uniform(0.80, 0.92)
        thickness = width_cm * frame.px_per_cm
        if random.random() < 0.22 and width_cm > 0.12:
            _grow(canvas, frame, random, (position, direction @ rotation, width_cm * 0.75))


def _silhouette(random: np.random.Generator, x: Field, y: Field) -> Field:
    """1 on the body, near 0 in the air beside neck and arms."""
    side = np.abs(x)
    shoulder = -12.5 + 3.6 * smoothstep(4.5, 15.0, as_field(side)) + 0.02 * side**1.6
    neck = smoothstep(5.4, 4.4, as_field(side - 0.22 * np.maximum(y + 12.0, 0.0)))
    trunk = smoothstep(-0.9, 0.9, as_field(y - shoulder))
    width = random.uniform(17.0, 21.0)
    flank = smoothstep(width + 1.2, width - 0.5, as_field(side - 0.10 * np.maximum(-y, 0.0)))
    return as_field(0.05 + 0.95 * np.maximum(neck, trunk) * np.maximum(flank, smoothstep(2.0, -3.0, y)))


def _expose(random: np.random.Generator, film: Field) -> Field:
    """Film curve, scatter, grain."""
    size_px = film.shape[0]
    film = as_field(0.92 * film + 0.08 * blur(film, size_px / 24.0))
    film = np.clip((film - 0.08) / 0.80, 0.0, None) ** random.uniform(0.9, 1.35)
    film = as_field(1.06 * film / (1.0 + np.maximum(film, 0.0) ** 5) ** 0.2)
    grain = blur(as_field(random.standard_normal(film.shape)), 0.7)
    film = as_field(film * random.uniform(0.92, 1.05) + random.uniform(0.004, 0.012) * grain)
    return as_field(np.clip(blur(film, size_px / 900.0), 0.0, 1.0))
