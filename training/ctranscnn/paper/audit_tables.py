"""Checks of the paper's tables against themselves, each other and the text."""

from itertools import product

import numpy as np

from ctranscnn.metrics.calling import harmonic_mean
from ctranscnn.metrics.significance import across_classes, holm
from ctranscnn.paper.findings import Finding, Verdict, compared
from ctranscnn.paper.tables import PaperRow, PaperTable, read_claims, read_table

OURS = "ctranscnn"
LEVEL = 0.05
FULL_PERCENT = 100.0
CHEST11_IMAGES = 30_083
"""Images of ChestX-ray11 (section 4.1)."""
ENOUGH_EQUAL_CELLS = 3
"""Equal cells (with their deviation, where there is one) that are no chance."""


def printed_means() -> list[Finding]:
    """The Mean rows and columns of Tables 4, 5, 7 and 8."""
    findings: list[Finding] = []
    for table in map(read_table, (4, 5, 7, 8)):
        for row in table.rows:
            findings.append(_mean(table, row.key, row.mean or 0.0, row.values))
        for column, mean in enumerate(table.column_means or ()):
            values = tuple(row.values[column] for row in table.rows)
            findings.append(_mean(table, table.columns[column], mean, values))
    return findings


def p_values() -> list[Finding]:
    """The p-values of Tables 4 and 5 as one-sided paired t-tests across classes."""
    findings: list[Finding] = []
    for table in map(read_table, (4, 5)):
        for row in table.rows:
            if row.p is None:
                continue
            test = across_classes(table.row(OURS).values, row.values)
            one, two = test.p_one_sided or 0.0, test.p_two_sided or 0.0
            digits = len(row.p.partition(".")[2])
            findings.append(
                Finding(
                    "p-value",
                    f"Table {table.table}, {row.key}",
                    row.p,
                    f"one-sided {one:.5f}, two-sided {two:.5f}, df {test.degrees_of_freedom}",
                    compared(float(row.p), one, digits),
                )
            )
    return findings


def corrected_p_values() -> list[Finding]:
    """How many of the ten comparisons of Tables 4 and 5 stay below 0.05, two-sided and corrected (Holm)."""
    findings: list[Finding] = []
    for table in map(read_table, (4, 5)):
        others = [row for row in table.rows if row.key != OURS]
        tests = [across_classes(table.row(OURS).values, row.values) for row in others]
        one = [test.p_one_sided or 0.0 for test in tests]
        two = [test.p_two_sided or 0.0 for test in tests]
        above = [row.key for row, p in zip(others, holm(two), strict=True) if p >= LEVEL]
        findings.append(
            Finding(
                "several comparisons",
                f"Table {table.table}",
                f"{sum(p < LEVEL for p in one)} of {len(others)} below {LEVEL} one-sided, uncorrected",
                f"{len(others) - len(above)} of {len(others)} two-sided with Holm's correction; "
                f"not: {', '.join(above) or 'none'}",
                "noted",
            )
        )
    return findings


def f1_readings() -> list[Finding]:
    """CF1 and OF1 of Tables 6 and 9 as harmonic means of the printed CP, CR and OP, OR.

    The mean of the classes' F1 (eq. 23) cannot be had from a table, but is at most the harmonic mean of CP
    and CR (which is concave in both), and equal only where their ratio is the same in all classes.
    """
    findings: list[Finding] = []
    for table in map(read_table, (6, 9)):
        for row in table.rows:
            for score, first, second in (("cf1", "cp", "cr"), ("of1", "op", "or")):
                stated = table.value(row.key, score)
                value = harmonic_mean(table.value(row.key, first), table.value(row.key, second))
                # means of five runs: the mean of harmonic means lies a little below that of the means
                verdict: Verdict = "agrees" if -0.25 <= stated - value <= 0.015 else "differs"
                findings.append(
                    Finding(
                        f"{score} as harmonic mean",
                        f"Table {table.table}, {row.key}",
                        f"{stated:.2f}",
                        f"{value:.2f} from {first} and {second}, difference {stated - value:+.2f}",
                        verdict,
                    )
                )
    return findings


