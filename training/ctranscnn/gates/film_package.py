"""Measure the trained film gate and ship it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from scipy.stats import binomtest
from torch import nn

from ctranscnn.data.pictures import Picture
from ctranscnn.export.facts import DataFacts, GoldenPicture, ManifestFacts, Metric, TrainingFacts
from ctranscnn.export.package import Card, ModelFacts, write_package
from ctranscnn.gates.film_evaluation import (
    ACCEPTABLE,
    GATE_INPUT,
    GATE_LIMIT,
    UNACCEPTABLE,
    Answers,
    accepted,
    changed_films,
    drawn_others,
)
from ctranscnn.gates.film_sources import GateSources
from ctranscnn.phantoms.film_background import draw_film_background
from ctranscnn.phantoms.noise import to_picture
from ctranscnn.preprocess import InputFacts

OTHERS_COUNT = 300
GOLDEN_SIDE_PX = 437
METHOD = "exact binomial interval"
HOW_IT_WORKS = (
    "The picture is reduced to 48 x 48 grey pixels and each pixel to its rank in the picture, so "
    "window, gamma and exposure do not matter and an inverted film is the opposite of a film. A small "
    "network, trained on films against inverted, turned, cut, shuffled and blurred films, drawn "
    "radiographs of other parts and other pictures, gives one distance; the distance from the films' "
    "principal subspace (32 directions) the other. The larger counts, each divided by its own limit: a "
    "picture is taken for a frontal chest film up to 1."
)
LIMITS = (
    "No real lateral films and no real radiographs of other parts were at hand: drawn ones were.",
    "The upper or lower half of a film still passes about every second time.",
    "A film mirrored left to right passes: the gate does not judge laterality.",
    "One test film lies upside down in the data itself; refusing it is counted as an error all the same.",
    "Fitted on films of one hospital (NIH ChestX-ray14); two films of other sources were tried and passed.",
)


def share_metric(passed: Answers, note: str) -> Metric:
    """The share of True among n independent pictures, with its exact (Clopper-Pearson) 95 % interval."""
    hits, count = int(np.sum(passed)), len(passed)
    interval = binomtest(hits, count).proportion_ci()
    return Metric(round(hits / count, 4), round(interval.low, 4), round(interval.high, 4), METHOD, note)


def gate_metrics(gate: nn.Module, sources: GateSources, photos: Sequence[Picture]) -> dict[str, Metric]:
    """What the card says of the test films, and of pictures to refuse."""
    count, drawn_count = len(sources.test_films), len(sources.test_drawn)
    metrics = {
        "films accepted": share_metric(
            accepted(gate, sources.test_films), f"{count} films of unseen patients"
        ),
        "drawn films accepted": share_metric(
            accepted(gate, sources.test_drawn), f"{drawn_count} films of unseen drawing seeds"
        ),
    }
    note = f"the same {count} films, changed"
    for name, passed in changed_films(gate, sources.test_films, ACCEPTABLE).items():
        metrics[f"films {name} accepted"] = share_metric(passed, note)
    for name, passed in changed_films(gate, sources.test_films, UNACCEPTABLE).items():
        metrics[f"films {name} refused"] = share_metric(~passed, note)
    others = {"tongue photos": list(photos), **drawn_others(1, OTHERS_COUNT)}
    for name, pictures in others.items():
        if pictures:
            metrics[f"{name} refused"] = share_metric(~accepted(gate, pictures), f"{len(pictures)} pictures")
    return metrics


def golden_film() -> GoldenPicture:
    """A drawn film of odd size."""
    film = to_picture(draw_film_background(np.random.default_rng([0, 437]), GOLDEN_SIDE_PX).values)
    return GoldenPicture(np.ascontiguousarray(film[:, 8:-17]))


@dataclass(frozen=True)
class MeasuredGate:
    """What the manifest says of the weights."""

    metrics: dict[str, Metric]
    data: DataFacts
    seed: int


@dataclass(frozen=True)
class GateFacts:
    """What is said of one gate, whatever was measured; its task is named as it is."""

    id: str
    command: str
    input: InputFacts
    limits: Sequence[str]
    title: str
    how_it_works: str


FILM_GATE = GateFacts("frontal-film", "gate-train", GATE_INPUT, LIMITS, "Frontal-film gate", HOW_IT_WORKS)


def write_gate(
    folder: Path, gate: nn.Module, measured: MeasuredGate, facts: GateFacts = FILM_GATE
) -> dict[str, float]:
    """Write models/<id>; returns the differences between the file and PyTorch."""
    command = f"ctranscnn {facts.command} --seed {measured.seed}"
    manifest = ManifestFacts(
        id=facts.id,
        version="1.0.0",
        kind="gate",
        task=facts.id,
        input=facts.input,
        outputs={"distance": "distance"},
        thresholds=[GATE_LIMIT],
        demonstration=False,
        data=measured.data,
        metrics=measured.metrics,
        limits=tuple(facts.limits),
        training=TrainingFacts(command, measured.seed, None, date.today().isoformat()),
    )
    card = Card(facts.title, [("How it works", facts.how_it_works)])
    return write_package(folder, gate, ModelFacts(manifest, card), golden_film())
