"""Why a single input has no score. Codes and sentences are the workstation's."""

from collections.abc import Mapping
from typing import Literal, get_args

Code = Literal[
    "image.unreadable",
    "image.unsupported",
    "image.tooLarge",
    "image.empty",
    "image.missing",
    "dicom.unreadable",
    "dicom.unsupported",
    "dicom.noPixels",
    "quality.notTongue",
    "quality.twoTongues",
    "quality.notFilm",
    "quality.inverted",
    "quality.blurred",
    "quality.exposure",
    "quality.tooSmall",
    "model.badOutput",
    "internal",
]

Fact = str | int | float

SENTENCES: Mapping[Code, str] = {
    "image.unreadable": "The file cannot be read as a picture.",
    "image.unsupported": "This kind of file is not supported.",
    "image.tooLarge": "The picture is too large.",
    "image.empty": "The file is empty.",
    "image.missing": "The picture is missing.",
    "dicom.unreadable": "The DICOM file is damaged.",
    "dicom.unsupported": "This kind of DICOM file is not supported.",
    "dicom.noPixels": "The DICOM file holds no picture.",
    "quality.notTongue": "The picture does not show a tongue.",
    "quality.twoTongues": "The photo shows more than one tongue.",
    "quality.notFilm": "The picture is not a frontal chest film.",
    "quality.inverted": "The film is inverted.",
    "quality.blurred": "The picture is blurred.",
    "quality.exposure": "The picture is too dark or too bright.",
    "quality.tooSmall": "The picture is too small.",
    "model.badOutput": "The model answered nonsense.",
    "internal": "The program failed on this input.",
}
assert set(SENTENCES) == set(get_args(Code))


class Refused(Exception):  # noqa: N818 - it ends one input's way, it is no error of the program
    """One input that is not scored: a row with `ok` false, never the end of a run."""

    def __init__(self, code: Code, **facts: Fact) -> None:
        super().__init__(code)
        self.code: Code = code
        self.facts = facts

    @property
    def sentence(self) -> str:
        """One sentence with its facts, e.g. `The picture is too small. (shortSidePx: 90, limitPx: 128)`."""
        told = ", ".join(f"{name}: {_written(value)}" for name, value in self.facts.items())
        return f"{SENTENCES[self.code]} ({told})" if told else SENTENCES[self.code]


def _written(value: Fact) -> str:
    # Whole numbers without a fraction, as the workstation writes them.
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
