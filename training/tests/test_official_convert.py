"""A checkpoint of the released network becomes a model folder."""

import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnx import numpy_helper
from torch import Tensor

from ctranscnn.cli import main
from ctranscnn.errors import TrainingError
from ctranscnn.export.classifier import CLASSIFIER_OUTPUTS
from ctranscnn.export.parity import difference, open_session, run_file
from ctranscnn.model.output import NetworkOutput
from ctranscnn.official.convert import Conversion, Converted, convert_official, input_of
from ctranscnn.preprocess import InputFacts
from ctranscnn.scoring.scorer import read_setup
from tests.official_checkpoints import LABELS, SMALL, good_state, saved
from tests.test_official import randomised


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    content = {
        "meta": {"epoch": 12, "CLASSES": tuple(name or "" for name in LABELS.dataset_names)},
        "state_dict": {f"module.{key}": values for key, values in good_state().items()},
        "optimizer": {"state": {}},
    }
    return saved(tmp_path_factory.mktemp("checkpoint") / "epoch_12.pth", content)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models") / "tcmtd-official"


@pytest.fixture(scope="module")
def converted(checkpoint: Path, folder: Path) -> Converted:
    return convert_official(checkpoint, folder, Conversion("tcmtd", SMALL))


def compared(folder: Path, image: np.ndarray) -> tuple[dict[str, np.ndarray], NetworkOutput]:
    with torch.no_grad():
        expected: NetworkOutput = randomised(SMALL)(torch.from_numpy(image))
    return run_file(open_session(folder / "model.onnx"), CLASSIFIER_OUTPUTS, image), expected


@pytest.mark.usefixtures("converted")
def test_the_file_answers_as_the_checkpoints_network(folder: Path) -> None:
    image = np.random.default_rng(3).standard_normal((3, 3, 64, 64), np.float32)
    answered, expected = compared(folder, image)
    np.testing.assert_allclose(answered["convLogits"], expected.conv_logits, atol=1e-4, rtol=0)
    np.testing.assert_allclose(answered["transformerLogits"], expected.transformer_logits, atol=1e-4, rtol=0)
    np.testing.assert_allclose(answered["scores"], expected.logits.sigmoid(), atol=1e-4, rtol=0)
    np.testing.assert_allclose(answered["features"], expected.features, atol=1e-4, rtol=1e-4)
    np.testing.assert_allclose(answered["classToken"], expected.class_token, atol=1e-4, rtol=1e-4)
    np.testing.assert_allclose(answered["activation"], expected.activation, atol=1e-4, rtol=1e-4)


def test_files_are_compared_as_the_workstation_compares_them() -> None:
    expected = np.asarray([[1000.0, 0.0, -4.0]], np.float32)
    assert difference("activation", expected + 0.5, expected) == pytest.approx(0.5)
    assert difference("activation", expected * 1.25, expected) == pytest.approx(0.25)
    assert difference("scores", expected * 1.25, expected) == pytest.approx(250.0)


@pytest.mark.usefixtures("converted")
def test_the_maps_are_grad_cam_plus_plus_of_the_fused_logit(folder: Path) -> None:
    image = np.random.default_rng(4).standard_normal((1, 3, 64, 64), np.float32)
    answered, _ = compared(folder, image)
    network = randomised(SMALL)
    output: NetworkOutput = network(torch.from_numpy(image))
    for label in range(SMALL.classes):
        (gradient,) = torch.autograd.grad(
            output.logits[0, label], output.activation, retain_graph=True, materialize_grads=True
        )
        expected = by_definition(output.activation.detach()[0], gradient[0])
        highest = max(float(expected.max()), 1e-12)
        np.testing.assert_allclose(
            answered["maps"][0, label] / highest, expected.numpy() / highest, atol=1e-3, rtol=0
        )


def by_definition(activation: Tensor, gradient: Tensor) -> Tensor:
    """Grad-CAM++ of one label, cell by cell: activation and gradient [K, h, w] → [h, w]."""
    sums = activation.sum(dim=(1, 2), keepdim=True)
    alpha = gradient**2 / (2 * gradient**2 + sums * gradient**3 + 1e-6)
    weights = (alpha * gradient.relu()).sum(dim=(1, 2), keepdim=True)
    return (weights * activation).sum(dim=0).relu()


def test_the_manifest_and_the_card_claim_nothing(
    folder: Path, checkpoint: Path, converted: Converted
) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    sha256 = hashlib.sha256(checkpoint.read_bytes()).hexdigest()
    assert converted.sha256 == sha256
    assert manifest["labels"] == list(LABELS.keys)
    assert manifest["file"]["weights"] == "fp32"
    assert manifest["metrics"] == {}
    assert manifest["thresholds"] == [0.5] * 7
    assert manifest["calibration"]["temperature"] == [1.0] * 7
    assert manifest["data"]["images"] is None
    assert manifest["training"]["seed"] is None
    facts = InputFacts.from_manifest(manifest["input"])
    assert facts == input_of(SMALL)
    assert facts.mean == (0.485, 0.456, 0.406)
    card = (folder / "card.md").read_text(encoding="utf-8")
    for words in (
        "Research use only. Not for diagnosis or treatment.",
        sha256,
        "None were measured.",
        "not calibrated",
        "saved after epoch 12",
        "names its classes as the label set does",
    ):
        assert words in card


