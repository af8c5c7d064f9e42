"""What other rooms, cameras and framings would have made of a tongue photo.

The photos at hand come from one camera in one box. Everything that is not the tongue is therefore varied
strongly: framing and aspect ratio, surroundings, light, colour balance, sharpness, compression.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import cv2
import numpy as np

from ctranscnn.data.pictures import Picture
from ctranscnn.gates.photographs import random_crop
from ctranscnn.gates.procedural import flat, gradient, random_colour, texture
from ctranscnn.phantoms.noise import Field, as_field, blend, blur, smooth_noise, smoothstep, to_picture

SKIN_TONES = np.asarray([[0.86, 0.68, 0.58], [0.74, 0.54, 0.44], [0.58, 0.40, 0.31], [0.38, 0.25, 0.19]])


@dataclass(frozen=True)
class Framing:
    """Where the tongue comes to lie in the frame."""

    area_share: float
    """Share of the frame that the tongue covers."""
    aspect: float
    """Horizontal over vertical stretch."""
    angle: float
    """Radians."""
    centre: tuple[float, float]
    """Of the tongue, in shares of the frame's width and height."""


@dataclass(frozen=True)
class Frame:
    """The picture to make: its side in pixels, and photographs [h, w, 3] that may serve as surroundings."""

    size_px: int
    scenes: list[Picture]
    area_shares: tuple[float, float] | None = None
    """Least and largest share of the frame that the tongue covers; None for those of training."""
    near_share: float = 0.45
    """Of the pictures, those that stay near the photo's own framing."""


def augmented(
    random: np.random.Generator, photo: Picture, mask: Picture, frame: Frame
) -> tuple[Picture, Field]:
    """One new picture of the same tongue: ([size, size, 3] uint8, [size, size] mask 0..1)."""
    framed, tongue, inside = reframe(random, photo, mask, frame)
    if random.random() < 0.5:
        framed, tongue, inside = framed[:, ::-1].copy(), tongue[:, ::-1].copy(), inside[:, ::-1].copy()
    framed = blend(surroundings(random, framed, frame.scenes), framed, inside)
    if random.random() < 0.3:
        framed = replace_background(random, framed, tongue, frame.scenes)
    return camera(random, framed), tongue


def random_framing(random: np.random.Generator, area_share: float, near_share: float = 0.45) -> Framing:
    """Some pictures stay near the photo's own framing, the others go much wider or a little closer."""
    choice = random.random()
    if choice < near_share:
        target = area_share * np.exp(random.uniform(-0.3, 0.3))
        spread = 0.06
    elif choice < near_share + (1 - near_share) * 0.73:
        target, spread = np.exp(random.uniform(np.log(0.08), np.log(0.45))), 0.22
    else:
        target, spread = random.uniform(0.45, 0.8), 0.08
    return Framing(
        float(np.clip(target, 0.05, 0.82)),
        float(np.exp(np.clip(random.normal(0, 0.18), -0.45, 0.45))),
        float(np.clip(random.normal(0, 0.16), -0.5, 0.5)),
        (float(0.5 + random.uniform(-spread, spread)), float(0.52 + random.uniform(-spread, spread))),
    )


