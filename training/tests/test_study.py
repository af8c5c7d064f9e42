"""A study trains every entry on the same folds, keeps its runs, goes on where it stopped, compares forms."""

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
from filelock import FileLock
from PIL import Image

from ctranscnn.cli import main
from ctranscnn.errors import TrainingError
from ctranscnn.model.comparator_config import ComparatorName
from ctranscnn.runs import read_runs
from ctranscnn.study.data import StudySource
from ctranscnn.study.plan import StudyPlan, read_plan
from ctranscnn.study.runner import Study, describe, entry_recipe, run_study

SIZE = {"classes": 14, "image_px": 32, "embed": 16, "depth": 3, "heads": 2, "base_width": 16}
PLAN: dict[str, Any] = {
    "name": "tiny",
    "task": "chestxray14",
    "size": SIZE,
    "preset": "strong",
    "epochs": 1,
    "seeds": [0],
    "folds": 2,
    "batch_size": 8,
    "entries": [
        {"name": "ctranscnn", "network": "ctranscnn"},
        {"name": "baseline", "network": "baseline"},
        {"name": "taught", "network": "ctranscnn", "changes": {"teacher": "ctranscnn"}},
    ],
}


@pytest.fixture
def films(tmp_path: Path) -> Path:
    """48 small noisy films of 24 patients; effusion darkens the lower half."""
    generator = np.random.default_rng(0)
    folder = tmp_path / "films"
    (folder / "images").mkdir(parents=True)
    columns = ["image", "patient_id", "findings", "view", "age", "sex"]
    with (folder / "labels.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for number in range(48):
            picture = generator.integers(60, 190, (48, 48))
            effusion = number % 2 == 0
            picture[24:] += 50 * int(effusion)
            Image.fromarray(picture.astype(np.uint8)).save(folder / "images" / f"{number}.png")
            finding = "Effusion" if effusion else "No Finding"
            writer.writerow([f"{number}.png", f"p{number // 2}", finding, "PA", "50", "F"])
    return folder


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(PLAN))
    return path


def study_of(tmp_path: Path, films: Path, plan: StudyPlan) -> Study:
    source = StudySource(films, tmp_path / "split.json")
    return Study(plan, source, tmp_path / "work", tmp_path / "results")


def test_entries_are_trained_on_the_same_folds_and_kept(
    tmp_path: Path, films: Path, plan_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study = study_of(tmp_path, films, read_plan(plan_file))
    run_study(study, only="ctranscnn")
    assert [line.split(":")[1].split(",")[0].strip() for line in describe(study)] == [
        "finished",
        "0 of 2 folds",
        "0 of 2 folds",
    ]
    run_study(study)
    runs = {run.facts.name: run for run in read_runs([study.results])}
    assert sorted(runs) == ["baseline", "ctranscnn", "taught"]
    first = runs["ctranscnn"].predictions
    for run in runs.values():
        np.testing.assert_array_equal(run.predictions.folds, first.folds)
        assert not np.isnan(run.predictions.logits).any()
        assert run.facts.images_seen == runs["ctranscnn"].facts.images_seen
    # a patient is never on both sides
    assert all(len(set(first.folds[first.patients == patient])) == 1 for patient in set(first.patients))
    written = (tmp_path / "results" / "tiny" / "baseline-seed-0" / "run.json").stat().st_mtime_ns
    run_study(study)
    assert (tmp_path / "results" / "tiny" / "baseline-seed-0" / "run.json").stat().st_mtime_ns == written
    command = ["study-forms", "--plan", str(plan_file), "--films", str(films), "--threads", "1"]
    places = ["--split", str(study.source.split_file), "--runs", str(study.run_folder)]
    capsys.readouterr()
    assert main([*command, *places, "--results", str(study.results)]) == 0
    forms = {line["form"]: line for line in map(json.loads, capsys.readouterr().out.splitlines())}
    assert forms["fp32"]["largestLogitDifference"] <= 1e-4
    assert 0 < forms["fp16"]["largestLogitDifference"] < forms["int8"]["largestLogitDifference"] < 1
    assert forms["fp32"]["difference"] == 0


def test_what_another_process_works_on_is_left_to_it(tmp_path: Path, films: Path, plan_file: Path) -> None:
    study = study_of(tmp_path, films, read_plan(plan_file))
    work = study.work_folder("ctranscnn", 0)
    work.mkdir(parents=True)
    with FileLock(work / "claim.lock"):
        run_study(study, only="ctranscnn")
    assert not study.results.exists()


def test_an_entry_that_fails_does_not_stop_the_others(tmp_path: Path, films: Path, plan_file: Path) -> None:
    plan = read_plan(plan_file)
    broken = replace(plan.entries[1], size=replace(plan.size, classes=3))
    study = study_of(tmp_path, films, replace(plan, entries=(broken, plan.entries[0])))
    with pytest.raises(TrainingError) as refusal:
        run_study(study)
    assert refusal.value.code == "study.failed"
    assert "baseline seed 0" in str(refusal.value)
    assert [run.facts.name for run in read_runs([study.results])] == ["ctranscnn"]


def test_a_plan_is_read_strictly(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    twice = [PLAN["entries"][0], PLAN["entries"][0]]
    teacher_after = [PLAN["entries"][2], PLAN["entries"][0]]
    for change, code in [
        ({"entries": twice}, "study.names"),
        ({"entries": teacher_after}, "study.teacher"),
        ({"preset": "best"}, "facts.wrongType"),
        ({"speed": 1}, "facts.unknownKey"),
    ]:
        path.write_text(json.dumps({**PLAN, **change}))
        with pytest.raises(TrainingError) as refusal:
            read_plan(path)
        assert refusal.value.code == code


def test_the_committed_plans_can_be_built() -> None:
    from ctranscnn.paths import STUDIES_FOLDER

    plans = sorted(STUDIES_FOLDER.glob("*.json"))
    assert plans
    # a comparator's width is searched for each size, which is slow: test_comparators does so for all of them
    left_out = {*get_args(ComparatorName)} - {"resnet34", "vit"}
    for path in plans:
        plan = read_plan(path)
        for entry in plan.entries:
            if entry.network in left_out:
                continue
            recipe = entry_recipe(plan, entry, plan.seeds[0])
            assert recipe.network.image_px == plan.size.image_px
