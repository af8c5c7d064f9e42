"""Seeded random streams and the small field operations every phantom is built from."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

Field = npt.NDArray[np.float32]
Picture = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]


def stream(seed: int, index: int, purpose: int) -> np.random.Generator:
    """An independent random stream for one purpose of one picture.

    Signs and nuisances (light, background, outline) draw from different streams, so leaving the signs out
    changes nothing else in the picture: that is what makes the control experiment a control.
    """
    return np.random.default_rng([seed, index, purpose])


def as_field(values: npt.ArrayLike) -> Field:
    """Any array as contiguous float32; OpenCV's stubs do not keep the element type."""
    return np.ascontiguousarray(values, dtype=np.float32)


def smoothstep(low: float, high: float, values: Field) -> Field:
    """Cubic step: 0 below `low`, 1 above `high`, smooth in between (`low` may exceed `high` for a falling
    step).
    """
    ramp = np.clip((values - low) / (high - low), 0.0, 1.0)
    return as_field(ramp * ramp * (3.0 - 2.0 * ramp))


def blend(base: Field, top: Field, alpha: Field) -> Field:
    """`base` [H, W, 3] under `top` ([3] or [H, W, 3]) with opacity `alpha` [H, W]."""
    mixed = top - base
    mixed *= alpha[..., None]
    mixed += base
    return mixed


def smooth_noise(random: np.random.Generator, size: tuple[int, int], cells: float) -> Field:
    """Smooth noise [H, W], mean 0 and standard deviation near 1, about `cells` blobs along the
    longer side.
    """
    height, width = size
    scale = cells / max(height, width)
    grid = (max(2, round(height * scale) + 1), max(2, round(width * scale) + 1))
    coarse = as_field(random.standard_normal(grid))
    field = as_field(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC))
    mean, deviation = cv2.meanStdDev(field)
    return as_field((field - mean.item()) / (deviation.item() + 1e-6))


def layered_noise(
    random: np.random.Generator, size: tuple[int, int], cells: float, octaves: int = 4
) -> Field:
    """Fractal sum of `smooth_noise`, every octave twice as fine and 0.55 times as strong;
    deviation near 1.
    """
    total = np.zeros(size, np.float32)
    for octave in range(octaves):
        if cells * 2**octave > max(size):
            break
        total += 0.55**octave * smooth_noise(random, size, cells * 2**octave)
    return as_field(total / (total.std() + 1e-6))


def blur(field: Field, sigma_px: float) -> Field:
    """Gaussian blur; a deviation under 0.2 px leaves the field as it is."""
    if sigma_px < 0.2:
        return field
    return as_field(cv2.GaussianBlur(field, (0, 0), sigma_px))


def to_picture(values: Field) -> Picture:
    """Values 0..1 as 8-bit samples."""
    return np.ascontiguousarray(np.clip(np.rint(values * 255.0), 0, 255), dtype=np.uint8)
