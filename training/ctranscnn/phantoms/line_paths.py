"""Courses of tubes and catheters through the frame, drawn at random.

A path sampler aims at a kind of position (for variety); what the line finally is called is decided by
`line_rules.label_of` from the geometry alone.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.interpolate import PchipInterpolator
from scipy.ndimage import gaussian_filter1d

from ctranscnn.phantoms.anatomy import GASTRO_OESOPHAGEAL_JUNCTION_CM, Points
from ctranscnn.phantoms.line_rules import Line

POINTS_PER_LINE = 160
# Entry well above the film's upper border.
ABOVE_FILM_Y_CM = -22.0

Waypoint = tuple[float, float]


def smooth_path(
    waypoints: Sequence[Waypoint], random: np.random.Generator, jitter_cm: float = 0.25
) -> Points:
    """A smooth curve [POINTS_PER_LINE, 2] through jittered waypoints; first and last stay where
    they are put.
    """
    points = np.asarray(waypoints, dtype=np.float64)
    points[1:-1] += random.normal(0.0, jitter_cm, points[1:-1].shape)
    steps = np.maximum(np.hypot(*np.diff(points, axis=0).T), 1e-3)
    travelled = np.concatenate([[0.0], np.cumsum(steps)])
    # Monotone cubic pieces do not overshoot, so a tube never strays past the vessel's wall between two
    # waypoints; the filter then rounds their corners, because a catheter is stiff. The tip stays where it was
    # put.
    curve = PchipInterpolator(travelled, points)(np.linspace(0.0, travelled[-1], POINTS_PER_LINE))
    rounded = np.asarray(gaussian_filter1d(curve, 3.0, axis=0, mode="nearest"), dtype=np.float64)
    rounded[-1] = points[-1]
    return rounded


def endotracheal_tube(random: np.random.Generator) -> Line:
    """A tube down the trachea: well placed, a little off, far too high, too deep, or in the right main
    bronchus.
    """
    aim = random.choice(
        ["normal", "low", "high", "very-high", "deep", "bronchial"], p=[0.4, 0.15, 0.15, 0.1, 0.08, 0.12]
    )
    lean = random.normal(0.0, 0.15)
    above: list[Waypoint] = [(random.normal(0, 0.8), ABOVE_FILM_Y_CM), (lean * 2, -13.0), (lean, -10.5)]
    if aim == "bronchial":
        depth = random.uniform(1.2, 3.2)
        course = [*above, (0.0, -5.0), (-0.1, -1.5), (-0.35 - 0.9 * depth, depth)]
        return Line("ett", smooth_path(course, random, 0.1))
    ranges = {
        "normal": (3.4, 6.6),
        "low": (1.8, 2.6),
        "high": (7.4, 8.2),
        "very-high": (8.9, 10.2),
        "deep": (-0.3, 1.2),
    }
    height = random.uniform(*ranges[str(aim)])
    return Line("ett", smooth_path([*above, (random.normal(0, 0.2), -height)], random, 0.1))


def nasogastric_tube(random: np.random.Generator) -> Line:
    """A tube towards the stomach: well placed, too short, left in the oesophagus, coiled, in an airway, or
    off film.
    """
    aim = random.choice(
        ["normal", "short", "off-film", "oesophagus", "coiled", "airway"],
        p=[0.27, 0.24, 0.23, 0.08, 0.05, 0.13],
    )
    start: list[Waypoint] = [(random.normal(0.5, 1.0), ABOVE_FILM_Y_CM), (0.5, -12.0)]
    if aim == "airway":
        return _airway_tube(random, start)
    gullet: list[Waypoint] = [(0.5, -6.0), (0.7, 0.0), (0.9, 6.0), (1.2, 11.0)]
    if aim == "oesophagus":
        end = random.uniform(4.0, 12.0)
        return Line("ngt", smooth_path([*start, *[p for p in gullet if p[1] < end - 1], (1.0, end)], random))
    if aim == "coiled":
        low = random.uniform(3.0, 9.0)
        loop = [(0.9, low), (1.9, low + 0.9), (2.4, low - 1.0), (1.9, low - random.uniform(4.0, 8.0))]
        return Line("ngt", smooth_path([*start, (0.5, -6.0), (0.7, low - 3.0), *loop], random, 0.15))
    through = [*start, *gullet, GASTRO_OESOPHAGEAL_JUNCTION_CM]
    if aim == "short":
        reach = random.uniform(3.0, 7.0)
        return Line("ngt", smooth_path([*through, (2.6 + 0.55 * reach, 16.9 + 0.62 * reach)], random))
    if aim == "off-film":
        drift = random.uniform(1.0, 5.0)
        return Line(
            "ngt", smooth_path([*through, (2.5 + drift, 21.0), (3.0 + drift, 28.0), (2.0, 40.0)], random)
        )
    far = random.uniform(7.5, 9.5)
    stomach = [
        (4.4, 18.6),
        (far - 0.8, 18.5),
        (far, 20.3),
        (far - 2.0, 22.0),
        (far - random.uniform(3.5, 6.5), 22.3),
    ]
    return Line("ngt", smooth_path([*through, *stomach[: random.integers(4, 6)]], random))


def _airway_tube(random: np.random.Generator, start: list[Waypoint]) -> Line:
    side = -1.0 if random.random() < 0.75 else 1.0
    depth = random.uniform(5.0, 12.0)
    bronchus = [(0.0, -6.0), (0.05, -0.8), (side * 2.0, 2.0), (side * random.uniform(3.5, 5.5), depth)]
    return Line("ngt", smooth_path([*start, *bronchus], random, 0.15), through_airway=True)


def central_venous_catheter(random: np.random.Generator) -> Line:
    """A catheter from a jugular or subclavian vein towards the superior vena cava, or astray."""
    entry = str(
        random.choice(
            ["right-jugular", "left-jugular", "right-subclavian", "left-subclavian"], p=[0.4, 0.15, 0.25, 0.2]
        )
    )
    aim = random.choice(["normal", "high", "low", "deep", "astray"], p=[0.4, 0.17, 0.13, 0.1, 0.2])
    veins = _veins_to_cava(entry, random)
    if aim == "astray":
        return Line("cvc", smooth_path(_astray(entry, veins, random), random))
    ranges = {"normal": (0.0, 4.0), "high": (-3.1, -1.1), "low": (5.1, 7.0), "deep": (8.1, 11.0)}
    depth = random.uniform(*ranges[str(aim)])
    trunk: list[Waypoint] = [(-2.6, -4.6)] if depth > -3.0 else []
    x = random.uniform(-3.2, -2.0)
    if depth > 1.0:
        trunk.append((-2.6, -1.0))
    return Line("cvc", smooth_path([*veins, *trunk, (x, depth)], random, 0.2))


def _veins_to_cava(entry: str, random: np.random.Generator) -> list[Waypoint]:
    lift = random.normal(0.0, 0.5)
    if entry == "right-jugular":
        return [(-5.5, ABOVE_FILM_Y_CM), (-4.4, -13.0), (-3.4, -8.5)]
    if entry == "left-jugular":
        return [(5.0, ABOVE_FILM_Y_CM), (4.2, -13.0), (3.2, -8.0), (0.5, -6.0)]
    if entry == "right-subclavian":
        return [(-16.0, -3.0 + lift), (-12.0, -6.5 + lift), (-7.5, -8.6), (-4.2, -7.4)]
    return [(16.0, -3.0 + lift), (12.0, -6.5 + lift), (7.0, -8.6), (3.0, -7.2), (0.0, -6.0)]


def _astray(entry: str, veins: list[Waypoint], random: np.random.Generator) -> list[Waypoint]:
    """Into the other side's vein, up the neck, into the azygos arch, or not advanced far enough."""
    if entry.endswith("subclavian"):
        side = -1.0 if entry.startswith("right") else 1.0
        if random.random() < 0.5:
            return [*veins[:3], (side * 4.2, -9.5), (side * 4.6, -random.uniform(12.0, 13.5))]
        return [*veins[:2], (side * random.uniform(6.0, 9.0), -8.4)]
    if entry == "right-jugular" and random.random() < 0.6:
        return [*veins[:2], (-3.6, -9.0), (-5.5, -8.4), (-random.uniform(8.0, 11.0), -7.2)]
    if entry == "right-jugular":
        return [*veins, (-1.0, -6.2), (3.0, -7.0), (random.uniform(6.0, 9.0), -8.4)]
    return [*veins[:3], (3.6, -3.0), (3.9, 2.0), (3.6, random.uniform(4.0, 9.0))]


