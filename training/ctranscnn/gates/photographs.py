"""The few everyday photographs that installed packages carry: crops of them are neither tongue nor film."""

from __future__ import annotations

from importlib.resources import files

import numpy as np
from PIL import Image

from ctranscnn.data.pictures import Picture

SAMPLES = (
    ("sklearn.datasets", "images/china.jpg"),
    ("sklearn.datasets", "images/flower.jpg"),
    ("matplotlib", "mpl-data/sample_data/grace_hopper.jpg"),
)
SMALLEST_CROP_SHARE = 0.25


def sample_photographs() -> list[Picture]:
    """Those of `SAMPLES` that are installed, RGB [H, W, 3]."""
    pictures: list[Picture] = []
    for package, path in SAMPLES:
        resource = files(package).joinpath(path)
        if resource.is_file():
            with resource.open("rb") as stream, Image.open(stream) as image:
                pictures.append(np.asarray(image.convert("RGB")))
    return pictures


def random_crop(random: np.random.Generator, picture: Picture, size_px: int) -> Picture:
    """A random window of the picture, stretched to [size_px, size_px(, 3)]."""
    height, width = picture.shape[:2]
    rows = int(height * random.uniform(SMALLEST_CROP_SHARE, 1))
    columns = int(width * random.uniform(SMALLEST_CROP_SHARE, 1))
    top, left = int(random.integers(0, height - rows + 1)), int(random.integers(0, width - columns + 1))
    window = Image.fromarray(picture[top : top + rows, left : left + columns])
    return np.asarray(window.resize((size_px, size_px), Image.Resampling.BICUBIC))