def reframe(
    random: np.random.Generator, photo: Picture, mask: Picture, frame: Frame
) -> tuple[Field, Field, Field]:
    """Rotate, scale and move: picture [S, S, 3] 0..1, tongue [S, S] 0..1, inside the photo [S, S] 0..1."""
    size_px = frame.size_px
    framing = random_framing(random, float((mask > 127).mean()), frame.near_share)
    if frame.area_shares is not None:
        framing = dataclasses.replace(framing, area_share=float(random.uniform(*frame.area_shares)))
    rows, columns = np.nonzero(mask > 127)
    if rows.size == 0:
        rows, columns = np.asarray([mask.shape[0] // 2]), np.asarray([mask.shape[1] // 2])
    scale = size_px * np.sqrt(framing.area_share / max(1, rows.size))
    scale = float(np.clip(scale, 0.15, 4.0))
    if scale < 0.6:  # warping does not average: shrink first, or fine texture turns into noise
        half = (photo.shape[1] // 2, photo.shape[0] // 2)
        photo = np.asarray(cv2.resize(photo, half, interpolation=cv2.INTER_AREA), np.uint8)
        mask = np.asarray(cv2.resize(mask, half), np.uint8)
        rows, columns, scale = rows / 2, columns / 2, scale * 2
    stretch = np.sqrt(framing.aspect)
    cosine, sine = np.cos(framing.angle), np.sin(framing.angle)
    linear = scale * np.diag([stretch, 1 / stretch]) @ np.array([[cosine, -sine], [sine, cosine]])
    middle = np.array([columns.min() + columns.max(), rows.min() + rows.max()]) / 2
    offset = size_px * np.asarray(framing.centre) - linear @ middle
    matrix = np.concatenate([linear, offset[:, None]], 1)
    valid = np.full(mask.shape, 255, np.uint8)
    layers = (photo, mask, valid)
    moved = [
        cv2.warpAffine(
            layer,
            matrix,
            (size_px, size_px),
            flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE if layer is photo else cv2.BORDER_CONSTANT,
        )
        for layer in layers
    ]
    picture, tongue, inside = (as_field(layer) / np.float32(255) for layer in moved)
    return as_field(picture), as_field(tongue), as_field(inside)


def surroundings(random: np.random.Generator, framed: Field, scenes: list[Picture]) -> Field:
    """What fills the frame outside the photo: [S, S, 3]. `framed` repeats the photo's border there."""
    size_px = framed.shape[0]
    choice = random.random()
    if choice < 0.45:  # the skin at the border goes on, without its streaks
        smeared = cv2.GaussianBlur(framed, (0, 0), size_px / random.uniform(8, 40))
        return as_field(smeared + 0.02 * random.standard_normal((size_px, size_px, 1)))
    if choice < 0.6:
        return flat(random, size_px)
    if choice < 0.75:
        return gradient(random, size_px)
    if choice < 0.9 or not scenes:
        return texture(random, size_px)
    return _scene(random, scenes, size_px)


def replace_background(
    random: np.random.Generator, framed: Field, tongue: Field, scenes: list[Picture]
) -> Field:
    """Keep the tongue and a margin around it, and put something else behind: [S, S, 3]."""
    size_px = framed.shape[0]
    extent = np.sqrt(max(float(tongue.mean()), 0.01)) * size_px
    margin, softness = extent * random.uniform(0.02, 0.5), extent * random.uniform(0.01, 0.12)
    distance = cv2.distanceTransform((tongue < 0.5).astype(np.uint8), cv2.DIST_L2, 3)
    keep = smoothstep(margin + softness, margin, as_field(distance))
    choice = random.random()
    if choice < 0.35:
        behind = flat(random, size_px) * np.float32(random.uniform(0.05, 0.6))  # the dark of a box or a mouth
    elif choice < 0.7:
        tone = SKIN_TONES[int(random.integers(len(SKIN_TONES)))] * random.uniform(0.7, 1.2)
        light = 1 + random.uniform(0.03, 0.2) * smooth_noise(random, (size_px, size_px), 4)
        behind = as_field(light[..., None] * tone)
    elif choice < 0.85 or not scenes:
        behind = gradient(random, size_px)
    else:
        behind = _scene(random, scenes, size_px)
    return blend(as_field(behind), framed, keep)


def _scene(random: np.random.Generator, scenes: list[Picture], size_px: int) -> Field:
    scene = random_crop(random, scenes[int(random.integers(len(scenes)))], size_px)
    return as_field(as_field(scene) / 255)


def camera(random: np.random.Generator, picture: Field) -> Picture:
    """Light, colour balance, focus, sensor and file: [S, S, 3] 0..1 -> uint8."""
    picture = light_and_colour(random, as_field(np.clip(picture, 0, 1)))
    picture = focus_and_sensor(random, picture)
    return _compressed(random, to_picture(picture))


def light_and_colour(random: np.random.Generator, picture: Field) -> Field:
    """Uneven light, exposure, gamma, white balance and saturation."""
    size = (picture.shape[0], picture.shape[1])
    if random.random() < 0.4:
        shade = 1 + random.uniform(0.05, 0.25) * smooth_noise(random, size, random.uniform(1.5, 3))
        picture = as_field(picture * np.clip(shade, 0.3, 1.7)[..., None])
    warmth, tint = random.normal(0, 0.12), random.normal(0, 0.05)
    gains = np.exp(np.asarray([warmth, tint, -warmth]) + random.normal(0, 0.15))
    picture = as_field(np.clip(picture * gains, 0, 1) ** np.exp(random.normal(0, 0.22)))
    grey = picture.mean(2, keepdims=True)
    picture = grey + (picture - grey) * np.float32(random.uniform(0.5, 1.45))
    contrast, level = np.exp(random.normal(0, 0.12)), random.normal(0, 0.03)
    return as_field(np.clip((picture - 0.5) * contrast + 0.5 + level, 0, 1))


def focus_and_sensor(random: np.random.Generator, picture: Field) -> Field:
    """Blur, lost resolution, sharpening, grain."""
    choice = random.random()
    size_px = picture.shape[0]
    if choice < 0.25:
        picture = blur(picture, random.uniform(0.3, 2.2))
    elif choice < 0.4:
        small = int(size_px * random.uniform(0.3, 0.8))
        shrunk = cv2.resize(picture, (small, small), interpolation=cv2.INTER_AREA)
        picture = as_field(cv2.resize(shrunk, (size_px, size_px), interpolation=cv2.INTER_CUBIC))
    elif choice < 0.55:
        picture = as_field(picture + random.uniform(0.3, 1.5) * (picture - blur(picture, 1.2)))
    if random.random() < 0.5:
        noise = random.standard_normal(picture.shape, dtype=np.float32)
        picture = as_field(picture + random.uniform(0, 0.06) * noise)
    return picture


def _compressed(random: np.random.Generator, picture: Picture) -> Picture:
    if random.random() < 0.6:
        return picture
    quality = int(random.integers(20, 95))
    _, encoded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR), np.uint8)


def tinted(random: np.random.Generator, grey: Picture) -> Field:
    """A grey picture [S, S] as [S, S, 3] 0..1, every other time in the tint of a screen or a lamp."""
    values = as_field(grey) / np.float32(255)
    if random.random() < 0.5:
        return as_field(np.repeat(values[..., None], 3, 2))
    colour = np.asarray(random_colour(random)) * 0.6 + 0.4
    return as_field(values[..., None] * colour)
