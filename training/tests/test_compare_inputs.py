"""The three inputs compared: equal terms, an answer that scikit-learn confirms, continued and refused."""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score
from torch import nn

from ctranscnn.cli import main
from ctranscnn.data import phantoms
from ctranscnn.data.pictures import LabelledPictures
from ctranscnn.errors import TrainingError
from ctranscnn.metrics.summary import MetricOptions
from ctranscnn.model.config import NetworkConfig
from ctranscnn.preprocess import InputFacts
from ctranscnn.recipe import Augmentation, Recipe
from ctranscnn.runs import read_run
from ctranscnn.tongue import comparison
from ctranscnn.tongue.comparison import INPUTS, InputsPlan, InputsResult, compare_inputs

RECIPE = Recipe(
    name="tiny",
    task="tcmtd",
    network=NetworkConfig(classes=7, image_px=32, embed=8, depth=3, heads=2, base_width=8, final_stride=1),
    input=InputFacts(32, 32, "rgb", region="tongue"),
    epochs=1,
    batch_size=8,
    augmentation=Augmentation(flip=True, hue_degrees=4),
)
PLAN = InputsPlan(RECIPE, count=16, test_count=48, picture_px=64)
OPTIONS = MetricOptions(minimum_positives=4, rounds=40)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("phantoms")


@pytest.fixture(autouse=True)
def own_cache(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phantoms, "CACHE_FOLDER", cache)


@dataclass(frozen=True)
class Finished:
    folder: Path
    result: InputsResult


@pytest.fixture(scope="module")
def finished(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Finished:
    folder = tmp_path_factory.mktemp("straight") / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(phantoms, "CACHE_FOLDER", cache)
        return Finished(folder, compare_inputs(PLAN, folder, OPTIONS))


def test_the_three_inputs_are_compared_on_equal_terms(finished: Finished) -> None:
    result = finished.result
    runs = {shown: read_run(finished.folder / shown / "seed-0") for shown in INPUTS}
    assert {run.facts.images_seen for run in runs.values()} == {result.images_seen} == {16}
    assert all(run.facts.demonstration for run in runs.values())
    assert [run.facts.recipe.input.channels for run in runs.values()] == [3, 3, 6]
    for entry in result.inputs:
        found = runs[entry.shown].predictions
        columns = [list(found.labels).index(label) for label in result.measured]
        expected = [
            float(roc_auc_score(found.targets[:, column], found.logits[:, column])) for column in columns
        ]
        assert list(entry.by_label.values()) == pytest.approx(expected, abs=1e-6)
        assert entry.macro_auc.value == pytest.approx(np.mean(expected), abs=1e-6)
        assert entry.macro_auc.low < entry.macro_auc.value < entry.macro_auc.high
    values: dict[str, float] = {entry.shown: entry.macro_auc.value for entry in result.inputs}
    for pair in ("tongue - whole", "coating-and-body - whole", "coating-and-body - tongue"):
        later, earlier = (values[shown] for shown in pair.split(" - "))
        difference = result.differences[pair].difference.value
        assert difference == pytest.approx(later - earlier, abs=1e-6)
    written = json.loads((finished.folder / "results.json").read_text())
    assert written["demonstration"] is True
    assert "Research use only. Not for diagnosis or treatment." in written["notice"]


def test_a_comparison_that_stops_continues_to_the_same_numbers_and_takes_a_further_seed(
    finished: Finished, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original, trained = comparison.train, list[str]()

    def stopping(recipe: Recipe, training: LabelledPictures, folder: Path) -> nn.Module:
        trained.append(f"{recipe.name} {recipe.seed}")
        if len(trained) == 2:
            raise KeyboardInterrupt
        return original(recipe, training, folder)

    monkeypatch.setattr(comparison, "train", stopping)
    with pytest.raises(KeyboardInterrupt):
        compare_inputs(PLAN, tmp_path, OPTIONS)
    continued = compare_inputs(PLAN, tmp_path, OPTIONS)
    assert trained == ["tiny-whole 0", "tiny-tongue 0", "tiny-tongue 0", "tiny-coating-and-body 0"]
    assert [entry.macro_auc for entry in continued.inputs] == [
        entry.macro_auc for entry in finished.result.inputs
    ]
    longer = compare_inputs(replace(PLAN, seeds=(0, 1)), tmp_path, OPTIONS)
    assert trained[4:] == ["tiny-whole 1", "tiny-tongue 1", "tiny-coating-and-body 1"]
    for entry, before in zip(longer.inputs, continued.inputs, strict=True):
        assert entry.by_seed[0] == before.by_seed[0] != entry.by_seed[1]
        assert entry.macro_auc.value == pytest.approx(np.mean(entry.by_seed))


def test_another_plan_or_a_foreign_folder_is_refused(finished: Finished, tmp_path: Path) -> None:
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "letter.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    places = [tmp_path / "foreign", tmp_path / "file", finished.folder]
    for folder, plan in zip(places, [PLAN, PLAN, replace(PLAN, test_count=40)], strict=True):
        with pytest.raises(TrainingError) as refusal:
            compare_inputs(plan, folder, OPTIONS)
        assert refusal.value.code == "inputs.otherPlan"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"recipe": replace(RECIPE, task="chestxray14")}, "inputs.recipe"),
        ({"recipe": replace(RECIPE, input=InputFacts(32, 32, "grey"))}, "inputs.recipe"),
        ({"recipe": replace(RECIPE, augmentation=Augmentation(rand_augment=0.5))}, "inputs.recipe"),
        ({"test_drawing_seed": 11}, "inputs.seeds"),
        ({"seeds": ()}, "inputs.seeds"),
        ({"seeds": (1, 1)}, "inputs.seeds"),
        ({"count": 4}, "inputs.count"),
        ({"test_count": 0}, "inputs.count"),
    ],
)
def test_a_plan_that_compares_nothing_is_refused(change: dict[str, Any], code: str) -> None:
    with pytest.raises(TrainingError) as refusal:
        replace(PLAN, **change)
    assert refusal.value.code == code


def test_the_command_prints_the_table_and_refuses_what_it_cannot_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recipe = {
        "name": "tiny",
        "task": "tcmtd",
        "network": {"classes": 7, "image_px": 32, "embed": 8, "depth": 3, "heads": 2, "base_width": 8},
        "input": {"width_px": 32, "height_px": 32, "colour": "rgb"},
        "batch_size": 8,
    }
    (tmp_path / "recipe.json").write_text(json.dumps(recipe))
    given = [
        "compare-tongue-inputs",
        "--recipe",
        str(tmp_path / "recipe.json"),
        "--epochs",
        "1",
        "--count",
        "8",
    ]
    given += ["--picture-px", "64", "--out", str(tmp_path / "out")]
    assert main([*given, "--test-count", "160"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("Demonstration on drawn tongues")
    assert "coating-and-body - tongue" in printed
    assert main([*given, "--test-count", "80"]) == 3
    assert "[inputs.otherPlan]" in capsys.readouterr().err
    assert main([*given, "--test-count", "160", "--picture-px", "8"]) == 3
    assert "[inputs.size]" in capsys.readouterr().err
