"""Draw all figures of a report into its folder."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from matplotlib.figure import Figure

from ctranscnn.data.pictures import Picture
from ctranscnn.report.document import FigureFile
from ctranscnn.report.drawing import figure_style, save_figure
from ctranscnn.report.heatmaps import Heatmaps
from ctranscnn.report.plot_curves import draw_label_curves, draw_mean_curves
from ctranscnn.report.plot_maps import draw_maps
from ctranscnn.report.plot_radar import can_draw_radar, draw_radar, radar_range
from ctranscnn.report.plot_samples import draw_samples
from ctranscnn.report.plot_spread import draw_differences, draw_seeds
from ctranscnn.report.results import SampleResults
from ctranscnn.report.view import View

FILE_PATTERN = "figure-*.png"
"""All figures of a report and nothing else: those of an earlier report are removed by it."""


@dataclass(frozen=True)
class Drawable:
    """What the figures show, beside the numbers."""

    shown: SampleResults
    pictures: Mapping[int, Picture]
    heatmaps: Heatmaps


@dataclass(frozen=True)
class Canvas:
    """Where and how figures are drawn; `page` gives titles and alternative texts in the page's language."""

    folder: Path
    view: View
    page: View
    font: str | None


@dataclass(frozen=True)
class _Plan:
    section: str
    file: str
    title: str
    alt: str
    draw: Callable[[], Figure]


def draw_figures(canvas: Canvas, drawable: Drawable) -> dict[str, list[FigureFile]]:
    """Section → its figures, all written."""
    drawn: dict[str, list[FigureFile]] = {}
    with figure_style(canvas.font):
        for plan in [*_study_plans(canvas), *_picture_plans(canvas, drawable)]:
            save_figure(plan.draw(), canvas.folder / plan.file, canvas.view.notice)
            drawn.setdefault(plan.section, []).append(FigureFile(plan.file, plan.title, plan.alt))
    return drawn


def _study_plans(canvas: Canvas) -> list[_Plan]:
    view, page = canvas.view, canvas.page
    words, reference = page.words, page.reference
    plans = [
        _Plan(
            "roc",
            "figure-roc-mean.png",
            words("roc.mean.title"),
            words("roc.mean.alt"),
            lambda: draw_mean_curves(view),
        ),
        _Plan(
            "roc",
            "figure-roc-labels.png",
            words("roc.labels.title"),
            words("roc.labels.alt"),
            lambda: draw_label_curves(view),
        ),
        _Plan(
            "seeds",
            "figure-seeds.png",
            words("over.seeds.title"),
            words("over.seeds.alt"),
            lambda: draw_seeds(view),
        ),
    ]
    if page.numbers.others:
        title = words("differences.title", reference=reference)
        alt = words("differences.alt", reference=reference)
        plans.append(
            _Plan("differences", "figure-differences.png", title, alt, lambda: draw_differences(view))
        )
    if can_draw_radar(page):
        start, end = radar_range(page)
        title = words("radar.title", start=start, end=end)
        plans.append(_Plan("radar", "figure-radar.png", title, words("radar.alt"), lambda: draw_radar(view)))
    return plans


def _picture_plans(canvas: Canvas, drawable: Drawable) -> list[_Plan]:
    view, page, shown = canvas.view, canvas.page, drawable.shown
    words = page.words
    names = words.listed([page.name(part.network) for part in shown.scores])
    plans = [
        _Plan(
            "samples",
            "figure-samples.png",
            words("samples.title"),
            words("samples.alt", names=names),
            lambda: draw_samples(view, shown.samples, shown.scores, drawable.pictures),
        )
    ]
    for number, maps in enumerate(drawable.heatmaps.pictures):
        label = page.labels[maps.sample.column]
        title = words("maps.title", label=label, name=maps.sample.name)
        alt = words("maps.alt", label=label)
        plans.append(
            _Plan(
                "maps", f"figure-maps-{number + 1}.png", title, alt, lambda maps=maps: draw_maps(view, maps)
            )
        )
    return plans


def remove_old_figures(folder: Path) -> Sequence[Path]:
    """Figures of an earlier report in the same folder: one that is not drawn again must not stay."""
    old = sorted(folder.glob(FILE_PATTERN))
    for file in old:
        file.unlink()
    return old
