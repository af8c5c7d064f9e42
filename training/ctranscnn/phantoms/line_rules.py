"""Which label a drawn line carries: a pure function of its geometry, after the default rules for catheters.

Heights are frame centimetres (see `anatomy`). The cut-offs between borderline and abnormal are our own
convention for drawn lines; the normal range of the endotracheal tube (5 +- 2 cm above the carina) is the
usual textbook rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from ctranscnn.phantoms.anatomy import GASTRO_OESOPHAGEAL_JUNCTION_CM, Points, diaphragm_cm

Device = Literal["ett", "ngt", "cvc", "swan-ganz", "distractor"]

ETT_NORMAL_CM = (3.0, 7.0)
ETT_BORDERLINE_CM = (1.5, 8.5)
NGT_NORMAL_BEYOND_JUNCTION_CM = 10.0
CVC_SVC_X_CM = (-4.2, -0.9)
CVC_NORMAL_BELOW_CARINA_CM = (-0.5, 4.5)
CVC_BORDERLINE_BELOW_CARINA_CM = (-3.5, 7.5)


@dataclass(frozen=True)
class Line:
    """One drawn line: its centreline from entry to tip, `points_cm` [n, 2] in frame centimetres."""

    device: Device
    points_cm: Points
    through_airway: bool = False

    @property
    def tip_cm(self) -> tuple[float, float]:
        """Where the line ends (x, y)."""
        return float(self.points_cm[-1, 0]), float(self.points_cm[-1, 1])


def label_of(line: Line, tip_on_film: bool) -> str | None:
    """The label key of a line, or None for a distractor or a tip that no rule covers because it is not on the
    film.

    Only a nasogastric tube has a label for a tip off the film ("incompletely imaged").
    """
    if line.device == "ngt":
        return _ngt_label(line, tip_on_film)
    if line.device == "distractor" or not tip_on_film:
        return None
    if line.device == "swan-ganz":
        return "swan-ganz-catheter-present"
    if line.device == "ett":
        return _ett_label(line)
    return _cvc_label(line)


def height_above_carina_cm(line: Line) -> float:
    """Height of the tip above the carina in frame centimetres, negative below it."""
    return -line.tip_cm[1]


def length_beyond_junction_cm(line: Line) -> float:
    """Length of the tube beyond the gastro-oesophageal junction, along its own course, in frame
    centimetres.
    """
    steps = np.hypot(*np.diff(line.points_cm, axis=0).T)
    below = line.points_cm[1:, 1] > GASTRO_OESOPHAGEAL_JUNCTION_CM[1]
    if not below.any():
        return 0.0
    return float(steps[int(np.argmax(below)) :].sum())


def _ett_label(line: Line) -> str:
    height = height_above_carina_cm(line)
    if ETT_NORMAL_CM[0] <= height <= ETT_NORMAL_CM[1]:
        return "ett-normal"
    if ETT_BORDERLINE_CM[0] <= height <= ETT_BORDERLINE_CM[1]:
        return "ett-borderline"
    return "ett-abnormal"


def _ngt_label(line: Line, tip_on_film: bool) -> str:
    if line.through_airway:
        return "ngt-abnormal"
    if not tip_on_film:
        return "ngt-incompletely-imaged"
    x, y = line.tip_cm
    if y <= float(diaphragm_cm(np.array([x]))[0]):
        return "ngt-abnormal"
    if length_beyond_junction_cm(line) >= NGT_NORMAL_BEYOND_JUNCTION_CM:
        return "ngt-normal"
    return "ngt-borderline"


def _cvc_label(line: Line) -> str:
    x, y = line.tip_cm
    if not CVC_SVC_X_CM[0] <= x <= CVC_SVC_X_CM[1]:
        return "cvc-abnormal"
    if CVC_NORMAL_BELOW_CARINA_CM[0] <= y <= CVC_NORMAL_BELOW_CARINA_CM[1]:
        return "cvc-normal"
    if CVC_BORDERLINE_BELOW_CARINA_CM[0] <= y <= CVC_BORDERLINE_BELOW_CARINA_CM[1]:
        return "cvc-borderline"
    return "cvc-abnormal"
