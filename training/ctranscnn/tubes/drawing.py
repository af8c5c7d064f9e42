"""Tubes of true width on a film: walls, stripes, ports and rings, faint or dense, sharp or blurred.

`phantoms.line_drawing` draws for a classifier that sees coarse inputs, wider than in life. A model that is to
find tubes on films must meet them as thin and as faint as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from ctranscnn.phantoms.anatomy import Points, ThoraxFrame
from ctranscnn.phantoms.line_rules import Line
from ctranscnn.phantoms.noise import Field, as_field, blur

FINER = 2
"""The tube is drawn on a canvas this many times finer than the film."""
SUBPIXEL_BITS = 4
FARTHEST_PX = 8000
# Outer widths: tubes of 7 to 9 mm bore, probes of 10 to 18 French, catheters of 5 to 9 French.
WIDTH_CM = {
    "ett": (0.85, 1.2),
    "ngt": (0.3, 0.6),
    "cvc": (0.17, 0.32),
    "swan-ganz": (0.2, 0.32),
    "distractor": (0.1, 0.3),
}
CONTRAST = {
    "ett": (0.14, 0.5),
    "ngt": (0.12, 0.45),
    "cvc": (0.13, 0.5),
    "swan-ganz": (0.13, 0.5),
    "distractor": (0.1, 0.5),
}


@dataclass(frozen=True)
class TubeLook:
    """How one tube looks: `kind` 0..1 chooses between makes, `phase` 0..1 shifts markings along it."""

    width_cm: float
    contrast: float
    blur_px: float
    kind: float
    phase: float

    @classmethod
    def sample(cls, random: np.random.Generator, device: str) -> TubeLook:
        """A make of the device, at a contrast between barely visible and dense."""
        low, high = CONTRAST[device]
        return cls(
            random.uniform(*WIDTH_CM[device]),
            low + (high - low) * float(random.beta(1.2, 1.8)),
            random.uniform(0.0, 0.9),
            random.uniform(0.0, 1.0),
            random.uniform(0.0, 1.0),
        )


def draw_tube(film: Field, frame: ThoraxFrame, line: Line, look: TubeLook) -> Field:
    """The film [H, W], values 0..1, with the tube on it; what lies off the film is cut off."""
    height, width = film.shape
    points = (frame.to_pixels(line.points_cm) + 0.5) * FINER - 0.5
    canvas = np.zeros((height * FINER, width * FINER), np.float32)
    pen = max(1.0, look.width_cm * frame.px_per_cm * FINER)
    _MAKES[line.device](canvas, points, pen, look)
    density = as_field(cv2.resize(canvas, (width, height), interpolation=cv2.INTER_AREA))
    density = blur(density, look.blur_px)
    # A bright film is near its shoulder: the same tube adds less there.
    return as_field(film + look.contrast * density * (0.4 + 0.6 * (1.0 - film)))


def _tracheal(canvas: Field, points: Points, pen: float, look: TubeLook) -> None:
    """Two walls around an empty bore; most makes have a dense stripe, some end in an eye beside the tip."""
    wall = 0.35 + 0.35 * look.phase
    _stroke(canvas, points, pen, wall)
    bore = np.zeros_like(canvas)
    _stroke(bore, points[:-2], pen * 0.66, wall * 0.8)
    canvas -= bore
    if look.kind > 0.2:
        side = pen * 0.36 * (1.0 if look.phase > 0.5 else -1.0)
        _stroke(canvas, points + np.array([side, 0.0]), max(1.0, pen * 0.16), 1.0)
    if look.kind > 0.7:
        _stroke(canvas, points[-7:-4], pen * 0.5, 0.15)


def _feeding(canvas: Field, points: Points, pen: float, look: TubeLook) -> None:
    """Dense throughout (small-bore), or a stripe in a faint wall, interrupted where the side ports are."""
    if look.kind < 0.35:
        _stroke(canvas, points, pen * 0.7, 0.9)
        _stroke(canvas, points[-5:], pen * 0.9, 1.2)
        return
    _stroke(canvas, points, pen, 0.35)
    port = len(points) - 6 - int(look.phase * 8)
    _stroke(canvas, points[: port - 1], max(1.0, pen * 0.35), 1.0)
    _stroke(canvas, points[port + 1 :], max(1.0, pen * 0.35), 1.0)


def _catheter(canvas: Field, points: Points, pen: float, look: TubeLook) -> None:
    """Evenly dense; larger ones show two walls."""
    _stroke(canvas, points, pen, 1.0)
    if look.kind > 0.75:
        bore = np.zeros_like(canvas)
        _stroke(bore, points, pen * 0.4, 0.5)
        canvas -= bore


def _pulmonary(canvas: Field, points: Points, pen: float, look: TubeLook) -> None:
    """A catheter; some makes show printed rings, and the folded balloon is a little denser."""
    _stroke(canvas, points, pen, 0.9)
    if look.kind > 0.5:
        for index in range(int(look.phase * 20), len(points) - 1, 20):
            _stroke(canvas, points[index : index + 2], pen * 1.4, 1.1)
    if look.kind > 0.3:
        _stroke(canvas, points[-3:], pen * 1.5, 1.0)


def _wire(canvas: Field, points: Points, pen: float, look: TubeLook) -> None:
    """A monitor's wire, most with an electrode at its end: not labelled."""
    _stroke(canvas, points, pen, 1.0)
    if look.kind > 0.3:
        centre = (round(float(points[-1, 0])), round(float(points[-1, 1])))
        if max(abs(value) for value in centre) < FARTHEST_PX:
            cv2.circle(canvas, centre, max(2, round(pen * (1.5 + 2 * look.phase))), 1.0, -1, cv2.LINE_AA)


Make = Callable[[Field, Points, float, TubeLook], None]
_MAKES: dict[str, Make] = {
    "ett": _tracheal,
    "ngt": _feeding,
    "cvc": _catheter,
    "swan-ganz": _pulmonary,
    "distractor": _wire,
}


def _stroke(canvas: Field, points: Points, pen_px: float, value: float) -> None:
    """A polyline: OpenCV draws whole pixels, so one thinner than a whole pixel is drawn fainter."""
    thickness = max(1, round(pen_px))
    strength = value * min(1.15, pen_px / thickness)
    fixed = np.rint(np.clip(points, -FARTHEST_PX, FARTHEST_PX) * (1 << SUBPIXEL_BITS)).astype(np.int32)
    layer = np.zeros(canvas.shape, np.uint8)
    cv2.polylines(layer, [fixed], False, 255, thickness, cv2.LINE_AA, SUBPIXEL_BITS)
    np.maximum(canvas, layer.astype(np.float32) * (strength / 255.0), out=canvas)
