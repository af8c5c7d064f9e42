"""ROC curves: the mean of each network (the paper's Figures 9a and 10a) and every label."""

import math
from typing import cast

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from ctranscnn.report.curves import GRID
from ctranscnn.report.drawing import (
    PALETTE,
    REFERENCE_STYLE,
    REST_COLOUR,
    LineStyle,
    panels,
    style_of,
)
from ctranscnn.report.numbers import NetworkNumbers
from ctranscnn.report.view import View

COLUMNS_OF_LABELS = 4


def draw_mean_curves(view: View) -> Figure:
    """One panel for up to six networks, best first, the reference in each."""
    parts = panels(view.numbers.others)
    columns = min(2, len(parts))
    rows = math.ceil(len(parts) / columns)
    figure = Figure(figsize=(5.0 * columns, 4.9 * rows), layout="constrained")
    figure.suptitle(view.words("roc.mean.title"))
    for place, part in enumerate(parts):
        axes = figure.add_subplot(rows, columns, place + 1)
        _frame(axes, view)
        for number, network in enumerate(part):
            _curve(axes, view, network, style_of(number))
        _curve(axes, view, view.numbers.reference, REFERENCE_STYLE)
        axes.legend(loc="lower right", handlelength=3.5, framealpha=0.95)
    return figure


def draw_label_curves(view: View) -> Figure:
    """One panel per label: all networks thin and grey, the reference and the best other network marked."""
    defined = [
        column
        for column in range(len(view.study.labels))
        if view.numbers.reference.curves.labels[column] is not None
    ]
    columns = min(COLUMNS_OF_LABELS, len(defined))
    rows = math.ceil(len(defined) / columns)
    figure = Figure(figsize=(max(2.7 * columns, 5), 2.75 * rows + 0.9), layout="constrained")
    for place, column in enumerate(defined):
        axes = figure.add_subplot(rows, columns, place + 1)
        _label_panel(axes, view, column)
    handles, names = figure.axes[0].get_legend_handles_labels()
    title = view.words("roc.labels.title")
    figure.legend(handles, names, title=title, loc="outside upper center", ncols=3, handlelength=3.5)
    return figure


def _frame(axes: Axes, view: View) -> None:
    axes.plot([0, 1], [0, 1], color="#bbbbbb", linewidth=0.8)
    axes.set(xlim=(0, 1), ylim=(0, 1.005), xlabel=view.words("roc.false"), ylabel=view.words("roc.true"))
    axes.set_aspect("equal")


def _curve(axes: Axes, view: View, network: NetworkNumbers, style: LineStyle) -> None:
    label = f"{view.name(network)} {network.macro.value:.3f}"
    every = slice(12 + 5 * (ord(style.marker) % 3), None, 18)
    axes.plot(
        GRID,
        network.curves.mean,
        color=style.colour,
        linestyle=style.line,
        linewidth=style.width,
        marker=style.marker,
        markevery=every,
        markersize=5,
        label=label,
    )


def _label_panel(axes: Axes, view: View, column: int) -> None:
    reference = view.numbers.reference
    others = view.numbers.others
    best = others[0] if others else None
    for number, network in enumerate(others[1:]):
        label = view.words("roc.rest") if number == 0 else None
        rates = _rates(network, column)
        axes.plot(GRID, rates, color=REST_COLOUR, linewidth=0.6, alpha=0.7, label=label)
    if best is not None:
        axes.plot(
            GRID,
            _rates(best, column),
            color=PALETTE[1],
            linestyle="--",
            linewidth=1.5,
            label=view.name(best),
        )
    axes.plot(GRID, _rates(reference, column), color="black", linewidth=2, label=view.name(reference))
    axes.plot([0, 1], [0, 1], color="#bbbbbb", linewidth=0.8)
    aucs = [f"{view.name(reference)} {view.number(reference.labels[column].value)}"]
    if best is not None:
        aucs.append(f"{view.name(best)} {view.number(best.labels[column].value)}")
    axes.text(0.97, 0.05, "\n".join(aucs), ha="right", va="bottom", fontsize=8, transform=axes.transAxes)
    axes.set(xlim=(0, 1), ylim=(0, 1.005), xticks=[0, 0.5, 1], yticks=[0, 0.5, 1])
    positives = view.numbers.positives[column]
    axes.set_title(f"{view.marked_labels[column]} ({positives})", fontsize=9)
    axes.set_aspect("equal")


def _rates(network: NetworkNumbers, column: int) -> NDArray[np.float64]:
    # targets are the study's own: where the reference's curve is defined, every network's is
    return cast(NDArray[np.float64], network.curves.labels[column])
