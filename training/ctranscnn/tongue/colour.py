"""sRGB to CIELAB, and colours freed of shading; mirrors src-main/tongue/colour.ts."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def _linear_levels() -> Floats:
    value = np.arange(256) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


LINEAR = _linear_levels()
"""[256] linear light 0..1 of each sRGB level (IEC 61966-2-1)."""

RGB_TO_XYZ = np.asarray(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.072175],
        [0.0193339, 0.119192, 0.9503041],
    ]
)
WHITE = np.asarray([0.95047, 1.0, 1.08883])
"""D65, 2°."""


def lab_of(light: Floats) -> Floats:
    """Linear sRGB [..., 3] in 0..1 → L*, a*, b* [..., 3] under D65 (CIE 15:2004, 8.2.1)."""
    relative = light @ RGB_TO_XYZ.T / WHITE
    dark = (24_389 / 27 * relative + 16) / 116
    x, y, z = np.moveaxis(np.where(relative > 216 / 24_389, np.cbrt(relative), dark), -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def at_lightness(value: Floats, lightness: Floats, wanted: float) -> Floats:
    """What a* or b* would be at another L* under the same light.

    Along a shadow the cube roots of X, Y and Z shrink by one factor, so the ratios of a* and b* to L* + 16
    stay.
    """
    return value * (wanted + 16) / (lightness + 16)
