"""Pictures without a tongue, so that `presence` can say no.

The hardest are derived from the tongue photos themselves: the same skin, lips and light, but no tongue.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from ctranscnn.data.pictures import Picture
from ctranscnn.gates.photographs import random_crop
from ctranscnn.gates.procedural import draw_lips, procedural_picture
from ctranscnn.phantoms.noise import Field, as_field, blend, layered_noise, smoothstep, to_picture
from ctranscnn.segmentation.augmentation import Frame, camera, reframe, surroundings, tinted
from ctranscnn.segmentation.photos import TonguePhotos

REMOVAL_MARGIN_SHARE = 0.07
"""Of the photo's width: shadow and moist rim around the tongue go with it."""
WORKING_SIDE_PX = 200


@dataclass(frozen=True)
class NegativeSources:
    """Where pictures without a tongue come from; films [h, w] grey, scenes [h, w, 3]."""

    photos: TonguePhotos
    films: list[Picture]
    scenes: list[Picture]


def picture_without_tongue(random: np.random.Generator, sources: NegativeSources, size_px: int) -> Picture:
    """One negative: [size_px, size_px, 3] uint8."""
    choice = random.random()
    if choice < 0.36:
        return _reframed_removal(random, sources, size_px)
    if choice < 0.5:
        crop = crop_beside_tongue(random, sources.photos)
        if crop is not None:
            resized = cv2.resize(crop, (size_px, size_px), interpolation=cv2.INTER_LINEAR)
            return camera(random, as_field(as_field(resized) / 255))
    elif choice < 0.6 and sources.films:
        film = sources.films[int(random.integers(len(sources.films)))]
        return camera(random, tinted(random, random_crop(random, film, size_px)))
    elif choice < 0.75 and sources.scenes:
        scene = sources.scenes[int(random.integers(len(sources.scenes)))]
        return camera(random, as_field(as_field(random_crop(random, scene, size_px)) / 255))
    drawn = procedural_picture(random, size_px)
    return drawn if random.random() < 0.5 else camera(random, as_field(as_field(drawn) / 255))


def _reframed_removal(random: np.random.Generator, sources: NegativeSources, size_px: int) -> Picture:
    index = int(random.integers(len(sources.photos)))
    removed = remove_tongue(random, sources.photos.photos[index], sources.photos.masks[index])
    size = (WORKING_SIDE_PX, WORKING_SIDE_PX)
    mask = np.asarray(cv2.resize(sources.photos.masks[index], size), np.uint8)
    framed, _, inside = reframe(random, removed, mask, Frame(size_px, []))
    return camera(random, blend(surroundings(random, framed, sources.scenes), framed, inside))


def remove_tongue(random: np.random.Generator, photo: Picture, mask: Picture) -> Picture:
    """The photo [200, 200, 3] with skin, closed lips or an empty mouth where the tongue was."""
    side = WORKING_SIDE_PX
    small = as_field(as_field(cv2.resize(photo, (side, side), interpolation=cv2.INTER_AREA)) / 255)
    radius = int(REMOVAL_MARGIN_SHARE * side * random.uniform(0.7, 1.6))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    hole = cv2.dilate(cv2.resize(mask, (side, side)), kernel)
    distance = as_field(cv2.distanceTransform((hole <= 127).astype(np.uint8), cv2.DIST_L2, 3))
    filled = diffused(small, as_field(hole <= 127))
    choice = random.random()
    if choice < 0.3:
        filled = as_field(
            filled * np.asarray([0.35, 0.18, 0.18]) * random.uniform(0.2, 1.2)
        )  # an empty mouth
    else:
        filled = _with_skin_texture(random, filled, small, as_field(hole <= 127))
        if choice < 0.6:
            draw_lips(random, filled)
    return to_picture(blend(filled, small, smoothstep(0, random.uniform(1, 8), distance)))


def diffused(picture: Field, known: Field) -> Field:
    """Fill the pixels [H, W, 3] that are not known ([H, W] 0/1) from ever coarser averages of the others."""
    sums, weights = as_field(picture * known[..., None]), known
    pyramid: list[tuple[Field, Field]] = []
    while min(sums.shape[:2]) > 2:
        pyramid.append((sums, weights))
        half = (max(1, sums.shape[1] // 2), max(1, sums.shape[0] // 2))
        sums = as_field(cv2.resize(sums, half, interpolation=cv2.INTER_AREA))
        weights = as_field(cv2.resize(weights, half, interpolation=cv2.INTER_AREA))
    result = as_field(sums / np.maximum(weights, 1e-3)[..., None])
    for finer_sums, finer_weights in reversed(pyramid):
        size = (finer_sums.shape[1], finer_sums.shape[0])
        coarse = as_field(cv2.resize(result, size, interpolation=cv2.INTER_LINEAR))
        share = np.clip(finer_weights, 0, 1)[..., None]
        average = finer_sums / np.maximum(finer_weights, 1e-3)[..., None]
        result = as_field(average * share + coarse * (1 - share))
    return result


def _with_skin_texture(random: np.random.Generator, filled: Field, photo: Field, known: Field) -> Field:
    """Give the smooth filling the grain of skin: the photo's own detail, shifted, and some noise."""
    detail = (photo - cv2.GaussianBlur(photo, (0, 0), 3)) * known[..., None]
    rows, columns = (int(step) for step in random.integers(20, 180, 2))
    shifted = np.roll(detail, (rows, columns), (0, 1))
    noise = layered_noise(random, (photo.shape[0], photo.shape[1]), 40, 3)[..., None]
    return as_field(filled + random.uniform(0, 1) * shifted + random.uniform(0, 0.04) * noise)


def crop_beside_tongue(random: np.random.Generator, photos: TonguePhotos) -> Picture | None:
    """A window [h, w, 3] of a photo that touches no tongue (lips, chin, cloth); None if none was found."""
    index = int(random.integers(len(photos)))
    photo, mask = photos.photos[index], photos.masks[index]
    height, width = mask.shape
    for _ in range(12):
        rows, columns = int(height * random.uniform(0.12, 0.5)), int(width * random.uniform(0.12, 1.0))
        top, left = int(random.integers(0, height - rows + 1)), int(random.integers(0, width - columns + 1))
        if not mask[top : top + rows, left : left + columns].any():
            return photo[top : top + rows, left : left + columns]
    return None
