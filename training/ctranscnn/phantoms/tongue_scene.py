"""Around a drawn tongue: face, lips, mouth, teeth; then light, shadow, highlights, camera."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from ctranscnn.phantoms.noise import Field, as_field, blend, blur, layered_noise, smooth_noise, smoothstep
from ctranscnn.phantoms.tongue_shape import TongueShape
from ctranscnn.phantoms.tongue_surface import TongueSurface

SKINS = ((0.80, 0.60, 0.49), (0.86, 0.68, 0.58), (0.72, 0.51, 0.40), (0.63, 0.43, 0.33), (0.83, 0.62, 0.55))
LIPS = ((0.74, 0.40, 0.39), (0.68, 0.36, 0.35), (0.79, 0.47, 0.44), (0.72, 0.30, 0.31))
CLOTHS = ((0.16, 0.17, 0.19), (0.25, 0.38, 0.56), (0.78, 0.79, 0.80), (0.30, 0.47, 0.38), (0.07, 0.07, 0.08))


@dataclass(frozen=True)
class Light:
    """How a photo was lit and taken: direction towards the lamp, gains per channel, camera noise and
    softness.
    """

    direction: Field
    gains: Field
    exposure: float
    gamma: float
    noise: float
    softness_px: float
    fall_off: float

    @classmethod
    def sample(cls, random: np.random.Generator, size_px: int) -> Light:
        """A lamp from above, more or less neutral, and a camera in focus."""
        direction = np.array([random.normal(0.0, 0.28), -random.uniform(0.25, 0.65), 1.0])
        gains = 1.0 + random.normal(0.0, 0.025, 3) + random.normal(0.0, 0.035) * np.array([1.0, 0.0, -1.0])
        return cls(
            as_field(direction / np.linalg.norm(direction)),
            as_field(gains),
            random.uniform(0.86, 1.10),
            random.uniform(0.88, 1.14),
            random.uniform(0.004, 0.014),
            random.uniform(0.0, 0.0022) * size_px,
            random.uniform(0.0, 0.16),
        )


def draw_background(random: np.random.Generator, shape: TongueShape) -> Field:
    """Everything behind the tongue, [H, W, 3]."""
    size = shape.size_px
    rows, columns = np.mgrid[0:size, 0:size].astype(np.float32)
    x, y = (columns - shape.root_px[0]) / shape.half_width_px, (rows - shape.root_px[1]) / shape.half_width_px
    kind = random.choice(["face", "plain"], p=[0.86, 0.14])
    cloth = as_field(random.choice(CLOTHS) * random.uniform(0.85, 1.15))
    picture = as_field(
        np.broadcast_to(cloth, (size, size, 3))
        * (1.0 + 0.05 * smooth_noise(random, (size, size), 4))[..., None]
    )
    mouth = np.hypot((x - 0.02) / random.uniform(1.14, 1.26), (y - 0.42) / random.uniform(0.62, 0.80))
    if kind == "face":
        picture = _face(random, picture, (x, y))
    picture = _lips(random, picture, (x, y), as_field(mouth))
    return _mouth(random, picture, (x, y), as_field(mouth))


def _face(random: np.random.Generator, picture: Field, grid: tuple[Field, Field]) -> Field:
    """Skin with pores and a rounded jaw; beyond the jaw the background shows."""
    x, y = grid
    size = (x.shape[0], x.shape[1])
    skin = as_field(random.choice(SKINS) * random.uniform(0.92, 1.05))
    pores = random.standard_normal(size, np.float32)
    mottled = 1.0 + 0.035 * layered_noise(random, size, 6, 4) + 0.012 * pores
    jaw = np.hypot(x / random.uniform(2.0, 3.2), (y + 0.9) / random.uniform(3.4, 5.0))
    shade = 1.0 - 0.30 * smoothstep(0.60, 1.05, as_field(jaw))
    return blend(
        picture, as_field(skin * (mottled * shade)[..., None]), smoothstep(1.03, 0.97, as_field(jaw))
    )


def _lips(random: np.random.Generator, picture: Field, grid: tuple[Field, Field], mouth: Field) -> Field:
    x = grid[0]
    colour = as_field(random.choice(LIPS) * random.uniform(0.93, 1.07))
    ragged = layered_noise(random, (x.shape[0], x.shape[1]), 8, 3)
    folds = (
        1.0
        + 0.03 * ragged
        + 0.05 * np.sin(x * random.uniform(20, 30) + 1.5 * smooth_noise(random, (x.shape[0], x.shape[1]), 6))
    )
    thickness = 1.0 + random.uniform(0.24, 0.40) * (1.0 - 0.35 * np.clip(np.abs(x), 0.0, 1.3))
    roundness = 1.0 - 1.6 * (np.clip((mouth - 1.0) / (thickness - 1.0), 0.0, 1.0) - 0.45) ** 2
    lip = as_field(colour * (folds * (0.86 + 0.18 * roundness))[..., None])
    return blend(picture, lip, smoothstep(0.07, -0.05, as_field(mouth - thickness + 0.02 * ragged)))


def _mouth(random: np.random.Generator, picture: Field, grid: tuple[Field, Field], mouth: Field) -> Field:
    """The dark opening, with upper teeth in some mouths."""
    x, y = grid
    depth = as_field((0.15, 0.055, 0.055)) * (0.7 + 0.9 * np.clip(np.abs(x) - 0.5, 0.0, 1.0))[..., None]
    opening = smoothstep(1.03, 0.97, mouth)
    picture = blend(picture, as_field(depth), opening)
    if random.random() < 0.45:
        low = -0.10 + random.uniform(-0.05, 0.06) + 0.10 * x**2
        width = random.uniform(0.26, 0.32)
        gaps = smoothstep(0.0, 0.05, as_field(np.abs((x / width + 0.5) % 1.0 - 0.5)))
        shade = as_field((0.90, 0.87, 0.79)) * (0.72 + 0.22 * gaps + 0.25 * (y - low))[..., None]
        teeth = (
            smoothstep(0.03, -0.02, as_field(y - low))
            * smoothstep(1.0, 0.95, mouth)
            * smoothstep(0.95, 0.85, as_field(np.abs(x)))
        )
        picture = blend(picture, as_field(shade), as_field(teeth))
    return picture


def compose(
    random: np.random.Generator,
    background: Field,
    parts: tuple[TongueShape, TongueSurface, float],
    light: Light,
) -> Field:
    """Light the tongue, lay it over the background with its shadow, and take the photo: [H, W, 3] 0..1.

    `parts` holds the outline, the painted surface and its moisture.
    """
    shape, surface, moisture = parts
    size = shape.size_px
    # The tongue throws a soft shadow away from the lamp and darkens what it touches.
    offset = (-light.direction[:2] * 0.05 * size).astype(np.float64)
    moved = cv2.warpAffine(shape.cover, np.array([[1, 0, offset[0]], [0, 1, offset[1]]]), (size, size))
    shadow = 0.42 * blur(as_field(moved), 0.020 * size) + 0.22 * blur(shape.cover, 0.008 * size)
    scene = as_field(background * (1.0 - shadow)[..., None])
    scene = blend(scene, _lit(surface, shape, moisture, light), blur(shape.cover, max(0.4, 0.0016 * size)))
    return _photograph(random, scene, light)


def _lit(surface: TongueSurface, shape: TongueShape, moisture: float, light: Light) -> Field:
    size = shape.size_px
    slope_y, slope_x = np.gradient(blur(surface.height, 0.0012 * size) * size)
    norm = np.sqrt(1.0 + slope_x**2 + slope_y**2)
    normal = np.stack([-slope_x, -slope_y, np.ones_like(slope_x)], axis=2) / norm[..., None]
    facing = normal @ light.direction
    diffuse = 0.50 + 0.52 * np.clip(facing, 0.0, 1.0)
    under_lip = 1.0 - 0.62 * smoothstep(0.26, -0.02, shape.along)
    half_way = light.direction + np.array([0.0, 0.0, 1.0], np.float32)
    half_way /= np.linalg.norm(half_way)
    gloss = np.clip(normal @ half_way, 0.0, 1.0) ** 90
    # A dry tongue is matt: highlights need a film of water.
    highlight = as_field(0.55 * max(0.0, moisture - 0.10) * gloss * under_lip)
    colour = as_field(surface.colour * (diffuse * under_lip)[..., None])
    return blend(colour, as_field((1.0, 0.99, 0.98)), as_field(np.clip(highlight, 0.0, 0.85)))


def _photograph(random: np.random.Generator, scene: Field, light: Light) -> Field:
    size = scene.shape[0]
    rows, columns = np.mgrid[0:size, 0:size].astype(np.float32) / size - 0.5
    vignette = 1.0 - light.fall_off * 2.0 * (rows**2 + columns**2)
    photo = scene * light.gains * light.exposure * vignette[..., None]
    photo = blur(as_field(np.clip(photo, 0.0, 1.0) ** light.gamma), light.softness_px)
    return as_field(photo + light.noise * random.standard_normal(photo.shape, np.float32))
