"""Ship the segmenter with its figures."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import onnxruntime
from torch import nn

from ctranscnn.export.facts import DataFacts, GoldenPicture, ManifestFacts, Metric, TrainingFacts
from ctranscnn.export.package import Card, ModelFacts, write_package
from ctranscnn.phantoms.tongue import draw_tongue
from ctranscnn.segmentation.batches import SEGMENTER_INPUT
from ctranscnn.segmentation.evaluation import MASK_THRESHOLD
from ctranscnn.segmentation.network import TongueSegmenterProbabilities

GOLDEN_SIDE_PX = 451
TIMING_ROUNDS = 40
HOW_IT_WORKS = (
    "An encoder-decoder of five levels. The encoder is the first twelve blocks of EfficientNet-Lite0 and "
    "began with the weights published for it, learnt on photographs of everyday things (ImageNet); what "
    "stands behind it began at random, and all of it was trained on tongues. Every skip connection is "
    "weighed per pixel and per channel by the deeper level (attention at four levels); the coarsest grid "
    "attends to itself. An edge head "
    "reads a shallow and a deep level, is trained on the mask's outline, and its features are fused "
    "into the mask's last layer. `presence` is the probability that the picture shows a tongue at all; "
    "below the second threshold the picture is refused. The idea of edge features at several levels is "
    "that of MEAN, the network the CTransCNN paper names; its own paper could not be read, and no "
    "parity with its figures is claimed. Loss: Dice and cross-entropy on the mask, cross-entropy on "
    "edge and presence. To use a mask, enlarge the probabilities bilinearly to the picture's size, then "
    "cut at the first threshold."
)
LIMITS = (
    "All photos come from one collection and one camera position; how they were collected is not documented, "
    "nor how many people they show. Photos of other cameras are imitated in training, not measured here.",
    "One annotator's masks: above an mIoU of about 0.98 differences lie within annotation variability. Most "
    "of what is left lies where the root goes into the dark.",
    "Undersides of tongues, tongues of children and tongues held by an instrument were not among the photos.",
    "Tongue photos turned by quarters or upside down, and grey ones, are found (all 97), with outlines that "
    "are up to 0.03 of mIoU worse than upright ones.",
    "Pictures to refuse were derived and drawn, with crops of three everyday photographs; one of them, a "
    "portrait, is also among the decoder pictures measured above.",
)


@dataclass(frozen=True)
class Cost:
    """Size and speed of the shipped file."""

    parameters: int
    milliseconds: dict[int, float]
    """Median per picture by number of threads."""

    def sentence(self) -> str:
        """For the card."""
        times = ", ".join(
            f"{value:.1f} ms on {count} thread(s)" for count, value in self.milliseconds.items()
        )
        return (
            f"{self.parameters:,} parameters. One picture takes {times} (ONNX Runtime on the CPU, median of "
            f"{TIMING_ROUNDS}, on a shared machine)."
        )


def measure_milliseconds(model: Path, threads: int) -> float:
    """Median time of one picture through the file, in milliseconds."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    side = SEGMENTER_INPUT.width_px
    picture = np.random.default_rng(0).standard_normal((1, 3, side, side), np.float32)
    times: list[float] = []
    for _ in range(TIMING_ROUNDS):
        start = time.perf_counter()
        session.run(None, {SEGMENTER_INPUT.name: picture})
        times.append(1000 * (time.perf_counter() - start))
    return float(np.median(times))


def golden_tongue() -> GoldenPicture:
    """A drawn tongue of odd size."""
    picture = draw_tongue(0, 451, GOLDEN_SIDE_PX).picture
    return GoldenPicture(np.ascontiguousarray(picture[:, 6:-31]))


@dataclass(frozen=True)
class Measured:
    """What the manifest says of the weights."""

    metrics: dict[str, Metric]
    presence_limit: float
    data: DataFacts
    seed: int


def write_segmenter(folder: Path, network: nn.Module, measured: Measured) -> dict[str, float]:
    """Write models/tongue-segmentation: once to time the file, then with the times on the card."""
    probabilities = TongueSegmenterProbabilities(network)
    trial = folder.with_name(folder.name + ".trial")
    write_package(trial, probabilities, _facts(measured, "not timed"), golden_tongue())
    times = {threads: measure_milliseconds(trial / "model.onnx", threads) for threads in (1, 2)}
    for path in sorted(trial.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    trial.rmdir()
    cost = Cost(sum(parameter.numel() for parameter in network.parameters()), times)
    return write_package(folder, probabilities, _facts(measured, cost.sentence()), golden_tongue())


def _facts(measured: Measured, cost: str) -> ModelFacts:
    manifest = ManifestFacts(
        id="tongue-segmentation",
        version="2.0.0",
        kind="segmenter",
        task="tongue-segmentation",
        input=SEGMENTER_INPUT,
        outputs={"mask": "mask", "edge": "edge", "presence": "presence"},
        thresholds=[MASK_THRESHOLD, measured.presence_limit],
        demonstration=False,
        data=measured.data,
        metrics=measured.metrics,
        limits=LIMITS,
        training=TrainingFacts(
            f"ctranscnn segment-train --seed {measured.seed}, then segment-evaluate",
            measured.seed,
            None,
            date.today().isoformat(),
        ),
    )
    return ModelFacts(manifest, Card("Tongue segmenter", [("How it works", HOW_IT_WORKS), ("Cost", cost)]))
