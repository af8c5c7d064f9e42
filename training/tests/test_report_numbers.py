"""The report's numbers against scikit-learn and against the metrics of single runs."""

from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import auc as area_under
from sklearn.metrics import roc_auc_score, roc_curve

from ctranscnn.metrics import macro_auc, patient_bootstrap
from ctranscnn.metrics.bootstrap import Draws
from ctranscnn.metrics.plain import plain
from ctranscnn.metrics.ranking import Interval
from ctranscnn.metrics.summary import MetricOptions, full_metrics
from ctranscnn.report.bootstrap import auc_rounds, brier_rounds, macro_of_rounds, resampled_auc, resamples
from ctranscnn.report.curves import GRID, mean_curves, rates_on_grid
from ctranscnn.report.numbers import measure, verdict
from ctranscnn.report.samples import choose_samples, probabilities
from ctranscnn.report.study import gather
from ctranscnn.runs import read_runs
from tests.report_studies import make_study

NAN = float("nan")


def test_a_resampled_auc_is_scikit_learns_with_weights_ties_and_gaps_included() -> None:
    generator = np.random.default_rng(0)
    for _ in range(20):
        targets = (generator.random(60) < 0.3).astype(float)
        targets[generator.random(60) < 0.1] = NAN
        scores = np.round(generator.random(60), 1)
        counts = generator.integers(0, 4, (60, 5)).astype(np.float32)
        known = ~np.isnan(targets)
        expected = [
            roc_auc_score(targets[known], scores[known], sample_weight=counts[known, column])
            for column in range(5)
        ]
        np.testing.assert_allclose(resampled_auc(scores, targets, counts), expected, rtol=1e-9)


def test_a_round_without_a_positive_is_undefined() -> None:
    counts = np.asarray([[0, 1], [2, 1], [1, 1]], np.float32)
    found = resampled_auc(np.asarray([0.9, 0.1, 0.2]), np.asarray([1.0, 0.0, 0.0]), counts)
    assert np.isnan(found[0])
    assert found[1] == 1


def test_the_rounds_are_those_of_the_patient_bootstrap() -> None:
    study = make_study(pictures=90, rare=())
    logits, targets = study.logits("a", 0, 0.5).astype(float), study.predictions.targets
    patients = study.predictions.patients.tolist()
    rounds = macro_of_rounds(auc_rounds([[logits]], targets, Draws(patients, 60)), [0, 2, 5])[0]
    expected = patient_bootstrap(
        patients, lambda chosen: macro_auc(logits[chosen], targets[chosen], [0, 2, 5]), rounds=60
    )
    low, high = np.percentile(rounds, [2.5, 97.5])
    assert (low, high) == pytest.approx((expected.low, expected.high), abs=1e-9)


def test_rounds_do_not_depend_on_how_many_are_worked_off_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    draws = Draws([f"p{index // 3}" for index in range(30)], 11)
    whole = np.concatenate(list(resamples(draws)), axis=1)
    monkeypatch.setattr("ctranscnn.report.bootstrap.CELLS_AT_ONCE", 60)
    parts = list(resamples(draws))
    assert len(parts) == 6
    np.testing.assert_array_equal(np.concatenate(parts, axis=1), whole)
    assert (whole[0::3] == whole[1::3]).all()  # a patient's pictures are drawn together


def test_measured_values_are_scikit_learns_and_means_over_seeds(tmp_path: Path) -> None:
    made = make_study(pictures=150)
    for seed in (0, 4):
        made.write(tmp_path, "ctranscnn", seed, 1.0)
    made.write(tmp_path, "resnet34", 0, 0.2)
    study = gather(read_runs([tmp_path]), "ctranscnn")
    numbers = measure(study, rounds=50)
    reference = numbers.reference
    for row, logits in enumerate(study.reference.logits):
        for column in study.columns:
            known = ~np.isnan(study.targets[:, column])
            expected = roc_auc_score(study.targets[known, column], logits[known, column])
            assert reference.aucs_by_seed[row, column] == pytest.approx(expected, abs=1e-12)
    assert reference.macro.value == pytest.approx(float(np.mean(reference.macro_by_seed)))
    assert reference.macro.value == pytest.approx(reference.aucs_by_seed[:, list(study.columns)].mean())
    assert np.isnan(reference.labels[7].value)  # Hernia: no positive at all
    assert 7 not in study.columns
    other = numbers.others[0]
    assert other.difference is not None
    assert other.difference.macro.value == pytest.approx(other.macro.value - reference.macro.value)
    assert other.difference.verdict == "behind"
    assert [network.name for network in numbers.networks] == ["ctranscnn", "resnet34"]


