"""The shipped film model: five folds by patient for honest figures, then one fit on all films, then
export.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import torch

from ctranscnn.calibrate import Calibration, describe_calibration, fit_calibration
from ctranscnn.crossval import Fold, list_folds, pooled_predictions, train_fold
from ctranscnn.data.nih import NihFilms, read_nih_films
from ctranscnn.errors import TrainingError
from ctranscnn.evaluate import Evaluation, HeldOut, evaluate, manifest_metrics
from ctranscnn.export.classifier_package import ClassifierFacts, write_classifier
from ctranscnn.export.facts import DataFacts, GoldenPicture
from ctranscnn.export.golden import golden_film
from ctranscnn.export.package import Card
from ctranscnn.labels import read_label_set
from ctranscnn.model.network import CTransCNN
from ctranscnn.recipe import Recipe
from ctranscnn.split import patient_folds, read_folds, write_folds
from ctranscnn.train import train

FOLDS = 5
VERSION = "1.0.0"
HOW = "out-of-fold, 5 folds by patient"
SOURCE = (
    "NIH ChestX-ray14 (Wang et al., ChestX-ray8, CVPR 2017, pp. 3462–3471), National Institutes of Health "
    "Clinical Center, https://nihcc.app.box.com/v/ChestXray-NIHCC"
)


@dataclass(frozen=True)
class FilmsRun:
    """Where a run reads and writes."""

    films: Path
    recipe: Recipe
    split_file: Path
    run_folder: Path
    model_folder: Path | None


def train_on_films(run: FilmsRun, only: str | None) -> None:
    """All parts in order, or `only` one of them: fold-0 … fold-4, final, export."""
    films = read_nih_films(run.films)
    folds = _folds(run, films)
    parts = [*(f"fold-{fold.number}" for fold in folds), "final", "export"]
    if only is not None and only not in parts:
        raise TrainingError("train.part", f"--only must be one of {', '.join(parts)}.")
    for fold in folds:
        if only in (None, f"fold-{fold.number}"):
            train_fold(run.recipe, films, fold)
    if only in (None, "final"):
        train(run.recipe, films, run.run_folder / "final")
    if only in (None, "export"):
        _finish(run, films, folds)


def _folds(run: FilmsRun, films: NihFilms) -> list[Fold]:
    if not run.split_file.is_file():
        drawn = patient_folds(films.patients, films.targets, FOLDS, run.recipe.seed)
        facts = {"source": "nih-chest", "folds": FOLDS, "seed": run.recipe.seed}
        write_folds(run.split_file, films.names, drawn, facts)
    return list_folds(films, read_folds(run.split_file, films.names, films.patients), run.run_folder)


def _finish(run: FilmsRun, films: NihFilms, folds: list[Fold]) -> None:
    predictions = pooled_predictions(films, folds)
    calibration = fit_calibration(predictions.logits, films.targets)
    evaluation = evaluate(HeldOut(films.labels, films.patients, films.targets, predictions), calibration)
    report = {
        "evaluation": evaluation.as_json(),
        "calibration": describe_calibration(films.labels, calibration),
    }
    (run.run_folder / "evaluation.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    interval = evaluation.macro_auc
    sys.stdout.write(
        f"macro AUC {interval.value:.4f} ({interval.low:.4f} – {interval.high:.4f}) "
        f"over {', '.join(evaluation.measured)}\n"
    )
    if run.model_folder is not None:
        facts = _facts(run, films, calibration, evaluation)
        differences = write_classifier(
            run.model_folder, _final_network(run), facts, GoldenPicture(golden_film())
        )
        sys.stdout.write(f"differences from PyTorch: {json.dumps(differences)}\n")


def _final_network(run: FilmsRun) -> CTransCNN:
    weights = run.run_folder / "final" / "weights.pt"
    if not weights.is_file():
        raise TrainingError("train.unfinished", "The final fit is not trained yet: run --only final.")
    network = CTransCNN(run.recipe.own_network)
    network.load_state_dict(torch.load(weights, weights_only=True))
    return network.eval()


def _facts(
    run: FilmsRun, films: NihFilms, calibration: Calibration, evaluation: Evaluation
) -> ClassifierFacts:
    recipe = run.recipe
    return ClassifierFacts(
        id=recipe.name,
        version=VERSION,
        recipe=recipe,
        label_set=read_label_set(recipe.task),
        calibration=calibration,
        data=DataFacts(
            name="878 frontal films of NIH ChestX-ray14, 512 px",
            source=SOURCE,
            licence="no restrictions on the use of the NIH images; cite and acknowledge",
            images=len(films),
            patients=len(set(films.patients)),
            split_file=f"training/splits/{run.split_file.name}",
        ),
        metrics=manifest_metrics(evaluation, HOW),
        limits=_limits(evaluation),
        demonstration=False,
        command=f"ctranscnn train --recipe training/recipes/{recipe.name}.json "
        f"--films ../shared/data/nih-chest --out models/{recipe.name}",
        card=Card("Chest findings (ChestX-ray14)", _sections(recipe, evaluation)),
    )


def _limits(evaluation: Evaluation) -> list[str]:
    few = [f"{result.label} ({result.positives})" for result in evaluation.labels if not result.sufficient]
    return [
        "Research use only. Not for diagnosis or treatment.",
        f"A tiny training set: {evaluation.pictures} films of {evaluation.patients} patients, one hospital.",
        "The labels were mined from report texts by NIH, not read from the films: some are wrong.",
        "The set was chosen rich in pneumonia: scores overstate how common findings are elsewhere.",
        "Films are read at 128 px: small nodules, fine lines and catheter tips cannot be seen at that size.",
        "The map shows where the conv head looked, in cells of 1/8 of the film's side; it does not show "
        "where a finding is: on 39 boxes of radiologists it points no better than chance (docs/maps.md).",
        "Frontal films only, 85 of them of children; lateral films and other body parts are not covered.",
        f"Insufficient data, scores not to be used (positives): {', '.join(few)}.",
    ]


def _sections(recipe: Recipe, evaluation: Evaluation) -> list[tuple[str, str]]:
    network = recipe.own_network
    return [
        (
            "What it is",
            "CTransCNN (Wu et al., Knowledge-Based Systems 2023) in a light form: "
            f"embedding {network.embed}, depth {network.depth}, {network.heads} heads, base width "
            f"{network.base_width}, {network.image_px} px, trained from scratch. Fourteen findings, of which "
            f"{len(evaluation.measured)} have at least 20 positives: {', '.join(evaluation.measured)}.",
        ),
        (
            "How it was measured",
            "Five folds by patient; each film is scored by the network that saw no film of its patient, "
            "and the pooled scores are measured once. The shipped weights are a sixth fit of the same recipe "
            "on all films: they were not measured themselves, having no unseen films left. "
            f"Conv head alone {evaluation.macro_auc_conv:.3f}, transformer head alone "
            f"{evaluation.macro_auc_transformer:.3f} (macro AUC). The seed was not chosen by result. "
            "The second cycle of the recipe was added after the first cycle alone had given 0.799 out of "
            "fold: to that extent the figure has seen its own films.",
        ),
        (
            "Scores and operating points",
            "Platt scaling per label on the out-of-fold logits: the shift is in the heads' biases, the "
            "temperature in the graph. The operating point is the highest score that finds at least 80 % of "
            "the positives out of fold. Labels with fewer than 20 positives share the median temperature, "
            "are shifted to their observed share and keep the neutral 0.5: they are hardly ever called. The "
            "operating points were chosen on the same out-of-fold scores that are reported, so the "
            "sensitivity they show is a little optimistic.",
        ),
        ("Operating points out of fold", _operating_points(evaluation)),
    ]


def _operating_points(evaluation: Evaluation) -> str:
    def cell(value: float | None) -> str:
        return "–" if value is None else f"{value:.3f}"

    rows = [
        f"| {result.label} | {result.positives} | {cell(result.auc)} | {result.threshold:.3f} | "
        f"{cell(result.sensitivity)} | {cell(result.specificity)} | "
        f"{'' if result.sufficient else 'insufficient data'} |"
        for result in evaluation.labels
    ]
    head = [
        "| label | positives | AUC | threshold | sensitivity | specificity | |",
        "|---|---|---|---|---|---|---|",
    ]
    return "\n".join([*head, *rows])
