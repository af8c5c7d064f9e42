"""Which of the given runs can be compared, and what they were all asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from ctranscnn.calibrate import SUFFICIENT_POSITIVES, is_sufficient
from ctranscnn.errors import TrainingError
from ctranscnn.metrics.summary import MetricOptions, refuse_unmeasurable
from ctranscnn.runs import HeldOutPredictions, Run, saw_alike
from ctranscnn.split import refuse_divided_patients


@dataclass(frozen=True)
class NetworkRuns:
    """All comparable runs of one name; they differ in the seed alone."""

    name: str
    runs: tuple[Run, ...]
    """By rising seed."""
    logits: tuple[NDArray[np.float64], ...]
    """Per run [n, C], its rows in the order of the study's pictures."""

    @property
    def demonstration(self) -> bool:
        """Whether any of its runs was trained or measured on drawn pictures."""
        return any(run.facts.demonstration for run in self.runs)

    @property
    def seeds(self) -> list[int]:
        """Of its runs, rising."""
        return [run.facts.seed for run in self.runs]


@dataclass(frozen=True)
class Excluded:
    """A run that is not compared: `reason` is a key of the words, `values` fill it."""

    name: str
    seed: int
    reason: str
    values: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class Study:
    """n pictures, C labels and every network that was asked the same about them."""

    task: str
    study: str
    labels: Sequence[str]
    names: NDArray[np.str_]
    """[n] hashed, sorted."""
    patients: NDArray[np.str_]
    folds: NDArray[np.intp]
    targets: NDArray[np.float32]
    """[n, C] 1, 0, NaN not answered."""
    columns: Sequence[int]
    """Labels with enough positives and negatives: every macro figure is over these."""
    reference: NetworkRuns
    others: Sequence[NetworkRuns]
    excluded: Sequence[Excluded]

    @property
    def networks(self) -> list[NetworkRuns]:
        """The reference first."""
        return [self.reference, *self.others]

    @property
    def demonstration(self) -> bool:
        """Whether any score of the study comes from drawn pictures."""
        return any(network.demonstration for network in self.networks)


def gather(runs: Sequence[Run], reference: str) -> Study:
    """Group the runs around those of the reference network.

    A run that was asked something else is listed in `excluded`, with the reason. Raises TrainingError
    `report.noReference`, `report.severalStudies`, `report.twice`, `report.pictureTwice`,
    `report.insufficient`, or as `metrics.summary.refuse_unmeasurable` and `split.refuse_divided_patients` do.
    """
    runs = _each_once(runs)
    for run in runs:
        _check(run)
    _refuse_twice(runs)
    base = _base(runs, reference)
    order = np.argsort(base.predictions.names, kind="stable")
    groups: dict[str, list[Run]] = {}
    excluded: list[Excluded] = []
    for run in sorted(runs, key=lambda run: (run.facts.name, run.facts.seed)):
        group = groups.get(run.facts.name, [])
        found = _difference(run, base) or (_other_recipe(run, group[0]) if group else None)
        if found is None:
            groups.setdefault(run.facts.name, []).append(run)
        else:
            excluded.append(Excluded(run.facts.name, run.facts.seed, *found))
    asked = base.predictions
    networks = {name: _network(name, group) for name, group in groups.items()}
    targets = asked.targets[order]
    columns = [column for column in range(targets.shape[1]) if is_sufficient(targets[:, column])]
    if not columns:
        raise TrainingError(
            "report.insufficient",
            f"No label has {SUFFICIENT_POSITIVES} positives and negatives: nothing can be compared.",
        )
    return Study(
        task=base.facts.task,
        study=base.facts.study,
        labels=asked.labels,
        names=asked.names[order],
        patients=asked.patients[order],
        folds=asked.folds[order],
        targets=targets,
        columns=columns,
        reference=networks.pop(reference),
        others=list(networks.values()),
        excluded=excluded,
    )


def _each_once(runs: Sequence[Run]) -> list[Run]:
    """A folder named twice, or beside a folder that contains it, is one run."""
    return list({run.folder.resolve(): run for run in runs}.values())


