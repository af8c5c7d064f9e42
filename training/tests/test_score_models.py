"""Models and clusters that `ctranscnn score` refuses."""

import json
import shutil
import socket
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ctranscnn.errors import TrainingError
from ctranscnn.paths import MODELS_FOLDER
from ctranscnn.scoring.cluster import check_port
from ctranscnn.scoring.scorer import read_setup

FILMS = MODELS_FOLDER / "chestxray14"


def model_copy(tmp_path: Path) -> Path:
    """A copy of the model that may be damaged."""
    return shutil.copytree(FILMS, tmp_path / "chestxray14")


def test_any_changed_byte_of_the_weights_is_found(tmp_path: Path) -> None:
    folder = model_copy(tmp_path)
    weights = folder / "model.onnx"
    content = bytearray(weights.read_bytes())
    for place in (0, len(content) // 2, len(content) - 1):
        content[place] ^= 1
        weights.write_bytes(content)
        with pytest.raises(TrainingError) as error:
            read_setup(folder, has_gates=True)
        assert error.value.code == "model.damaged"
        content[place] ^= 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"thresholds": [0.5]}, "model.damaged"),
        ({"id": "other"}, "model.damaged"),
        ({"formatVersion": 2}, "model.damaged"),
        ({"outputs": {}}, "model.damaged"),
        ({"input": {"widthPx": "wide"}}, "facts.wrongType"),
        ({"file": {}}, "model.damaged"),
    ],
)
def test_a_manifest_that_does_not_fit_refuses_the_model(
    tmp_path: Path, change: dict[str, Any], code: str
) -> None:
    folder = model_copy(tmp_path)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    nested = {key: {**manifest[key], **value} for key, value in change.items() if key == "input"}
    (folder / "manifest.json").write_text(json.dumps({**manifest, **change, **nested}), encoding="utf-8")
    with pytest.raises(TrainingError) as error:
        read_setup(folder, has_gates=False)
    assert error.value.code == code


def test_a_model_that_answers_otherwise_than_its_golden_scores_is_refused(tmp_path: Path) -> None:
    folder = model_copy(tmp_path)
    golden = folder / "golden" / "scores.f32"
    values = np.frombuffer(golden.read_bytes(), "<f4") + np.float32(0.01)
    golden.write_bytes(values.tobytes())
    with pytest.raises(TrainingError) as error:
        read_setup(folder, has_gates=False)
    assert error.value.code == "model.badOutput"


def test_an_address_where_nobody_listens_is_told_at_once() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        with pytest.raises(TrainingError, match="Nobody answers") as error:
            check_port(f"127.0.0.1:{silent.getsockname()[1]}")
    assert error.value.code == "score.cluster"


@pytest.mark.parametrize(
    ("name", "code"), [("frontal-film", "score.notClassifier"), ("nothing", "model.missing")]
)
def test_what_is_no_classifier_is_refused(name: str, code: str) -> None:
    with pytest.raises(TrainingError) as error:
        read_setup(MODELS_FOLDER / name, has_gates=True)
    assert error.value.code == code
