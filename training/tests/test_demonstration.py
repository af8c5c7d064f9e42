"""A demonstration model end to end, tiny: drawn, trained, measured, shipped; the control stays a control."""

import json
from pathlib import Path

import numpy as np
import pytest

import ctranscnn.data.phantoms as phantom_data
from ctranscnn.demonstration import (
    DemonstrationName,
    DemonstrationSize,
    demonstration_data,
    demonstration_recipe,
)
from ctranscnn.demonstration_report import golden_picture, measure, ship
from ctranscnn.model.build import own_network
from ctranscnn.model.config import NetworkConfig
from ctranscnn.preprocess import InputFacts
from ctranscnn.recipe import Recipe
from ctranscnn.train import Means, train

TINY = DemonstrationSize(train=48, validation=24, test=24, drawn_px=72, kept_px=72, generated=8)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(phantom_data, "CACHE_FOLDER", tmp_path / "cache")
    monkeypatch.setattr("ctranscnn.evaluate.BOOTSTRAP_ROUNDS", 20)
    return tmp_path / "cache"


@pytest.mark.parametrize("name", ["tcmtd", "chestxray11"])
def test_from_drawing_to_model_folder(name: DemonstrationName, tmp_path: Path) -> None:
    data = demonstration_data(name, None, TINY)
    tongue = name == "tcmtd"
    recipe = Recipe(
        name=name,
        task=name,
        network=NetworkConfig(
            classes=len(data.train.labels), image_px=64, embed=16, depth=3, heads=2, base_width=8
        ),
        input=InputFacts(64, 64, "rgb" if tongue else "grey", region="tongue" if tongue else "whole"),
        epochs=1,
        batch_size=16,
    )
    network = own_network(train(recipe, data.train, tmp_path / "run", Means(data.validation)))
    measured = measure(network, data, recipe)
    folder = tmp_path / name
    differences = ship(name, network, measured, (folder, recipe))
    assert max(differences.values()) < 2e-3
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["demonstration"] is True
    assert manifest["task"] == name
    assert {"macroAuc", "macroAucControl"} <= set(manifest["metrics"])
    assert (folder / "golden" / "mask.png").is_file() == tongue
    card = (folder / "card.md").read_text(encoding="utf-8")
    assert "no clinical meaning" in card


def test_control_and_test_share_labels_and_differ_in_pictures() -> None:
    data = demonstration_data("chestxray11", None, TINY)
    assert np.array_equal(data.test.targets, data.control.targets)
    same = [
        np.array_equal(data.test.picture(index), data.control.picture(index)) for index in range(TINY.test)
    ]
    assert sum(same) <= sum(not row.any() for row in data.test.targets) + 2
    assert set(data.train.patients).isdisjoint(data.test.patients)


def test_drawn_pictures_come_back_from_the_cache_unchanged(cache: Path) -> None:
    first = demonstration_data("tcmtd", None, TINY)
    files = sorted(cache.iterdir())
    again = demonstration_data("tcmtd", None, TINY)
    assert sorted(cache.iterdir()) == files
    assert np.array_equal(first.train.picture(5), again.train.picture(5))
    mask = again.train.mask(5)
    assert mask is not None
    assert set(np.unique(mask)) == {0, 255}


def test_tips_are_told_beside_the_labels() -> None:
    facts = demonstration_data("chestxray11", None, TINY).train.auxiliary
    assert facts is not None
    assert facts.shape == (TINY.train, 8)
    known = facts[~np.isnan(facts)]
    assert known.min() >= 0.0
    assert known.max() <= 1.0
    assert not np.isnan(facts[:, :2]).any(), "the carina lies in every film"


def test_lines_are_never_mirrored() -> None:
    assert demonstration_recipe("chestxray11").augmentation.flip is False


def test_golden_pictures_are_generated_and_odd() -> None:
    film, tongue = golden_picture("chestxray11"), golden_picture("tcmtd")
    assert film.picture.shape == (517, 443)
    assert tongue.picture.shape == (517, 443, 3)
    assert tongue.mask is not None
    assert tongue.mask.shape == (517, 443)
