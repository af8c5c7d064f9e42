"""How fast the networks are on this machine: inference as ONNX, and a training step in PyTorch."""

import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import numpy as np
import torch
from onnxruntime import InferenceSession

from ctranscnn.export.forms import Form, write_form
from ctranscnn.export.parity import open_session
from ctranscnn.losses import binary_cross_entropy
from ctranscnn.model.build import build_network, classify, memory_layout
from ctranscnn.model.comparator_config import ComparatorName
from ctranscnn.model.cost import cost_of
from ctranscnn.model.network import CTransCNN
from ctranscnn.model.sizes import sized
from ctranscnn.recipe import AnyNetwork
from ctranscnn.study.networks import named_network

LABELS = 14
OWN_COMPARATOR = "conformer"
"""The one comparator that is not timm's."""


@dataclass(frozen=True)
class Speed:
    """One measured figure; ratio = how many times better than the baseline."""

    name: str
    value: float
    unit: str
    baseline: float
    ratio: float
    gmac: float
    megabytes: float | None = None


def inference_speeds(image_px: int, threads: int, rounds: int) -> list[Speed]:
    """Milliseconds of one picture's scores and maps, batch 1, by size and form, against `full` in fp32.

    Weights are random: speed does not depend on them. Sizes take turns, so that a busy moment hits all.
    """
    torch.manual_seed(0)
    image = np.random.default_rng(0).standard_normal((1, 3, image_px, image_px)).astype(np.float32)
    wanted: list[tuple[str, Form]] = [("full", "fp32"), ("full", "int8"), ("deep", "fp32")]
    wanted += [(size, form) for size in ("lite", "tiny") for form in get_args(Form)]
    works: dict[str, Callable[[], object]] = {}
    facts: dict[str, tuple[float, float]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        for size, form in wanted:
            network = CTransCNN(sized(size, LABELS, image_px)).eval()
            path = Path(scratch) / f"{size}-{form}.onnx"
            write_form(network, form, path)
            session = open_session(path, threads)
            works[f"inference.{size}.{form}"] = _call(session, image)
            gmac = cost_of(network, image_px).macs / 1e9
            facts[f"inference.{size}.{form}"] = (gmac, path.stat().st_size / 2**20)
        medians = _medians(works, rounds)
    baseline = medians["inference.full.fp32"]
    return [
        Speed(name, value, "ms", baseline, baseline / value, *facts[name]) for name, value in medians.items()
    ]


def training_speeds(image_px: int, batch: int, rounds: int) -> list[Speed]:
    """Pictures per second of one training step of CTransCNN-Lite, against timm's networks of equal
    multiply-accumulates.
    """
    size = sized("lite", LABELS, image_px)
    names = [name for name in get_args(ComparatorName) if name != OWN_COMPARATOR]
    networks: dict[str, AnyNetwork] = {name: named_network(name, size) for name in ("ctranscnn", *names)}
    torch.manual_seed(0)
    works = {name: _step(config, batch) for name, config in networks.items()}
    seconds = _medians(works, rounds)
    own = batch / (seconds["ctranscnn"] / 1000)
    speeds: list[Speed] = []
    for name in names:
        baseline = batch / (seconds[name] / 1000)
        gmac = cost_of(build_network(networks[name]), image_px).macs / 1e9
        speeds.append(Speed(f"training.against.{name}", own, "pictures/s", baseline, own / baseline, gmac))
    return speeds


def _call(session: InferenceSession, image: np.ndarray) -> Callable[[], object]:
    return lambda: session.run(["scores", "maps"], {"image": image})


def _step(config: AnyNetwork, batch: int) -> Callable[[], object]:
    layout, image_px = memory_layout(config), config.image_px
    network = build_network(config).to(memory_format=layout).train()
    optimiser = torch.optim.AdamW(network.parameters(), fused=True)
    images = torch.randn(batch, 3, image_px, image_px).contiguous(memory_format=layout)
    targets = (torch.rand(batch, LABELS) < 0.2).float()

    def step() -> None:
        with torch.autocast("cpu", torch.bfloat16):
            output = classify(network, images)
        losses = [binary_cross_entropy(logits.float(), targets) for logits in output.heads.values()]
        optimiser.zero_grad()
        torch.stack(losses).mean().backward()
        optimiser.step()

    return step


def _medians(works: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    spent: dict[str, list[float]] = {name: [] for name in works}
    for work in works.values():
        work()
    for _ in range(rounds):
        for name, work in works.items():
            started = time.perf_counter()
            work()
            spent[name].append((time.perf_counter() - started) * 1000)
    return {name: statistics.median(times) for name, times in spent.items()}
