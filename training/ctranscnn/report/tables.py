"""The tables as rows of words; `page` and `markdown` only set them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ctranscnn.metrics.calling import CallMetrics
from ctranscnn.metrics.reliability import Reliability
from ctranscnn.report.calls import call_percentages, map_percentages, mean_and_spread
from ctranscnn.report.numbers import NetworkNumbers
from ctranscnn.report.view import View

DASH = "–"


@dataclass(frozen=True)
class Table:
    """A table; the first column names the rows."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""
    emphasised: int | None = None
    """The reference's row."""


def macro_table(view: View) -> Table:
    """Macro AUC, its interval and the paired difference from the reference, best first."""
    words, reference = view.words, view.reference
    header = [words(key) for key in ("network", "seeds", "macro", "spread", "interval", "difference")]
    rows = [
        [
            view.name(network),
            words.listed([str(seed) for seed in network.seeds]),
            view.number(network.macro.value),
            DASH if np.isnan(network.macro_spread) else f"{network.macro_spread:.3f}",
            view.interval(network.macro),
            *_difference_cells(view, network),
        ]
        for network in view.numbers.networks
    ]
    return Table(
        words("table.macro", reference=reference),
        [*header, words("interval"), words("verdict", reference=reference)],
        rows,
        emphasised=_reference_row(view),
    )


def cost_table(view: View) -> Table:
    """Parameters, MACs, seconds and images seen, cheapest first by MACs."""
    words = view.words
    networks = sorted(view.numbers.networks, key=lambda network: (network.facts.macs, network.name))
    keys = ("network", "parameters", "macs", "seconds", "images", "input", "device", "macro")
    rows = [
        [
            view.name(network),
            f"{network.facts.parameters / 1e6:.2f} M",
            f"{network.facts.macs / 1e9:.3f} G",
            f"{network.seconds:,.0f}",
            f"{network.facts.images_seen:,}",
            str(network.facts.recipe.network.image_px),
            network.facts.device,
            view.number(network.macro.value),
        ]
        for network in networks
    ]
    place = networks.index(view.numbers.reference)
    return Table(words("table.cost"), [words(key) for key in keys], rows, words("cost.note"), place)


def label_table(view: View) -> Table:
    """AUC per label, a row per network."""
    words = view.words
    rows = [
        [
            view.name(network),
            *(view.number(interval.value) for interval in network.labels),
            view.number(network.macro.value),
        ]
        for network in view.numbers.networks
    ]
    header = [words("network"), *view.marked_labels, words("macro")]
    positives = [words("positives"), *(str(count) for count in view.numbers.positives), DASH]
    return Table(
        words("table.labels"), header, [positives, *rows], words("labels.note"), 1 + _reference_row(view)
    )


def metric_tables(view: View) -> list[Table]:
    """mAP, precision, recall and F1, as the paper's Table 6 has them; labels called in two ways."""
    networks = view.numbers.networks
    half = [[run.at_half for run in network.metrics] for network in networks]
    tuned = [[run.tuned for run in network.metrics if run.tuned is not None] for network in networks]
    tables = [_metric_table(view, half, "metrics.half")]
    # one fold has no other folds to tune on
    return [*tables, _metric_table(view, tuned, "metrics.tuned")] if all(tuned) else tables


def calibration_table(view: View) -> Table:
    """Brier score and expected calibration error, as the scores are and after calibration on other folds."""
    words = view.words
    after = [words("calibration.temperature"), words("calibration.platt")]
    header = [
        *(words(key) for key in ("network", "calibration.brier", "interval")),
        words("calibration.width"),
        words("calibration.mass"),
        *(f"{words(key)}, {how}" for how in after for key in ("calibration.brier", "calibration.mass")),
    ]
    rows = [
        [
            view.name(network),
            view.number(network.brier.value, 4),
            view.interval(network.brier, digits=4),
            _over_seeds([run.uncalibrated.error_equal_width for run in network.metrics]),
            _over_seeds([run.uncalibrated.error_equal_mass for run in network.metrics]),
            *_calibrated([run.with_temperature for run in network.metrics]),
            *_calibrated([run.with_platt for run in network.metrics]),
        ]
        for network in view.numbers.networks
    ]
    return Table(
        words("table.calibration"), header, rows, words("calibration.note"), emphasised=_reference_row(view)
    )


def _calibrated(runs: Sequence[Reliability | None]) -> list[str]:
    """Brier score and calibration error, means over the seeds."""
    known = [run for run in runs if run is not None]
    return [_over_seeds([run.brier for run in known]), _over_seeds([run.error_equal_mass for run in known])]


def _over_seeds(values: Sequence[float | None]) -> str:
    known = [value for value in values if value is not None]
    return f"{np.mean(known):.4f}" if known else DASH


def _metric_table(view: View, calls: Sequence[Sequence[CallMetrics]], how: str) -> Table:
    words = view.words
    header = [
        words("network"),
        "mAP",
        "CP",
        "CR",
        words("cf1.means"),
        words("cf1.classes"),
        "OP",
        "OR",
        "OF1",
    ]
    rows = [
        [
            view.name(network),
            mean_and_spread(map_percentages(network.metrics)) or DASH,
            *(mean_and_spread(column) or DASH for column in zip(*map(call_percentages, runs), strict=True)),
        ]
        for network, runs in zip(view.numbers.networks, calls, strict=True)
    ]
    note = words("metrics.note", how=words(how))
    return Table(words("table.metrics"), header, rows, note, _reference_row(view))


def _difference_cells(view: View, network: NetworkNumbers) -> list[str]:
    if network.difference is None:
        return [DASH, DASH, view.words("verdict.reference")]
    macro = network.difference.macro
    verdict = view.words(f"verdict.{network.difference.verdict}")
    return [f"{macro.value:+.3f}", view.interval(macro, signed=True), verdict]


def _reference_row(view: View) -> int:
    return list(view.numbers.networks).index(view.numbers.reference)
