"""Metrics against hand-worked values and scikit-learn; what is undefined stays undefined."""

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.metrics import log_loss, roc_auc_score

from ctranscnn.calibrate import Calibration, fit_calibration, sensitivity_and_specificity, sigmoid
from ctranscnn.evaluate import BOOTSTRAP_ROUNDS, HeldOut, evaluate
from ctranscnn.metrics import auc, average_precision, delong_interval, macro_auc, patient_bootstrap
from ctranscnn.metrics.reliability import reliability
from ctranscnn.predict import Predictions

NAN = float("nan")


def test_auc_by_hand_with_a_tie() -> None:
    # pairs (positive, negative): 0.8>0.1, 0.8>0.4, 0.4>0.1, 0.4=0.4 (one half) -> 3.5 / 4
    assert auc(np.asarray([0.1, 0.4, 0.4, 0.8]), np.asarray([0, 0, 1, 1])) == pytest.approx(0.875)


def test_auc_agrees_with_scikit_learn_and_skips_unanswered() -> None:
    generator = np.random.default_rng(0)
    targets = (generator.random(200) < 0.3).astype(float)
    scores = np.round(generator.random(200) + 0.3 * targets, 2)
    assert auc(scores, targets) == pytest.approx(roc_auc_score(targets, scores))
    with_gaps = np.concatenate([targets, [NAN, NAN]])
    assert auc(np.concatenate([scores, [9.0, -9.0]]), with_gaps) == pytest.approx(
        roc_auc_score(targets, scores)
    )


def test_a_label_without_positives_is_undefined_and_left_out_of_the_mean() -> None:
    scores = np.asarray([[0.9, 0.5], [0.1, 0.5]])
    targets = np.asarray([[1.0, 0.0], [0.0, 0.0]])
    assert np.isnan(auc(scores[:, 1], targets[:, 1]))
    assert np.isnan(average_precision(scores[:, 1], targets[:, 1]))
    assert macro_auc(scores, targets) == 1


def test_delong_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    generator = np.random.default_rng(1)
    hits = 0
    for _ in range(200):
        targets = np.repeat([0.0, 1.0], 40)
        interval = delong_interval(generator.standard_normal(80) + targets, targets)
        hits += interval.low <= 0.7602 <= interval.high  # Φ(1/√2)
    assert 180 <= hits <= 199


def test_the_bootstrap_resamples_patients_not_pictures() -> None:
    # one patient with 50 identical pictures: resampling pictures would think it knows much more
    generator = np.random.default_rng(2)
    patients = ["big"] * 50 + [f"p{index}" for index in range(50)]
    values = np.concatenate([np.full(50, 1.0), generator.random(50)])
    interval = patient_bootstrap(patients, lambda chosen: float(values[chosen].mean()), rounds=300)
    singles = patient_bootstrap(
        [str(index) for index in range(100)], lambda chosen: float(values[chosen].mean()), rounds=300
    )
    assert interval.high - interval.low > 2 * (singles.high - singles.low)


def held_out(count: int = 400) -> HeldOut:
    generator = np.random.default_rng(3)
    targets = (generator.random((count, 3)) < np.asarray([0.4, 0.1, 0.0])).astype(np.float32)
    targets[:40, 0] = NAN
    logits = (
        3 * np.nan_to_num(targets) + generator.standard_normal((count, 3)) * 2 + np.asarray([4.0, -3.0, 0.0])
    )
    predictions = Predictions(logits, logits, logits)
    return HeldOut(
        ["often", "rare", "never"], [f"p{index // 2}" for index in range(count)], targets, predictions
    )


def test_calibrated_scores_mean_what_they_say() -> None:
    data = held_out()
    calibration = fit_calibration(data.predictions.logits, data.targets)
    scores = calibration.scores(data.predictions.logits)
    for column in (0, 1):
        known = ~np.isnan(data.targets[:, column])
        assert scores[known, column].mean() == pytest.approx(data.targets[known, column].mean(), abs=0.01)
    found, _ = sensitivity_and_specificity(scores[:, 0], data.targets[:, 0], calibration.thresholds[0])
    assert 0.8 <= found < 0.82


def test_a_label_never_seen_keeps_the_neutral_threshold_and_a_low_score() -> None:
    data = held_out()
    calibration = fit_calibration(data.predictions.logits, data.targets)
    assert calibration.thresholds[2] == 0.5
    assert calibration.scores(data.predictions.logits)[:, 2].mean() < 0.01
    assert np.isfinite(calibration.shifts).all()


def test_an_evaluation_lists_what_is_undefined_and_says_over_what_it_averages() -> None:
    data = held_out()
    evaluation = evaluate(data, fit_calibration(data.predictions.logits, data.targets))
    assert evaluation.undefined == ["never"]
    assert evaluation.measured == ["often", "rare"]
    assert evaluation.labels[2].auc is None
    assert evaluation.macro_auc.low < evaluation.macro_auc.value < evaluation.macro_auc.high
    mean = np.mean([result.auc for result in evaluation.labels[:2] if result.auc is not None])
    assert evaluation.macro_auc.value == pytest.approx(mean, abs=1e-4)
    raw = reliability(sigmoid(data.predictions.logits), data.targets, [0, 1])
    assert evaluation.calibration.error_equal_mass is not None
    assert raw.error_equal_mass is not None
    assert evaluation.calibration.error_equal_mass < raw.error_equal_mass / 3


def test_macro_intervals_are_those_of_the_plain_patient_bootstrap() -> None:
    data = held_out(120)
    evaluation = evaluate(data, fit_calibration(data.predictions.logits, data.targets))
    columns = [0] if evaluation.measured == ["often"] else [0, 1]

    def macro(chosen: NDArray[np.intp]) -> float:
        return macro_auc(data.predictions.logits[chosen], data.targets[chosen], columns)

    plain = patient_bootstrap(data.patients, macro, BOOTSTRAP_ROUNDS)
    assert evaluation.macro_auc.low == pytest.approx(plain.low)
    assert evaluation.macro_auc.high == pytest.approx(plain.high)


@pytest.mark.parametrize("seed", range(5))
def test_platt_scaling_is_the_least_cross_entropy(seed: int) -> None:
    generator = np.random.default_rng(seed)
    logits = 3 * generator.standard_normal((500, 1)) + 2
    targets = (generator.random((500, 1)) < 1 / (1 + np.exp(-(logits - 1) / 2))).astype(float)
    fitted = fit_calibration(logits, targets)

    def cost(shift: float, temperature: float) -> float:
        return float(log_loss(targets[:, 0], Calibration([shift], [temperature], [0.5]).scores(logits)[:, 0]))

    best = cost(fitted.shifts[0], fitted.temperatures[0])
    for shift, temperature in ((0.02, 1.0), (-0.02, 1.0), (0.0, 1.01), (0.0, 0.99)):
        assert best < cost(fitted.shifts[0] + shift, fitted.temperatures[0] * temperature)
