"""The workstation's bundle: read where it is whole, refused with the place where it is not, trained on."""

import csv
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from ctranscnn.cli import main
from ctranscnn.data.bundle import read_bundle
from ctranscnn.errors import TrainingError
from ctranscnn.export.golden import golden_film

LABELS = ["effusion", "pneumonia"]
ROWS = [
    # image, patient, split, effusion, pneumonia
    *[
        [f"{index}.png", f"p{index}", "train", str(index % 2), ["", "1", "0"][index % 3]]
        for index in range(8)
    ],
    *[[f"{index}.png", f"p{index}", "validation", str(index % 2), "1"] for index in range(8, 11)],
    *[[f"{index}.png", f"p{index}", "test", str(index % 2), "0"] for index in range(11, 14)],
]


def write_bundle(folder: Path, rows: list[list[str]] = ROWS, **changes: object) -> Path:
    (folder / "images").mkdir(parents=True, exist_ok=True)
    for index, row in enumerate(ROWS):
        small = Image.fromarray(golden_film(index)).resize((60, 70))
        small.save(folder / "images" / row[0])
    with (folder / "labels.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["image", "patient", "split", *LABELS], *rows])
    paths = ["labels.csv", *(f"images/{row[0]}" for row in ROWS)]
    files = [
        {"path": path, "sha256": hashlib.sha256((folder / path).read_bytes()).hexdigest()} for path in paths
    ]
    splits = {split: sum(row[2] == split for row in rows) for split in ("train", "validation", "test")}
    manifest: dict[str, Any] = {
        "formatVersion": 1,
        "task": "chestxray14",
        "labelSet": {"id": "chestxray14", "version": 1},
        "labels": LABELS,
        "files": files,
        "splits": splits,
        **changes,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


def changed(row: int, column: int, value: str) -> list[list[str]]:
    rows = [list(cells) for cells in ROWS]
    rows[row][column] = value
    return rows


def test_empty_cells_are_not_answered_and_never_zero(tmp_path: Path) -> None:
    bundle = read_bundle(write_bundle(tmp_path))
    assert len(bundle) == 14
    assert np.isnan(bundle.targets[0, 1])
    assert bundle.targets[1].tolist() == [1.0, 1.0]
    assert bundle.targets[2].tolist() == [0.0, 0.0]
    assert [len(bundle.side(split)) for split in ("train", "validation", "test")] == [8, 3, 3]
    assert bundle.picture(0).shape == (70, 60)


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        ((2, 3), "0.5", "row 4, column effusion"),
        ((5, 4), "yes", "row 7, column pneumonia"),
        ((1, 2), "holdout", "row 3, column split"),
        ((0, 1), "", "row 2, column patient"),
        ((3, 0), "../labels.csv", "row 5, column image"),
    ],
)
def test_a_bad_cell_is_named_by_row_and_column(
    tmp_path: Path, place: tuple[int, int], value: str, words: str
) -> None:
    with pytest.raises(TrainingError, match=words) as refusal:
        read_bundle(write_bundle(tmp_path, changed(*place, value)))
    assert refusal.value.code == "bundle.cell"


def test_a_patient_on_two_sides_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TrainingError) as refusal:
        read_bundle(write_bundle(tmp_path, changed(13, 1, "p0")))
    assert refusal.value.code == "split.patientDivided"


def spoil_picture(folder: Path) -> None:
    path = folder / "images" / "3.png"
    content = bytearray(path.read_bytes())
    content[-20] ^= 1
    path.write_bytes(bytes(content))


def lose_picture(folder: Path) -> None:
    (folder / "images" / "3.png").unlink()


def spoil_labels(folder: Path) -> None:
    path = folder / "labels.csv"
    path.write_text(path.read_text().replace("p5,train,1", "p5,train,0"))


@pytest.mark.parametrize("spoil", [spoil_picture, lose_picture, spoil_labels])
def test_a_file_that_is_not_the_exported_one_is_refused(
    tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    folder = write_bundle(tmp_path)
    spoil(folder)
    with pytest.raises(TrainingError) as refusal:
        read_bundle(folder)
    assert refusal.value.code == "bundle.hash"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"formatVersion": 2}, "bundle.version"),
        ({"labels": ["effusion", "nonsense"]}, "bundle.labels"),
        ({"labelSet": {"id": "chestxray14", "version": 9}}, "bundle.labels"),
        ({"splits": {"train": 7, "validation": 3, "test": 3}}, "bundle.splitCounts"),
        ({"files": [{"path": "../../etc/passwd", "sha256": "0"}]}, "bundle.path"),
        ({"labels": ["pneumonia", "effusion"]}, "bundle.columns"),
        ({"files": "none"}, "facts.wrongType"),
    ],
)
def test_a_manifest_that_does_not_fit_is_refused(
    tmp_path: Path, changes: dict[str, object], code: str
) -> None:
    with pytest.raises(TrainingError) as refusal:
        read_bundle(write_bundle(tmp_path, ROWS, **changes))
    assert refusal.value.code == code


def test_the_command_trains_on_a_bundle_and_writes_a_model(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle, recipe = write_bundle(tmp_path / "bundle"), tmp_path / "recipe.json"
    recipe.write_text(
        json.dumps(
            {
                "name": "own",
                "task": "chestxray14",
                "network": {
                    "classes": 14, "image_px": 64, "embed": 24, "depth": 3, "heads": 3, "base_width": 16
                },
                "input": {"width_px": 64, "height_px": 64, "colour": "grey"},
                "epochs": 2,
            }
        )
    )  # fmt: skip
    options = ["--data", str(bundle), "--recipe", str(recipe), "--run", str(tmp_path / "run")]
    assert main(["train", *options, "--out", str(tmp_path / "own"), "--threads", "1"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["pictures"] == {"train": 8, "validation": 3, "test": 3}
    assert report["evaluation"]["undefined"] == ["pneumonia"]
    manifest = json.loads((tmp_path / "own" / "manifest.json").read_text())
    assert manifest["labels"] == LABELS
    assert manifest["demonstration"] is False


def test_the_command_refuses_what_is_no_bundle(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "--data", str(tmp_path)]) == 3
    assert "bundle.missing" in capsys.readouterr().err
