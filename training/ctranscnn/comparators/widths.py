"""How `width` becomes channels, heads and windows; the depth of a network never changes."""

from collections.abc import Sequence
from dataclasses import dataclass

CHANNEL_STEP = 8
"""Channels of convolutional networks are multiples of this, as vector units and tensor cores take them."""

PUBLISHED_WINDOW = 7
"""Swin's window in tokens per side, for 224 px."""


@dataclass(frozen=True)
class Embedding:
    """Sizes of a transformer: `size` is a multiple of `heads`."""

    size: int
    heads: int


def scaled_channels(published: Sequence[int], width: float, step: int = CHANNEL_STEP) -> tuple[int, ...]:
    """Each stage's channels times `width`, rounded on its own to a multiple of `step`."""
    return tuple(max(step, round(count * width / step) * step) for count in published)


def scaled_embedding(published: Embedding, width: float) -> Embedding:
    """The embedding times `width` with heads about as large as published: fewer heads, not thinner ones."""
    head_size = published.size / published.heads
    wanted = published.size * width
    heads = max(1, round(wanted / head_size))
    return Embedding(max(1, round(wanted / heads)) * heads, heads)


def swin_window(image_px: int) -> int:
    """The window nearest to the published 7 that needs no padding in any of Swin's four stages.

    A stage whose map is not larger than the window is one window. image_px must be a multiple of 32.
    """
    sides = [image_px // cell_px for cell_px in (4, 8, 16, 32)]  # tokens per side: 56, 28, 14, 7 for 224 px
    # from 4 up, so that windows keep neighbours to compare; the last stage's own side always fits
    fitting = [
        window
        for window in range(4, max(4, sides[-1], PUBLISHED_WINDOW + 1) + 1)
        if all(side <= window or side % window == 0 for side in sides)
    ]
    return min(fitting, key=lambda window: (abs(window - PUBLISHED_WINDOW), window))
