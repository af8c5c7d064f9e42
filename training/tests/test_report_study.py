"""Which runs a report compares, lists or refuses."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ctranscnn.errors import TrainingError
from ctranscnn.report.numbers import measure
from ctranscnn.report.sentences import comparability
from ctranscnn.report.study import Study, gather
from ctranscnn.report.view import View
from ctranscnn.report.words import LANGUAGES, Words
from ctranscnn.runs import HeldOutPredictions, RunFacts, read_runs, write_run
from tests.report_studies import MadeStudy, make_study

Change = Callable[[HeldOutPredictions], HeldOutPredictions]
FactsChange = Callable[[RunFacts], RunFacts]


def _gathered(folder: Path, reference: str = "ctranscnn") -> Study:
    return gather(read_runs([folder]), reference)


def _with_reference(folder: Path) -> MadeStudy:
    made = make_study(pictures=120)
    made.write(folder, "ctranscnn")
    return made


def _shuffled(made: MadeStudy) -> HeldOutPredictions:
    order = np.random.default_rng(1).permutation(len(made.predictions.names))
    asked, logits = made.predictions, made.logits("vit", 0, 1.0)
    return HeldOutPredictions(
        asked.labels,
        asked.names[order],
        asked.patients[order],
        asked.folds[order],
        asked.targets[order],
        logits[order],
    )


def test_another_order_of_the_same_pictures_is_the_same_study(tmp_path: Path) -> None:
    made = _with_reference(tmp_path)
    write_run(tmp_path / "vit", made.named("vit"), _shuffled(made))
    study = _gathered(tmp_path)
    assert [network.name for network in study.networks] == ["ctranscnn", "vit"]
    assert not study.excluded
    place = {str(name): row for row, name in enumerate(made.predictions.names)}
    rows = [place[str(name)] for name in study.names]
    np.testing.assert_array_equal(study.others[0].logits[0], made.logits("vit", 0, 1.0)[rows])


def _other_pictures(asked: HeldOutPredictions) -> HeldOutPredictions:
    return replace(asked, names=np.asarray([f"x{name}" for name in asked.names]))


def _other_folds(asked: HeldOutPredictions) -> HeldOutPredictions:
    return replace(asked, folds=(asked.folds + 1) % 3)


def _other_targets(asked: HeldOutPredictions) -> HeldOutPredictions:
    targets = asked.targets.copy()
    targets[3, 0] = 0 if targets[3, 0] == 1 else 1
    return replace(asked, targets=targets)


def _other_patients(asked: HeldOutPredictions) -> HeldOutPredictions:
    return replace(asked, patients=np.asarray([f"x{patient}" for patient in asked.patients]))


def _other_labels(asked: HeldOutPredictions) -> HeldOutPredictions:
    return replace(asked, labels=list(reversed(asked.labels)))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (_other_pictures, "excluded.pictures"),
        (_other_folds, "excluded.folds"),
        (_other_targets, "excluded.targets"),
        (_other_patients, "excluded.patients"),
        (_other_labels, "excluded.labels"),
    ],
)
def test_a_run_that_was_asked_something_else_is_listed_with_the_reason(
    tmp_path: Path, change: Change, reason: str
) -> None:
    made = _with_reference(tmp_path)
    asked = replace(made.predictions, logits=made.logits("vit", 0, 1.0))
    write_run(tmp_path / "vit", made.named("vit"), change(asked))
    study = _gathered(tmp_path)
    assert not study.others
    (excluded,) = study.excluded
    assert (excluded.name, excluded.seed, excluded.reason) == ("vit", 0, reason)
    for language in ("en", "zh-CN"):
        assert Words(language)(excluded.reason, **excluded.values)


def _more_images(facts: RunFacts) -> RunFacts:
    return replace(facts, images_seen=facts.images_seen * 2)


def _other_study(facts: RunFacts) -> RunFacts:
    return replace(facts, study="another")


@pytest.mark.parametrize(
    ("change", "reason"), [(_more_images, "excluded.imagesSeen"), (_other_study, "excluded.study")]
)
def test_a_run_that_was_trained_otherwise_is_listed_with_the_reason(
    tmp_path: Path, change: FactsChange, reason: str
) -> None:
    made = _with_reference(tmp_path)
    predictions = replace(made.predictions, logits=made.logits("vit", 0, 1.0))
    write_run(tmp_path / "vit", change(made.named("vit")), predictions)
    (excluded,) = _gathered(tmp_path).excluded
    assert excluded.reason == reason


def test_a_few_more_images_are_compared_and_both_numbers_said(tmp_path: Path) -> None:
    made = _with_reference(tmp_path)
    predictions = replace(made.predictions, logits=made.logits("vit", 0, 1.0))
    write_run(tmp_path / "vit", replace(made.named("vit"), images_seen=4_200), predictions)
    study = _gathered(tmp_path)
    assert [network.name for network in study.others] == ["vit"]
    numbers = measure(study, 10)
    for language in LANGUAGES:
        said = [line for line in comparability(View.of(study, numbers, language)) if "4,200" in line]
        assert len(said) == 1
        assert "4,000" in said[0]


def test_another_recipe_under_the_same_name_is_another_network(tmp_path: Path) -> None:
    made = _with_reference(tmp_path)
    facts = made.named("ctranscnn", 1)
    facts = replace(facts, recipe=replace(facts.recipe, learning_rate=1e-3))
    write_run(tmp_path / "second", facts, replace(made.predictions, logits=made.logits("ctranscnn", 1, 1.0)))
    study = _gathered(tmp_path)
    assert study.reference.seeds == [0]
    assert study.excluded[0].reason == "excluded.recipe"


def test_a_folder_named_twice_is_one_run_and_a_seed_found_twice_is_refused(tmp_path: Path) -> None:
    made = _with_reference(tmp_path)
    runs = read_runs([tmp_path, tmp_path / "ctranscnn-0"])
    assert gather(runs, "ctranscnn").reference.seeds == [0]
    made.write(tmp_path / "copy", "ctranscnn")
    with pytest.raises(TrainingError, match="both seed 0") as caught:
        _gathered(tmp_path)
    assert caught.value.code == "report.twice"


def test_two_studies_of_the_reference_are_refused(tmp_path: Path) -> None:
    made = _with_reference(tmp_path)
    facts = replace(made.named("ctranscnn"), study="another")
    write_run(tmp_path / "another", facts, replace(made.predictions, logits=made.logits("x", 0, 1.0)))
    with pytest.raises(TrainingError, match="2 studies") as caught:
        _gathered(tmp_path)
    assert caught.value.code == "report.severalStudies"


def test_an_unknown_reference_names_the_known_ones(tmp_path: Path) -> None:
    _with_reference(tmp_path)
    with pytest.raises(TrainingError, match="among: ctranscnn") as caught:
        _gathered(tmp_path, "resnet34")
    assert caught.value.code == "report.noReference"


def test_too_few_positives_everywhere_are_refused(tmp_path: Path) -> None:
    make_study(pictures=30, rare=range(14)).write(tmp_path, "ctranscnn")
    with pytest.raises(TrainingError) as caught:
        _gathered(tmp_path)
    assert caught.value.code == "report.insufficient"


def _logit_missing(asked: HeldOutPredictions) -> HeldOutPredictions:
    logits = asked.logits.copy()
    logits[5, 2] = np.nan
    return replace(asked, logits=logits)


def _picture_twice(asked: HeldOutPredictions) -> HeldOutPredictions:
    names = asked.names.copy()
    names[1] = names[0]
    return replace(asked, names=names)


def _patient_divided(asked: HeldOutPredictions) -> HeldOutPredictions:
    folds = asked.folds.copy()
    folds[0] = (folds[0] + 1) % 3
    return replace(asked, folds=folds)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_logit_missing, "metrics.notFinite"),
        (_picture_twice, "report.pictureTwice"),
        (_patient_divided, "split.patientDivided"),
    ],
)
def test_damaged_predictions_are_refused_with_their_folder(tmp_path: Path, change: Change, code: str) -> None:
    made = make_study(pictures=120)
    predictions = replace(made.predictions, logits=made.logits("ctranscnn", 0, 1.0))
    write_run(tmp_path / "mine", made.named("ctranscnn"), change(predictions))
    with pytest.raises(TrainingError, match="mine") as caught:
        _gathered(tmp_path)
    assert caught.value.code == code
