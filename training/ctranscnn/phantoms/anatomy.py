"""The anatomical frame in which lines are drawn and judged.

Everything about a line is expressed in frame centimetres: origin at the carina, x towards the right of the
picture (the patient's left), y downwards. A frame is a nominal adult chest, not a measurement: its centimetre
is a 24th of the height from lung apex to the dome of the diaphragm, and it never becomes a calibration of a
film.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]

LUNG_APEX_Y_CM = -9.0
DIAPHRAGM_DOME_Y_CM = 15.0
LUNG_HALF_WIDTH_CM = 12.5
GASTRO_OESOPHAGEAL_JUNCTION_CM = (2.2, 16.5)


@dataclass(frozen=True)
class ThoraxFrame:
    """Maps frame centimetres to pixels: `matrix` [2, 3], so that pixel = matrix @ [x, y, 1]."""

    matrix: Points

    @classmethod
    def upright(cls, carina_px: tuple[float, float], px_per_cm: tuple[float, float]) -> ThoraxFrame:
        """A frame without rotation from the carina's pixel (x, y) and the scales along x and y."""
        return cls(np.array([[px_per_cm[0], 0.0, carina_px[0]], [0.0, px_per_cm[1], carina_px[1]]]))

    @property
    def carina_px(self) -> tuple[float, float]:
        """The carina's position (x, y) in pixels."""
        return float(self.matrix[0, 2]), float(self.matrix[1, 2])

    @property
    def px_per_cm(self) -> float:
        """Geometric mean of both scales, for widths of tubes."""
        return float(np.sqrt(abs(np.linalg.det(self.matrix[:, :2]))))

    def to_pixels(self, points_cm: Points) -> Points:
        """Frame centimetres [n, 2] to pixels [n, 2]."""
        return points_cm @ self.matrix[:, :2].T + self.matrix[:, 2]

    def to_centimetres(self, points_px: Points) -> Points:
        """Pixels [n, 2] to frame centimetres [n, 2]."""
        return (points_px - self.matrix[:, 2]) @ np.linalg.inv(self.matrix[:, :2]).T

    def moved(self, affine: Points) -> ThoraxFrame:
        """The frame after the picture was moved by `affine` [2, 3] (source pixel to target pixel)."""
        linear = affine[:, :2] @ self.matrix
        linear[:, 2] += affine[:, 2]
        return ThoraxFrame(linear)


def lateral_wall_cm(y: Points) -> Points:
    """Distance of the lung's lateral wall from the midline at height `y`, in frame centimetres; 0 above the
    apex.
    """
    rise = np.clip((8.0 - y) / (8.0 - LUNG_APEX_Y_CM), 0.0, 1.0)
    return LUNG_HALF_WIDTH_CM * np.sqrt(1.0 - rise**2.4)


def medial_wall_cm(y: Points, side: int) -> Points:
    """Distance of the lung's medial wall from the midline; `side` -1 is the picture's left
    (patient's right).
    """
    if side < 0:
        return 2.4 + 2.0 * np.exp(-(((y - 9.5) / 4.0) ** 2)) + 0.5 * np.exp(-(((y - 2.0) / 2.0) ** 2))
    knob = 1.3 * np.exp(-(((y + 2.6) / 1.5) ** 2))
    return 2.3 + knob + 6.2 * np.exp(-(((y - 12.0) / 4.6) ** 2)) + 0.8 * np.exp(-(((y - 2.0) / 2.0) ** 2))


def diaphragm_cm(x: Points) -> Points:
    """Height of the diaphragm below the carina at `x`: two domes, the patient's left one lower."""
    dome = DIAPHRAGM_DOME_Y_CM + 2.3 * ((np.abs(x) - 6.0) / 6.5) ** 2
    return np.where(x > 0, dome + 1.2, dome)
