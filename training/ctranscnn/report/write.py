"""The whole report: read the runs, measure, draw, write."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ctranscnn.errors import TrainingError
from ctranscnn.paths import RUNS_FOLDER
from ctranscnn.report.card import card_text
from ctranscnn.report.figures import Canvas, Drawable, draw_figures, remove_old_figures
from ctranscnn.report.films import sample_pictures
from ctranscnn.report.fonts import chinese_font
from ctranscnn.report.heatmaps import draw_heatmaps
from ctranscnn.report.markdown import markdown_text
from ctranscnn.report.numbers import StudyNumbers, measure
from ctranscnn.report.page import page_text
from ctranscnn.report.paper_tables import paper_tables
from ctranscnn.report.plot_samples import SampleScores
from ctranscnn.report.results import SampleResults, results_json
from ctranscnn.report.samples import Sample, choose_samples, probabilities
from ctranscnn.report.sections import Parts, document_of
from ctranscnn.report.sentences import exclusions, summary
from ctranscnn.report.study import Study, gather
from ctranscnn.report.view import View
from ctranscnn.report.words import Language
from ctranscnn.report.words_zh import CHINESE
from ctranscnn.runs import read_runs

BASELINE = "baseline"
"""The network beside the reference in the bars, as in the paper's Figures 13 and 14, where it was run."""


@dataclass(frozen=True)
class ReportOptions:
    """What is asked for."""

    runs: Sequence[Path]
    out: Path
    reference: str = "ctranscnn"
    films: Path | None = None
    weights: Path | None = None
    """Folder with the runs' weights; None: the folder in which `ctranscnn study` keeps them."""
    language: Language = "en"
    rounds: int = 1000
    """Of the patient bootstrap."""


@dataclass(frozen=True)
class Report:
    """What was written, in words."""

    page: Path
    sentences: Sequence[str]
    excluded: Sequence[str]


def write_report(options: ReportOptions) -> Report:
    """Write index.html, its figures, results.json, results.md and card.md.

    An earlier report in the same folder is replaced. Raises TrainingError `run.missing`, `run.damaged`,
    `report.out`, `report.films` and as `study.gather` does; nothing is written before all runs were read.
    """
    study = gather(read_runs(options.runs), options.reference)
    for sentence in (f"{run.name}, seed {run.seed}: {run.reason}" for run in study.excluded):
        sys.stderr.write(f"not comparable: {sentence}\n")
    samples = choose_samples(study)
    pictures = None if options.films is None else sample_pictures(options.films, samples)
    sys.stderr.write(f"measuring {len(study.networks)} networks\n")
    numbers = measure(study, options.rounds)
    page = View.of(study, numbers, options.language)
    shown = SampleResults(samples, _shown_scores(study, numbers, samples))
    sys.stderr.write("drawing\n")
    heatmaps = draw_heatmaps(study, samples, pictures, options.weights or RUNS_FOLDER / study.study)
    _make_folder(options.out)
    canvas = _canvas(options, page)
    figures = draw_figures(canvas, Drawable(shown, pictures or {}, heatmaps))
    paper = paper_tables(page)
    parts = Parts(
        figures,
        samples,
        None if pictures is None else len(pictures),
        heatmaps,
        [table.shown for table in paper],
        font_missing=canvas.view.words.language != options.language,
    )
    document = document_of(page, parts)
    results = results_json(page, shown, [table.numbers for table in paper])
    _write(options.out / "results.json", json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    _write(options.out / "results.md", markdown_text(document))
    _write(options.out / "card.md", card_text(page))
    _write(options.out / "index.html", page_text(document, options.out))
    return Report(options.out / "index.html", summary(page), exclusions(page))


def _shown_scores(study: Study, numbers: StudyNumbers, samples: Sequence[Sample]) -> list[SampleScores]:
    """The reference, and beside it the baseline, or the best other network where no baseline was run."""
    beside = [network for network in numbers.others if network.name == BASELINE] or numbers.others
    runs = {network.name: network for network in study.networks}
    return [
        SampleScores(network, probabilities(runs[network.name], samples))
        for network in [numbers.reference, *beside[:1]]
    ]


def _canvas(options: ReportOptions, page: View) -> Canvas:
    """Figures in the page's language, or in English where no font has its characters."""
    if options.language == "en":
        return Canvas(options.out, page, page, None)
    font = chinese_font("".join([*CHINESE.values(), *page.labels]))
    figure_language: Language = options.language if font is not None else "en"
    return Canvas(options.out, View.of(page.study, page.numbers, figure_language), page, font)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        remove_old_figures(folder)
    except OSError as error:
        raise TrainingError("report.out", f"{folder} cannot hold the report: {error}.") from error


def _write(path: Path, text: str) -> None:
    partial = path.with_name(f"{path.name}.partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)
