"""A drawn photo of a tongue with everything that is true about it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ctranscnn.phantoms.noise import Mask, Picture, as_field, blur, smooth_noise, stream, to_picture
from ctranscnn.phantoms.tongue_scene import Light, compose, draw_background
from ctranscnn.phantoms.tongue_shape import TongueShape, draw_shape
from ctranscnn.phantoms.tongue_signs import (
    TongueSigns,
    neutral_signs,
    sample_constitutions,
    with_constitutions,
    with_curds,
)
from ctranscnn.phantoms.tongue_surface import TongueTextures, draw_surface

NUISANCE, LABELS, NEUTRAL, MARKS, SCENE, SEGMENTER, CURDS = 10, 11, 12, 13, 14, 15, 16


@dataclass(frozen=True)
class TonguePhantom:
    """A drawn photo: RGB `picture` [H, W, 3], true `mask` and `coating` [H, W], constitutions and drawn
    signs.
    """

    picture: Picture
    mask: Mask
    coating: Mask
    constitutions: tuple[str, ...]
    signs: TongueSigns
    shape: TongueShape

    @property
    def coating_coverage(self) -> float:
        """Coated part of the tongue's area after peeling, 0..1; a coating too thin to be seen
        counts as none.
        """
        if self.signs.coating_opacity <= 0.15:
            return 0.0
        return float(self.coating.sum() / max(1, int(self.mask.sum())))


def draw_tongue(seed: int, index: int, size_px: int, *, signs_drawn: bool = True) -> TonguePhantom:
    """Phantom number `index` of a seed on a canvas of `size_px` squared.

    With `signs_drawn` false the constitutions stay the labels while a neutral tongue is drawn in the same
    mouth and light: the control on which a model must know nothing.
    """
    neutral, constitutions, signs = _signs(seed, index)
    return _photo((seed, index), size_px, constitutions, signs if signs_drawn else neutral)


def draw_curdy_tongue(seed: int, index: int, size_px: int) -> TonguePhantom:
    """The same under a thick, whole coating of lumps instead of grains: for measuring, never for learning."""
    _, constitutions, signs = _signs(seed, index)
    return _photo((seed, index), size_px, constitutions, with_curds(signs, stream(seed, index, CURDS)))


def _signs(seed: int, index: int) -> tuple[TongueSigns, tuple[str, ...], TongueSigns]:
    """The neutral tongue, the constitutions of this number, and the tongue with their signs."""
    labels = stream(seed, index, LABELS)
    constitutions = sample_constitutions(labels)
    neutral = neutral_signs(stream(seed, index, NEUTRAL))
    return neutral, constitutions, with_constitutions(neutral, constitutions, labels)


def _photo(
    number: tuple[int, int], size_px: int, constitutions: tuple[str, ...], signs: TongueSigns
) -> TonguePhantom:
    nuisance, marks, scene = (stream(*number, purpose) for purpose in (NUISANCE, MARKS, SCENE))
    shape = draw_shape(nuisance, signs, size_px)
    textures = TongueTextures.sample(nuisance, size_px)
    light = Light.sample(nuisance, size_px)
    surface = draw_surface(marks, shape, signs, textures)
    background = draw_background(scene, shape)
    photo = compose(scene, background, (shape, surface, signs.moisture), light)
    return TonguePhantom(to_picture(photo), shape.mask, surface.coating, constitutions, signs, shape)


def segmented(phantom: TonguePhantom, seed: int, index: int) -> Mask:
    """The mask as a segmenter would find it: a little too wide or too narrow, its border wandering.

    A model that is trained on true outlines alone would lean on a precision that no segmenter has.
    """
    random = stream(seed, index, SEGMENTER)
    size_px = phantom.mask.shape[0]
    soft = blur(as_field(phantom.mask), 0.012 * size_px)
    wander = 0.12 * smooth_noise(random, (size_px, size_px), 9)
    return np.asarray(soft + wander > random.uniform(0.38, 0.62)) & (soft > 0.02)


def mask_picture(mask: Mask) -> Picture:
    """A mask as 0/255."""
    return np.where(mask, np.uint8(255), np.uint8(0))
