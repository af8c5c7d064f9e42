"""The parts of the report in their order, each with what is missing in it said in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from ctranscnn.report.document import Document, FigureFile, Section
from ctranscnn.report.heatmaps import Heatmaps
from ctranscnn.report.names import network_name
from ctranscnn.report.numbers import NetworkNumbers
from ctranscnn.report.paper_tables import has_tables
from ctranscnn.report.plot_spread import VIOLIN_SEEDS
from ctranscnn.report.samples import Sample
from ctranscnn.report.sentences import comparability, exclusions, summary
from ctranscnn.report.tables import (
    Table,
    calibration_table,
    cost_table,
    label_table,
    macro_table,
    metric_tables,
)
from ctranscnn.report.view import View


@dataclass(frozen=True)
class Parts:
    """What was drawn, by the figures' part of the report."""

    figures: dict[str, list[FigureFile]]
    samples: Sequence[Sample]
    shown_pictures: int | None
    """Sample pictures found; None where no folder was given."""
    heatmaps: Heatmaps
    paper: Sequence[Table]
    font_missing: bool


def document_of(view: View, parts: Parts) -> Document:
    """The whole report."""
    words = view.words
    runs = sum(len(network.seeds) for network in view.numbers.networks)
    remarks = [words("made", runs=runs, networks=len(view.numbers.networks))]
    if parts.font_missing:
        remarks.append(words("font.missing"))
    return Document(
        language=words.language,
        title=words("title", study=view.study.study),
        notice=view.notice,
        contents=words("contents"),
        remarks=remarks,
        sections=[
            Section("summary", words("summary"), points=summary(view)),
            Section("compared", words("compared"), points=comparability(view)),
            _exclusions(view),
            Section(
                "differences",
                words("differences"),
                figures=parts.figures.get("differences", []),
                tables=[macro_table(view)],
            ),
            Section("cost", words("cost"), tables=[cost_table(view)]),
            Section("roc", words("roc"), [words("roc.note")], figures=parts.figures.get("roc", [])),
            _labels(view, parts),
            _seeds(view, parts),
            Section("metrics", words("metrics"), tables=metric_tables(view)),
            Section("calibration", words("calibration"), tables=[calibration_table(view)]),
            _samples(view, parts),
            _maps(view, parts),
            _paper(view, parts),
        ],
    )


def _exclusions(view: View) -> Section:
    words, excluded = view.words, exclusions(view)
    sentence = words("excluded.intro") if excluded else words("excluded.none")
    return Section("not-comparable", words("excluded"), [sentence], excluded)


def _labels(view: View, parts: Parts) -> Section:
    words, figures = view.words, parts.figures.get("radar", [])
    sentence = words("radar.note") if figures else words("radar.missing")
    return Section("labels", words("labels"), [sentence], figures=figures, tables=[label_table(view)])


def _seeds(view: View, parts: Parts) -> Section:
    words = view.words
    few = [network for network in view.numbers.networks if len(network.seeds) < VIOLIN_SEEDS]
    sentences: list[str] = []
    if len(few) == len(view.numbers.networks):
        sentences = [words("over.seeds.points.all")]
    elif few:
        sentences = [words("over.seeds.points", names=_names(view, few))]
    return Section("seeds", words("over.seeds"), sentences, figures=parts.figures.get("seeds", []))


def _samples(view: View, parts: Parts) -> Section:
    words = view.words
    sentences = [words("samples.note")]
    missing = len(parts.samples) - (parts.shown_pictures or 0)
    if parts.shown_pictures is None:
        sentences.append(words("samples.without"))
    elif missing:
        sentences.append(words("samples.lacking", missing=missing, count=len(parts.samples)))
    return Section("samples", words("samples"), sentences, figures=parts.figures.get("samples", []))


def _maps(view: View, parts: Parts) -> Section:
    words, drawn = view.words, parts.heatmaps
    if drawn.missing is not None:
        return Section("maps", words("maps"), [words(drawn.missing)])
    sentences = [words("maps.note")]
    if drawn.lacking:
        lacking = [words(reason, name=network_name(name)) for name, reason in drawn.lacking.items()]
        sentences.append(words("maps.lacking", names=words.listed(lacking)))
    return Section("maps", words("maps"), sentences, figures=parts.figures.get("maps", []))


def _paper(view: View, parts: Parts) -> Section:
    words = view.words
    sentence = words("paper.note")
    if not parts.paper:
        known = has_tables(view.study.task)
        sentence = words("paper.absent") if known else words("paper.none", task=view.study.task)
    return Section("paper", words("paper"), [sentence], tables=parts.paper)


def _names(view: View, networks: Sequence[NetworkNumbers]) -> str:
    return view.words.listed([view.name(network) for network in networks])