def test_paired_intervals_are_narrower_than_unpaired_ones(tmp_path: Path) -> None:
    made = make_study(pictures=150)
    made.write(tmp_path, "ctranscnn", 0, 1.0)
    made.write(tmp_path, "vit", 0, 1.0)
    numbers = measure(gather(read_runs([tmp_path]), "ctranscnn"), rounds=200)
    other = numbers.others[0]
    assert other.difference is not None
    paired = other.difference.macro.high - other.difference.macro.low
    first, second = (network.macro.high - network.macro.low for network in numbers.networks)
    assert 0 < paired < float(np.hypot(first, second))


def test_verdicts() -> None:
    assert verdict(Interval(0.1, 0.01, 0.2)) == "ahead"
    assert verdict(Interval(-0.1, -0.2, -0.01)) == "behind"
    assert verdict(Interval(0.1, 0.0, 0.2)) == "open"
    assert verdict(Interval(NAN, NAN, NAN)) == "open"


def test_a_curve_on_the_grid_has_about_the_area_of_the_curve() -> None:
    generator = np.random.default_rng(2)
    targets = np.repeat([0.0, 1.0], 300)
    scores = generator.standard_normal(600) + targets
    rates = rates_on_grid(scores, targets)
    assert rates is not None
    false_rates, true_rates, _ = roc_curve(targets, scores)
    assert area_under(GRID, rates) == pytest.approx(area_under(false_rates, true_rates), abs=0.005)
    assert (rates[0], rates[-1]) == (0.0, 1.0)
    assert (np.diff(rates) >= 0).all()
    assert rates_on_grid(scores, np.ones(600)) is None
    curves = mean_curves([scores[:, None], scores[::-1, None]], targets[:, None], [0])
    np.testing.assert_allclose(curves.mean, (rates + _defined(rates_on_grid(scores[::-1], targets))) / 2)


def test_samples_are_chosen_without_the_scores(tmp_path: Path) -> None:
    made = make_study(pictures=120)
    made.write(tmp_path, "ctranscnn", 0, 1.0)
    made.write(tmp_path, "vit", 0, 3.0)
    one, other = (gather(read_runs([tmp_path]), name) for name in ("ctranscnn", "vit"))
    samples = choose_samples(one)
    assert samples == choose_samples(other)
    assert len({sample.row for sample in samples}) == 6
    assert all(one.targets[sample.row, sample.column] == 1 for sample in samples)
    shown = probabilities(one.reference, samples)
    logits = one.reference.logits[0][samples[0].row]
    np.testing.assert_allclose(shown[0], 1 / (1 + np.exp(-logits)))


def _defined(rates: np.ndarray | None) -> np.ndarray:
    assert rates is not None
    return rates


def test_the_brier_score_and_its_rounds_are_those_of_the_metrics(tmp_path: Path) -> None:
    made = make_study(pictures=120)
    for seed in (0, 1):
        made.write(tmp_path, "ctranscnn", seed, 1.0)
    study = gather(read_runs([tmp_path]), "ctranscnn")
    found = measure(study, 60).reference
    whole = [full_metrics(run.predictions, MetricOptions(rounds=0)) for run in read_runs([tmp_path])]
    expected = np.mean([one.uncalibrated.brier for one in whole if one.uncalibrated.brier is not None])
    assert found.brier.value == pytest.approx(float(expected))
    assert plain(found.metrics[0].with_temperature) == pytest.approx(plain(whole[0].with_temperature))
    assert plain(found.metrics[1].with_platt) == pytest.approx(plain(whole[1].with_platt))

    def brier(chosen: np.ndarray) -> float:
        scores = [1 / (1 + np.exp(-logits[chosen])) for logits in study.reference.logits]
        targets = study.targets[chosen]
        return float(
            np.mean([np.nanmean((score - targets)[:, c] ** 2) for score in scores for c in study.columns])
        )

    interval = patient_bootstrap(study.patients.tolist(), brier, rounds=60)
    assert (found.brier.low, found.brier.high) == pytest.approx((interval.low, interval.high), abs=1e-6)


def test_a_label_without_answers_in_a_round_has_no_brier_score() -> None:
    targets = np.asarray([[1.0, NAN], [0.0, NAN]])
    rounds = brier_rounds([[np.zeros((2, 2))]], targets, Draws(["a", "b"], 5))
    assert rounds[0, :, 0] == pytest.approx(0.25)
    assert np.isnan(rounds[0, :, 1]).all()