def _refuse_twice(runs: Sequence[Run]) -> None:
    seen: dict[tuple[str, str, str, int], Run] = {}
    for run in runs:
        facts = run.facts
        first = seen.setdefault((facts.task, facts.study, facts.name, facts.seed), run)
        if first is not run:
            raise TrainingError(
                "report.twice",
                f"{first.folder} and {run.folder} are both seed {facts.seed} of '{facts.name}': give one.",
            )


def _check(run: Run) -> None:
    """What a comparison rests on: each picture once, all numbers finite, no patient in two folds."""
    asked = run.predictions
    try:
        refuse_unmeasurable(asked, MetricOptions())
        refuse_divided_patients(asked.patients.tolist(), asked.folds)
    except TrainingError as error:
        raise TrainingError(error.code, f"{run.folder}: {error}") from error
    names, counts = np.unique(asked.names, return_counts=True)
    if (counts > 1).any():
        twice = names[counts > 1][0]
        raise TrainingError("report.pictureTwice", f"{run.folder} predicts picture {twice} more than once.")


def _base(runs: Sequence[Run], reference: str) -> Run:
    """The reference's run of the lowest seed: every other run must have been asked what it was asked."""
    named = [run for run in runs if run.facts.name == reference]
    if not named:
        known = ", ".join(sorted({run.facts.name for run in runs}))
        raise TrainingError(
            "report.noReference", f"No run is named '{reference}'; choose --reference among: {known}."
        )
    studies = sorted({f"{run.facts.study} ({run.facts.task})" for run in named})
    if len(studies) > 1:
        raise TrainingError(
            "report.severalStudies",
            f"'{reference}' was run in {len(studies)} studies ({', '.join(studies)}): give the runs of one.",
        )
    return min(named, key=lambda run: run.facts.seed)


def _difference(run: Run, base: Run) -> tuple[str, dict[str, str]] | None:
    """Why a run cannot be compared with the base, or None."""
    mine, theirs = run.predictions, base.predictions
    if (run.facts.task, run.facts.study) != (base.facts.task, base.facts.study):
        return "excluded.study", {"mine": run.facts.study, "theirs": base.facts.study}
    if list(mine.labels) != list(theirs.labels):
        return "excluded.labels", {}
    if set(mine.names) != set(theirs.names):
        missing = len(set(theirs.names) - set(mine.names))
        further = len(set(mine.names) - set(theirs.names))
        return "excluded.pictures", {"missing": str(missing), "further": str(further)}
    if not saw_alike((run.facts.images_seen, base.facts.images_seen)):
        seen = {"mine": f"{run.facts.images_seen:,}", "theirs": f"{base.facts.images_seen:,}"}
        return "excluded.imagesSeen", seen
    return _different_rows(_sorted(mine), _sorted(theirs))


def _different_rows(
    mine: HeldOutPredictions, theirs: HeldOutPredictions
) -> tuple[str, dict[str, str]] | None:
    if not np.array_equal(mine.patients, theirs.patients):
        return "excluded.patients", {}
    if not np.array_equal(mine.folds, theirs.folds):
        return "excluded.folds", {}
    if not np.array_equal(mine.targets, theirs.targets, equal_nan=True):
        return "excluded.targets", {}
    return None


def _other_recipe(run: Run, first: Run) -> tuple[str, dict[str, str]] | None:
    """Runs of one name may differ in the seed alone: another recipe is another network."""
    if replace(run.facts.recipe, seed=0) == replace(first.facts.recipe, seed=0):
        return None
    return "excluded.recipe", {"seed": str(first.facts.seed)}


def _sorted(asked: HeldOutPredictions) -> HeldOutPredictions:
    order = np.argsort(asked.names, kind="stable")
    return HeldOutPredictions(
        labels=asked.labels,
        names=asked.names[order],
        patients=asked.patients[order],
        folds=asked.folds[order],
        targets=asked.targets[order],
        logits=asked.logits[order],
    )


def _network(name: str, runs: Sequence[Run]) -> NetworkRuns:
    logits = tuple(_sorted(run.predictions).logits.astype(np.float64) for run in runs)
    return NetworkRuns(name, tuple(runs), logits)
