"""Generated pictures for golden tensors: no patient, no photo, odd sizes, larger than any input."""

import numpy as np

from ctranscnn.data.pictures import Picture

HEIGHT_PX, WIDTH_PX = 517, 443


def golden_film(seed: int = 0) -> Picture:
    """[517, 443] grey: two dark lobes in a bright field, ribs, an edge of noise; the spectrum of a film."""
    generator = np.random.default_rng(seed)
    y, x = np.mgrid[0:HEIGHT_PX, 0:WIDTH_PX].astype(np.float64)
    y, x = y / HEIGHT_PX - 0.5, x / WIDTH_PX - 0.5
    lobes = sum(np.exp(-((((x - side) / 0.16) ** 2 + (y / 0.33) ** 2) ** 2)) for side in (-0.2, 0.2))
    ribs = 0.5 + 0.5 * np.cos(34 * (y + 0.5 * np.abs(x)))
    heart = np.exp(-((((x - 0.07) / 0.13) ** 2 + ((y - 0.16) / 0.14) ** 2) ** 2))
    body = np.exp(-((x / 0.44) ** 6 + (y / 0.52) ** 8))
    light = body * (0.78 - 0.55 * lobes + 0.12 * ribs * lobes + 0.38 * heart)
    grain = generator.standard_normal(light.shape) * 0.02
    return np.clip(255 * (light + grain), 0, 255).astype(np.uint8)
