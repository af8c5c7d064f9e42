"""All figures of a run, comparisons of networks, and the command that prints them."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from ctranscnn.cli import main
from ctranscnn.commands.metrics import comparison_text
from ctranscnn.errors import TrainingError
from ctranscnn.metrics.compare import ComparisonOptions, compare
from ctranscnn.metrics.networks import compare_networks
from ctranscnn.metrics.plain import plain
from ctranscnn.metrics.summary import MetricOptions, full_metrics
from ctranscnn.paths import RECIPES_FOLDER
from ctranscnn.recipe import read_recipe
from ctranscnn.runs import HeldOutPredictions, Run, RunFacts, write_run

QUICK = MetricOptions(rounds=50)
LABELS = ("often", "rare", "few", "never")


def predictions(strength: float = 2.0, seed: int = 0) -> HeldOutPredictions:
    """200 pictures of 100 patients in five folds; the answers are always the same, the logits are not."""
    answers = np.random.default_rng(99)
    targets = (answers.random((200, 4)) < np.asarray([0.4, 0.25, 0.03, 0.0])).astype(np.float32)
    targets[:3, 2] = 1
    targets[50:60, 0] = np.nan
    noise = np.random.default_rng(seed).standard_normal((200, 4))
    return HeldOutPredictions(
        labels=LABELS,
        names=np.asarray([f"n{index:03}" for index in range(200)]),
        patients=np.asarray([f"p{index // 2}" for index in range(200)]),
        folds=(np.arange(200) // 2) % 5,
        targets=targets,
        logits=(strength * np.nan_to_num(targets) + noise - 1).astype(np.float32),
    )


def facts(name: str, seed: int = 0, study: str = "test", images_seen: int = 1000) -> RunFacts:
    return RunFacts(
        name=name,
        study=study,
        task="chestxray14",
        seed=seed,
        split="5 folds by patient",
        data="generated",
        recipe=read_recipe(RECIPES_FOLDER / "chestxray14.json"),
        parameters=1,
        macs=1,
        images_seen=images_seen,
        seconds=1.0,
        device="cpu",
        demonstration=name == "drawn",
    )


def test_the_summary_names_what_it_measures_and_agrees_with_scikit_learn() -> None:
    data = predictions()
    metrics = full_metrics(data, QUICK)
    assert metrics.measured == ("often", "rare")
    assert metrics.insufficient == ("few",)
    assert metrics.undefined == ("never",)
    known = ~np.isnan(data.targets)
    aucs, precisions = (
        [
            float(score(data.targets[known[:, column], column], data.logits[known[:, column], column]))
            for column in range(3)
        ]
        for score in (roc_auc_score, average_precision_score)
    )
    assert metrics.macro_auc is not None
    assert metrics.mean_average_precision is not None
    assert metrics.macro_auc.value == pytest.approx(np.mean(aucs[:2]))
    assert metrics.macro_auc_of_all_defined == pytest.approx(np.mean(aucs))
    assert metrics.mean_average_precision.value == pytest.approx(np.mean(precisions[:2]))
    assert metrics.macro_auc.low < metrics.macro_auc.value < metrics.macro_auc.high
    assert (metrics.at_half.classes, metrics.at_half.left_out) == (2, ("few", "never"))
    assert metrics.labels[0].answered == 190
    assert metrics.labels[3].auc is None
    everything = full_metrics(data, MetricOptions(minimum_positives=1, rounds=0))
    assert everything.measured == ("often", "rare", "few")


def test_calibration_fitted_on_other_folds_improves_scores_that_are_off() -> None:
    data = predictions()
    metrics = full_metrics(replace(data, logits=4 * data.logits), QUICK)
    assert metrics.with_temperature is not None
    assert metrics.with_platt is not None
    raw, scaled, platt = (
        part.brier or 1.0 for part in (metrics.uncalibrated, metrics.with_temperature, metrics.with_platt)
    )
    assert platt < scaled < raw


def test_the_json_is_plain_and_has_null_where_nothing_is_defined() -> None:
    one_fold = replace(predictions(), folds=np.zeros(200, np.intp))
    text = json.dumps(full_metrics(one_fold, MetricOptions(rounds=0)).as_json(), allow_nan=False)
    content = json.loads(text)
    assert content["tuned"] is None
    assert content["withPlatt"] is None
    assert content["macroAuc"]["low"] is None
    assert content["labels"][3]["auc"] is None
    assert {"cf1MeanOfClasses", "cf1OfMeans"} <= set(content["atHalf"])
    assert content["notice"] == "Research use only. Not for diagnosis or treatment."
    with pytest.raises(TypeError, match="ndarray"):
        plain({"array": np.zeros(2)})


def broken(**changes: object) -> HeldOutPredictions:
    return replace(predictions(), **changes)  # pyright: ignore[reportArgumentType]


def with_value(array: np.ndarray, value: float) -> np.ndarray:
    changed = array.copy()
    changed[7, 1] = value
    return changed


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (broken(logits=with_value(predictions().logits, np.nan)), "metrics.notFinite", "n007, label rare"),
        (broken(logits=with_value(predictions().logits, np.inf)), "metrics.notFinite", "n007, label rare"),
        (broken(targets=with_value(predictions().targets, 0.4)), "metrics.target", "n007, label rare"),
        (broken(targets=predictions().targets[:, :3]), "metrics.shape", "do not fit"),
        (broken(folds=np.zeros(3, np.intp)), "metrics.shape", "do not fit"),
        (broken(labels=()), "metrics.empty", "no picture or no label"),
    ],
)
def test_predictions_that_cannot_be_measured_are_refused(
    data: HeldOutPredictions, code: str, words: str
) -> None:
    with pytest.raises(TrainingError, match=words) as refusal:
        full_metrics(data, QUICK)
    assert refusal.value.code == code


def test_options_out_of_range_are_refused() -> None:
    with pytest.raises(TrainingError, match="out of range"):
        full_metrics(predictions(), MetricOptions(minimum_positives=0))


def test_a_network_is_not_distinguishable_from_itself_and_is_from_a_far_weaker_one() -> None:
    strong, weak = predictions(3.0), predictions(0.5, seed=1)
    same = compare([strong], [strong], ComparisonOptions(metrics=QUICK))
    assert (same.difference.value, same.difference.low, same.difference.high) == (0, 0, 0)
    assert not same.distinguishable
    ahead = compare([strong], [weak], ComparisonOptions(metrics=QUICK))
    behind = compare([weak], [strong], ComparisonOptions(metrics=QUICK))
    assert ahead.distinguishable
    assert ahead.difference.low > 0
    assert behind.difference.low == pytest.approx(-ahead.difference.high)
    assert set(ahead.delong) == {"often", "rare"}
    assert ahead.across_classes.pairs == 2


def test_pairing_makes_the_interval_of_two_alike_networks_narrow() -> None:
    one = predictions()
    other = replace(one, logits=one.logits + np.random.default_rng(5).normal(0, 0.05, (200, 4)))
    paired = compare([one], [other], ComparisonOptions(metrics=QUICK)).difference
    alone = full_metrics(one, QUICK).macro_auc
    assert alone is not None
    assert paired.high - paired.low < (alone.high - alone.low) / 3


def test_several_seeds_are_averaged_as_asked() -> None:
    seeds = [predictions(seed=seed) for seed in range(3)]
    reference = predictions(seed=8)
    by_auc = compare(seeds, [reference], ComparisonOptions("auc", QUICK))
    by_logits = compare(seeds, [reference], ComparisonOptions("logits", QUICK))
    single = [full_metrics(one, QUICK).macro_auc for one in seeds]
    mean_logits = replace(seeds[0], logits=np.mean([one.logits for one in seeds], axis=0))
    ensemble = full_metrics(mean_logits, QUICK).macro_auc
    assert ensemble is not None
    assert by_auc.first == pytest.approx(np.mean([one.value for one in single if one is not None]))
    assert by_logits.first == pytest.approx(ensemble.value, abs=1e-6)
    assert by_logits.first > by_auc.first
    assert (by_auc.first_seeds, by_auc.second_seeds) == (3, 1)


def test_pictures_in_another_order_are_brought_into_the_same_order() -> None:
    data = predictions()
    order = np.random.default_rng(0).permutation(200)
    shuffled = HeldOutPredictions(
        data.labels,
        data.names[order],
        data.patients[order],
        data.folds[order],
        data.targets[order],
        data.logits[order],
    )
    assert compare([data], [shuffled], ComparisonOptions(metrics=QUICK)).difference.value == 0


@pytest.mark.parametrize(
    ("other", "code"),
    [
        (broken(labels=("often", "few", "rare", "never")), "compare.labels"),
        (broken(names=np.asarray([f"m{index:03}" for index in range(200)])), "compare.pictures"),
        (broken(names=np.asarray(["n000", *(f"n{index:03}" for index in range(199))])), "compare.pictures"),
        (broken(patients=np.asarray(["p0"] * 200)), "compare.patients"),
        (broken(folds=np.zeros(200, np.intp)), "compare.folds"),
        (broken(targets=with_value(predictions().targets, np.nan)), "compare.targets"),
    ],
)
def test_what_was_not_measured_on_the_same_pictures_is_refused(other: HeldOutPredictions, code: str) -> None:
    with pytest.raises(TrainingError) as refusal:
        compare([predictions()], [other], ComparisonOptions(metrics=QUICK))
    assert refusal.value.code == code


def test_a_comparison_needs_runs_and_labels() -> None:
    with pytest.raises(TrainingError, match="at least one run"):
        compare([], [predictions()])
    with pytest.raises(TrainingError, match="No label has enough"):
        compare([predictions()], [predictions()], ComparisonOptions(metrics=MetricOptions(100)))


def some_runs(names: Sequence[str], **changes: object) -> list[Run]:
    return [
        Run(
            Path(name),
            replace(facts(name, seed), **changes),  # pyright: ignore[reportArgumentType]
            predictions(seed=seed),
        )
        for seed, name in enumerate(names)
    ]


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        (some_runs(["a"]), some_runs(["b"], study="other"), "compare.study"),
        (some_runs(["a"]), some_runs(["b"], images_seen=7), "compare.imagesSeen"),
        (some_runs(["a"]), some_runs(["b", "c"]), "compare.name"),
        (some_runs(["a"]), some_runs(["b", "b"], seed=3), "compare.seed"),
        (some_runs(["a"]), [], "compare.none"),
    ],
)
def test_networks_of_different_conditions_are_not_compared(
    first: list[Run], second: list[Run], code: str
) -> None:
    with pytest.raises(TrainingError) as refusal:
        compare_networks(first, second, ComparisonOptions(metrics=QUICK))
    assert refusal.value.code == code


def test_whole_batches_make_no_difference_and_the_numbers_are_said() -> None:
    result = compare_networks(
        some_runs(["a"]), some_runs(["b"], images_seen=1030), ComparisonOptions(metrics=QUICK)
    )
    assert result.images_seen == (1000, 1030)
    assert "Images seen: 1000 and 1030." in comparison_text(result)


def test_the_command_prints_runs_and_comparisons(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, seed, strength in (("a", 0, 2.0), ("a", 1, 2.0), ("b", 0, 1.0), ("b", 1, 1.0), ("drawn", 0, 2)):
        write_run(tmp_path / f"{name}-{seed}", facts(name, seed), predictions(strength, seed))
    write_run(tmp_path / "z", facts("short", 0, images_seen=3), predictions())
    command = ["metrics", str(tmp_path), "--against", "a", "--rounds", "40"]
    assert main([*command, "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["kind"] for line in lines] == ["run"] * 6 + ["comparison"] * 2 + ["notComparable"]
    assert lines[0]["metrics"]["macroAuc"]["value"] == pytest.approx(
        np.mean([label["auc"]["value"] for label in lines[0]["metrics"]["labels"] if label["measured"]])
    )
    assert lines[6]["comparison"]["difference"]["high"] < 0
    assert lines[6]["acrossSeeds"]["degreesOfFreedom"] == 1
    assert lines[7]["demonstration"] is True
    assert "compare.imagesSeen" in lines[8]["reason"]
    assert main(command) == 0
    text = capsys.readouterr().out
    assert "insufficient data, not in the means: few" in text
    assert "DEMONSTRATION" in text
    assert "b - a: macro AUC -" in text
    assert text.endswith("Research use only. Not for diagnosis or treatment.\n")


def test_the_command_refuses_what_is_no_run_and_an_unknown_reference(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["metrics", str(tmp_path)]) == 3
    assert "run.missing" in capsys.readouterr().err
    write_run(tmp_path / "a", facts("a"), predictions())
    assert main(["metrics", str(tmp_path), "--against", "b"]) == 3
    assert "No run is of 'b'. There are: a." in capsys.readouterr().err
