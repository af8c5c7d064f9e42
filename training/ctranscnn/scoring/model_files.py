"""A model folder of the workstation, read and checked before anything of it runs (docs/model-format.md)."""

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from ctranscnn.errors import TrainingError
from ctranscnn.preprocess import InputFacts
from ctranscnn.strict import read_json

Tensor = NDArray[np.float32]
Kind = Literal["classifier", "segmenter", "gate"]
USED_ROLES: Mapping[Kind, tuple[str, ...]] = {
    "classifier": ("scores",),
    "segmenter": ("mask", "presence"),
    "gate": ("distance",),
}
FORMAT_VERSION = 1


@dataclass(frozen=True)
class ModelFacts:
    """What scoring needs of manifest.json."""

    id: str
    version: str
    kind: Kind
    task: str
    sha256: str
    labels: tuple[str, ...]
    thresholds: tuple[float, ...]
    demonstration: bool
    input: InputFacts
    outputs: Mapping[str, str]
    """Role → name in the graph."""


@dataclass(frozen=True)
class ModelFiles:
    """Facts, and the very bytes whose hash was compared: workers get these, not a path."""

    facts: ModelFacts
    weights: bytes


class LoadedModel:
    """A model on ONNX Runtime, one thread: pictures are scored side by side, not layers."""

    def __init__(self, files: ModelFiles) -> None:
        self.facts = files.facts
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            files.weights, sess_options=options, providers=["CPUExecutionProvider"]
        )

    def run(self, tensor: Tensor) -> tuple[Tensor, ...]:
        """Input [channels, h, w] → the outputs of USED_ROLES, each without its batch axis.

        Raises TrainingError `model.badOutput` where a value is not finite.
        """
        facts = self.facts
        names = [facts.outputs[role] for role in USED_ROLES[facts.kind]]
        answers = cast("list[Tensor]", self._session.run(names, {facts.input.name: tensor[None]}))
        if not all(np.isfinite(answer).all() for answer in answers):
            raise TrainingError("model.badOutput", f"{facts.id} gave values that are not finite.")
        return tuple(answer[0] for answer in answers)


def read_model(folder: Path) -> ModelFiles:
    """Manifest, size and SHA-256 of the weights, and the golden answer.

    Raises TrainingError `model.missing`, `model.damaged`, `model.signature` or `model.badOutput`.
    """
    manifest = _manifest(folder)
    facts = _facts(manifest, folder)
    weights = _file(folder, str(manifest["file"].get("name")))
    if len(weights) != manifest["file"].get("bytes") or hashlib.sha256(weights).hexdigest() != facts.sha256:
        raise TrainingError(
            "model.damaged", f"{folder}: the weights are not the ones the manifest describes."
        )
    files = ModelFiles(facts, weights)
    _check_golden(folder, files)
    return files


def _manifest(folder: Path) -> dict[str, Any]:
    if not (folder / "manifest.json").is_file():
        raise TrainingError("model.missing", f"There is no model in {folder}: no manifest.json.")
    manifest = read_json(folder / "manifest.json")
    if not isinstance(manifest, dict) or manifest.get("formatVersion") != FORMAT_VERSION:
        raise TrainingError("model.damaged", f"{folder / 'manifest.json'} is not of format {FORMAT_VERSION}.")
    return cast("dict[str, Any]", manifest)


def _facts(manifest: dict[str, Any], folder: Path) -> ModelFacts:
    try:
        facts = ModelFacts(
            id=str(manifest["id"]),
            version=str(manifest["version"]),
            kind=manifest["kind"],
            task=str(manifest["task"]),
            sha256=str(manifest["file"]["sha256"]),
            labels=tuple(manifest["labels"]),
            thresholds=tuple(float(value) for value in manifest["thresholds"]),
            demonstration=manifest["demonstration"] is True,
            input=InputFacts.from_manifest(manifest["input"]),
            outputs=dict(manifest["outputs"]),
        )
        counts = {"classifier": len(facts.labels), "segmenter": 2, "gate": 1}
        whole = len(facts.thresholds) == counts[facts.kind] and all(map(math.isfinite, facts.thresholds))
        roles = USED_ROLES[facts.kind]
    except (KeyError, TypeError, ValueError) as error:
        raise TrainingError(
            "model.damaged", f"{folder / 'manifest.json'} lacks or garbles {error}."
        ) from error
    if facts.id != folder.resolve().name:
        raise TrainingError("model.damaged", f"{folder}: the manifest is that of the model {facts.id}.")
    if not whole or any(role not in facts.outputs for role in roles):
        raise TrainingError("model.damaged", f"{folder / 'manifest.json'}: thresholds or outputs do not fit.")
    return facts


def _file(folder: Path, name: str) -> bytes:
    if Path(name).name != name:
        raise TrainingError("model.damaged", f"{folder / 'manifest.json'}: file.name leads elsewhere.")
    try:
        return (folder / name).read_bytes()
    except OSError as error:
        raise TrainingError("model.missing", f"{folder / name} cannot be read.") from error


def _check_golden(folder: Path, files: ModelFiles) -> None:
    """What PyTorch answered with these weights must come out here too."""
    facts, golden = files.facts, folder / "golden"
    description = read_json(golden / "golden.json")
    try:
        tensors = {
            role: _golden_tensor(golden, description["tensors"][role])
            for role in ("input", *USED_ROLES[facts.kind])
        }
        tolerance = float(description["tolerance"]["logits" if facts.kind == "gate" else "scores"])
    except (KeyError, TypeError, ValueError, OSError) as error:
        raise TrainingError("model.damaged", f"{golden} lacks or garbles {error}.") from error
    try:
        answers = LoadedModel(files).run(tensors["input"][0])
    except TrainingError:
        raise
    except Exception as error:
        # ONNX Runtime has no common class for what it refuses.
        raise TrainingError(
            "model.signature", f"{folder}: ONNX Runtime refuses the model: {error}"
        ) from error
    for role, answer in zip(USED_ROLES[facts.kind], answers, strict=True):
        expected = tensors[role][0]
        difference = np.abs(answer - expected) / np.maximum(1, np.abs(expected))
        if answer.shape != expected.shape or not difference.max() <= tolerance:
            raise TrainingError("model.badOutput", f"{folder} does not give its golden {role}.")


def _golden_tensor(golden: Path, entry: Mapping[str, Any]) -> Tensor:
    values = np.frombuffer(_file(golden, str(entry["file"])), "<f4").astype(np.float32)
    return values.reshape([int(size) for size in entry["shape"]])
