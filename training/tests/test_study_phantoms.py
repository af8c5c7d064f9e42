"""A study on phantoms: drawn pictures of two seeds, one split, flagged as a demonstration."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ctranscnn.cli import main
from ctranscnn.errors import TrainingError
from ctranscnn.runs import read_run
from ctranscnn.study.data import TRAINING_ONLY, StudySource, study_data
from ctranscnn.study.plan import read_plan

NOWHERE = StudySource(None, Path("none.json"))
PLAN: dict[str, Any] = {
    "name": "drawn",
    "task": "tcmtd",
    "size": {"classes": 7, "image_px": 32, "embed": 16, "depth": 3, "heads": 2, "base_width": 16},
    "preset": "strong",
    "epochs": 1,
    "seeds": [0],
    "batch_size": 8,
    "phantoms": {"train": 16, "test": 12, "picture_px": 32},
    "entries": [{"name": "ctranscnn", "network": "ctranscnn"}],
}


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctranscnn.data.phantoms.CACHE_FOLDER", tmp_path / "cache")


def plan_file(folder: Path, **changes: object) -> Path:
    path = folder / "plan.json"
    path.write_text(json.dumps({**PLAN, **changes}))
    return path


def test_a_study_on_drawn_tongues_is_measured_on_the_unseen_seed_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["study", "--plan", str(plan_file(tmp_path)), "--threads", "1"]
    command += ["--runs", str(tmp_path / "runs"), "--results", str(tmp_path / "results")]
    assert main(command) == 0
    run = read_run(tmp_path / "results" / "drawn" / "ctranscnn-seed-0")
    assert run.facts.demonstration
    assert run.facts.images_seen == 16
    assert "a seed that training never saw" in run.facts.split
    assert "drawn tongues" in run.facts.data
    assert run.predictions.logits.shape == (12, 7)
    assert np.isfinite(run.predictions.logits).all()
    assert set(run.predictions.folds.tolist()) == {0}
    capsys.readouterr()
    assert main([*command, "--list"]) == 0
    assert "ctranscnn seed 0: finished" in capsys.readouterr().out
    forms = ["study-forms", *command[1:]]
    assert main(forms) == 3
    assert "compare.undefined" in capsys.readouterr().err  # 12 pictures are no measure, but every form ran
    fp32 = read_run(tmp_path / "results" / "drawn-forms" / "ctranscnn-fp32-seed-0")
    assert np.abs(fp32.predictions.logits - run.predictions.logits).max() < 1e-3


@pytest.mark.parametrize(("task", "classes", "what"), [("tcmtd", 7, "tongues"), ("chestxray11", 11, "lines")])
def test_training_and_test_phantoms_share_no_picture(
    tmp_path: Path, task: str, classes: int, what: str
) -> None:
    phantoms = {"train": 4, "test": 3, "picture_px": 48, "backgrounds": 2}
    plan = read_plan(plan_file(tmp_path, task=task, phantoms=phantoms))
    data = study_data(plan, NOWHERE)
    assert data.demonstration
    assert what in data.source
    assert data.folds.tolist() == [TRAINING_ONLY] * 4 + [0] * 3
    assert data.measured == [4, 5, 6]
    assert data.pictures.targets.shape == (7, classes)
    assert len(set(data.names)) == 7
    drawn = {data.pictures.picture(index).tobytes() for index in range(7)}
    assert len(drawn) == 7


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"phantoms": None}, "study.data"),
        ({"task": "chestxray14"}, "study.data"),
        ({"phantoms": {"train": 0, "test": 3, "picture_px": 48}}, "study.phantoms"),
        (
            {"phantoms": {"train": 1, "test": 3, "picture_px": 48, "seed": 3, "test_seed": 3}},
            "study.phantoms",
        ),
    ],
)
def test_plans_that_cannot_be_drawn_are_refused(
    tmp_path: Path, changes: dict[str, object], code: str
) -> None:
    with pytest.raises(TrainingError) as refusal:
        read_plan(plan_file(tmp_path, **changes))
    assert refusal.value.code == code


def test_a_study_on_real_films_asks_for_them(tmp_path: Path) -> None:
    plan = read_plan(plan_file(tmp_path, task="chestxray14", phantoms=None))
    with pytest.raises(TrainingError) as refusal:
        study_data(plan, NOWHERE)
    assert refusal.value.code == "study.films"
