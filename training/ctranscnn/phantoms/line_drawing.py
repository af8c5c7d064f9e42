"""Puts tubes onto a film: anti-aliased, radio-opaque, with side ports, as denser bands over what lies
beneath.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from ctranscnn.phantoms.anatomy import Points, ThoraxFrame
from ctranscnn.phantoms.line_rules import Line
from ctranscnn.phantoms.noise import Field, as_field, blur

# Drawn wider than in life (an 18 French tube is 6 mm): a line must survive the resize to the network's input.
WIDTH_CM = {"ett": 1.10, "ngt": 0.50, "cvc": 0.46, "swan-ganz": 0.44, "distractor": 0.24}
# How much the line's densest part brightens the film.
DENSITY = {"ett": 0.46, "ngt": 0.28, "cvc": 0.36, "swan-ganz": 0.32, "distractor": 0.20}
SUBPIXEL_BITS = 4


@dataclass(frozen=True)
class LineLook:
    """Random properties of one drawn line, all factors near 1; `phase` shifts markings along the line."""

    width: float
    density: float
    phase: float

    @classmethod
    def sample(cls, random: np.random.Generator) -> LineLook:
        """A look within what keeps the line visible."""
        return cls(random.uniform(0.85, 1.2), random.uniform(0.75, 1.25), random.uniform(0.0, 1.0))


def draw_line(film: Field, frame: ThoraxFrame, line: Line, look: LineLook) -> Field:
    """The film [H, W] with the line on it; what lies off the film is clipped."""
    points = frame.to_pixels(line.points_cm)
    width_px = WIDTH_CM[line.device] * look.width * frame.px_per_cm
    density = _density(film.shape, points, line, (width_px, look.phase))
    density = blur(density, max(0.35, 0.0011 * film.shape[0])) * (DENSITY[line.device] * look.density)
    # A bright film is near its shoulder: the same tube adds less there, yet stays visible.
    return as_field(film + density * (0.45 + 0.55 * (1.0 - film)))


def _density(shape: tuple[int, ...], points: Points, line: Line, style: tuple[float, float]) -> Field:
    width_px, phase = style
    canvas = np.zeros(shape, np.float32)
    if line.device == "ett":
        return _tracheal_tube(canvas, points, width_px)
    if line.device == "ngt":
        return _feeding_tube(canvas, points, width_px)
    _stroke(canvas, points, width_px, 1.0)
    if line.device == "swan-ganz":
        _markers(canvas, points, width_px, phase)
    if line.device == "distractor":
        _electrode(canvas, points[-1], width_px)
    return as_field(canvas)


def _tracheal_tube(canvas: Field, points: Points, width_px: float) -> Field:
    """Two faint walls, a bright marker stripe along one of them, a bevelled end."""
    _stroke(canvas, points, width_px, 0.62)
    lumen = np.zeros_like(canvas)
    _stroke(lumen, points[:-2], width_px * 0.50, 0.40)
    stripe = np.zeros_like(canvas)
    _stroke(stripe, points + np.array([width_px * 0.32, 0.0]), max(1.0, width_px * 0.34), 0.90)
    return as_field(np.maximum(canvas - lumen, stripe))


def _feeding_tube(canvas: Field, points: Points, width_px: float) -> Field:
    """A radio-opaque line in a faint wall; the line is interrupted at the side port, short of a
    denser tip.
    """
    _stroke(canvas, points, width_px, 0.45)
    opaque = np.zeros_like(canvas)
    count = len(points)
    port = count - max(6, count // 14)
    _stroke(opaque, points[: port - 2], width_px * 0.55, 1.0)
    _stroke(opaque, points[port:], width_px * 0.75, 1.0)
    return as_field(np.maximum(canvas, opaque))


def _markers(canvas: Field, points: Points, width_px: float, phase: float) -> None:
    """The rings printed along a pulmonary artery catheter, and its balloon's tip."""
    first = int(phase * 20)
    for index in range(first, len(points) - 1, 20):
        _stroke(canvas, points[index : index + 2], width_px * 1.7, 1.3)
    _stroke(canvas, points[-3:], width_px * 1.9, 1.1)


def _electrode(canvas: Field, centre: Points, width_px: float) -> None:
    spot = (round(float(centre[0])), round(float(centre[1])))
    cv2.circle(canvas, spot, max(2, round(width_px * 1.9)), 1.1, -1, cv2.LINE_AA)


def _stroke(canvas: Field, points: Points, width_px: float, value: float) -> None:
    """A polyline of any width: OpenCV draws whole pixels, so thinner lines are drawn at one pixel,
    fainter.
    """
    thickness = max(1, round(width_px))
    strength = value * min(1.15, width_px / thickness)
    fixed = np.rint(np.clip(points, -4000, 4000) * (1 << SUBPIXEL_BITS)).astype(np.int32)
    layer = np.zeros(canvas.shape, np.uint8)
    cv2.polylines(layer, [fixed], False, 255, thickness, cv2.LINE_AA, SUBPIXEL_BITS)
    np.maximum(canvas, layer.astype(np.float32) * (strength / 255.0), out=canvas)
