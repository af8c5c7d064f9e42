"""Precision, recall, F1, thresholds and calibration against scikit-learn and by hand."""

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss, precision_recall_fscore_support

from ctranscnn.calibrate import fit_temperature, nested_temperature_scores, sigmoid
from ctranscnn.metrics.calling import (
    best_f1_thresholds,
    call_metrics,
    called_at,
    called_top,
    called_tuned,
)
from ctranscnn.metrics.reliability import Binning, brier_score, calibration_error, reliability

NAN = float("nan")
Matrix = NDArray[np.float64]


def random_calls(seed: int) -> tuple[NDArray[np.bool_], Matrix]:
    """Calls and targets with gaps; label 3 is never called, label 4 has no positives."""
    generator = np.random.default_rng(seed)
    targets = (generator.random((50, 5)) < np.asarray([0.5, 0.2, 0.1, 0.3, 0.0])).astype(float)
    called = generator.random((50, 5)) < np.asarray([0.5, 0.3, 0.1, 0.0, 0.2])
    targets[generator.random((50, 5)) < 0.1] = NAN
    targets[0, :4] = 1
    return called, targets


@pytest.mark.parametrize("seed", range(20))
def test_class_and_overall_figures_agree_with_scikit_learn(seed: int) -> None:
    called, targets = random_calls(seed)
    result = call_metrics(called, targets, list("abcde"))
    known = ~np.isnan(targets)
    by_class = [
        precision_recall_fscore_support(
            targets[known[:, column], column],
            called[known[:, column], column],
            average="binary",
            zero_division=0,  # pyright: ignore[reportArgumentType]
        )[:3]
        for column in range(4)
    ]
    means = np.mean(np.asarray(by_class, float), axis=0)
    assert (result.class_precision, result.class_recall, result.cf1_mean_of_classes) == pytest.approx(means)
    assert result.cf1_of_means == pytest.approx(2 * means[0] * means[1] / (means[0] + means[1]))
    overall = precision_recall_fscore_support(
        targets[known],
        called[known],
        average="binary",
        zero_division=0,  # pyright: ignore[reportArgumentType]
    )[:3]
    assert (result.overall_precision, result.overall_recall, result.overall_f1) == pytest.approx(overall)
    assert (result.classes, result.left_out) == (4, ("e",))


@pytest.mark.parametrize("seed", range(20))
def test_the_mean_of_f1_never_exceeds_the_f1_of_means(seed: int) -> None:
    result = call_metrics(*random_calls(seed), list("abcde"))
    assert result.cf1_mean_of_classes is not None
    assert result.cf1_of_means is not None
    assert result.cf1_mean_of_classes <= result.cf1_of_means + 1e-12


def test_precision_of_nothing_called_is_zero_with_its_support_beside_it() -> None:
    called, targets = random_calls(0)
    never_called, never_present = call_metrics(called, targets, list("abcde")).labels[3:]
    assert (never_called.precision, never_called.called) == (0, 0)
    assert never_called.positives > 0
    assert (never_present.recall, never_present.f1, never_present.positives) == (None, None, 0)
    assert never_present.called > 0


def test_with_no_positive_at_all_only_precision_is_left() -> None:
    result = call_metrics(np.ones((3, 2), np.bool_), np.asarray([[0, NAN]] * 3), ["a", "b"])
    assert (result.classes, result.class_precision, result.cf1_of_means) == (0, None, None)
    assert (result.overall_precision, result.overall_recall, result.overall_f1) == (0, None, None)
    assert result.labels[1].called == 0


def test_calls_at_a_score_and_of_the_top_three() -> None:
    logits = np.asarray([[0.0, -1e-9, 3.0, 2.0], [1.0, 1.0, 1.0, 1.0]])
    np.testing.assert_array_equal(called_at(logits, 0.5)[0], [True, False, True, True])
    np.testing.assert_array_equal(called_at(logits, 0.9), sigmoid(logits) >= 0.9)
    np.testing.assert_array_equal(called_top(logits)[0], [True, False, True, True])
    np.testing.assert_array_equal(called_top(logits)[1], [True, True, True, False])
    assert called_top(logits[:, :2]).all()


