"""Folds by patient: never divided, balanced, the same again, read back from a file."""

import json
from pathlib import Path

import numpy as np
import pytest

from ctranscnn.errors import TrainingError
from ctranscnn.split import (
    patient_folds,
    patient_split,
    read_folds,
    read_split,
    refuse_divided_patients,
    write_folds,
    write_split,
)


def sample() -> tuple[list[str], np.ndarray]:
    generator = np.random.default_rng(0)
    patients = [f"p{index}" for index in generator.integers(0, 90, 200)]
    targets = (generator.random((200, 4)) < np.asarray([0.5, 0.2, 0.1, 0.05])).astype(np.float32)
    return patients, targets


def test_no_patient_is_divided_and_every_fold_sees_every_finding() -> None:
    patients, targets = sample()
    folds = patient_folds(patients, targets, 5, seed=0)
    refuse_divided_patients(patients, folds)
    counts = np.asarray([targets[folds == fold].sum(axis=0) for fold in range(5)])
    assert counts.min() >= 1
    assert (np.abs(counts - targets.sum(axis=0) / 5).max(axis=0) <= 3).all()
    assert np.bincount(folds).max() - np.bincount(folds).min() <= 12


def test_the_same_seed_deals_the_same_folds() -> None:
    patients, targets = sample()
    first, again = (patient_folds(patients, targets, 5, seed=4) for _ in range(2))
    np.testing.assert_array_equal(first, again)
    assert (patient_folds(patients, targets, 5, seed=5) != first).any()


def test_more_folds_than_patients_are_refused() -> None:
    with pytest.raises(TrainingError) as refusal:
        patient_folds(["a", "a", "b"], np.zeros((3, 1), np.float32), 3, seed=0)
    assert refusal.value.code == "split.fewPatients"


def test_a_fold_file_holds_no_plain_names_and_reads_back(tmp_path: Path) -> None:
    patients, targets = sample()
    names = [f"film-{index}.png" for index in range(200)]
    folds = patient_folds(patients, targets, 5, seed=0)
    path = tmp_path / "split.json"
    write_folds(path, names, folds, {"seed": 0})
    assert "film-" not in path.read_text()
    np.testing.assert_array_equal(read_folds(path, names, patients), folds)


def test_a_fold_file_that_divides_a_patient_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "split.json"
    write_folds(path, ["a.png", "b.png"], np.asarray([0, 1]), {})
    with pytest.raises(TrainingError) as refusal:
        read_folds(path, ["a.png", "b.png"], ["same", "same"])
    assert refusal.value.code == "split.patientDivided"
    with pytest.raises(TrainingError) as refusal:
        read_folds(path, ["a.png", "c.png"], ["x", "y"])
    assert refusal.value.code == "split.pictureMissing"


def test_the_committed_film_split_divides_no_patient() -> None:
    path = Path(__file__).resolve().parents[1] / "splits" / "chestxray14.json"
    films = Path(__file__).resolve().parents[3] / "shared" / "data" / "nih-chest"
    if not films.is_dir():
        pytest.skip("the real films of ../shared/data/nih-chest are not here")
    from ctranscnn.data.nih import read_nih_films

    data = read_nih_films(films)
    folds = read_folds(path, data.names, data.patients)
    assert json.loads(path.read_text())["folds"] == 5
    assert np.bincount(folds).min() > 150


def test_a_split_keeps_its_shares_by_whole_patients_and_for_every_finding() -> None:
    patients, targets = sample()
    sides = np.asarray(patient_split(patients, targets, seed=1))
    refuse_divided_patients(patients, list(sides))
    for side, share in (("train", 0.7), ("validation", 0.2), ("test", 0.1)):
        chosen = sides == side
        assert abs(chosen.mean() - share) < 0.04
        assert (np.abs(targets[chosen].sum(axis=0) - share * targets.sum(axis=0)) <= 4).all()
        assert (targets[chosen].sum(axis=0) >= 1).all()


def test_the_same_seed_gives_the_same_split_and_another_one_another() -> None:
    patients, targets = sample()
    first, again, other = (patient_split(patients, targets, seed=seed) for seed in (4, 4, 5))
    assert first == again
    assert first != other


@pytest.mark.parametrize("shares", [(0.7, 0.3, 0.0), (0.7, 0.2, 0.2), (1.1, -0.2, 0.1)])
def test_shares_that_are_none_are_refused(shares: tuple[float, float, float]) -> None:
    with pytest.raises(TrainingError) as refusal:
        patient_split(*sample(), shares)
    assert refusal.value.code == "split.shares"


def test_a_side_never_stays_empty() -> None:
    for count in (0, 1, 2):
        with pytest.raises(TrainingError) as refusal:
            patient_split([f"p{index}" for index in range(count)], np.zeros((count, 1), np.float32))
        assert refusal.value.code == "split.fewPatients"
    few = patient_split([f"p{index}" for index in range(10)], np.zeros((10, 1), np.float32))
    assert [few.count(side) for side in ("train", "validation", "test")] == [7, 2, 1]


def test_a_split_file_reads_back_and_refuses_what_it_does_not_fit(tmp_path: Path) -> None:
    patients, targets = sample()
    names = [f"film-{index}.png" for index in range(200)]
    sides = patient_split(patients, targets)
    path = tmp_path / "split.json"
    write_split(path, names, sides, {"seed": 0})
    assert "film-" not in path.read_text()
    assert read_split(path, names, patients) == sides
    write_split(path, ["a.png", "b.png"], ["train", "test"], {})
    for picture, people, code in (
        ("b.png", ["same", "same"], "split.patientDivided"),
        ("c.png", ["x", "y"], "split.pictureMissing"),
    ):
        with pytest.raises(TrainingError) as refusal:
            read_split(path, ["a.png", picture], people)
        assert refusal.value.code == code
    for content in ('{"side": {"x": "holdout"}}', "[]", '{"side": {"x": []}}', '{"fold": {}}'):
        path.write_text(content)
        with pytest.raises(TrainingError) as refusal:
            read_split(path, ["a.png"], ["x"])
        assert refusal.value.code == "split.malformed"


def test_folds_are_dealt_as_ever() -> None:
    """The folds of published runs must come out again, to the last picture."""
    folds = patient_folds(*sample(), 5, seed=0)
    assert folds[:20].tolist() == [4, 2, 4, 3, 2, 4, 2, 1, 2, 1, 1, 1, 3, 4, 4, 0, 1, 2, 2, 0]
    assert np.bincount(folds).tolist() == [39, 43, 42, 37, 39]
