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
    """The picture, then a tile per network, the best first."""
    networks = [network for network in view.numbers.networks if network.name in drawn.maps]
    columns = min(PER_ROW, len(networks) + 1)
    rows = math.ceil((len(networks) + 1) / columns)
    figure = Figure(figsize=(max(1.95 * columns, LEAST_WIDTH), 2.25 * rows + 0.9), layout="constrained")
    label = view.labels[drawn.sample.column]
    figure.suptitle(view.words("maps.title", label=label, name=drawn.sample.name))
    for place in range(len(networks) + 1):
        axes = figure.add_subplot(rows, columns, place + 1)
        axes.axis("off")
        axes.imshow(drawn.picture, cmap="gray")
        if place == 0:
            axes.set_title(view.words("picture"), fontsize=9)
            continue
        network = networks[place - 1]
        weight = "bold" if network is view.numbers.reference else "normal"
        axes.set_title(view.name(network), fontsize=9, fontweight=weight)
        _overlay(axes, drawn.maps[network.name])
    return figure


def _overlay(axes: Axes, values: np.ndarray) -> None:
    # faint where the map is low, so that the picture shows through
    axes.imshow(values, cmap=COLOURS, vmin=0, vmax=1, alpha=np.clip(0.15 + 0.5 * values, 0, 1))