@pytest.mark.usefixtures("converted")
def test_weights_are_stored_whole_in_single_precision(folder: Path) -> None:
    model = onnx.load(str(folder / "model.onnx"))
    stored = {item.name: numpy_helper.to_array(item) for item in model.graph.initializer}
    assert not [name for name, values in stored.items() if values.dtype == np.float16]
    expected = randomised(SMALL).head.conv_cls_head.bias.detach().numpy()
    np.testing.assert_array_equal(stored["network.conv_head.bias"], expected)


def test_half_precision_halves_the_weights_and_says_what_it_costs(
    tmp_path: Path, checkpoint: Path, folder: Path, converted: Converted
) -> None:
    place = tmp_path / "tcmtd-half"
    half = convert_official(checkpoint, place, Conversion("tcmtd", SMALL, half=True))
    stored = [numpy_helper.to_array(item) for item in onnx.load(str(place / "model.onnx")).graph.initializer]
    weights = [values for values in stored if values.dtype.kind == "f"]
    halved = sum(values.size for values in weights if values.dtype == np.float16)
    assert halved > 0.9 * sum(values.size for values in weights)
    sizes = [(path / "model.onnx").stat().st_size for path in (place, folder)]
    assert sizes[0] < 0.7 * sizes[1]
    manifest = json.loads((place / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["file"]["weights"] == "fp16"
    assert manifest["training"]["command"].endswith("--half")
    assert "half-precision weights" in (place / "card.md").read_text(encoding="utf-8")
    # the file answers as PyTorch does with the same rounded weights, and reading it checks its golden scores
    assert max(half.file["convLogits"], half.file["transformerLogits"]) < 1e-4
    read_setup(place, has_gates=False)
    # against the checkpoint itself: no further off than half precision of the weights allows
    image = np.random.default_rng(3).standard_normal((3, 3, 64, 64), np.float32)
    answered, expected = compared(place, image)
    off = max(
        difference("convLogits", answered["convLogits"], expected.conv_logits.numpy()),
        difference("transformerLogits", answered["transformerLogits"], expected.transformer_logits.numpy()),
    )
    assert converted.rounding < 1e-5 < half.rounding < 5e-3
    assert 1e-5 < off < 5e-3
    golden = place / "golden" / "scores.f32"
    golden.write_bytes((np.frombuffer(golden.read_bytes(), "<f4") + np.float32(0.01)).tobytes())
    with pytest.raises(TrainingError) as refusal:
        read_setup(place, has_gates=False)
    assert refusal.value.code == "model.badOutput"


def test_other_class_names_are_told_and_another_order_is_refused(tmp_path: Path) -> None:
    names = [name or "" for name in LABELS.dataset_names]
    state, target = good_state(), tmp_path / "model"
    swapped = saved(
        tmp_path / "swapped.pth",
        {"state_dict": state, "meta": {"CLASSES": [names[1], names[0], *names[2:]]}},
    )
    with pytest.raises(TrainingError) as refusal:
        convert_official(swapped, target, Conversion("tcmtd", SMALL))
    assert refusal.value.code == "official.classOrder"
    assert not target.exists()


def test_a_network_that_answers_no_number_is_refused(tmp_path: Path) -> None:
    state = good_state()
    for key in ("conv_cls_head", "trans_cls_head"):
        state[f"head.{key}.weight"] = torch.full_like(state[f"head.{key}.weight"], 3e38)
    state["backbone.conv_trans_3.fusion_block.bn3.weight"] = torch.full_like(
        state["backbone.conv_trans_3.fusion_block.bn3.weight"], 3e38
    )
    with pytest.raises(TrainingError) as refusal:
        convert_official(saved(tmp_path / "wild.pth", state), tmp_path / "wild", Conversion("tcmtd", SMALL))
    assert refusal.value.code == "official.precision"
    assert not (tmp_path / "wild").exists()


def test_a_folder_that_is_no_models_stays(tmp_path: Path, checkpoint: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "diary.txt").write_text("mine", encoding="utf-8")
    for name in ("letters", "Upper Case"):
        with pytest.raises(TrainingError) as refusal:
            convert_official(checkpoint, tmp_path / name, Conversion("tcmtd", SMALL))
        assert refusal.value.code == "official.folder"
    assert (tmp_path / "letters" / "diary.txt").read_text(encoding="utf-8") == "mine"


def test_the_command_takes_the_released_sizes_only(
    tmp_path: Path, checkpoint: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for task, code in (("tcmtd", "official.missingKey"), ("chestxray14", "official.missingKey")):
        arguments = ["convert-official", str(checkpoint), "--task", task, "--out", str(tmp_path / "model")]
        assert main(arguments) == 3
        assert code in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
