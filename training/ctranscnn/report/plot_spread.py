"""The macro AUC over seeds (the paper's Figure 12), and the paired differences from the reference."""

from collections.abc import Sequence
from typing import cast

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure

from ctranscnn.report.drawing import PALETTE, REFERENCE_COLOUR
from ctranscnn.report.numbers import NetworkNumbers
from ctranscnn.report.view import View

VIOLIN_SEEDS = 3
"""Fewer values have no distribution to speak of."""
VERDICT_STYLES = {"behind": ("o", PALETTE[0]), "open": ("D", "#777777"), "ahead": ("^", PALETTE[1])}


def has_violin(network: NetworkNumbers) -> bool:
    """Whether a network's seeds are many enough, and differ."""
    values = network.macro_by_seed
    return len(values) >= VIOLIN_SEEDS and float(np.ptp(values)) > 0


def draw_seeds(view: View) -> Figure:
    """A row per network, best on top: every seed a point, a violin and the median from three seeds on."""
    networks = list(reversed(view.numbers.networks))
    figure = Figure(figsize=(8.4, 1.5 + 0.36 * len(networks)), layout="constrained")
    axes = figure.add_subplot()
    for row, network in enumerate(networks):
        _seeds_row(axes, row, network, network is view.numbers.reference)
    _rows(axes, view, networks)
    axes.set_xlabel(view.words("macro"))
    axes.set_title(view.words("over.seeds.title"))
    if any(has_violin(network) for network in networks):
        axes.plot([], [], color="#333333", linewidth=2, label=view.words("over.seeds.median"))
        axes.legend(loc="lower right")
    return figure


def draw_differences(view: View) -> Figure:
    """A row per other network, best on top: difference, 95 % interval, the verdict as marker and colour."""
    networks = list(reversed(view.numbers.others))
    figure = Figure(figsize=(8.4, 1.9 + 0.34 * len(networks)), layout="constrained")
    axes = figure.add_subplot()
    axes.axvline(0, color="black", linewidth=1.2)
    for row, network in enumerate(networks):
        difference = network.difference
        if difference is None:
            continue
        marker, colour = VERDICT_STYLES[difference.verdict]
        macro = difference.macro
        axes.plot([macro.low, macro.high], [row, row], color=colour, linewidth=1.8)
        axes.plot([macro.value], [row], marker=marker, color=colour, markersize=6.5)
    for key, (marker, colour) in VERDICT_STYLES.items():
        axes.plot([], [], marker=marker, color=colour, linewidth=1.8, label=view.words(f"verdict.{key}"))
    _rows(axes, view, networks)
    axes.set_xlabel(view.words("difference"))
    axes.set_title(view.words("differences.title", reference=view.reference))
    title = view.words("verdict", reference=view.reference)
    figure.legend(title=title, loc="outside upper center", ncols=3)
    return figure


def _rows(axes: Axes, view: View, networks: Sequence[NetworkNumbers]) -> None:
    axes.set_yticks(range(len(networks)), [view.name(network) for network in networks])
    axes.set_ylim(-0.7, len(networks) - 0.3)
    for tick, network in zip(axes.get_yticklabels(), networks, strict=True):
        if network is view.numbers.reference:
            tick.set_fontweight("bold")


def _seeds_row(axes: Axes, row: int, network: NetworkNumbers, is_reference: bool) -> None:
    values = list(network.macro_by_seed)
    colour = REFERENCE_COLOUR if is_reference else PALETTE[0]
    if has_violin(network):
        parts = axes.violinplot(values, [row], orientation="horizontal", widths=0.8, showextrema=False)
        for body in cast(list[PolyCollection], parts["bodies"]):
            body.set(facecolor=colour, alpha=0.25, edgecolor=colour)
        middle = float(np.median(values))
        axes.plot([middle, middle], [row - 0.28, row + 0.28], color="#333333", linewidth=2)
    marker = "*" if is_reference else "o"
    axes.plot(
        values, [row] * len(values), marker, color=colour, markersize=8 if is_reference else 5, alpha=0.8
    )
