"""The graph with smoothed maps: what is written answers as PyTorch does, and what is foreign is refused."""

import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch

from ctranscnn.cli import EXIT_REFUSED, main
from ctranscnn.commands.smooth_maps import asked_smoothing, in_words
from ctranscnn.errors import TrainingError
from ctranscnn.export.bench_smooth_maps import WARM_UP_ROUNDS, median_times
from ctranscnn.export.golden import golden_film
from ctranscnn.export.parity import open_session, run_file
from ctranscnn.export.readback import read_network
from ctranscnn.export.rounding import rounded_to_half
from ctranscnn.export.smooth_maps import (
    SMOOTH_OUTPUTS,
    SMOOTHING_KEY,
    SmoothMapsGraph,
    expected_outputs,
    write_smooth_maps,
)
from ctranscnn.maps.shipped import ShippedClassifier, read_shipped
from ctranscnn.maps.smoothing import SQUARINGS, Smoothing
from ctranscnn.model.simple_network import SimpleCTransCNN, simplified
from ctranscnn.paths import MODELS_FOLDER
from ctranscnn.preprocess import prepare
from tests.test_export import CONFIG, facts_of
from tests.test_simplify import randomised


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> ShippedClassifier:
    """A small random network as if it had been read from a model folder."""
    folder = tmp_path_factory.mktemp("models")
    facts = facts_of().manifest
    (folder / "golden").mkdir()
    prepare(golden_film(), facts.input)[None].astype("<f4").tofile(folder / "golden" / "input.f32")
    network = rounded_to_half(simplified(randomised(CONFIG)))
    assert isinstance(network, SimpleCTransCNN)
    manifest = facts.as_manifest({})
    return ShippedClassifier(folder, network, facts.input, manifest["labels"], [1.0, 2.0, 1.0, 0.5], manifest)


