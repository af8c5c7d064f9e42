"""Drawn pictures that show neither a tongue nor a chest: noise, gradients, shapes, charts, text.

Both gates learn to refuse them. Colours lean towards skin and mucosa on purpose: a red disc is the picture
that a colour-driven gate would let through.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from ctranscnn.data.pictures import Picture
from ctranscnn.phantoms.noise import Field, as_field, blur, layered_noise, smooth_noise, to_picture

Colour = tuple[float, float, float]


def procedural_picture(random: np.random.Generator, size_px: int) -> Picture:
    """One picture of a random kind: [size_px, size_px, 3] uint8."""
    kind = KINDS[int(random.integers(len(KINDS)))]
    return to_picture(as_field(np.clip(kind(random, size_px), 0, 1)))


def random_colour(random: np.random.Generator) -> Colour:
    """RGB 0..1: any colour, a grey, or (two times in five) one of skin, lips or mucosa."""
    choice = random.random()
    if choice < 0.2:
        value = random.uniform(0, 1)
        return value, value, value
    if choice < 0.6:
        red = random.uniform(0.35, 0.98)
        green = red * random.uniform(0.25, 0.85)
        return red, green, green * random.uniform(0.7, 1.15)
    red, green, blue = random.uniform(0, 1, 3)
    return float(red), float(green), float(blue)


def flat(random: np.random.Generator, size_px: int) -> Field:
    """One colour with a trace of noise: [size, size, 3]."""
    picture = np.empty((size_px, size_px, 3), np.float32)
    picture[:] = random_colour(random)
    return as_field(picture + random.normal(0, random.uniform(0, 0.03), picture.shape))


def gradient(random: np.random.Generator, size_px: int) -> Field:
    """A linear or radial transition between two colours: [size, size, 3]."""
    rows, columns = np.mgrid[0:size_px, 0:size_px] / size_px - 0.5
    if random.random() < 0.5:
        angle = random.uniform(0, 2 * np.pi)
        position = rows * np.sin(angle) + columns * np.cos(angle) + 0.5
    else:
        position = np.hypot(rows - random.uniform(-0.4, 0.4), columns - random.uniform(-0.4, 0.4)) * 1.5
    share = np.clip(position, 0, 1)[..., None]
    first, second = np.asarray(random_colour(random)), np.asarray(random_colour(random))
    return as_field(first * share + second * (1 - share))


def texture(random: np.random.Generator, size_px: int) -> Field:
    """Two colours mixed by fractal noise, from clouds to grain: [size, size, 3]."""
    pattern = layered_noise(random, (size_px, size_px), float(random.choice([2, 5, 12, 30])), 5)
    share = np.clip(0.5 + random.uniform(0.1, 0.5) * pattern, 0, 1)[..., None]
    first, second = np.asarray(random_colour(random)), np.asarray(random_colour(random))
    return as_field(first * share + second * (1 - share))


def white_noise(random: np.random.Generator, size_px: int) -> Field:
    """Independent pixels, grey or coloured, sharp or blurred: [size, size, 3]."""
    channels = int(random.choice([1, 3]))
    noise = random.random((size_px, size_px, channels)).astype(np.float32)
    noise = blur(as_field(noise), random.uniform(0, 3)).reshape(size_px, size_px, -1)
    return as_field(np.broadcast_to(noise, (size_px, size_px, 3)))


def shapes(random: np.random.Generator, size_px: int) -> Field:
    """One to twelve ellipses, boxes and polygons over a plain, shaded or textured ground."""
    ground = (flat, gradient, texture)[int(random.integers(3))]
    picture = ground(random, size_px)
    for _ in range(int(random.integers(1, 13))):
        _draw_shape(random, picture)
    return blur(picture, random.uniform(0, 2))


def _draw_shape(random: np.random.Generator, picture: Field) -> None:
    size_px = picture.shape[0]
    colour = random_colour(random)
    centre = random.uniform(0, 1, 2) * size_px
    reach = random.uniform(0.03, 0.35) * size_px
    if random.random() < 0.5:
        box = (tuple(centre.tolist()), (reach, reach * random.uniform(0.3, 2)), random.uniform(0, 180))
        cv2.ellipse(picture, box, colour, -1, cv2.LINE_AA)
        return
    angles = np.sort(random.uniform(0, 2 * np.pi, int(random.integers(3, 8))))
    corners = centre + reach * np.stack([np.cos(angles), np.sin(angles)], 1)
    cv2.fillPoly(picture, [corners.astype(np.int32)], colour, cv2.LINE_AA)


def disc(random: np.random.Generator, size_px: int) -> Field:
    """One large object in the middle, flat or shaded: a ball, a fruit, a cloth, a lid."""
    ground = (flat, gradient, texture)[int(random.integers(3))](random, size_px)
    top = (flat, gradient, texture)[int(random.integers(3))](random, size_px)
    mask = np.zeros((size_px, size_px), np.float32)
    centre = random.uniform(0.35, 0.65, 2) * size_px
    axes = random.uniform(0.12, 0.42, 2) * size_px
    box = (tuple(centre.tolist()), tuple((2 * axes).tolist()), random.uniform(0, 180))
    cv2.ellipse(mask, box, 1.0, -1, cv2.LINE_AA)
    alpha = blur(mask, random.uniform(0.3, 4))[..., None]
    return as_field(ground * (1 - alpha) + top * alpha)


def stripes(random: np.random.Generator, size_px: int) -> Field:
    """A grating or a chessboard of two colours."""
    rows, columns = np.mgrid[0:size_px, 0:size_px] / size_px
    angle, cycles = random.uniform(0, np.pi), random.uniform(2, 40)
    wave = np.sin(2 * np.pi * cycles * (rows * np.sin(angle) + columns * np.cos(angle)))
    if random.random() < 0.5:
        wave = wave * np.sin(2 * np.pi * cycles * (rows * np.cos(angle) - columns * np.sin(angle)))
    share = np.clip(0.5 + wave * random.uniform(0.5, 8), 0, 1)[..., None]
    first, second = np.asarray(random_colour(random)), np.asarray(random_colour(random))
    return as_field(first * share + second * (1 - share))


def colour_chart(random: np.random.Generator, size_px: int) -> Field:
    """A grid of patches on a plain ground, as on a colour chart or a mosaic."""
    picture = flat(random, size_px)
    rows, columns = int(random.integers(2, 9)), int(random.integers(2, 9))
    gap = random.uniform(0, 0.3)
    height, width = size_px / rows, size_px / columns
    for row in range(rows):
        for column in range(columns):
            top, left = int((row + gap / 2) * height), int((column + gap / 2) * width)
            bottom, right = int((row + 1 - gap / 2) * height), int((column + 1 - gap / 2) * width)
            picture[top:bottom, left:right] = random_colour(random)
    return blur(picture, random.uniform(0, 1.5))


def written_page(random: np.random.Generator, size_px: int) -> Field:
    """Lines of letters on a plain ground, with or without a frame: a page, a screen, a sign."""
    picture = np.empty((size_px, size_px, 3), np.uint8)
    picture[:] = int(random.uniform(190, 256)) if random.random() < 0.7 else _as_bytes(random_colour(random))
    ink = (25, 25, 25) if random.random() < 0.7 else _as_bytes(random_colour(random))
    height = random.uniform(0.25, 1.6)
    step = int(34 * height) + 2
    for baseline in range(step, size_px, step):
        letters = "".join(chr(int(code)) for code in random.integers(33, 123, int(random.integers(1, 40))))
        origin = (int(random.integers(0, size_px // 4)), baseline)
        thickness = 1 + int(height)
        cv2.putText(picture, letters, origin, cv2.FONT_HERSHEY_SIMPLEX, height, ink, thickness, cv2.LINE_AA)
    return as_field(as_field(picture) / 255)


def _as_bytes(colour: Colour) -> tuple[int, int, int]:
    red, green, blue = (int(255 * value) for value in colour)
    return red, green, blue


def line_drawing(random: np.random.Generator, size_px: int) -> Field:
    """Curves on axes, as in a chart, or a bare sketch."""
    picture = np.empty((size_px, size_px, 3), np.float32)
    picture[:] = random_colour(random)
    for _ in range(int(random.integers(1, 8))):
        heights = smooth_noise(random, (4, size_px), random.uniform(2, 12))[1]
        points = np.stack([np.arange(size_px), size_px * (0.5 + 0.2 * heights)], 1).astype(np.int32)
        thickness = int(random.integers(1, 9))
        cv2.polylines(picture, [points[:, None]], False, random_colour(random), thickness, cv2.LINE_AA)
    return picture


def closed_mouth(random: np.random.Generator, size_px: int) -> Field:
    """A face reduced to what a colour-driven gate looks for: skin, two lips, sometimes eyes."""
    tone = np.asarray([random.uniform(0.35, 0.95), 0.0, 0.0])
    tone[1] = tone[0] * random.uniform(0.62, 0.82)
    tone[2] = tone[1] * random.uniform(0.72, 0.95)
    light = 1 + 0.12 * layered_noise(random, (size_px, size_px), 3, 5)
    picture = as_field(light[..., None] * tone)
    if random.random() < 0.4:
        for side in (-1, 1):
            centre = (int(size_px * (0.5 + side * 0.17)), int(size_px * 0.3))
            cv2.ellipse(
                picture, centre, (size_px // 14, size_px // 28), 0, 0, 360, (0.1, 0.08, 0.08), -1, cv2.LINE_AA
            )
    draw_lips(random, picture)
    return picture


def draw_lips(random: np.random.Generator, picture: Field) -> None:
    """Draw two closed lips into [H, W, 3] 0..1, in place."""
    height, width = picture.shape[:2]
    lips = np.zeros((height, width), np.float32)
    centre = (int(width * random.uniform(0.4, 0.6)), int(height * random.uniform(0.4, 0.75)))
    half = int(width * random.uniform(0.14, 0.4))
    thickness = max(3, int(half * random.uniform(0.16, 0.4)))
    cv2.ellipse(lips, centre, (half, thickness), 0, 0, 180, 1.0, -1, cv2.LINE_AA)
    cv2.ellipse(lips, centre, (half, int(thickness * 0.7)), 0, 180, 360, 1.0, -1, cv2.LINE_AA)
    alpha = blur(lips, random.uniform(0.5, 4))[..., None]
    red = random.uniform(0.4, 0.9)
    colour = np.asarray([red, red * random.uniform(0.3, 0.7), red * random.uniform(0.35, 0.75)])
    grain = 1 + 0.1 * layered_noise(random, (height, width), 20, 3)[..., None]
    picture[:] = picture * (1 - alpha) + colour * grain * alpha
    line = (colour * 0.4).tolist()
    cv2.ellipse(picture, centre, (half, max(1, thickness // 6)), 0, 0, 180, line, 2, cv2.LINE_AA)


KINDS: tuple[Callable[[np.random.Generator, int], Field], ...] = (
    flat,
    gradient,
    texture,
    white_noise,
    shapes,
    disc,
    disc,
    stripes,
    colour_chart,
    written_page,
    line_drawing,
    closed_mouth,
    closed_mouth,
)
