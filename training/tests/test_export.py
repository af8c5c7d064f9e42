"""A classifier's folder: parity with PyTorch, names, half precision, golden tensors, refusals."""

import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnx import numpy_helper
from PIL import Image

from ctranscnn.errors import TrainingError
from ctranscnn.export.classifier import CLASSIFIER_OUTPUTS, ClassifierGraph
from ctranscnn.export.facts import DataFacts, GoldenPicture, ManifestFacts, Metric, TrainingFacts
from ctranscnn.export.golden import golden_film
from ctranscnn.export.package import Card, ModelFacts, write_package
from ctranscnn.export.parity import open_session, run_file
from ctranscnn.export.readback import network_metadata, read_network
from ctranscnn.labels import LabelSet
from ctranscnn.model.config import NetworkConfig
from ctranscnn.model.simple_network import simplified
from ctranscnn.preprocess import InputFacts, prepare
from tests.test_simplify import randomised

CONFIG = NetworkConfig(classes=4, image_px=64, embed=24, depth=3, heads=3, base_width=16, final_stride=1)
INPUT = InputFacts(64, 64, "grey")


def facts_of(model_id: str = "tiny") -> ModelFacts:
    return ModelFacts(
        manifest=ManifestFacts(
            id=model_id,
            version="1.0.0",
            kind="classifier",
            task="chestxray14",
            label_set=LabelSet("tiny", 1, ("a", "b", "c", "d"), ("A", "B", "C", "D"), (None,) * 4),
            input=INPUT,
            outputs=CLASSIFIER_OUTPUTS,
            conv_weight=CONFIG.conv_weight,
            temperatures=[1.0, 2.0, 1.0, 0.5],
            thresholds=[0.5] * 4,
            demonstration=True,
            data=DataFacts("none", "generated", "Apache-2.0", 1, 1, None),
            metrics={"macro AUC": Metric(0.5, None, None, "none")},
            limits=["A test."],
            training=TrainingFacts("none", 0, None, "2026-01-01"),
            graph_metadata=network_metadata(CONFIG),
        ),
        card=Card("Tiny", [("Purpose", "Testing.")]),
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("models") / "tiny"
    module = ClassifierGraph(simplified(randomised(CONFIG)), [1.0, 2.0, 1.0, 0.5])
    write_package(target, module, facts_of(), GoldenPicture(golden_film()))
    return target


def test_the_manifest_tells_the_truth_about_the_file(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    content = (folder / "model.onnx").read_bytes()
    assert manifest["file"]["sha256"] == hashlib.sha256(content).hexdigest()
    assert manifest["file"]["bytes"] == len(content)
    assert manifest["labels"] == ["a", "b", "c", "d"]
    assert InputFacts.from_manifest(manifest["input"]) == INPUT
    assert {path.name for path in folder.iterdir()} == {"model.onnx", "manifest.json", "card.md", "golden"}


def test_weights_are_stored_as_half_precision_under_their_own_names(folder: Path) -> None:
    model = onnx.load(str(folder / "model.onnx"))
    halves = [
        item.name for item in model.graph.initializer if numpy_helper.to_array(item).dtype == np.float16
    ]
    stored = sum(numpy_helper.to_array(item).size for item in model.graph.initializer)
    weights = sum(numpy_helper.to_array(item).size for item in model.graph.initializer if item.name in halves)
    assert weights > 0.98 * stored
    assert "network.conv_head.weight:half" in halves
    assert not any(node.doc_string or node.metadata_props for node in model.graph.node)


def test_the_golden_tensors_come_from_the_golden_picture(folder: Path) -> None:
    golden = json.loads((folder / "golden" / "golden.json").read_text())
    picture = np.asarray(Image.open(folder / "golden" / "picture.png"))
    tensors = {
        role: np.fromfile(folder / "golden" / entry["file"], "<f4").reshape(entry["shape"])
        for role, entry in golden["tensors"].items()
    }
    np.testing.assert_array_equal(tensors["input"][0], prepare(picture, INPUT))
    answered = run_file(open_session(folder / "model.onnx"), CLASSIFIER_OUTPUTS, tensors["input"])
    assert set(tensors) == {"input", *CLASSIFIER_OUTPUTS}
    np.testing.assert_allclose(answered["scores"], tensors["scores"], atol=1e-3)


def test_a_shipped_file_reads_back_as_the_network_it_holds(folder: Path) -> None:
    network = read_network(folder / "model.onnx")
    image = np.random.default_rng(3).standard_normal((2, 3, 64, 64), np.float32)
    answered = run_file(open_session(folder / "model.onnx"), CLASSIFIER_OUTPUTS, image)
    with torch.no_grad():
        output = network(torch.from_numpy(image))
    np.testing.assert_allclose(answered["convLogits"], output.conv_logits, atol=1e-3, rtol=1e-3)
    np.testing.assert_allclose(answered["transformerLogits"], output.transformer_logits, atol=1e-3, rtol=1e-3)


def test_temperatures_are_applied_in_the_graph(folder: Path) -> None:
    image = np.random.default_rng(4).standard_normal((1, 3, 64, 64), np.float32)
    answered = run_file(open_session(folder / "model.onnx"), CLASSIFIER_OUTPUTS, image)
    logits = 0.9 * answered["convLogits"] + 0.1 * answered["transformerLogits"]
    expected = 1 / (1 + np.exp(-logits / np.asarray([1.0, 2.0, 1.0, 0.5])))
    np.testing.assert_allclose(answered["scores"], expected, atol=1e-4)


def test_a_module_that_answers_nan_leaves_nothing_behind(tmp_path: Path) -> None:
    module = ClassifierGraph(simplified(randomised(CONFIG)), [1.0] * 4)
    module.network.conv_head.bias.data[0] = float("nan")
    with pytest.raises(TrainingError) as refusal:
        write_package(tmp_path / "broken", module, facts_of("broken"), GoldenPicture(golden_film()))
    assert refusal.value.code == "export.range"
    assert list(tmp_path.iterdir()) == []


def test_a_foreign_file_is_not_read_back(tmp_path: Path) -> None:
    node = onnx.helper.make_node("Identity", ["x"], ["y"])
    value = [onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [1]) for name in "xy"]
    graph = onnx.helper.make_graph([node], "g", value[:1], value[1:])
    onnx.save_model(onnx.helper.make_model(graph), str(tmp_path / "model.onnx"))
    with pytest.raises(TrainingError) as refusal:
        read_network(tmp_path / "model.onnx")
    assert refusal.value.code == "readback.foreign"
