"""Grad-CAM++ maps of all networks over one picture (the paper's Figure 11)."""

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ctranscnn.report.heatmaps import PictureMaps
from ctranscnn.report.view import View

PER_ROW = 6
LEAST_WIDTH = 6.5
"""Inches: room for the title and the notice."""
COLOURS = "inferno"
"""Brightness rises with the value, so that it can be read without seeing colours."""


def draw_maps(view: View, drawn: PictureMaps) -> Figure:
    """The picture, then a column per network, the best first: its plain map and below it the smoothed one."""
    networks = [network for network in view.numbers.networks if network.name in drawn.maps]
    columns = min(PER_ROW, len(networks) + 1)
    blocks = math.ceil((len(networks) + 1) / columns)
    figure = Figure(figsize=(max(1.95 * columns, LEAST_WIDTH), 4.5 * blocks + 0.9), layout="constrained")
    label = view.labels[drawn.sample.column]
    figure.suptitle(view.words("maps.title", label=label, name=drawn.sample.name))
    first = _tile(figure, (2 * blocks, columns, 1), drawn)
    first.set_title(view.words("picture"), fontsize=9)
    for number, network in enumerate(networks, start=1):
        block, column = divmod(number, columns)
        weight = "bold" if network is view.numbers.reference else "normal"
        for row, maps in enumerate((drawn.maps, drawn.smoothed)):
            place = (2 * block + row) * columns + column + 1
            axes = _tile(figure, (2 * blocks, columns, place), drawn)
            title = view.name(network) if row == 0 else view.words("maps.smoothed")
            axes.set_title(title, fontsize=9, fontweight=weight)
            _overlay(axes, maps[network.name])
    return figure


def _tile(figure: Figure, place: tuple[int, int, int], drawn: PictureMaps) -> Axes:
    axes = figure.add_subplot(*place)
    axes.axis("off")
    axes.imshow(drawn.picture, cmap="gray")
    return axes


def _overlay(axes: Axes, values: np.ndarray) -> None:
    # faint where the map is low, so that the picture shows through
    axes.imshow(values, cmap=COLOURS, vmin=0, vmax=1, alpha=np.clip(0.15 + 0.5 * values, 0, 1))
