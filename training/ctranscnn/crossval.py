"""Out-of-fold predictions: every picture is predicted by the network that saw none of its patient's
pictures.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ctranscnn.data.pictures import LabelledPictures, Subset
from ctranscnn.errors import TrainingError
from ctranscnn.metrics import macro_auc
from ctranscnn.predict import Predictions, predict
from ctranscnn.recipe import Recipe
from ctranscnn.split import refuse_divided_patients
from ctranscnn.train import train


@dataclass(frozen=True)
class Fold:
    """One fold: its number, the pictures it holds out and its run folder."""

    number: int
    training: list[int]
    held_out: list[int]
    run_folder: Path

    @property
    def predictions_file(self) -> Path:
        """Where the held-out predictions are kept once the fold is trained."""
        return self.run_folder / "held-out.npz"


def list_folds(pictures: LabelledPictures, folds: NDArray[np.intp], run_folder: Path) -> list[Fold]:
    """The folds of a set. Raises TrainingError where a patient is divided."""
    refuse_divided_patients(pictures.patients, folds)
    numbers = range(int(folds.max()) + 1)
    return [
        Fold(
            number,
            [index for index, fold in enumerate(folds) if fold != number],
            [index for index, fold in enumerate(folds) if fold == number],
            run_folder / f"fold-{number}",
        )
        for number in numbers
    ]


def train_fold(recipe: Recipe, pictures: LabelledPictures, fold: Fold) -> None:
    """Train one fold (continued where it stopped; skipped where it is done) and keep its predictions."""
    if fold.predictions_file.is_file():
        return
    held_out = Subset(pictures, fold.held_out)
    network = train(recipe, Subset(pictures, fold.training), fold.run_folder)
    predictions = predict(network, held_out, recipe.input)
    np.savez(
        fold.predictions_file,
        indices=np.asarray(fold.held_out),
        logits=predictions.logits,
        conv_logits=predictions.conv_logits,
        transformer_logits=predictions.transformer_logits,
    )
    sys.stderr.write(f"fold {fold.number}: macro AUC {macro_auc(predictions.logits, held_out.targets):.4f}\n")


def pooled_predictions(pictures: LabelledPictures, folds: list[Fold]) -> Predictions:
    """All folds' predictions in the order of the pictures.

    Raises TrainingError `crossval.unfinished` where a fold is not trained yet.
    """
    shape = (len(pictures), len(pictures.labels))
    pooled = {name: np.full(shape, np.nan) for name in ("logits", "conv_logits", "transformer_logits")}
    for fold in folds:
        if not fold.predictions_file.is_file():
            raise TrainingError("crossval.unfinished", f"Fold {fold.number} is not trained yet.")
        with np.load(fold.predictions_file) as saved:
            for name, values in pooled.items():
                values[saved["indices"]] = saved[name]
    return Predictions(**pooled)
