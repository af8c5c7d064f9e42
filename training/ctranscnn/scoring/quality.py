"""What a picture must be before a model reads it: the workstation's limits (src-main/imaging/quality.ts)."""

import math
from dataclasses import dataclass

import numpy as np

from ctranscnn.data.pictures import Picture
from ctranscnn.scoring.raster import SAMPLED
from ctranscnn.scoring.refusal import Refused

FILM_SHORT_SIDE_PX, FILM_CONTRAST = 128, 40
TONGUE_SHORT_SIDE_PX = 128
TONGUE_AREA_FRACTION = 0.03
TONGUE_DARKEST, TONGUE_BRIGHTEST = 35, 235
TONGUE_CLIPPED_SHARE = 0.25
TONGUE_FOCUS = 0.5
CLIPPED_LIGHT, CLIPPED_DARK = 250, 8
LUMA = np.array([299, 587, 114], np.float64) / 1000


@dataclass(frozen=True)
class TongueFacts:
    """Exposure and focus of the tongue alone, rounded as they are shown."""

    area_fraction: float
    brightness: float
    clipped_share: float
    focus: float


def rounded(value: float, digits: int) -> float:
    """Halves rounded up, as JavaScript does it."""
    scaled = value * 10**digits
    whole = math.floor(scaled)
    return (whole + (scaled - whole >= 0.5)) / 10**digits


def check_film(grey: Picture) -> None:
    """[H, W]: refuses a film that is too small or has no range of greys.

    Raises Refused `quality.tooSmall` or `quality.exposure`.
    """
    short_side = min(grey.shape)
    if short_side < FILM_SHORT_SIDE_PX:
        raise Refused("quality.tooSmall", shortSidePx=short_side, limitPx=FILM_SHORT_SIDE_PX)
    seen = grey.ravel()[:: max(1, grey.size // SAMPLED)]
    reached = np.cumsum(np.bincount(seen, minlength=256))
    low, high = (int(np.searchsorted(reached, share * seen.size, side="left")) for share in (0.02, 0.98))
    if high - low < FILM_CONTRAST:
        raise Refused("quality.exposure", contrast=high - low, limit=FILM_CONTRAST)


def tongue_facts(rgb: Picture, mask: Picture) -> TongueFacts:
    """[H, W, 3] and the mask [H, W] 0/255: from at most some 65,000 of the tongue's pixels.

    Focus is the mean absolute Laplacian over the brightness.
    """
    height, width = mask.shape
    area = np.count_nonzero(mask) / mask.size
    stride = max(1, math.floor(math.sqrt(area * width * height / SAMPLED) + 0.5))
    rows, columns = np.arange(stride, height - stride, stride), np.arange(stride, width - stride, stride)
    chosen = mask[np.ix_(rows, columns)] == 255
    row, column = (places[chosen] for places in np.meshgrid(rows, columns, indexing="ij"))
    count = max(1, row.size)

    def light(row_step: int, column_step: int) -> np.ndarray:
        return rgb[row + row_step, column + column_step].astype(np.float64) @ LUMA

    middle = light(0, 0)
    around = light(-stride, 0) + light(stride, 0) + light(0, -stride) + light(0, stride)
    pixels = rgb[row, column]
    clipped = (pixels.min(axis=1, initial=255) >= CLIPPED_LIGHT) | (
        pixels.max(axis=1, initial=0) <= CLIPPED_DARK
    )
    brightness = middle.sum() / count
    detail = (np.abs(4 * middle - around) / 4).sum()
    return TongueFacts(
        rounded(area, 4),
        rounded(brightness, 1),
        rounded(np.count_nonzero(clipped) / count, 4),
        rounded(100 * detail / count / max(1, brightness), 3),
    )


def check_tongue(rgb: Picture, mask: Picture, presence: float, presence_limit: float) -> None:
    """Refuses a photo whose tongue cannot be read; `presence` is the segmenter's probability of a tongue.

    Raises Refused `quality.notTongue`, `quality.tooSmall`, `quality.exposure` or `quality.blurred`.
    """
    facts = tongue_facts(rgb, mask)
    shown = rounded(presence, 4)
    if not shown >= presence_limit:
        raise Refused("quality.notTongue", presence=shown, limit=presence_limit)
    if facts.area_fraction < TONGUE_AREA_FRACTION:
        raise Refused("quality.notTongue", areaFraction=facts.area_fraction, limit=TONGUE_AREA_FRACTION)
    if min(mask.shape) < TONGUE_SHORT_SIDE_PX:
        raise Refused("quality.tooSmall", shortSidePx=min(mask.shape), limitPx=TONGUE_SHORT_SIDE_PX)
    if not TONGUE_DARKEST <= facts.brightness <= TONGUE_BRIGHTEST:
        raise Refused(
            "quality.exposure",
            brightness=facts.brightness,
            darkest=TONGUE_DARKEST,
            brightest=TONGUE_BRIGHTEST,
        )
    if facts.clipped_share > TONGUE_CLIPPED_SHARE:
        raise Refused("quality.exposure", clippedShare=facts.clipped_share, limit=TONGUE_CLIPPED_SHARE)
    if facts.focus < TONGUE_FOCUS:
        raise Refused("quality.blurred", focus=facts.focus, limit=TONGUE_FOCUS)
