"""Write a model folder: model.onnx, manifest.json, card.md, golden/ (docs/model-format.md).

Nothing is left at the target unless the file, run again by ONNX Runtime, answers as PyTorch does with the
same weights, rounded to half precision unless the facts ask for fp32.
"""

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from torch import nn

from ctranscnn.export.card import card_text
from ctranscnn.export.facts import GoldenPicture, ManifestFacts
from ctranscnn.export.onnx_file import OPSET, write_onnx
from ctranscnn.export.parity import check_parity, open_session, run_file, run_module
from ctranscnn.export.rounding import finite_copy, rounded_to_half
from ctranscnn.preprocess import prepare


@dataclass(frozen=True)
class Card:
    """What the card says beyond the manifest: a title and (heading, text) sections."""

    title: str
    sections: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class ModelFacts:
    """The manifest's facts and the card's words."""

    manifest: ManifestFacts
    card: Card


def write_package(
    folder: Path, module: nn.Module, facts: ModelFacts, golden: GoldenPicture
) -> dict[str, float]:
    """Write the model folder and give the differences between the file and PyTorch, by output role.

    `module` takes [B, channels, heightPx, widthPx] and returns the tensors of `facts.manifest.outputs` in
    order.
    Raises TrainingError (`export.parity`, `export.notFinite`, `export.range`); an older folder then stays.
    """
    manifest_facts = facts.manifest
    partial = folder.with_name(folder.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    (partial / "golden").mkdir(parents=True)
    try:
        rounded = rounded_to_half(module) if manifest_facts.weights == "fp16" else finite_copy(module)
        path = partial / "model.onnx"
        write_onnx(path, rounded, manifest_facts)
        differences = _judge(path, rounded, manifest_facts, golden)
        tensors = _golden_tensors(rounded, manifest_facts, golden)
        _write_golden(partial / "golden", tensors, facts, golden)
        manifest = manifest_facts.as_manifest(_file_facts(path, manifest_facts.weights))
        _write_json(partial / "manifest.json", manifest)
        card = card_text(manifest, facts.card.title, facts.card.sections)
        (partial / "card.md").write_text(card, encoding="utf-8")
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    shutil.rmtree(folder, ignore_errors=True)
    partial.rename(folder)
    return differences


def _judge(path: Path, module: nn.Module, facts: ManifestFacts, golden: GoldenPicture) -> dict[str, float]:
    session = open_session(path)
    generator = np.random.default_rng(0)
    real = prepare(golden.picture, facts.input, golden.mask)[None]
    noise = generator.standard_normal((3, *real.shape[1:]), np.float32)
    limits = {**facts.tolerance, **facts.parity}
    worst: dict[str, float] = {}
    # one picture and several: the batch dimension must be free
    for batch in (real, np.concatenate([real, noise])):
        answered, expected = run_file(session, facts.outputs, batch), run_module(module, facts.outputs, batch)
        for role, value in check_parity(answered, expected, limits).items():
            worst[role] = max(worst.get(role, 0.0), value)
    return worst


def _golden_tensors(
    module: nn.Module, facts: ManifestFacts, golden: GoldenPicture
) -> dict[str, NDArray[np.float32]]:
    batch = prepare(golden.picture, facts.input, golden.mask)[None]
    return {"input": batch, **run_module(module, facts.outputs, batch)}


def _write_golden(
    folder: Path, tensors: dict[str, NDArray[np.float32]], facts: ModelFacts, golden: GoldenPicture
) -> None:
    Image.fromarray(golden.picture).save(folder / "picture.png", optimize=True)
    if golden.mask is not None:
        Image.fromarray(golden.mask).save(folder / "mask.png", optimize=True)
    entries: dict[str, Any] = {}
    for role, values in tensors.items():
        (folder / f"{role}.f32").write_bytes(values.astype("<f4").tobytes())
        entries[role] = {"file": f"{role}.f32", "shape": list(values.shape)}
    content = {
        "mask": None if golden.mask is None else "mask.png",
        "picture": "picture.png",
        "tensors": entries,
        "tolerance": dict(facts.manifest.tolerance),
    }
    _write_json(folder / "golden.json", content)


def _file_facts(path: Path, weights: str) -> dict[str, Any]:
    content = path.read_bytes()
    return {
        "name": path.name,
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "opset": OPSET,
        "weights": weights,
    }


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
