"""Which tubes lie on one film, and the courses that `phantoms.line_paths` does not know."""

from __future__ import annotations

import numpy as np

from ctranscnn.phantoms import line_paths
from ctranscnn.phantoms.line_paths import Waypoint, smooth_path
from ctranscnn.phantoms.line_rules import Line

WITHOUT_TUBES = 0.22
"""Share of films on which nothing is drawn: the network must learn to say nothing."""
ARM_SHARE = 0.3


def sample_tubes(random: np.random.Generator) -> list[Line]:
    """The tubes of one patient, none for WITHOUT_TUBES of them; up to two central venous catheters."""
    if random.random() < WITHOUT_TUBES:
        return []
    lines: list[Line] = []
    if random.random() < 0.5:
        lines.append(line_paths.endotracheal_tube(random))
    if random.random() < 0.5:
        lines.append(line_paths.nasogastric_tube(random))
    if random.random() < 0.55:
        lines.append(_venous_catheter(random))
        if random.random() < 0.15:
            lines.append(_venous_catheter(random))
    if random.random() < 0.3:
        lines.append(line_paths.swan_ganz_catheter(random))
    return lines


def _venous_catheter(random: np.random.Generator) -> Line:
    if random.random() >= ARM_SHARE:
        return line_paths.central_venous_catheter(random)
    return arm_catheter(random)


def arm_catheter(random: np.random.Generator) -> Line:
    """From a vein of either arm, along the shoulder, to the superior vena cava or the atrium's entry."""
    side = -1.0 if random.random() < 0.6 else 1.0
    lift = random.normal(0.0, 0.8)
    course: list[Waypoint] = [
        (side * random.uniform(17.0, 21.0), random.uniform(0.0, 8.0)),
        (side * 15.5, -3.5 + lift),
        (side * 11.5, -7.0 + lift),
        (side * 7.0, -8.6),
    ]
    course += [(-4.0, -7.0)] if side < 0 else [(3.0, -7.2), (0.0, -6.0)]
    depth = random.uniform(-2.0, 6.5)
    course += [(-2.6, -4.6), (random.uniform(-3.2, -2.0), depth)]
    return Line("cvc", smooth_path(course, random, 0.25))
