"""The paper's Tables 4 to 9 with our figures in the same rows and columns, where the task is the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ctranscnn.metrics.significance import across_classes
from ctranscnn.paper.tables import PaperRow, PaperTable, read_table
from ctranscnn.report.calls import call_percentages, map_percentages, mean_and_spread
from ctranscnn.report.names import network_name
from ctranscnn.report.numbers import NetworkNumbers
from ctranscnn.report.tables import DASH, Table
from ctranscnn.report.view import View

COMPARED = (4, 5, 6, 7, 8, 9)
METRIC_COLUMNS = ("auc", "map", "cp", "cr", "cf1", "op", "or", "of1")
CALL_COLUMNS = {"cp": 0, "cr": 1, "cf1": 2, "op": 4, "or": 5, "of1": 6}
"""Where `call_percentages` has them; the paper's CF1 is that of the means (docs/paper-audit.md)."""


@dataclass(frozen=True)
class PaperComparison:
    """One table, for people and for results.json."""

    shown: Table
    numbers: Mapping[str, Any]


def has_tables(task: str) -> bool:
    """Whether any of the paper's result tables is of the task."""
    return any(read_table(number).task == task for number in COMPARED)


def paper_tables(view: View) -> list[PaperComparison]:
    """Every table of the study's task that has at least one of the study's networks."""
    ours = {network.name: network for network in view.numbers.networks}
    tables = [read_table(number) for number in COMPARED]
    return [
        _comparison(view, table, ours)
        for table in tables
        if table.task == view.study.task and any(row.key in ours for row in table.rows)
    ]


def _comparison(view: View, table: PaperTable, ours: Mapping[str, NetworkNumbers]) -> PaperComparison:
    words = view.words
    by_label = table.columns[0] not in METRIC_COLUMNS
    rows: list[list[str]] = []
    numbers: list[dict[str, Any]] = []
    for row in table.rows:
        network = ours.get(row.key)
        name = network_name(row.key)
        rows.append([name, words("paper.paper"), *_printed(row)])
        cells: list[float] = []
        if network is not None:
            own = [_own(view, network, column) for column in table.columns]
            cells = [float(np.mean(values)) for values in own]
            rows.append([view.name(network), words("paper.ours"), *_shown(view, network, own, by_label)])
        numbers.append({"network": row.key, "paper": list(row.values), "ours": cells or None})
    header = [words("network"), "", *_header(view, table, by_label)]
    note = (
        words("paper.note.labels", count=len(view.study.columns)) if by_label else words("paper.note.calls")
    )
    what = words("paper.what.labels") if by_label else words("paper.what.metrics")
    title = words("paper.table", number=table.table, what=what)
    content = {"table": table.table, "unit": "percent", "columns": list(table.columns), "rows": numbers}
    return PaperComparison(Table(title, header, rows, note), content)


def _header(view: View, table: PaperTable, by_label: bool) -> list[str]:
    if not by_label:
        return [
            "AUC" if column == "auc" else "mAP" if column == "map" else column.upper()
            for column in table.columns
        ]
    names = dict(zip(view.study.labels, view.marked_labels, strict=True))
    return [*(names.get(column, column) for column in table.columns), view.words("paper.mean"), "p"]


def _printed(row: PaperRow) -> list[str]:
    """Tables with standard deviations have metrics as columns; the others labels, their mean and a p."""
    if row.deviations is not None:
        pairs = zip(row.values, row.deviations, strict=True)
        return [f"{value:.2f} ± {deviation:.2f}" for value, deviation in pairs]
    mean = DASH if row.mean is None else f"{row.mean:.2f}"
    return [*(f"{value:.2f}" for value in row.values), mean, row.p or DASH]


def _own(view: View, network: NetworkNumbers, column: str) -> Sequence[float]:
    """Per seed, in percent; NaN where undefined or where our label set has no such label."""
    if column == "auc":
        return [100 * value for value in network.macro_by_seed]
    if column == "map":
        return map_percentages(network.metrics)
    if column in CALL_COLUMNS:
        return [call_percentages(run.at_half)[CALL_COLUMNS[column]] for run in network.metrics]
    if column not in view.study.labels:
        return [float("nan")]
    return [100 * float(value) for value in network.aucs_by_seed[:, list(view.study.labels).index(column)]]


def _shown(view: View, network: NetworkNumbers, own: Sequence[Sequence[float]], by_label: bool) -> list[str]:
    if not by_label:
        return [mean_and_spread(values) or DASH for values in own]
    cells = [DASH if np.isnan(values).any() else f"{np.mean(values):.2f}" for values in own]
    return [*cells, f"{100 * network.macro.value:.2f}", _p_value(view, network)]


def _p_value(view: View, network: NetworkNumbers) -> str:
    """The paper's test on ours: that the reference is ahead, one-sided paired t over the macro's labels."""
    reference = view.numbers.reference
    if network is reference:
        return DASH
    first, second = (
        [side.labels[column].value for column in view.study.columns] for side in (reference, network)
    )
    p = across_classes(first, second).p_one_sided
    return DASH if p is None else f"{p:.4f}"
