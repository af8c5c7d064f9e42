"""What the page and its Markdown form are made of."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ctranscnn.report.tables import Table


@dataclass(frozen=True)
class FigureFile:
    """A PNG file beside the page."""

    file: str
    title: str
    alt: str


@dataclass(frozen=True)
class Section:
    """One part of the report."""

    anchor: str
    title: str
    sentences: Sequence[str] = ()
    points: Sequence[str] = ()
    """Sentences that are set as a list."""
    figures: Sequence[FigureFile] = ()
    tables: Sequence[Table] = ()


@dataclass(frozen=True)
class Document:
    """A whole report in one language."""

    language: str
    title: str
    notice: str
    contents: str
    """The word over the list of sections."""
    remarks: Sequence[str]
    sections: Sequence[Section] = field(default_factory=list[Section])
