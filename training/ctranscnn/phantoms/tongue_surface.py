"""What covers a drawn tongue: body colour, papillae, cracks, spots, coating, moisture."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from ctranscnn.phantoms.noise import (
    Field,
    Mask,
    as_field,
    blend,
    blur,
    layered_noise,
    smooth_noise,
    smoothstep,
)
from ctranscnn.phantoms.tongue_curds import curd_relief
from ctranscnn.phantoms.tongue_shape import TongueShape
from ctranscnn.phantoms.tongue_signs import TongueSigns

STASIS_COLOUR = as_field((0.30, 0.13, 0.24))
EDGE_COLOUR = as_field((0.690, 0.170, 0.205))
CRACK_COLOUR = as_field((0.40, 0.16, 0.18))


@dataclass(frozen=True)
class TongueTextures:
    """Random fields [H, W] that belong to the picture, not to its signs: the control keeps them."""

    broad: Field
    medium: Field
    fine: Field
    grain: Field
    dots: Field

    @classmethod
    def sample(cls, random: np.random.Generator, size_px: int) -> TongueTextures:
        """Fields from broad patches to single papillae."""
        size = (size_px, size_px)
        return cls(
            smooth_noise(random, size, 5),
            layered_noise(random, size, 14, 3),
            layered_noise(random, size, 62, 2),
            smooth_noise(random, size, 120),
            smooth_noise(random, size, 60),
        )


@dataclass(frozen=True)
class TongueSurface:
    """`colour` [H, W, 3] sRGB 0..1 under even light, `height` [H, W] relief, `coating` truth mask [H, W]."""

    colour: Field
    height: Field
    coating: Mask


def draw_surface(
    random: np.random.Generator, shape: TongueShape, signs: TongueSigns, textures: TongueTextures
) -> TongueSurface:
    """Paint the whole canvas; what lies outside the outline is cut away by the scene."""
    cracks = _cracks(random, shape, signs)
    colour = _body(shape, signs, textures)
    colour = blend(colour, STASIS_COLOUR, _stasis_spots(random, shape, signs))
    alpha, coated = _coating(shape, signs, textures, cracks)
    curds = signs.curdy * curd_relief(random, shape) if signs.curdy > 0.0 else np.zeros_like(alpha)
    # Lumps are paler than the coating between them, which lies in their shade.
    shade = _coating_texture(signs, textures) + 0.16 * (curds - 0.6 * signs.curdy)
    alpha = as_field(alpha + (0.97 - alpha) * curds * smoothstep(0.2, 0.5, alpha))
    coat = as_field(np.asarray(signs.coating, np.float32) + shade[..., None])
    colour = blend(colour, coat, alpha)
    colour = blend(colour, CRACK_COLOUR, as_field(0.55 * cracks))
    papillae = 0.30 * textures.grain + 0.34 * textures.fine * (0.7 + 0.7 * signs.greasy)
    height = as_field(
        _dome(shape)
        + 0.0014 * papillae
        + (0.003 + 0.011 * curds) * alpha
        - 0.012 * cracks
        - 0.010 * _groove(shape, textures)
    )
    return TongueSurface(colour, height, coated)


def _body(shape: TongueShape, signs: TongueSigns, textures: TongueTextures) -> Field:
    base = np.asarray(signs.body, np.float32)
    shade = 1.0 + 0.035 * textures.broad + 0.025 * textures.medium + 0.018 * textures.grain
    colour = as_field(base * shade[..., None])
    edge = _towards_rim_and_tip(shape)
    colour = blend(colour, EDGE_COLOUR, as_field(signs.red_edge * edge))
    # Fungiform papillae: small red points, densest at the tip; prickles are the same, raised and redder.
    points = smoothstep(1.75 - 0.55 * signs.prickles, 2.6, textures.dots) * (0.35 + 0.65 * edge)
    colour = blend(colour, as_field((0.72, 0.20, 0.22)), as_field((0.35 + 0.45 * signs.prickles) * points))
    return blend(colour, as_field(base * 0.62), as_field(0.55 * _groove(shape, textures)))


def _towards_rim_and_tip(shape: TongueShape) -> Field:
    """0 in the middle, 1 along the sides and at the tip."""
    return as_field(
        np.maximum(
            smoothstep(0.50, 0.88, as_field(np.abs(shape.across))), smoothstep(0.72, 0.94, shape.along)
        )
    )


def _groove(shape: TongueShape, textures: TongueTextures) -> Field:
    """The median furrow every tongue has."""
    wander = 0.035 * textures.broad
    across = np.exp(-(((shape.across - wander) / 0.035) ** 2))
    reach = smoothstep(0.12, 0.30, shape.along) * smoothstep(0.85, 0.60, shape.along)
    return as_field(across * reach * np.clip(0.55 + 0.4 * textures.medium, 0.0, 1.0))


def _dome(shape: TongueShape) -> Field:
    """A cushion: steep at the rim, flat in the middle."""
    inward = np.clip(shape.rim / 0.11, 0.0, 1.0)
    return as_field(0.055 * np.sqrt(np.maximum(1.0 - (1.0 - inward) ** 2, 0.0)))


def _coating(
    shape: TongueShape, signs: TongueSigns, textures: TongueTextures, cracks: Field
) -> tuple[Field, Mask]:
    """Opacity [H, W] and truth mask: the mask covers exactly `coating_coverage` of the tongue
    before peeling.
    """
    centre = 1.0 - 0.85 * np.abs(shape.across) ** 2.2 - 0.75 * np.clip(shape.along - 0.35, 0.0, 1.0) ** 1.5
    prior = as_field(centre + 0.10 * textures.medium + 0.05 * textures.broad)
    inside = prior[shape.mask]
    if signs.coating_coverage <= 0.0 or inside.size == 0:
        return np.zeros_like(prior), np.zeros(prior.shape, np.bool_)
    cut = float(np.quantile(inside, 1.0 - signs.coating_coverage))
    edge = 0.24 - 0.10 * signs.coating_opacity
    alpha = signs.coating_opacity * smoothstep(cut - edge, cut + edge, prior)
    alpha = (
        alpha
        * np.clip(1.0 + 0.11 * textures.fine + 0.09 * textures.grain + 0.08 * textures.medium, 0.4, 1.25)
        * (1.0 - 0.8 * cracks)
    )
    coated: Mask = shape.mask & (prior > cut)
    if signs.peeled > 0.0:
        islands = as_field(textures.broad + 0.35 * textures.medium)
        level = float(np.quantile(islands[shape.mask], 1.0 - signs.peeled))
        bald = smoothstep(level - 0.03, level + 0.05, islands)
        ridge = np.exp(-(((islands - level + 0.14) / 0.09) ** 2))
        alpha = alpha * (1.0 - bald) + 0.35 * ridge * (alpha > 0.1) * (1.0 - bald)
        coated = coated & (islands < level)
    return as_field(np.clip(alpha, 0.0, 0.97)), coated


def _coating_texture(signs: TongueSigns, textures: TongueTextures) -> Field:
    """Greasy coatings are granular and clotted, thin ones even."""
    return as_field((0.012 + 0.030 * signs.greasy) * textures.fine + 0.022 * signs.greasy * textures.medium)


def _cracks(random: np.random.Generator, shape: TongueShape, signs: TongueSigns) -> Field:
    """Fissures as wandering lines that thin out at both ends, [H, W] 0..1."""
    canvas = np.zeros((shape.size_px, shape.size_px), np.uint8)
    for _ in range(signs.cracks):
        across, along = random.uniform(-0.55, 0.55), random.uniform(0.28, 0.72)
        heading = random.normal(np.pi / 2, 0.55)
        steps = int(random.integers(7, 15))
        points = []
        for _ in range(steps):
            points.append((across, along))
            heading += random.normal(0.0, 0.28)
            across += 0.045 * float(np.cos(heading))
            along += 0.022 * float(np.sin(heading))
        pixels = np.array([_to_pixels(shape, point) for point in points])
        for index in range(steps - 1):
            weight = np.sin(np.pi * (index + 0.7) / steps)
            width = max(1, round(shape.size_px * 0.0075 * weight))
            segment = np.rint(pixels[index : index + 2] * 16).astype(np.int32)
            cv2.polylines(canvas, [segment], False, int(255 * (0.45 + 0.55 * weight)), width, cv2.LINE_AA, 4)
    return blur(as_field(canvas / 255.0), shape.size_px * 0.0022)


def _stasis_spots(random: np.random.Generator, shape: TongueShape, signs: TongueSigns) -> Field:
    """Dark spots with soft borders, mostly near the sides and the tip, as opacity [H, W]."""
    canvas = np.zeros((shape.size_px, shape.size_px), np.uint8)
    for _ in range(signs.stasis_spots):
        across = float(random.choice([-1.0, 1.0])) * random.uniform(0.35, 0.85)
        along = random.uniform(0.30, 0.88)
        x, y = _to_pixels(shape, (across, along))
        axes = shape.size_px * random.uniform(0.007, 0.019, 2)
        box = ((float(x), float(y)), (float(axes[0] * 2), float(axes[1] * 2)), float(random.uniform(0, 180)))
        cv2.ellipse(canvas, box, int(random.uniform(150, 225)), -1, cv2.LINE_AA)
    return blur(as_field(canvas / 255.0), shape.size_px * 0.003)


def _to_pixels(shape: TongueShape, point: tuple[float, float]) -> tuple[float, float]:
    """Own coordinates (across, along) to a pixel, near enough for putting a mark there."""
    across, along = point
    x = shape.root_px[0] + (shape.tip_px[0] - shape.root_px[0]) * along
    y = shape.root_px[1] + (shape.tip_px[1] - shape.root_px[1]) * along
    narrowing = float(np.sqrt(max(0.05, 1.0 - max(0.0, (along - 0.55) / 0.45) ** 2)))
    return x + across * shape.half_width_px * narrowing, y
