"""Splits by patient, written to a file: no patient is ever on two sides."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ctranscnn.data.pictures import Targets
from ctranscnn.errors import TrainingError
from ctranscnn.strict import read_json

SIDES = ("train", "validation", "test")
"""The sides of a split, in the order of the shares that are asked for."""


def patient_folds(patients: Sequence[str], targets: Targets, folds: int, seed: int) -> NDArray[np.intp]:
    """[n] fold of each picture, 0..folds-1. Deterministic in seed and content.

    Patients with the rarest findings are dealt first, each to the fold that lacks these findings most
    (iterative
    stratification, Sechidis et al. 2011, on whole patients), so that every fold sees some of every finding.
    Raises TrainingError `split.fewPatients`.
    """
    if len(set(patients)) < folds:
        raise TrainingError("split.fewPatients", f"{len(set(patients))} patients cannot fill {folds} folds.")
    dealing = _dealing(patients, targets, seed)
    totals = dealing.counts.sum(axis=0)
    filled = np.zeros((folds, len(totals)))
    sizes = np.zeros(folds)
    fold_of = np.zeros(len(dealing.counts), np.intp)
    for patient in dealing.order:
        weights = dealing.weights[patient]
        need = weights @ (totals / folds - filled).T / max(weights.sum(), 1e-12)
        best = max(range(folds), key=lambda fold: (round(need[fold], 9), -sizes[fold], -fold))
        fold_of[patient] = best
        filled[best] += dealing.counts[patient]
        sizes[best] += dealing.counts[patient].sum()
    return fold_of[dealing.owner]


def patient_split(
    patients: Sequence[str],
    targets: Targets,
    shares: tuple[float, float, float] = (0.7, 0.2, 0.1),
    seed: int = 0,
) -> list[str]:
    """The side of each picture, one of SIDES, by whole patients. Deterministic in seed and content.

    As in patient_folds the rarest findings come first; each patient goes to the side that has the smallest
    part of its share of them, among the sides that have room: the shares of pictures come before those of
    findings. Raises TrainingError `split.shares` (they must be positive and sum to 1) and
    `split.fewPatients` where a side would stay empty.
    """
    if min(shares) <= 0 or abs(sum(shares) - 1) > 1e-6:
        raise TrainingError("split.shares", f"The shares {shares} are not positive or do not sum to 1.")
    dealing = _dealing(patients, targets, seed)
    rooms = np.asarray(shares) * len(patients)
    quotas = np.maximum(np.outer(shares, dealing.counts.sum(axis=0)), 1e-12)
    filled = np.zeros(quotas.shape)
    sizes = np.zeros(len(SIDES))
    side_of = np.zeros(len(dealing.counts), np.intp)
    for patient in dealing.order:
        # a patient fits where at least half of the pictures do
        fitting = np.flatnonzero(sizes + dealing.pictures[patient] / 2 <= rooms + 1e-9).tolist()
        part = filled / quotas @ dealing.weights[patient] / max(dealing.weights[patient].sum(), 1e-12)
        best = min(
            fitting or [int(np.argmax(rooms - sizes))],
            key=lambda side: (round(part[side], 9), sizes[side] / rooms[side], side),
        )
        side_of[patient] = best
        filled[best] += dealing.counts[patient]
        sizes[best] += dealing.pictures[patient]
    if sizes.min() == 0:
        empty = SIDES[int(np.argmin(sizes))]
        raise TrainingError(
            "split.fewPatients",
            f"{len(set(patients))} patients are too few: no one is left for the side '{empty}'.",
        )
    return [SIDES[side_of[place]] for place in dealing.owner]


@dataclass(frozen=True)
class _Dealing:
    """P patients, ready to be dealt. The last of the C + 1 columns counts pictures without any finding."""

    owner: NDArray[np.intp]
    """[n] the patient of each picture."""
    pictures: NDArray[np.intp]
    """[P] how many pictures each has."""
    counts: NDArray[np.float64]
    """[P, C + 1]"""
    weights: NDArray[np.float64]
    """[P, C + 1] each patient's share of all that have the finding."""
    order: NDArray[np.intp]
    """[P] patients, those with the rarest findings first, else in random order."""


