"""Train on what the workstation exported: signed labels of its own readers."""

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path

from ctranscnn.calibrate import Calibration, describe_calibration, fit_calibration
from ctranscnn.data.bundle import BundlePictures, read_bundle
from ctranscnn.data.pictures import Subset
from ctranscnn.errors import TrainingError
from ctranscnn.evaluate import Evaluation, HeldOut, evaluate, manifest_metrics
from ctranscnn.export.classifier_package import ClassifierFacts, write_classifier
from ctranscnn.export.facts import DataFacts, GoldenPicture
from ctranscnn.export.golden import golden_film
from ctranscnn.export.package import Card
from ctranscnn.labels import LabelSet
from ctranscnn.model.build import own_network
from ctranscnn.model.config import NetworkConfig
from ctranscnn.model.network import CTransCNN
from ctranscnn.pack import is_pack, read_pack_as_bundle
from ctranscnn.predict import predict
from ctranscnn.preprocess import InputFacts
from ctranscnn.recipe import Augmentation, Recipe, read_recipe
from ctranscnn.train import Means, train

GREY_TASKS = frozenset({"chestxray14", "chestxray11"})
SIDED_TASKS = frozenset({"chestxray11"})
"""Tasks whose labels depend on left and right: their pictures are never mirrored."""


def train_on_bundle(folder: Path, run_folder: Path, options: argparse.Namespace) -> None:
    """Read, train, calibrate on the validation side, measure on the test side, export with --out.

    Raises TrainingError `bundle.empty` where a side that is needed has no pictures; all of read_bundle's.
    """
    bundle = read_pack_as_bundle(folder) if is_pack(folder) else read_bundle(folder)
    recipe = bundle_recipe(bundle, options)
    training, validation, test = (bundle.side(split) for split in ("train", "validation", "test"))
    if len(training) < 2:
        raise TrainingError("bundle.empty", "The bundle has fewer than two pictures to train on.")
    recipe = replace(recipe, batch_size=min(recipe.batch_size, len(training)))
    watched = Means(validation if len(validation) else None)
    network = own_network(train(recipe, training, run_folder, watched))
    calibration = _calibration(network, validation, recipe)
    evaluation = _evaluation(network, test, recipe, calibration)
    report = {
        "task": bundle.task,
        "pictures": {"train": len(training), "validation": len(validation), "test": len(test)},
        "evaluation": None if evaluation is None else evaluation.as_json(),
        "calibration": describe_calibration(bundle.labels, calibration),
    }
    (run_folder / "evaluation.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    if options.out is not None:
        facts = _facts(bundle, recipe, calibration, evaluation)
        facts = replace(facts, version=options.model_version)
        write_classifier(options.out, network, facts, GoldenPicture(golden_film()))
    sys.stdout.write(json.dumps(report) + "\n")


def bundle_recipe(bundle: BundlePictures, options: argparse.Namespace) -> Recipe:
    """The given recipe, or the light default of the bundle's task; its classes are the bundle's labels.

    Raises TrainingError `bundle.noMasks` for a recipe whose input region is the tongue.
    """
    if options.recipe is None:
        recipe = _default_recipe(bundle)
    else:
        recipe = read_recipe(options.recipe)
        recipe = replace(
            recipe, task=bundle.task, network=replace(recipe.network, classes=len(bundle.labels))
        )
    if recipe.input.region != "whole":
        raise TrainingError(
            "bundle.noMasks", "A bundle carries no masks; the recipe's region must be 'whole'."
        )
    return recipe if options.epochs is None else replace(recipe, epochs=options.epochs)


def _default_recipe(bundle: BundlePictures) -> Recipe:
    network = NetworkConfig(classes=len(bundle.labels), depth=3, final_stride=1)
    grey = bundle.task in GREY_TASKS
    return Recipe(
        name=f"bundle-{bundle.task}",
        task=bundle.task,
        network=network,
        input=InputFacts(network.image_px, network.image_px, "grey" if grey else "rgb"),
        epochs=24,
        batch_size=16,
        augmentation=Augmentation(
            flip=bundle.task not in SIDED_TASKS,
            rotation_degrees=7,
            scale=0.12,
            shift=0.05,
            brightness=0.2,
            contrast=0.2,
        ),
    )


def _calibration(network: CTransCNN, validation: Subset, recipe: Recipe) -> Calibration:
    classes = recipe.network.classes
    if len(validation) == 0:
        return Calibration([0.0] * classes, [1.0] * classes, [0.5] * classes)
    return fit_calibration(predict(network, validation, recipe.input).logits, validation.targets)


def _evaluation(
    network: CTransCNN, test: Subset, recipe: Recipe, calibration: Calibration
) -> Evaluation | None:
    if len(test) == 0:
        return None
    predictions = predict(network, test, recipe.input)
    return evaluate(HeldOut(test.labels, test.patients, test.targets, predictions), calibration)


def _facts(
    bundle: BundlePictures, recipe: Recipe, calibration: Calibration, evaluation: Evaluation | None
) -> ClassifierFacts:
    metrics = {} if evaluation is None else manifest_metrics(evaluation, "test side of the bundle")
    finite = {name: metric for name, metric in metrics.items() if metric.value == metric.value}
    return ClassifierFacts(
        id=recipe.name,
        version="1.0.0",
        recipe=recipe,
        label_set=_chosen_labels(bundle),
        calibration=calibration,
        data=DataFacts(
            name=bundle.name,
            source=bundle.source,
            licence=bundle.licence,
            images=len(bundle),
            patients=len(set(bundle.patients)),
            split_file=None,
        ),
        metrics=finite,
        limits=[
            "Research use only. Not for diagnosis or treatment.",
            "Measured on the bundle's own test side only.",
        ],
        demonstration=False,
        command="ctranscnn train --data BUNDLE --out MODEL",
        card=Card(f"Own model for {bundle.task}", [("What it is", f"Trained on: {bundle.source}.")]),
    )


def _chosen_labels(bundle: BundlePictures) -> LabelSet:
    places = [bundle.label_set.keys.index(label) for label in bundle.labels]
    return replace(
        bundle.label_set,
        keys=tuple(bundle.labels),
        english_names=tuple(bundle.label_set.english_names[place] for place in places),
        dataset_names=tuple(bundle.label_set.dataset_names[place] for place in places),
    )
