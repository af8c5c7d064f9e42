"""`ctranscnn train --data … --task …` on a set that the loaders know: split, seeds, runs, streams."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ctranscnn.cli import main
from ctranscnn.labels import read_label_set
from ctranscnn.runs import read_runs

LABELS = read_label_set("tcmtd").keys
TINY = {
    "name": "tiny",
    "task": "tcmtd",
    "network": {"classes": 7, "image_px": 32, "embed": 16, "depth": 3, "heads": 2, "base_width": 16},
    "input": {"width_px": 32, "height_px": 32, "colour": "rgb"},
    "epochs": 1,
    "batch_size": 8,
}


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """60 noisy pictures of 30 patients, a table of their labels."""
    generator = np.random.default_rng(0)
    folder = tmp_path / "set"
    (folder / "images").mkdir(parents=True)
    rows: list[list[str]] = []
    for number in range(60):
        name = f"images/{number}.png"
        Image.fromarray(generator.integers(0, 255, (40, 40, 3)).astype(np.uint8)).save(folder / name)
        answers = [("1", "0", "")[place] for place in generator.choice(3, len(LABELS), p=[0.4, 0.5, 0.1])]
        rows.append([name, f"p{number // 2}", *answers])
    with (folder / "table.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["image", "patient", *LABELS], *rows])
    (tmp_path / "recipe.json").write_text(json.dumps(TINY))
    return folder


def train(table: Path, *more: str) -> int:
    run = table.parent / "run"
    recipe = table.parent / "recipe.json"
    fixed = ["--task", "tcmtd", "--recipe", str(recipe), "--run", str(run), "--device", "cpu"]
    return main(["train", "--data", str(table), *fixed, "--threads", "1", *more])


def test_each_seed_becomes_a_run_on_one_split_by_patient(
    table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert train(table, "--seeds", "0,1") == 0
    assert capsys.readouterr().out.count("test pictures") == 2
    runs = read_runs([table.parent / "run"])
    assert [run.facts.seed for run in runs] == [0, 1]
    first, second = (run.predictions for run in runs)
    np.testing.assert_array_equal(first.names, second.names)
    assert not np.array_equal(first.logits, second.logits)
    sides = json.loads((table.parent / "run" / "split.json").read_text())["side"]
    assert sorted(set(sides.values())) == ["test", "train", "validation"]
    assert len(first.names) == list(sides.values()).count("test")
    # unanswered cells stay unanswered
    assert np.isnan(first.targets).any()


def test_shards_are_trained_on_as_a_stream(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert train(table) == 0
    shards = table.parent / "shards"
    split = ["--split", str(table.parent / "run" / "split.json")]
    assert main(["shards", "--data", str(table), "--task", "tcmtd", *split, "--out", str(shards)]) == 0
    recipe = ["--recipe", str(table.parent / "recipe.json"), "--run", str(table.parent / "streamed")]
    command = ["train", "--data", str(shards), "--task", "tcmtd", *recipe, "--device", "cpu", "--stream"]
    assert main(command) == 0
    streamed, held = read_runs([table.parent / "streamed"])[0], read_runs([table.parent / "run"])[0]
    assert len(streamed.predictions.names) == len(held.predictions.names)
    assert streamed.facts.images_seen == held.facts.images_seen
    capsys.readouterr()


def test_what_does_not_fit_is_said(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert train(table, "--stream") == 3
    assert "data.stream" in capsys.readouterr().err
    assert train(table, "--seeds", "one") == 3
    assert "train.seeds" in capsys.readouterr().err
    assert main(["train", "--data", str(table)]) == 3
    assert "--task" in capsys.readouterr().err
    (table / "images" / "3.png").unlink()
    assert train(table) == 3
    assert "images/3.png" in capsys.readouterr().err
