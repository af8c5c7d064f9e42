"""From a trained classifier and its evaluation to its model folder: the same for every task."""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import torch

from ctranscnn.calibrate import Calibration
from ctranscnn.export.classifier import CLASSIFIER_OUTPUTS, ClassifierGraph
from ctranscnn.export.facts import DataFacts, GoldenPicture, ManifestFacts, Metric, TrainingFacts
from ctranscnn.export.package import Card, ModelFacts, write_package
from ctranscnn.export.readback import network_metadata
from ctranscnn.labels import LabelSet
from ctranscnn.model.network import CTransCNN
from ctranscnn.model.simple_network import SimpleCTransCNN, simplified
from ctranscnn.paths import PROJECT_FOLDER
from ctranscnn.recipe import Recipe


@dataclass(frozen=True)
class ClassifierFacts:
    """What is known of a trained classifier."""

    id: str
    version: str
    recipe: Recipe
    label_set: LabelSet
    """Its keys are the model's outputs, in order."""
    calibration: Calibration
    data: DataFacts
    metrics: dict[str, Metric]
    limits: Sequence[str]
    demonstration: bool
    command: str
    card: Card


def write_classifier(
    folder: Path, network: CTransCNN, facts: ClassifierFacts, golden: GoldenPicture
) -> dict[str, float]:
    """Simplify, calibrate, export, compare, write; gives the differences from PyTorch by output role.

    Platt's shift is folded into the biases of both heads (their weights sum to 1, so the fused logit moves by
    exactly the shift); the temperature is applied in the graph. Neither changes a map.
    """
    simple = with_shifts(simplified(network), facts.calibration.shifts)
    # rounded here, because the graph and the manifest must divide by the very same number
    temperatures = [round(value, 4) for value in facts.calibration.temperatures]
    manifest = ManifestFacts(
        id=facts.id,
        version=facts.version,
        kind="classifier",
        task=facts.recipe.task,
        label_set=facts.label_set,
        input=facts.recipe.input,
        outputs=CLASSIFIER_OUTPUTS,
        conv_weight=simple.config.conv_weight,
        temperatures=temperatures,
        thresholds=facts.calibration.thresholds,
        demonstration=facts.demonstration,
        data=facts.data,
        metrics=facts.metrics,
        limits=facts.limits,
        training=TrainingFacts(facts.command, facts.recipe.seed, code_version(), today()),
        graph_metadata=network_metadata(simple.config),
    )
    return write_package(
        folder, ClassifierGraph(simple, temperatures), ModelFacts(manifest, facts.card), golden
    )


def with_shifts(network: SimpleCTransCNN, shifts: Sequence[float]) -> SimpleCTransCNN:
    """The same network with both heads' logits moved by one shift per label, in place."""
    for head in (network.conv_head, network.class_token_head):
        head.bias.data += torch.tensor(shifts, dtype=head.bias.dtype)
    return network


def code_version() -> str | None:
    """What `git describe` says of the project, or None outside a repository."""
    try:
        answer = subprocess.run(
            ["git", "describe", "--always", "--tags"],
            cwd=PROJECT_FOLDER,
            capture_output=True,
            text=True,
            check=True,
            timeout=10,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.stdout.strip() or None


def today() -> str:
    """The day, as in manifests: 2026-11-23 (UTC)."""
    return datetime.now(UTC).date().isoformat()
