"""What all figures share: colours for every eye, line styles beside colours, fonts, the notice."""

import logging
import math
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import matplotlib as mpl
from matplotlib.figure import Figure

from ctranscnn.report.fonts import LATIN

DOTS_PER_INCH = 200
"""Twice what a screen shows at 100 %, so that the figures stay sharp when enlarged."""
LINE_STYLES = ("--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1, 1, 1)), (0, (1, 1)))
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
"""Okabe and Ito's colours without the yellow, which fades on white; black is the reference's."""
MARKERS = ("o", "s", "^", "D", "v", "P")
PER_PANEL = len(PALETTE)
"""Networks beside the reference in one panel: more could not be told apart."""
REFERENCE_COLOUR = "#000000"
REST_COLOUR = "#9a9a9a"

Item = TypeVar("Item")


@dataclass(frozen=True)
class LineStyle:
    """How one network is drawn in its panel."""

    colour: str
    line: str | tuple[int, tuple[int, ...]]
    marker: str
    width: float


REFERENCE_STYLE = LineStyle(REFERENCE_COLOUR, "-", "*", 2.4)


def style_of(place: int) -> LineStyle:
    """The style of the network at a place of its panel; each place differs in colour, line and marker."""
    return LineStyle(PALETTE[place], LINE_STYLES[place], MARKERS[place], 1.5)


def panels(items: Sequence[Item], size: int = PER_PANEL) -> list[list[Item]]:
    """Items in order, in the fewest parts of at most `size`, of nearly equal length; at least one part."""
    count = max(1, math.ceil(len(items) / size))
    length, longer = divmod(len(items), count)
    parts: list[list[Item]] = []
    start = 0
    for place in range(count):
        end = start + length + (1 if place < longer else 0)
        parts.append(list(items[start:end]))
        start = end
    return parts


@contextmanager
def figure_style(font: str | None) -> Generator[None]:
    """Fonts and sizes for everything drawn inside; `font` is asked first, the Latin one for what it lacks."""
    families = [LATIN] if font is None else [font, LATIN]
    settings: dict[Any, Any] = {
        "font.family": families,
        "font.size": 9.5,
        "axes.titlesize": 10.5,
        "axes.unicode_minus": False,
        "figure.titlesize": 12,
        "legend.fontsize": 8.5,
        "axes.grid": True,
        "grid.color": "#dddddd",
        "axes.axisbelow": True,
        "savefig.facecolor": "white",
    }
    # Chinese fonts often have no bold face: the regular one does, and each text would warn of it
    fonts = logging.getLogger("matplotlib.font_manager")
    level = fonts.level
    fonts.setLevel(logging.ERROR)
    try:
        with mpl.rc_context(settings):
            yield
    finally:
        fonts.setLevel(level)


def save_figure(figure: Figure, path: Path, notice: str) -> None:
    """Write a PNG file that says the notice in the picture and in its metadata."""
    figure.supxlabel(notice, fontsize=8, color="#444444")
    partial = path.with_suffix(".partial")
    metadata = {"Disclaimer": notice, "Software": None}
    figure.savefig(partial, format="png", dpi=DOTS_PER_INCH, metadata=metadata)
    partial.replace(path)
