"""Drawn tongues as training photos: sample cases show them, so the segmenter must know them."""

from __future__ import annotations

from ctranscnn.phantoms.tongue import draw_tongue, mask_picture
from ctranscnn.segmentation.photos import TonguePhotos

DRAWN_SIDE_PX = 400


def drawn_tongues(seed: int, count: int) -> TonguePhotos:
    """`count` drawn photos of DRAWN_SIDE_PX squared with their exact masks."""
    phantoms = [draw_tongue(seed, index, DRAWN_SIDE_PX) for index in range(count)]
    return TonguePhotos(
        tuple(f"drawn-{seed}-{index}" for index in range(count)),
        tuple(phantom.picture for phantom in phantoms),
        tuple(mask_picture(phantom.mask) for phantom in phantoms),
    )