@pytest.fixture(scope="module")
def both(shipped: ShippedClassifier, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("smooth") / "both.onnx"
    differences = write_smooth_maps(path, shipped, "both")
    assert max(differences.values()) <= 1e-3
    assert [file.name for file in path.parent.iterdir()] == ["both.onnx"]
    return path


def test_the_file_answers_for_any_number_of_pictures(both: Path, shipped: ShippedClassifier) -> None:
    session = open_session(both)
    batch = np.random.default_rng(7).standard_normal((5, 3, 64, 64), np.float32)
    answered = run_file(session, SMOOTH_OUTPUTS, batch)
    assert answered["scores"].shape == (5, 4)
    assert answered["maps"].shape == (5, 4, 4, 4)
    for index in range(5):
        one = expected_outputs(shipped, "both", batch[index : index + 1])
        np.testing.assert_allclose(answered["scores"][index], one["scores"][0], atol=1e-3)
        np.testing.assert_allclose(answered["maps"][index], one["maps"][0], atol=1e-3)


def test_the_file_is_plain_onnx_with_the_weights_and_the_line(both: Path, shipped: ShippedClassifier) -> None:
    model = onnx.load(str(both))
    assert {node.domain for node in model.graph.node} == {""}
    assert model.doc_string == "Research use only. Not for diagnosis or treatment."
    assert {entry.key: entry.value for entry in model.metadata_props}[SMOOTHING_KEY] == "both"
    again = read_network(both).state_dict()
    for name, values in shipped.network.state_dict().items():
        assert torch.equal(again[name], values), name


@pytest.mark.parametrize("smoothing", ["none", "eigen", "aug", "both"])
def test_the_module_behind_the_graph_equals_the_eigenvalue_solvers(
    shipped: ShippedClassifier, smoothing: Smoothing
) -> None:
    batch = np.concatenate([shipped.golden_input(), shipped.golden_input()[..., ::-1]])
    expected = expected_outputs(shipped, smoothing, batch)
    with torch.no_grad():
        scores, maps = SmoothMapsGraph(shipped, smoothing)(torch.from_numpy(batch.copy()))
    np.testing.assert_allclose(scores.numpy(), expected["scores"], atol=1e-6)
    scale = expected["maps"].max()
    np.testing.assert_allclose(maps.numpy() / scale, expected["maps"] / scale, atol=1e-4)
    assert scale > 0


def test_an_existing_file_and_a_missing_folder_are_left_alone(
    both: Path, shipped: ShippedClassifier, tmp_path: Path
) -> None:
    before = both.read_bytes()
    for path, code in ((both, "smoothMaps.exists"), (tmp_path / "no" / "a.onnx", "smoothMaps.folder")):
        with pytest.raises(TrainingError) as refusal:
            write_smooth_maps(path, shipped, "eigen")
        assert refusal.value.code == code
    assert both.read_bytes() == before


def test_a_graph_that_differs_from_pytorch_is_not_written(
    both: Path, shipped: ShippedClassifier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def another_graph(path: Path, *_others: object) -> None:
        shutil.copyfile(both, path)

    monkeypatch.setattr("ctranscnn.export.smooth_maps.export_graph", another_graph)
    with pytest.raises(TrainingError) as refusal:
        write_smooth_maps(tmp_path / "bad.onnx", shipped, "eigen")
    assert refusal.value.code == "export.parity"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_whose_parts_do_not_belong_together_is_refused(tmp_path: Path) -> None:
    folder = MODELS_FOLDER / "tcmtd"
    assert read_shipped(folder).golden_input().shape == (1, 3, 128, 128)

    def changed(name: str, **values: object) -> Path:
        target = tmp_path / name
        shutil.copytree(folder, target)
        path = target / "manifest.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | values))
        return target

    manifest = json.loads((folder / "manifest.json").read_text())
    other = changed("other", file=manifest["file"] | {"sha256": "0" * 64})
    fewer = changed("fewer", labels=["a", "b"])
    uncalibrated = changed("uncalibrated", calibration=None)
    golden = changed("golden")
    (golden / "golden" / "input.f32").write_bytes(b"1234")
    for target, code in (
        (other, "shipped.otherFile"),
        (fewer, "shipped.manifest"),
        (uncalibrated, "shipped.manifest"),
        (tmp_path / "nothing", "file.missing"),
    ):
        with pytest.raises(TrainingError) as refusal:
            read_shipped(target)
        assert refusal.value.code == code
    with pytest.raises(TrainingError) as refusal:
        read_shipped(golden).golden_input()
    assert refusal.value.code == "shipped.golden"


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--eigen"], "smoothMaps.nothing"),
        (["--out", "new.onnx"], "smoothMaps.nothing"),
        (["--out", "new.onnx", "--aug", "--model", str(MODELS_FOLDER / "frontal-film")], "readback.foreign"),
    ],
)
def test_the_command_says_why_it_refuses(
    options: list[str], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["smooth-maps", *options]) == EXIT_REFUSED
    assert f"[{code}]" in capsys.readouterr().err


def test_the_command_reports_what_it_wrote(
    both: Path,
    shipped: ShippedClassifier,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def same_graph(path: Path, *_others: object) -> None:
        shutil.copyfile(both, path)

    def read(_folder: Path) -> ShippedClassifier:
        return shipped

    # exporting takes many seconds and is done once in this file
    monkeypatch.setattr("ctranscnn.export.smooth_maps.export_graph", same_graph)
    monkeypatch.setattr("ctranscnn.commands.smooth_maps.read_shipped", read)
    path = both.with_name("again.onnx")
    assert main(["smooth-maps", "--out", str(path), "--eigen", "--aug", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["smoothing"], report["squarings"]) == ("both", SQUARINGS)
    assert report["bytes"] == path.stat().st_size
    assert 0 < report["differences"]["maps"] <= 1e-3
    words = in_words(report | {"medianMs": {"scores": 1.0, "both": 2.5}})
    assert "scores only" in words
    assert "2.50" in words
    assert words.endswith("Research use only. Not for diagnosis or treatment.\n")


def test_the_two_switches_mean_four_smoothings() -> None:
    asked = [asked_smoothing(eigen=eigen, aug=aug) for eigen in (False, True) for aug in (False, True)]
    assert asked == ["none", "aug", "eigen", "both"]


def test_times_are_medians_of_jobs_taken_in_turn() -> None:
    calls: list[str] = []
    times = median_times({"first": lambda: calls.append("1"), "second": lambda: calls.append("2")}, rounds=3)
    assert calls == ["1", "2"] * (WARM_UP_ROUNDS + 3)
    assert set(times) == {"first", "second"}
    assert all(0 <= ms < 1000 for ms in times.values())
