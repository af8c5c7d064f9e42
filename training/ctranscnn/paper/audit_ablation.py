"""Checks of the ablation (Tables 7 to 9) and of the leads on TCMTD (Table 6)."""

from itertools import permutations

import numpy as np
from scipy.stats import ttest_ind_from_stats

from ctranscnn.paper.findings import Finding, compared
from ctranscnn.paper.tables import PaperRow, read_table

OURS = "ctranscnn"
RUNS = 5
"""Experiments behind each mean of Table 6, as its text says."""
LEVEL = 0.05

MODULES: dict[str, frozenset[str]] = {
    "baseline": frozenset(),
    "model-1": frozenset({"MMAEF"}),
    "model-2": frozenset({"MBR"}),
    "model-3": frozenset({"MMAEF", "MBR"}),
    "model-4": frozenset({"IIM"}),
    "model-5": frozenset({"MMAEF", "IIM"}),
    "model-6": frozenset({"IIM", "MBR"}),
    "model-7": frozenset({"MMAEF", "IIM", "MBR"}),
    "model-8": frozenset({"IIM", "MBR", "MSS"}),
    OURS: frozenset({"MMAEF", "IIM", "MBR", "MSS"}),
}
"""Section 4.7: what each network of the ablation has."""


def tcmtd_auc() -> list[Finding]:
    """Table 6's AUC of CTransCNN against Table 8's mean, and what follows for the ablation."""
    runs, ablation = read_table(6), read_table(8)
    stated, mean = runs.value(OURS, "auc"), ablation.value(OURS, "mean")
    deviation = (runs.row(OURS).deviations or (float("nan"),))[0]
    ahead = [row.key for row in ablation.rows if row.key != OURS and (row.mean or 0.0) > stated]
    baseline = ablation.value("baseline", "mean")
    return [
        Finding(
            "TCMTD AUC",
            "Table 6 against Table 8, ctranscnn",
            f"{stated:.2f} ± {deviation:.2f}",
            f"{mean:.2f}: {mean - stated:.2f} higher, {(mean - stated) / deviation:.2f} deviations",
            compared(stated, mean, 2),
        ),
        Finding(
            "TCMTD AUC",
            "Table 8's ablation with Table 6's AUC",
            "ahead of all",
            f"{stated - baseline:.2f} points over the baseline; behind {', '.join(ahead) or 'none'}",
            "differs" if ahead else "agrees",
        ),
        Finding(
            "TCMTD AUC",
            "Table 6 conformer, Table 8 baseline",
            "the same network, if Table 9 is right",
            f"{runs.value('conformer', 'auc'):.2f} and {baseline:.2f}",
            compared(runs.value("conformer", "auc"), baseline, 2),
        ),
    ]


def single_modules() -> list[Finding]:
    """What one module adds, everywhere in the ablation where two networks differ in one module alone."""
    findings: list[Finding] = []
    for number, column in ((7, "mean"), (8, "mean"), (9, "map")):
        table = read_table(number)
        for fewer, more in permutations(MODULES, 2):
            added = MODULES[more] - MODULES[fewer]
            if len(added) != 1 or MODULES[fewer] - MODULES[more]:
                continue
            gain = table.value(more, column) - table.value(fewer, column)
            findings.append(
                Finding(
                    "one module more",
                    f"Table {number}, {column}, {fewer} → {more}",
                    f"{next(iter(added))} helps",
                    f"{gain:+.2f}",
                    "agrees" if gain > 0 else "differs",
                )
            )
    return findings


def leads_against_runs() -> list[Finding]:
    """Welch's two-sided test of Table 6's AUC and mAP, taking ± as the deviation of five independent runs."""
    table = read_table(6)
    ours = table.row(OURS)
    findings: list[Finding] = []
    for column in ("auc", "map"):
        place = table.columns.index(column)
        for row in table.rows:
            if row.key == OURS:
                continue
            spread = _deviation(ours, place), _deviation(row, place)
            lead = ours.values[place] - row.values[place]
            test = ttest_ind_from_stats(
                ours.values[place], spread[0], RUNS, row.values[place], spread[1], RUNS, equal_var=False
            )
            p = float(np.asarray(test.pvalue))
            findings.append(
                Finding(
                    "lead against runs",
                    f"Table 6, {column}, over {row.key}",
                    f"{lead:.2f} points ahead",
                    f"p = {p:.4f} (Welch, two-sided, {RUNS} runs each)",
                    "agrees" if p < LEVEL else "differs",
                )
            )
    return findings


def _deviation(row: PaperRow, place: int) -> float:
    return (row.deviations or ())[place]
