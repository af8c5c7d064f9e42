"""What maps and their smoothing cost in ONNX Runtime: one picture, one thread, medians in milliseconds."""

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from torch import nn

from ctranscnn.export.parity import open_session
from ctranscnn.export.smooth_maps import SMOOTH_OUTPUTS, ScoresGraph, SmoothMapsGraph, export_graph
from ctranscnn.maps.shipped import ShippedClassifier

ROUNDS = 30
WARM_UP_ROUNDS = 3


def bench_smooth_maps(shipped: ShippedClassifier, rounds: int = ROUNDS) -> dict[str, float]:
    """Median ms of: `scores` alone, with `plain` maps of all labels, with `eigen`, `aug` and `both`."""
    graphs: dict[str, tuple[nn.Module, dict[str, str]]] = {
        "scores": (ScoresGraph(shipped), {"scores": SMOOTH_OUTPUTS["scores"]}),
        "plain": (SmoothMapsGraph(shipped, "none"), SMOOTH_OUTPUTS),
        "eigen": (SmoothMapsGraph(shipped, "eigen"), SMOOTH_OUTPUTS),
        "aug": (SmoothMapsGraph(shipped, "aug"), SMOOTH_OUTPUTS),
        "both": (SmoothMapsGraph(shipped, "both"), SMOOTH_OUTPUTS),
    }
    batch = shipped.golden_input()
    jobs: dict[str, Callable[[], Any]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, (module, outputs) in graphs.items():
            path = Path(folder) / f"{name}.onnx"
            export_graph(path, module, shipped, outputs)
            session = open_session(path, threads=1)
            jobs[name] = lambda session=session, outputs=outputs: session.run(
                list(outputs.values()), {shipped.input.name: batch}
            )
        return median_times(jobs, rounds)


def median_times(jobs: dict[str, Callable[[], Any]], rounds: int) -> dict[str, float]:
    """Median ms of each job, taken in turn so that a busy machine slows all of them alike."""
    taken: dict[str, list[float]] = {name: [] for name in jobs}
    for number in range(WARM_UP_ROUNDS + rounds):
        for name, job in jobs.items():
            started = time.perf_counter()
            job()
            if number >= WARM_UP_ROUNDS:
                taken[name].append(1000 * (time.perf_counter() - started))
    return {name: statistics.median(values) for name, values in taken.items()}