def swan_ganz_catheter(random: np.random.Generator) -> Line:
    """Down the superior vena cava, round the right heart, up into a pulmonary artery near a hilum."""
    course: list[Waypoint] = [(-5.5, ABOVE_FILM_Y_CM), (-4.4, -13.0), (-3.4, -8.5), (-2.6, -3.0), (-2.8, 3.0)]
    course += [(-2.6, 8.0), (-0.4, 11.6), (2.6, 11.4), (3.6, 7.5), (2.9, 3.4)]
    if random.random() < 0.65:
        course += [(0.8, 1.9), (-1.8, 2.3), (-random.uniform(3.4, 5.4), random.uniform(3.0, 4.6))]
    else:
        course += [(3.9, 1.9), (random.uniform(5.0, 6.6), random.uniform(2.6, 4.2))]
    return Line("swan-ganz", smooth_path(course, random, 0.3))


def distractor(random: np.random.Generator) -> Line:
    """A wire of a monitor, lying over the chest from one border to an electrode; it carries no label."""
    side = float(random.choice([-1.0, 1.0]))
    end = (side * random.uniform(5.0, 11.0), random.uniform(-6.0, 14.0))
    bend = (side * random.uniform(8.0, 14.0), random.uniform(-4.0, 18.0))
    start = (side * random.uniform(17.0, 24.0), random.uniform(-16.0, 26.0))
    return Line("distractor", smooth_path([start, bend, end], random, 1.0))
