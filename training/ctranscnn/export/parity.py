"""Does the file answer as PyTorch does? Asked before a model folder is written, and again by tests."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from numpy.typing import NDArray
from torch import nn

from ctranscnn.errors import TrainingError

Floats = NDArray[np.float32]

SCORE_ROLES = frozenset({"scores", "mask", "edge", "presence", "tubes", "tips"})
"""Probabilities: compared as they are, with the tolerance of scores."""


def open_session(path: Path, threads: int = 1) -> onnxruntime.InferenceSession:
    """ONNX Runtime on the CPU with a fixed number of threads."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def run_file(
    session: onnxruntime.InferenceSession, outputs: Mapping[str, str], batch: Floats
) -> dict[str, Floats]:
    """All outputs by role."""
    input_name = session.get_inputs()[0].name
    values = session.run(list(outputs.values()), {input_name: batch})
    return {role: np.asarray(value, np.float32) for role, value in zip(outputs, values, strict=True)}


def run_module(module: nn.Module, outputs: Mapping[str, str], batch: Floats) -> dict[str, Floats]:
    """All outputs of the PyTorch module by role; one tensor or a tuple of them."""
    with torch.no_grad():
        answered = module(torch.from_numpy(batch))
    values = answered if isinstance(answered, tuple) else (answered,)
    return {role: value.numpy().astype(np.float32) for role, value in zip(outputs, values, strict=True)}


def normalised_maps(maps: Floats) -> Floats:
    """[B, C, h, w] each grid divided by its own maximum (a grid of zeros stays)."""
    highest = maps.max(axis=(2, 3), keepdims=True)
    return (maps / np.where(highest > 0, highest, 1)).astype(np.float32)


def difference(role: str, left: Floats, right: Floats) -> float:
    """Greatest difference as the workstation takes it: of normalised maps; of scores as they are; of all else
    relative to each value's own size where that is above 1.
    """
    if role == "maps":
        left, right = normalised_maps(left), normalised_maps(right)
    if role == "maps" or role in SCORE_ROLES:
        return float(np.abs(left - right).max())
    return float((np.abs(left - right) / np.maximum(1.0, np.abs(right))).max())


def tolerance_of(role: str, tolerance: Mapping[str, float]) -> float:
    """The allowed difference of a role: its own entry, or that of its kind."""
    if role in tolerance:
        return tolerance[role]
    if role in SCORE_ROLES:
        return tolerance["scores"]
    return tolerance["maps"] if role == "maps" else tolerance["logits"]


def check_parity(
    answered: Mapping[str, Floats], expected: Mapping[str, Floats], tolerance: Mapping[str, float]
) -> dict[str, float]:
    """Compare role by role and give the differences.

    Raises TrainingError `export.notFinite` or `export.parity` naming the role.
    """
    differences: dict[str, float] = {}
    for role, values in expected.items():
        if not np.isfinite(values).all() or not np.isfinite(answered[role]).all():
            raise TrainingError("export.notFinite", f"Output '{role}' is not finite.")
        differences[role] = difference(role, answered[role], values)
        if differences[role] > tolerance_of(role, tolerance):
            raise TrainingError(
                "export.parity", f"Output '{role}' differs from PyTorch by {differences[role]:.2e}."
            )
    return differences
