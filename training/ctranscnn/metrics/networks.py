"""Two networks of one study, each with its runs (seeds)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ctranscnn.errors import TrainingError
from ctranscnn.metrics.compare import Comparison, ComparisonOptions, compare
from ctranscnn.metrics.plain import plain
from ctranscnn.metrics.ranking import macro_auc
from ctranscnn.metrics.significance import PairedTest, across_seeds
from ctranscnn.runs import Run, saw_alike


@dataclass(frozen=True)
class NetworkComparison:
    """first - second."""

    first: str
    second: str
    study: str
    demonstration: bool
    """Whether drawn pictures are among what was measured."""
    images_seen: tuple[int, int]
    """By each fold's network of the first and of the second."""
    comparison: Comparison
    across_seeds: PairedTest
    """Of the macro AUCs of the seeds that both networks were trained with."""

    def as_json(self) -> dict[str, Any]:
        """Plain JSON: camelCase keys, null where undefined."""
        return plain(self)


def compare_networks(
    first: Sequence[Run], second: Sequence[Run], options: ComparisonOptions | None = None
) -> NetworkComparison:
    """Compare all runs of one network with all runs of another.

    Raises TrainingError `compare.study`, `compare.imagesSeen`, `compare.seed`, `compare.name`, and what
    `compare` raises.
    """
    if not first or not second:
        raise TrainingError("compare.none", "Each side of a comparison needs at least one run.")
    _refuse_incomparable(first, second)
    comparison = compare([run.predictions for run in first], [run.predictions for run in second], options)
    return NetworkComparison(
        first=first[0].facts.name,
        second=second[0].facts.name,
        study=first[0].facts.study,
        demonstration=any(run.facts.demonstration for run in (*first, *second)),
        images_seen=(first[0].facts.images_seen, second[0].facts.images_seen),
        comparison=comparison,
        across_seeds=across_seeds(
            _macro_by_seed(first, comparison.measured), _macro_by_seed(second, comparison.measured)
        ),
    )


def _refuse_incomparable(first: Sequence[Run], second: Sequence[Run]) -> None:
    runs = (*first, *second)
    for side in (first, second):
        if len({run.facts.name for run in side}) > 1:
            raise TrainingError("compare.name", "The runs of one side are not of one network.")
        if len({run.facts.seed for run in side}) < len(side):
            name = side[0].facts.name
            raise TrainingError("compare.seed", f"Two runs of {name} have the same seed: give one of them.")
    studies = sorted({run.facts.study for run in runs})
    if len(studies) > 1:
        raise TrainingError("compare.study", f"The runs belong to different studies: {', '.join(studies)}.")
    seen = sorted({run.facts.images_seen for run in runs})
    if not saw_alike(seen):
        counts = ", ".join(map(str, seen))
        raise TrainingError("compare.imagesSeen", f"The runs saw different numbers of images: {counts}.")


def _macro_by_seed(runs: Sequence[Run], measured: Sequence[str]) -> dict[int, float]:
    columns = [list(runs[0].predictions.labels).index(label) for label in measured]
    return {
        run.facts.seed: macro_auc(run.predictions.logits, run.predictions.targets, columns) for run in runs
    }