@pytest.mark.parametrize("seed", range(20))
def test_no_threshold_has_a_higher_f1_than_the_tuned_one(seed: int) -> None:
    generator = np.random.default_rng(seed)
    targets = (generator.random((40, 1)) < 0.3).astype(float)
    logits = np.round(generator.standard_normal((40, 1)) + targets, 1)
    targets[:4] = NAN
    targets[5] = 1
    threshold = best_f1_thresholds(logits, targets)
    best = call_metrics(logits >= threshold, targets, ["a"]).labels[0].f1
    others = [call_metrics(logits >= value, targets, ["a"]).labels[0].f1 for value in np.unique(logits)]
    assert best == pytest.approx(max(value for value in others if value is not None))


def test_thresholds_of_a_fold_do_not_depend_on_its_own_answers() -> None:
    generator = np.random.default_rng(1)
    targets = (generator.random((90, 2)) < 0.4).astype(float)
    logits = generator.standard_normal((90, 2)) + targets
    folds = np.arange(90) % 3
    called = called_tuned(logits, targets, folds)
    scores = nested_temperature_scores(logits, targets, folds)
    turned = targets.copy()
    turned[folds == 1] = 1 - turned[folds == 1]
    called_again, scores_again = (
        called_tuned(logits, turned, folds),
        nested_temperature_scores(logits, turned, folds),
    )
    assert called is not None
    assert called_again is not None
    assert scores is not None
    assert scores_again is not None
    np.testing.assert_array_equal(called[folds == 1], called_again[folds == 1])
    np.testing.assert_array_equal(scores[folds == 1], scores_again[folds == 1])
    assert (called[folds != 1] != called_again[folds != 1]).any()
    assert (scores[folds != 1] != scores_again[folds != 1]).any()


def test_one_fold_has_nothing_else_to_tune_on() -> None:
    logits, targets = np.zeros((4, 1)), np.asarray([[0.0], [1.0], [0.0], [1.0]])
    assert called_tuned(logits, targets, np.zeros(4, np.intp)) is None
    assert nested_temperature_scores(logits, targets, np.zeros(4, np.intp)) is None


def test_a_label_without_positives_keeps_the_neutral_threshold_and_temperature() -> None:
    logits, targets = np.asarray([[1.0], [2.0]]), np.asarray([[0.0], [NAN]])
    assert best_f1_thresholds(logits, targets) == [0]
    assert fit_temperature(logits[:, 0], targets[:, 0]) == 1


def test_a_temperature_that_was_applied_is_found_again() -> None:
    generator = np.random.default_rng(2)
    logits = 2 * generator.standard_normal(4000)
    targets = (generator.random(4000) < sigmoid(logits)).astype(float)
    assert fit_temperature(3 * logits, targets) == pytest.approx(3, rel=0.08)


@pytest.mark.parametrize("binning", ["equal-width", "equal-mass"])
@pytest.mark.parametrize("seed", range(5))
def test_calibration_error_agrees_with_scikit_learn_bins(binning: Binning, seed: int) -> None:
    generator = np.random.default_rng(seed)
    scores = np.round(generator.random(80) ** 2, 2)
    targets = (generator.random(80) < scores).astype(float)
    strategy = "uniform" if binning == "equal-width" else "quantile"
    share, mean = calibration_curve(targets, scores, n_bins=10, strategy=strategy)
    edges = np.linspace(0, 1, 11) if binning == "equal-width" else np.quantile(scores, np.linspace(0, 1, 11))
    # scikit-learn gives the bins' means without their sizes
    sizes = np.bincount(np.searchsorted(edges[1:-1], scores), minlength=10)
    expected = float((sizes[sizes > 0] * np.abs(share - mean)).sum() / 80)
    with_gap = np.append(scores, 0.9), np.append(targets, NAN)
    assert calibration_error(*with_gap, binning, bins=10) == pytest.approx(expected)
    assert brier_score(*with_gap) == pytest.approx(brier_score_loss(targets, scores))


def test_reliability_averages_over_the_measured_labels_only() -> None:
    scores = np.asarray([[0.0, 0.9], [1.0, 0.9]])
    targets = np.asarray([[0.0, 0.0], [1.0, 0.0]])
    assert reliability(scores, targets, [0]).brier == 0
    assert reliability(scores, targets, [0, 1]).brier == pytest.approx(0.405)
    assert reliability(scores, targets, []).error_equal_mass is None
    assert np.isnan(calibration_error(scores[:, 0], np.asarray([NAN, NAN]), "equal-mass"))
