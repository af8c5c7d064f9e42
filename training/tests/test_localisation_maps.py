"""Maps of films from the right fold, and the command that measures them."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from ctranscnn.cli import EXIT_REFUSED, main
from ctranscnn.data.nih import NihFilms, read_nih_films
from ctranscnn.errors import TrainingError
from ctranscnn.export.readback import read_network
from ctranscnn.maps.closed_form import weigh_last_map
from ctranscnn.maps.film_maps import (
    FoldRun,
    MapSource,
    fold_network,
    maps_of_films,
    out_of_fold_maps,
    shipped_maps,
    weigher,
)
from ctranscnn.maps.gradients import Layer, weigh_by_autograd
from ctranscnn.model.build import build_network
from ctranscnn.model.comparator_config import ComparatorConfig
from ctranscnn.model.config import NetworkConfig
from ctranscnn.model.network import CTransCNN
from ctranscnn.paths import MODELS_FOLDER
from ctranscnn.preprocess import InputFacts
from ctranscnn.recipe import Recipe
from ctranscnn.runs import HeldOutPredictions, RunFacts, write_run
from ctranscnn.split import picture_name, write_folds
from tests.localisation_films import write_films

CONFIG = NetworkConfig(classes=14, image_px=32, embed=12, depth=3, heads=3, base_width=8, final_stride=1)
RECIPE = Recipe("tiny", "chestxray14", CONFIG, InputFacts(32, 32, "grey"))
FOLDS = np.asarray([0, 1, 0, 1, 0, 0])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_films(tmp_path)


def fold_run(folder: Path, films: NihFilms) -> FoldRun:
    """Two folds of random networks; no film of a patient lies in two."""
    for fold in range(2):
        torch.manual_seed(fold)
        network = CTransCNN(CONFIG)
        network.conv_head.weight.data *= 30
        (folder / f"fold-{fold}").mkdir(parents=True)
        torch.save(network.state_dict(), folder / f"fold-{fold}" / "weights.pt")
    write_folds(folder / "split.json", films.names, FOLDS, {})
    recipe_file = folder / "recipe.json"
    network_facts = {
        name: getattr(CONFIG, name)
        for name in ("classes", "image_px", "embed", "depth", "heads", "base_width", "final_stride")
    }
    facts = {
        "name": "tiny",
        "task": "chestxray14",
        "network": network_facts,
        "input": {"width_px": 32, "height_px": 32, "colour": "grey"},
    }
    recipe_file.write_text(json.dumps(facts))
    return FoldRun(folder, folder, folder / "split.json", recipe_file)


def test_each_film_is_mapped_by_the_network_that_held_it_out(folder: Path, tmp_path: Path) -> None:
    films = read_nih_films(folder)
    run = fold_run(tmp_path / "run", films)
    maps = out_of_fold_maps(run, films, [0, 1, 3, 5], "none")
    assert maps.patients == ["p0", "p1", "p3", "p4"]
    alone: list[NDArray[np.float64]] = []
    for fold in range(2):
        source = MapSource(
            weigher(fold_network(run.folder / f"fold-{fold}", RECIPE)), RECIPE.input, films.labels
        )
        alone.append(maps_of_films(source, films, [0, 1, 3, 5], "none"))
    for place, fold in enumerate([0, 1, 1, 0]):
        scale = alone[fold][place].max()
        np.testing.assert_allclose(maps.grids[place] / scale, alone[fold][place] / scale, atol=1e-4)
        assert np.abs(alone[0][place] - alone[1][place]).max() > 0.1 * scale


def test_folds_that_cannot_be_used_are_named(folder: Path, tmp_path: Path) -> None:
    films = read_nih_films(folder)
    run = fold_run(tmp_path / "run", films)
    predictions = HeldOutPredictions(
        labels=films.labels,
        names=np.asarray([picture_name(name) for name in films.names]),
        patients=np.asarray(films.patients),
        folds=1 - FOLDS,
        targets=films.targets,
        logits=np.zeros_like(films.targets),
    )
    facts = RunFacts("tiny", "s", "chestxray14", 0, "2 folds", "films", RECIPE, 1, 1, 1, 1.0, "cpu")
    write_run(run.folder, facts, predictions)
    codes: list[str] = []
    for damage in (
        "other split",
        "right split",
        "misfit",
        "other sizes",
        "a tensor",
        "not weights",
        "no weights",
    ):
        if damage == "right split":
            write_run(run.folder, facts, replace(predictions, folds=FOLDS))
            assert out_of_fold_maps(run, films, [0], "none").grids.shape == (1, 14, 2, 2)
            continue
        weights = run.folder / "fold-0" / "weights.pt"
        if damage == "misfit":
            torch.save({"stem.weight": torch.zeros(1)}, weights)
        elif damage == "other sizes":
            torch.save(CTransCNN(replace(CONFIG, embed=24)).state_dict(), weights)
        elif damage == "a tensor":
            torch.save(torch.zeros(2), weights)
        elif damage == "not weights":
            weights.write_bytes(b"nothing")
        elif damage == "no weights":
            weights.unlink()
        with pytest.raises(TrainingError) as refusal:
            out_of_fold_maps(run, films, [0], "none")
        codes.append(refusal.value.code)
    assert codes == [
        "localise.otherSplit",
        "localise.weights",
        "localise.weights",
        "localise.weights",
        "localise.weights",
        "localise.foldMissing",
    ]


def test_a_comparator_is_mapped_by_autograd_at_its_last_map() -> None:
    torch.manual_seed(0)
    network = build_network(ComparatorConfig("resnet34", 3, image_px=64, width=0.125)).eval()
    image = torch.randn(2, 3, 64, 64)
    weighted = weigher(network)(image)
    expected = weigh_by_autograd(network, image, Layer("backbone.layer4"))
    assert weighted.maps().shape == (2, 3, 2, 2)
    torch.testing.assert_close(weighted.maps(), expected.maps())


def test_facts_may_lie_apart_from_the_weights(folder: Path, tmp_path: Path) -> None:
    films = read_nih_films(folder)
    run = fold_run(tmp_path / "run", films)
    facts = RunFacts("tiny", "s", "chestxray14", 0, "2 folds", "films", RECIPE, 1, 1, 1, 1.0, "cpu")
    predictions = HeldOutPredictions(
        labels=films.labels,
        names=np.asarray([picture_name(name) for name in films.names]),
        patients=np.asarray(films.patients),
        folds=FOLDS,
        targets=films.targets,
        logits=np.zeros_like(films.targets),
    )
    write_run(tmp_path / "facts", facts, predictions)
    apart = replace(run, facts=tmp_path / "facts", recipe_file=tmp_path / "none.json")
    beside = out_of_fold_maps(run, films, [0, 1], "none")
    np.testing.assert_array_equal(out_of_fold_maps(apart, films, [0, 1], "none").grids, beside.grids)


def test_a_model_of_other_labels_is_refused(folder: Path) -> None:
    films = read_nih_films(folder)
    network = read_network(MODELS_FOLDER / "tcmtd" / "model.onnx")
    source = MapSource(lambda x: weigh_last_map(network, x), InputFacts(128, 128, "grey"), ["cracks"])
    with pytest.raises(TrainingError) as refusal:
        shipped_maps(source, films, [0], "none")
    assert refusal.value.code == "localise.labels"


def test_the_command_says_that_the_films_were_seen(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["localise", "--films", str(folder), "--smooth", "both", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["seenInTraining"] is True
    assert "seen in training" in answer["warning"]
    assert answer["tolerancePx"] == 15
    assert [group["label"] for group in answer["groups"]] == ["infiltration", "mass", "all"]
    whole = answer["groups"][0]["figures"]["map"]
    # the box is the whole film
    assert (whole["pointing"]["value"], whole["energy"]["value"]) == (1.0, 1.0)
    assert answer["note"] == "Research use only. Not for diagnosis or treatment."


def test_the_command_takes_the_folds_of_a_run(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = fold_run(tmp_path / "run", read_nih_films(folder))
    options = ["--films", str(folder), "--runs", str(run.folder)]
    assert main(["localise", *options, "--split", str(run.split_file), "--recipe", str(run.recipe_file)]) == 0
    words = capsys.readouterr().out
    assert "Out of fold" in words
    assert "seen in training" not in words
    assert "all: 3 boxes of 3 patients" in words
    assert words.endswith("Research use only. Not for diagnosis or treatment.\n")


@pytest.mark.parametrize("tolerance", ["-1", "nan", "inf"])
def test_a_tolerance_that_is_none_is_refused(tolerance: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["localise", f"--tolerance-px={tolerance}"]) == EXIT_REFUSED
    assert "[localise.tolerance]" in capsys.readouterr().err
