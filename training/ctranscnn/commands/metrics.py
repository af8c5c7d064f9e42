"""`ctranscnn metrics`: all figures of finished runs, and paired comparisons of networks."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ctranscnn.errors import TrainingError
from ctranscnn.metrics.calling import CallMetrics
from ctranscnn.metrics.compare import ComparisonOptions
from ctranscnn.metrics.networks import NetworkComparison, compare_networks
from ctranscnn.metrics.ranking import Interval
from ctranscnn.metrics.reliability import Reliability
from ctranscnn.metrics.significance import PairedTest
from ctranscnn.metrics.summary import RESEARCH_USE, FullMetrics, MetricOptions, full_metrics
from ctranscnn.runs import Run, read_runs


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command and its options."""
    parser = subparsers.add_parser(
        "metrics",
        help="all figures of finished runs, and paired comparisons of networks",
        description="Measure the held-out predictions of finished runs: AUC, mAP, CP, CR, CF1, OP, OR, OF1, "
        "calibration. docs/metrics.md says how each is defined. " + RESEARCH_USE,
    )
    parser.add_argument(
        "runs", type=Path, nargs="+", metavar="RUN", help="folder of one or more finished runs"
    )
    parser.add_argument("--against", metavar="NAME", help="compare every other network with this one")
    parser.add_argument(
        "--averaging",
        choices=("auc", "logits"),
        default="auc",
        help="several seeds: mean of their macro AUCs (default), or macro AUC of their mean logits",
    )
    parser.add_argument("--minimum-positives", type=int, default=20, help="for a label to count in means")
    parser.add_argument("--rounds", type=int, default=1000, help="of the patient bootstrap")
    parser.add_argument("--json", action="store_true", help="one JSON object a run and a comparison")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Measure each run, then compare."""
    runs = read_runs(options.runs)
    chosen = MetricOptions(minimum_positives=options.minimum_positives, rounds=options.rounds)
    compared = _sides(runs, options.against)
    for one in runs:
        metrics = full_metrics(one.predictions, chosen)
        _write(_run_json(one, metrics) if options.json else run_text(one, metrics))
    for name, first, second in compared:
        try:
            result = compare_networks(first, second, ComparisonOptions(options.averaging, chosen))
        except TrainingError as error:
            reason = f"{name} is not comparable with {options.against}: {error} [{error.code}]"
            _write({"kind": "notComparable", "network": name, "reason": reason} if options.json else reason)
            continue
        _write({"kind": "comparison", **result.as_json()} if options.json else comparison_text(result))
    if not options.json:
        _write(RESEARCH_USE)


def run_text(one: Run, metrics: FullMetrics) -> str:
    """One run for people."""
    facts = one.facts
    mark = " DEMONSTRATION: drawn pictures, no clinical meaning." if facts.demonstration else ""
    lines = [
        f"{facts.name}, seed {facts.seed}, study {facts.study} ({facts.split}).{mark}",
        f"  {metrics.pictures} pictures of {metrics.patients} patients; "
        f"means over {len(metrics.measured)} labels: {', '.join(metrics.measured) or 'none'}",
    ]
    if metrics.insufficient:
        lines.append(f"  insufficient data, not in the means: {', '.join(metrics.insufficient)}")
    if metrics.undefined:
        lines.append(f"  undefined, no positives or no negatives: {', '.join(metrics.undefined)}")
    lines += [
        f"  macro AUC {_interval(metrics.macro_auc)}   mAP {_interval(metrics.mean_average_precision)}",
        f"  at 0.5      {_calls(metrics.at_half)}",
        f"  tuned       {_calls(metrics.tuned)}",
        f"  top three   {_calls(metrics.top_three)}",
        f"  calibration, raw              {_reliability(metrics.uncalibrated)}",
        f"  calibration, with temperature {_reliability(metrics.with_temperature)}",
        f"  calibration, with Platt       {_reliability(metrics.with_platt)}",
        *(
            f"    {label.label:28} {label.positives:5} of {label.answered:6}   AUC {_interval(label.auc)}   "
            f"AP {_number(label.average_precision)}"
            for label in metrics.labels
        ),
    ]
    return "\n".join(lines)


def comparison_text(result: NetworkComparison) -> str:
    """One comparison for people."""
    comparison = result.comparison
    seeds = f"{comparison.first_seeds} and {comparison.second_seeds} seeds"
    verdict = "distinguishable" if comparison.distinguishable else "not distinguishable"
    mark = " DEMONSTRATION." if result.demonstration else ""
    mine, theirs = result.images_seen
    seen = "" if mine == theirs else f" Images seen: {mine} and {theirs}."
    return "\n".join(
        [
            f"{result.first} - {result.second}: macro AUC {_interval(comparison.difference, '+.4f')}, "
            f"{verdict} ({seeds}, averaged {comparison.averaging}; paired patient bootstrap).{seen}{mark}",
            f"  across {comparison.across_classes.pairs} classes: {_test(comparison.across_classes)}",
            f"  across {result.across_seeds.pairs} seeds: {_test(result.across_seeds)}",
        ]
    )


def _sides(runs: Sequence[Run], reference: str | None) -> list[tuple[str, list[Run], list[Run]]]:
    """Each other network's name and runs, and the reference's."""
    if reference is None:
        return []
    names = list(dict.fromkeys(one.facts.name for one in runs))
    if reference not in names:
        raise TrainingError(
            "metrics.reference", f"No run is of '{reference}'. There are: {', '.join(names)}."
        )
    by_name = {name: [one for one in runs if one.facts.name == name] for name in names}
    return [(name, by_name[name], by_name[reference]) for name in names if name != reference]


def _run_json(one: Run, metrics: FullMetrics) -> dict[str, Any]:
    facts = one.facts
    return {
        "kind": "run",
        "folder": one.folder.as_posix(),
        "name": facts.name,
        "study": facts.study,
        "task": facts.task,
        "seed": facts.seed,
        "demonstration": facts.demonstration,
        "metrics": metrics.as_json(),
    }


def _write(content: dict[str, Any] | str) -> None:
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    sys.stdout.write(text + "\n")


def _interval(interval: Interval | None, form: str = ".4f") -> str:
    if interval is None:
        return "undefined"
    if interval.low != interval.low:  # NaN: no interval
        return f"{interval.value:{form}}"
    return f"{interval.value:{form}} ({interval.low:{form}} to {interval.high:{form}})"


def _calls(calls: CallMetrics | None) -> str:
    if calls is None:
        return "undefined: one fold, nothing else to tune on"
    return (
        f"CP {_number(calls.class_precision)}  CR {_number(calls.class_recall)}  "
        f"cf1MeanOfClasses {_number(calls.cf1_mean_of_classes)}  cf1OfMeans {_number(calls.cf1_of_means)}  "
        f"OP {_number(calls.overall_precision)}  OR {_number(calls.overall_recall)}  "
        f"OF1 {_number(calls.overall_f1)}"
    )


def _reliability(figures: Reliability | None) -> str:
    if figures is None:
        return "undefined: one fold, nothing else to fit on"
    return (
        f"ECE {_number(figures.error_equal_width)} (equal width) {_number(figures.error_equal_mass)} "
        f"(equal mass)  Brier {_number(figures.brier)}"
    )


def _test(test: PairedTest) -> str:
    if test.undefined is not None:
        return f"undefined, {test.undefined}"
    return (
        f"t = {_number(test.t)}, df {test.degrees_of_freedom}, one-sided p = {_number(test.p_one_sided)}, "
        f"two-sided p = {_number(test.p_two_sided)}"
    )


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"
