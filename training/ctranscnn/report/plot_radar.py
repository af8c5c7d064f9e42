"""Radar chart of the AUC per label (the paper's Figures 9b and 10b)."""

import math
from typing import cast

import numpy as np
from matplotlib.figure import Figure
from matplotlib.projections.polar import PolarAxes

from ctranscnn.report.drawing import REFERENCE_STYLE, LineStyle, panels, style_of
from ctranscnn.report.numbers import NetworkNumbers
from ctranscnn.report.view import View

LEAST_LABELS = 3
STEP = 0.1
ROOM = 0.02


def can_draw_radar(view: View) -> bool:
    """Two labels span no area."""
    return len(view.study.columns) >= LEAST_LABELS


def radar_range(view: View) -> tuple[float, float]:
    """AUC at the centre and at the rim: whole tenths in 0..1 that leave some room around the values."""
    shown = [
        network.labels[column].value for network in view.numbers.networks for column in view.study.columns
    ]
    start = math.floor((min(shown) - ROOM) / STEP) * STEP
    end = math.ceil((max(shown) + ROOM) / STEP) * STEP
    return round(max(0.0, start), 1), round(min(1.0, end), 1)


def draw_radar(view: View) -> Figure:
    """One panel for up to six networks, best first, the reference in each; labels with enough data only."""
    parts = panels(view.numbers.others)
    columns = min(2, len(parts))
    rows = math.ceil(len(parts) / columns)
    start, end = radar_range(view)
    figure = Figure(figsize=(5.6 * columns, 5.3 * rows + 0.6), layout="constrained")
    figure.suptitle(view.words("radar.title", start=start, end=end))
    for place, part in enumerate(parts):
        axes = cast(PolarAxes, figure.add_subplot(rows, columns, place + 1, projection="polar"))
        _frame(axes, view, (start, end))
        for number, network in enumerate(part):
            _outline(axes, view, network, style_of(number))
        _outline(axes, view, view.numbers.reference, REFERENCE_STYLE)
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.1), ncols=2, handlelength=3.5)
    return figure


def _angles(view: View) -> list[float]:
    return [2 * math.pi * place / len(view.study.columns) for place in range(len(view.study.columns))]


def _frame(axes: PolarAxes, view: View, limits: tuple[float, float]) -> None:
    axes.set_theta_zero_location("N")
    axes.set_theta_direction(-1)
    names = [view.labels[column] for column in view.study.columns]
    angles = _angles(view)
    axes.set_xticks(angles, names)
    for tick, angle in zip(axes.get_xticklabels(), angles, strict=True):
        # names grow away from the circle, so that neighbours do not run into it
        side = math.sin(angle)
        tick.set_horizontalalignment("center" if abs(side) < 0.1 else "left" if side > 0 else "right")
    start, end = limits
    rings = np.arange(start + STEP, end + STEP / 2, STEP)
    axes.set_ylim(start, end)
    axes.set_yticks(rings, [f"{ring:.1f}" for ring in rings], fontsize=8, color="#555555")
    axes.set_rlabel_position(180 / len(names))


def _outline(axes: PolarAxes, view: View, network: NetworkNumbers, style: LineStyle) -> None:
    angles = _angles(view)
    values = [network.labels[column].value for column in view.study.columns]
    axes.plot(
        [*angles, angles[0]],
        [*values, values[0]],
        color=style.colour,
        linestyle=style.line,
        linewidth=style.width,
        marker=style.marker,
        markersize=5,
        label=view.name(network),
    )
