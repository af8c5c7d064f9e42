"""Splits by patient, written to a file: no patient is ever on two sides."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ctranscnn.data.pictures import Targets
from ctranscnn.errors import TrainingError
from ctranscnn.strict import read_json


def patient_folds(patients: Sequence[str], targets: Targets, folds: int, seed: int) -> NDArray[np.intp]:
    """[n] fold of each picture, 0..folds-1. Deterministic in seed and content.

    Patients with the rarest findings are dealt first, each to the fold that lacks these findings most
    (iterative
    stratification, Sechidis et al. 2011, on whole patients), so that every fold sees some of every finding.
    Raises TrainingError `split.fewPatients`.
    """
    names, owner = np.unique(np.asarray(patients), return_inverse=True)
    if len(names) < folds:
        raise TrainingError("split.fewPatients", f"{len(names)} patients cannot fill {folds} folds.")
    present = np.nan_to_num(targets) > 0.5
    with_none = np.concatenate([present, ~present.any(axis=1, keepdims=True)], axis=1).astype(np.float64)
    counts = np.zeros((len(names), with_none.shape[1]))
    np.add.at(counts, owner, with_none)
    totals = counts.sum(axis=0)
    weights = counts / np.maximum(totals, 1)
    shuffled = np.random.default_rng(seed).permutation(len(names))
    order = shuffled[np.argsort(-weights[shuffled].max(axis=1), kind="stable")]
    filled = np.zeros((folds, with_none.shape[1]))
    sizes = np.zeros(folds)
    fold_of = np.zeros(len(names), np.intp)
    for patient in order:
        need = weights[patient] @ (totals / folds - filled).T / max(weights[patient].sum(), 1e-12)
        best = max(range(folds), key=lambda fold: (round(need[fold], 9), -sizes[fold], -fold))
        fold_of[patient] = best
        filled[best] += counts[patient]
        sizes[best] += counts[patient].sum()
    return fold_of[owner]


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
    missing = [name for name in names if picture_name(name) not in fold]
    if missing:
        raise TrainingError("split.pictureMissing", f"{path.name} has no fold for {missing[0]}.")
    result = np.asarray([fold[picture_name(name)] for name in names], np.intp)
    refuse_divided_patients(patients, result)
    return result


def refuse_divided_patients(patients: Sequence[str], sides: Sequence[object] | NDArray[np.intp]) -> None:
    """Raise TrainingError `split.patientDivided` where one patient is on two sides."""
    seen: dict[str, object] = {}
    for patient, side in zip(patients, sides, strict=True):
        if seen.setdefault(patient, side) != side:
            raise TrainingError("split.patientDivided", f"Patient {patient} is on two sides of the split.")
