"""Measure the trained side gate and ship it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from torch import nn

from ctranscnn.data.pictures import Picture
from ctranscnn.export.facts import Metric
from ctranscnn.gates.film_evaluation import ACCEPTABLE, GATE_LIMIT, Change, distances
from ctranscnn.gates.film_package import GateFacts, share_metric
from ctranscnn.gates.side_network import SIDE_INPUT_PX
from ctranscnn.preprocess import InputFacts

SIDE_INPUT = InputFacts(SIDE_INPUT_PX, SIDE_INPUT_PX, "grey", mean=(0.0,), std=(1.0,), channels=1)
HOW_IT_WORKS = (
    "The film is reduced to 96 x 96 pixels and each pixel to its rank in the picture. A small network "
    "answers twice, of the film and of its mirror image; the difference tells which way it lies, and is by "
    "construction the opposite for the mirror image. Heart, aortic arch, diaphragm, stomach bubble and the "
    "letters of side markers may all count: which of them did in a film is not told. Over 1 the film looks "
    "mirrored. The limit lies above what 99 of 100 varied validation films reach as they lie."
)
LIMITS = (
    "A warning, not a gate: nothing is refused, and a film that gives none may lie mirrored all the same.",
    "A heart on the right side, a shifted mediastinum or a removed lung may look like a mirrored film.",
    "Films of one hospital (NIH ChestX-ray14); a few of them may themselves be stored mirrored.",
    "The letters on the film are not read: a wrong side marker on a film that lies right is not found.",
)


def side_metrics(gate: nn.Module, films: Sequence[Picture]) -> dict[str, Metric]:
    """What the card says of films of unseen patients, as they lie and mirrored, unchanged and changed."""
    note = f"{len(films)} films of unseen patients"
    changes: dict[str, Change] = {"": lambda film: film, **ACCEPTABLE}
    metrics: dict[str, Metric] = {}
    for name, change in changes.items():
        changed = [np.ascontiguousarray(change(film)) for film in films]
        mirrored = [np.ascontiguousarray(film[:, ::-1]) for film in changed]
        right, wrong = distances(gate, changed, SIDE_INPUT), distances(gate, mirrored, SIDE_INPUT)
        suffix = f", {name}" if name else ""
        metrics[f"as they lie, no warning{suffix}"] = share_metric(right <= GATE_LIMIT, note)
        metrics[f"mirrored, warned of{suffix}"] = share_metric(wrong > GATE_LIMIT, note)
        if not name:
            metrics["told from its mirror image"] = share_metric(right < wrong, note)
    return metrics


SIDE_GATE = GateFacts("film-side", "side-train", SIDE_INPUT, LIMITS, "Side of a frontal film", HOW_IT_WORKS)