def stated_improvements() -> list[Finding]:
    """The leads that the text states, against the tables."""
    findings: list[Finding] = []
    for claim in read_claims().improvements:
        table = read_table(claim.table)
        lead = table.value(OURS, claim.column) - table.value(claim.over, claim.column)
        findings.append(
            Finding(
                "stated lead",
                f"section {claim.section}, Table {claim.table}, {claim.column}, over {claim.over}",
                f"{claim.points:.2f} %",
                f"{lead:.2f} percentage points",
                compared(claim.points, lead, 2),
            )
        )
    return findings


def stated_ranges() -> list[Finding]:
    """Ranges of means that the text states."""
    findings: list[Finding] = []
    for claim in read_claims().ranges:
        table = read_table(claim.table)
        means = [table.value(key, "mean") for key in claim.rows]
        same = (min(means), max(means)) == (claim.low, claim.high)
        findings.append(
            Finding(
                "stated range",
                f"section {claim.section}, Table {claim.table}, {', '.join(claim.rows)}",
                f"{claim.low:.2f} to {claim.high:.2f}",
                f"{min(means):.2f} to {max(means):.2f}",
                "agrees" if same else "differs",
            )
        )
    return findings


def shared_cells() -> list[Finding]:
    """Networks of a comparison and of its ablation that have the same figures in several columns.

    Tables 6 and 9 (mean and deviation) and Tables 4 and 7; Conformer and the ablation's Baseline in any case.
    """
    findings: list[Finding] = []
    for first, second in ((read_table(6), read_table(9)), (read_table(4), read_table(7))):
        for one, other in product(first.rows, second.rows):
            equal = [
                column
                for column in second.columns
                if _cell(first, one, column) == _cell(second, other, column)
            ]
            suspects = (one.key, other.key) == ("conformer", "baseline")
            if len(equal) < ENOUGH_EQUAL_CELLS and not suspects:
                continue
            alike, same = len(equal) >= ENOUGH_EQUAL_CELLS, one.key == other.key
            findings.append(
                Finding(
                    "same figures",
                    f"Table {first.table} {one.key}, Table {second.table} {other.key}",
                    "one network" if same else "two networks",
                    f"{len(equal)} of {len(second.columns)} cells equal",
                    "agrees" if alike == same else "differs",
                )
            )
    return findings


def label_percentages() -> list[Finding]:
    """The percentages of Table 2: shares of all answers, not of the images."""
    table = read_table(2)
    total = sum(row.values[0] for row in table.rows)
    findings = [
        Finding(
            "Table 2",
            "sum of the counts",
            f"{CHEST11_IMAGES} images",
            f"{total:.0f} findings: an image has {total / CHEST11_IMAGES:.2f} on average",
            "noted",
        )
    ]
    for row in table.rows:
        count, percent = row.values
        share = FULL_PERCENT * count / total
        of_images = FULL_PERCENT * count / CHEST11_IMAGES
        findings.append(
            Finding(
                "Table 2",
                row.key,
                f"{percent:.2f} %",
                f"{share:.2f} % of the findings, {of_images:.2f} % of the images",
                compared(percent, share, 2),
            )
        )
    return findings


def _mean(table: PaperTable, name: str, stated: float, values: tuple[float, ...]) -> Finding:
    mean = float(np.mean(values))
    return Finding(
        "mean", f"Table {table.table}, {name}", f"{stated:.2f}", f"{mean:.4f}", compared(stated, mean, 2)
    )


def _cell(table: PaperTable, row: PaperRow, column: str) -> tuple[float, float | None]:
    place = table.columns.index(column)
    return row.values[place], None if row.deviations is None else row.deviations[place]
