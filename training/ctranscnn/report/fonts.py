"""A font for the figures that has every character they need."""

import re
from pathlib import Path

from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

LATIN = "DejaVu Sans"
"""Comes with matplotlib."""
LIKELY = re.compile(
    r"cjk|wqy|wenquan|droidsansfallback|simhei|simsun|msyh|deng|pingfang|hiragino|heiti|songti|sourcehan|uming|ukai",
    re.IGNORECASE,
)


def chinese_font(text: str) -> str | None:
    """The family of an installed font with every Chinese character of the text; None where there is none."""
    needed = {ord(character) for character in text if character > "⺀"}
    places = sorted(
        font_manager.findSystemFonts(), key=lambda place: (not LIKELY.search(Path(place).name), place)
    )
    for place in places:
        try:
            font = FT2Font(place)
        except (OSError, RuntimeError):
            continue  # bitmap or damaged: not for us
        if needed <= set(font.get_charmap()):
            font_manager.fontManager.addfont(place)
            return font_manager.FontProperties(fname=place).get_name()
    return None
