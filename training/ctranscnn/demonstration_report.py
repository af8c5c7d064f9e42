"""Measuring a demonstration model and writing its folder, with a card that says plainly what it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ctranscnn.calibrate import Calibration, fit_calibration
from ctranscnn.data.pictures import LabelledPictures
from ctranscnn.demonstration import SIZES, DemonstrationData, DemonstrationName
from ctranscnn.evaluate import HeldOut, evaluate, manifest_metrics
from ctranscnn.export.classifier_package import ClassifierFacts, write_classifier
from ctranscnn.export.facts import DataFacts, GoldenPicture, Metric
from ctranscnn.export.package import Card
from ctranscnn.labels import read_label_set
from ctranscnn.model.network import CTransCNN
from ctranscnn.phantoms.backgrounds import generated_backgrounds
from ctranscnn.phantoms.film import draw_film
from ctranscnn.phantoms.tongue import draw_tongue, mask_picture
from ctranscnn.predict import predict
from ctranscnn.recipe import Recipe

CRITICAL_SENSITIVITY = 0.95
"""Operating point of lines out of place; other labels keep the usual one."""
GOLDEN_SEED, GOLDEN_PX, GOLDEN_WIDTH_PX = 99, 517, 443

TITLES: dict[DemonstrationName, str] = {
    "tcmtd": "Tongue constitutions, demonstration",
    "chestxray11": "Catheter and line positions, demonstration",
}

PURPOSES: dict[DemonstrationName, str] = {
    "tcmtd": """\
Shows how constitution scores, maps and operating points look and work. It was trained on rendered
tongues only. Drawing code gave each constitution the signs of the usual table: qi deficiency pale,
enlarged, tooth-marked; yin deficiency red, dry, cracked, scanty coating; phlegm-dampness enlarged,
thick white greasy coating; damp-heat red, thick yellow greasy coating; blood stasis purple with stasis
spots. Two have no sign of their own and got a stand-in: qi stagnation a red tip and sides, special
diathesis a peeled, map-like coating.

**It has learnt our drawing, not medicine. Its scores have no clinical meaning on any photo of a
person.**""",
    "chestxray11": """\
Shows how scores for tubes and lines, maps and operating points look and work. It was trained on lines
drawn by code over real postero-anterior films and over generated ones; where the drawn tip lies in an
estimated anatomical frame decided the label.

**It has learnt our drawing, not medicine. Its scores have no clinical meaning on any film of a
person.**""",
}

LIMITS: dict[DemonstrationName, tuple[str, ...]] = {
    "tcmtd": (
        "Trained and measured on drawn tongues only; nothing was measured on labelled photos.",
        "Qi stagnation and special diathesis are stand-ins of our own, not signs of the constitution.",
        "Pinghe and Yangxu have no score.",
    ),
    "chestxray11": (
        "Trained and measured on drawn lines only; nothing was measured on real tubes.",
        "It sees whether a tube is there far better than where its tip lies, above all for ETT.",
        "Drawn lines are wider and clearer than many real ones; centimetres are those of a nominal chest.",
        "Cut-offs between borderline and abnormal are our own convention for drawing.",
        "A cell of the map covers several centimetres: it shows attention and locates no tip.",
    ),
}

CONTROL = """\
`macroAucControl` is measured on the same labels, backgrounds and light, but without the signs: near 0.5
means that nothing else in the pictures betrays a label. Test phantoms come from a seed that training never
saw, and what lies behind their signs (film, mouth, light) was never seen in training either."""


@dataclass(frozen=True)
class Measured:
    """Calibration from validation phantoms, metrics from test and control."""

    calibration: Calibration
    metrics: dict[str, Metric]


def measure(network: CTransCNN, data: DemonstrationData, recipe: Recipe) -> Measured:
    """Macro and per-label AUC where the signs are drawn, and macro AUC where they are not."""
    logits = predict(network, data.validation, recipe.input).logits
    calibration = fit_calibration(logits, data.validation.targets)
    scores = calibration.scores(logits)
    thresholds = [
        _critical_threshold(scores[:, column], data.validation.targets[:, column])
        if label.endswith("-abnormal")
        else calibration.thresholds[column]
        for column, label in enumerate(data.validation.labels)
    ]
    calibration = replace(calibration, thresholds=thresholds)
    test = evaluate(_held_out(network, data.test, recipe), calibration)
    control = evaluate(_held_out(network, data.control, recipe), calibration)
    metrics = manifest_metrics(test, "phantoms of an unseen seed over unseen backgrounds")
    without = manifest_metrics(control, "the same phantoms with the signs not drawn")
    return Measured(calibration, {**metrics, "macroAucControl": without["macroAuc"]})


def ship(
    name: DemonstrationName, network: CTransCNN, measured: Measured, place: tuple[Path, Recipe]
) -> dict[str, float]:
    """Write the model folder; gives the differences between file and PyTorch by output role."""
    folder, recipe = place
    sections = [("What it is", PURPOSES[name]), ("The control", CONTROL)]
    facts = ClassifierFacts(
        id=name,
        version="1.0.0",
        recipe=recipe,
        label_set=read_label_set(name),
        calibration=measured.calibration,
        data=data_facts(name),
        metrics=measured.metrics,
        limits=LIMITS[name],
        demonstration=True,
        command=f"ctranscnn demonstration --model {name}",
        card=Card(TITLES[name], sections),
    )
    return write_classifier(folder, network, facts, golden_picture(name))


def data_facts(name: DemonstrationName) -> DataFacts:
    """What the card says of the pictures; every phantom counts as a patient of its own."""
    count = SIZES[name].train
    if name == "tcmtd":
        source = "this project's drawing code"
        return DataFacts("Drawn tongues (ctranscnn phantoms)", source, "Apache-2.0", count, count, None)
    return DataFacts(
        "Drawn lines over real and generated films (ctranscnn phantoms)",
        "this project's drawing code; real backgrounds: NIH ChestX-ray14, NIH Clinical Center "
        "(Wang et al., ChestX-ray8, CVPR 2017, pp. 3462-3471)",
        "drawing Apache-2.0; NIH films: no restrictions on the use",
        count,
        count,
        "training/splits/chestxray11-backgrounds.json",
    )


def golden_picture(name: DemonstrationName) -> GoldenPicture:
    """A phantom of odd sides, and its mask where the model reads the tongue's region."""
    left = (GOLDEN_PX - GOLDEN_WIDTH_PX) // 2
    columns = slice(left, left + GOLDEN_WIDTH_PX)
    if name == "chestxray11":
        film = draw_film(generated_backgrounds(1, GOLDEN_SEED, GOLDEN_PX), GOLDEN_SEED, 0)
        return GoldenPicture(np.ascontiguousarray(film.picture[:, columns]))
    tongue = draw_tongue(GOLDEN_SEED, 0, GOLDEN_PX)
    mask = np.ascontiguousarray(mask_picture(tongue.mask)[:, columns])
    return GoldenPicture(np.ascontiguousarray(tongue.picture[:, columns]), mask)


def _held_out(network: CTransCNN, pictures: LabelledPictures, recipe: Recipe) -> HeldOut:
    predictions = predict(network, pictures, recipe.input)
    return HeldOut(pictures.labels, pictures.patients, pictures.targets, predictions)


def _critical_threshold(scores: np.ndarray, targets: np.ndarray) -> float:
    """The highest threshold that finds at least CRITICAL_SENSITIVITY of the positives."""
    positives = np.sort(scores[targets > 0.5])
    return float(positives[int(np.floor((1.0 - CRITICAL_SENSITIVITY) * len(positives) + 1e-9))])
