"""Ship the tube network with its figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from torch import nn

from ctranscnn.export.facts import DataFacts, GoldenPicture, ManifestFacts, Metric, TrainingFacts
from ctranscnn.export.package import Card, ModelFacts, write_package
from ctranscnn.phantoms.backgrounds import generated_backgrounds
from ctranscnn.tubes.decode import TIP_THRESHOLD, TUBE_THRESHOLD
from ctranscnn.tubes.examples import TUBES_INPUT, draw_over

GOLDEN_SEED = 11
GOLDEN_SIDE_PX = 320
HOW_IT_WORKS = (
    "An encoder-decoder of five levels (attention between the cells of the coarsest one) reads the film at "
    "320 x 320 pixels, standardised, and gives two maps of 160 x 160 cells for each of four kinds: where a "
    "tube of the kind runs, and where its tip is. The workstation follows the ridge of a course's map "
    "(docs/decisions/tip-suggestion.md) and shows a dashed line with kind and score. Nothing is measured "
    "from it: it becomes a mark only where a reader accepts it."
)
WHAT_IT_IS = (
    "**Demonstration: trained on drawn tubes over real films.** Nobody labelled a real tube for it. Tubes of "
    "true width (two walls or a stripe, side ports, rings, dense or faint, sharp or blurred) are drawn along "
    "courses that an estimated frame of the chest suggests; monitor wires are drawn too and carry no label. "
    "The frame comes from fitting a pair of drawn lungs to the film and is good to about a centimetre, so "
    "carina, hila and other landmarks are no targets of this model: there is no truth to learn them from."
)
LIMITS = (
    "Demonstration: trained and measured on drawn tubes over real films; how it does on real tubes is not "
    "known.",
    "The courses of training and test are drawn by the same code: the figures say how drawn tubes are found.",
    "Some films may show real tubes that nobody has labelled: what is suggested there counts as wrong.",
    "Postero-anterior films of one hospital (NIH ChestX-ray14); films from the bedside were left out.",
    "A tube that crosses itself (most Swan-Ganz catheters to the right) is followed the short way: its "
    "loop is cut off, and it counts as not found; two of one kind side by side may become one.",
    "No landmark is suggested: the films have none to learn from. Tubes of other kinds (drains, pacemaker "
    "leads) are not known and may be called by one of the four names.",
)


@dataclass(frozen=True)
class MeasuredTubes:
    """What the manifest says of the weights."""

    metrics: dict[str, Metric]
    data: DataFacts
    seed: int
    command: str


def golden_tubes() -> GoldenPicture:
    """A generated film with tubes, of odd size."""
    background = generated_backgrounds(1, GOLDEN_SEED, GOLDEN_SIDE_PX)[0]
    film = draw_over(background, np.random.default_rng(GOLDEN_SEED)).picture
    return GoldenPicture(np.ascontiguousarray(film[:-3, :-5]))


def write_tubes(folder: Path, network: nn.Module, measured: MeasuredTubes) -> dict[str, float]:
    """Write models/line-tips; returns the differences between the file and PyTorch."""
    manifest = ManifestFacts(
        id="line-tips",
        version="1.0.0",
        kind="suggester",
        task="line-tips",
        input=TUBES_INPUT,
        outputs={"tubes": "tubes", "tips": "tips"},
        thresholds=[TUBE_THRESHOLD, TIP_THRESHOLD],
        demonstration=True,
        data=measured.data,
        metrics=measured.metrics,
        limits=LIMITS,
        training=TrainingFacts(measured.command, measured.seed, None, date.today().isoformat()),
    )
    sections = [("What it is", WHAT_IT_IS), ("How it works", HOW_IT_WORKS)]
    return write_package(
        folder, network, ModelFacts(manifest, Card("Tube and tip suggestions", sections)), golden_tubes()
    )