def _dealing(patients: Sequence[str], targets: Targets, seed: int) -> _Dealing:
    names, owner = np.unique(np.asarray(patients, np.str_), return_inverse=True)
    present = np.nan_to_num(targets) > 0.5
    with_none = np.concatenate([present, ~present.any(axis=1, keepdims=True)], axis=1).astype(np.float64)
    counts = np.zeros((len(names), with_none.shape[1]))
    np.add.at(counts, owner, with_none)
    weights = counts / np.maximum(counts.sum(axis=0), 1)
    shuffled = np.random.default_rng(seed).permutation(len(names))
    order = shuffled[np.argsort(-weights[shuffled].max(axis=1), kind="stable")]
    return _Dealing(owner, np.bincount(owner, minlength=len(names)), counts, weights, order)


def picture_name(name: str) -> str:
    """The name of a picture in a split file: the first 16 hex digits of the SHA-256 of its own name."""
    return hashlib.sha256(name.encode()).hexdigest()[:16]


def write_folds(path: Path, names: Sequence[str], folds: NDArray[np.intp], facts: dict[str, Any]) -> None:
    """Write a fold file: `facts` (seed, folds, source) and one fold per picture, by hashed name."""
    content = {
        "formatVersion": 1,
        **facts,
        "fold": {
            picture_name(name): int(fold)
            for name, fold in sorted(zip(names, folds, strict=True), key=lambda pair: picture_name(pair[0]))
        },
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def read_folds(path: Path, names: Sequence[str], patients: Sequence[str]) -> NDArray[np.intp]:
    """[n] folds of the named pictures.

    Raises TrainingError `split.pictureMissing` for a picture without a fold and `split.patientDivided` for a
    patient on two sides.
    """
    fold: dict[str, int] = read_json(path)["fold"]
    result = np.asarray(_looked_up(fold, names, f"{path.name} has no fold"), np.intp)
    refuse_divided_patients(patients, result)
    return result


def write_split(path: Path, names: Sequence[str], sides: Sequence[str], facts: dict[str, Any]) -> None:
    """Write a split file: `facts` (seed, shares, source) and one side per picture, by hashed name."""
    side_of = {picture_name(name): side for name, side in zip(names, sides, strict=True)}
    content = {"formatVersion": 1, **facts, "side": dict(sorted(side_of.items()))}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def read_split(path: Path, names: Sequence[str], patients: Sequence[str]) -> list[str]:
    """The sides of the named pictures.

    Raises TrainingError `split.malformed`, `split.pictureMissing` for a picture without a side and
    `split.patientDivided` for a patient on two sides.
    """
    content: Any = read_json(path)
    side_of: Any = content.get("side") if isinstance(content, dict) else None
    if not isinstance(side_of, dict) or not all(side in SIDES for side in side_of.values()):
        raise TrainingError("split.malformed", f"{path.name} has no sides among {', '.join(SIDES)}.")
    sides = [str(side) for side in _looked_up(side_of, names, f"{path.name} has no side")]
    refuse_divided_patients(patients, sides)
    return sides


def _looked_up(known: Mapping[str, Any], names: Sequence[str], lack: str) -> list[Any]:
    """What a file knows of each name. Pictures in shards have hashed names already: those are found too."""
    keys = [name if name in known else picture_name(name) for name in names]
    missing = [name for name, key in zip(names, keys, strict=True) if key not in known]
    if missing:
        raise TrainingError("split.pictureMissing", f"{lack} for {missing[0]}.")
    return [known[key] for key in keys]


def refuse_divided_patients(patients: Sequence[str], sides: Sequence[object] | NDArray[np.intp]) -> None:
    """Raise TrainingError `split.patientDivided` where one patient is on two sides."""
    seen: dict[str, object] = {}
    for patient, side in zip(patients, sides, strict=True):
        if seen.setdefault(patient, side) != side:
            raise TrainingError("split.patientDivided", f"Patient {patient} is on two sides of the split.")
