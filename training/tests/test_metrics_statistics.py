"""Ranking metrics, bootstrap, DeLong and t-tests against scikit-learn, SciPy and brute force."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import ttest_rel
from sklearn.metrics import average_precision_score, roc_auc_score

from ctranscnn.metrics import (
    auc,
    average_precision,
    delong_interval,
    delong_test,
    macro_auc,
    mean_average_precision,
    patient_bootstrap,
)
from ctranscnn.metrics.bootstrap import (
    Draws,
    Ranking,
    macro_rounds,
    percentile_interval,
    weighted_auc,
    weighted_average_precision,
)
from ctranscnn.metrics.significance import across_classes, across_seeds, holm

NAN = float("nan")
Matrix = NDArray[np.float64]


def random_case(seed: int) -> tuple[Matrix, Matrix]:
    """Scores with many ties and targets with gaps; some columns have no positives or no negatives."""
    generator = np.random.default_rng(seed)
    count, labels = int(generator.integers(5, 60)), 6
    targets = (generator.random((count, labels)) < np.asarray([0.5, 0.2, 0.1, 0.8, 0.0, 1.0])).astype(float)
    scores = np.round(generator.standard_normal((count, labels)) + targets, int(generator.integers(0, 3)))
    targets[generator.random((count, labels)) < 0.15] = NAN
    return scores, targets


@pytest.mark.parametrize("seed", range(40))
def test_ranking_metrics_agree_with_scikit_learn(seed: int) -> None:
    scores, targets = random_case(seed)
    aucs: list[float] = []
    precisions: list[float] = []
    for column in range(targets.shape[1]):
        known = ~np.isnan(targets[:, column])
        answers, values = targets[known, column], scores[known, column]
        if 0 < answers.sum() < len(answers):
            aucs.append(float(roc_auc_score(answers, values)))
            assert auc(scores[:, column], targets[:, column]) == pytest.approx(aucs[-1])
        else:
            assert np.isnan(auc(scores[:, column], targets[:, column]))
        if answers.sum() > 0:
            precisions.append(float(average_precision_score(answers, values)))
            assert average_precision(scores[:, column], targets[:, column]) == pytest.approx(precisions[-1])
        else:
            assert np.isnan(average_precision(scores[:, column], targets[:, column]))
    assert macro_auc(scores, targets) == pytest.approx(np.mean(aucs))
    assert mean_average_precision(scores, targets) == pytest.approx(np.mean(precisions))


@pytest.mark.parametrize("seed", range(20))
def test_weighted_forms_equal_repeated_pictures(seed: int) -> None:
    scores, targets = random_case(seed)
    weights = np.random.default_rng(seed + 100).integers(0, 4, (7, len(scores))).astype(float)
    for column in range(targets.shape[1]):
        values = scores[:, column], targets[:, column]
        expected = [
            [measure(*(np.repeat(part, row.astype(int)) for part in values)) for row in weights]
            for measure in (auc, average_precision)
        ]
        np.testing.assert_allclose(weighted_auc(*values, weights), expected[0], rtol=1e-12)
        np.testing.assert_allclose(weighted_average_precision(*values, weights), expected[1], rtol=1e-12)


@pytest.mark.parametrize("ranking", ["auc", "average-precision"])
def test_macro_rounds_are_those_of_the_plain_patient_bootstrap(ranking: Ranking) -> None:
    scores, targets = random_case(3)
    patients = [f"p{index // 3}" for index in range(len(scores))]
    macro = macro_auc if ranking == "auc" else mean_average_precision
    plain = patient_bootstrap(patients, lambda chosen: macro(scores[chosen], targets[chosen]), 60, seed=5)
    rounds = macro_rounds(ranking, scores, targets, Draws(patients, 60, 5))
    quick = percentile_interval(macro(scores, targets), rounds)
    assert (quick.value, quick.low, quick.high) == pytest.approx((plain.value, plain.low, plain.high))


def test_batches_of_rounds_continue_the_same_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    scores, targets = random_case(4)
    draws = Draws([str(index) for index in range(len(scores))], 23, 1)
    whole = macro_rounds("auc", scores, targets, draws)
    monkeypatch.setattr("ctranscnn.metrics.bootstrap.CELLS_AT_ONCE", 4 * len(scores))
    np.testing.assert_array_equal(macro_rounds("auc", scores, targets, draws), whole)


def test_no_rounds_and_nothing_answered_give_no_interval() -> None:
    scores, targets = random_case(5)
    nobody = np.full_like(targets, NAN)
    draws = Draws([str(index) for index in range(len(scores))], 4)
    assert np.isnan(macro_rounds("auc", scores, nobody, draws)).all()
    none = macro_rounds("auc", scores, targets, Draws(draws.patients, 0))
    assert len(none) == 0
    assert np.isnan(percentile_interval(0.5, none).low)


def brute_components(scores: Matrix, positive: NDArray[np.bool_]) -> tuple[Matrix, Matrix]:
    """DeLong's structural components from every pair, as the publication defines them."""
    difference = scores[positive][:, None] - scores[~positive][None, :]
    won = (difference > 0) + 0.5 * (difference == 0)
    return won.mean(axis=1), won.mean(axis=0)


@pytest.mark.parametrize("seed", range(10))
def test_delong_agrees_with_its_definition_over_all_pairs(seed: int) -> None:
    generator = np.random.default_rng(seed)
    targets = np.repeat([0.0, 1.0, NAN], [30, 12, 3])
    first = np.round(generator.standard_normal(45) + np.nan_to_num(targets), 1)
    second = np.round(0.5 * first + generator.standard_normal(45), 1)
    known = ~np.isnan(targets)
    positive = targets[known] > 0.5
    parts = [brute_components(scores[known], positive) for scores in (first, second)]
    variance = sum(np.cov([parts[0][side], parts[1][side]]) / len(parts[0][side]) for side in (0, 1))
    assert isinstance(variance, np.ndarray)
    interval = delong_interval(first, targets)
    assert interval.high - interval.value == pytest.approx(
        min(1.96 * variance[0, 0] ** 0.5, 1 - interval.value)
    )
    result = delong_test(first, second, targets)
    spread = (variance[0, 0] + variance[1, 1] - 2 * variance[0, 1]) ** 0.5
    assert result.first == pytest.approx(parts[0][0].mean())
    assert result.z == pytest.approx((parts[0][0].mean() - parts[1][0].mean()) / spread)
    opposite = delong_test(second, first, targets)
    assert opposite.z == pytest.approx(-(result.z or 0.0))
    assert opposite.p_two_sided == pytest.approx(result.p_two_sided)


def test_delong_rejects_at_its_level_where_two_models_are_equally_good() -> None:
    generator = np.random.default_rng(6)
    targets = np.repeat([0.0, 1.0], 60)
    rejected = 0
    for _ in range(300):
        shared = targets + generator.standard_normal(120)
        first, second = (shared + 0.7 * generator.standard_normal(120) for _ in range(2))
        rejected += (delong_test(first, second, targets).p_two_sided or 1.0) < 0.05
    assert 4 <= rejected <= 30


def test_delong_says_where_it_is_undefined() -> None:
    targets = np.asarray([0.0, 0.0, 0.0, 1.0, 1.0])
    scores = np.asarray([0.1, 0.3, 0.2, 0.4, 0.25])
    same = delong_test(scores, 10 * scores, targets)
    assert (same.difference.value, same.p_two_sided) == (0, None)
    assert same.undefined == "the difference has no variance"
    few = delong_test(scores, -scores, np.asarray([0.0, 0.0, 0.0, 0.0, 1.0]))
    assert few.z is None
    assert few.undefined == "fewer than 2 positives or negatives"


@pytest.mark.parametrize("seed", range(10))
def test_paired_t_tests_agree_with_scipy(seed: int) -> None:
    generator = np.random.default_rng(seed)
    first = generator.random(11)
    second = first - 0.1 * generator.standard_normal(11)
    first[3], second[7] = NAN, NAN
    both = ~np.isnan(first - second)
    test = across_classes(first.tolist(), second.tolist())
    expected = ttest_rel(first[both], second[both], alternative="greater")
    two_sided = ttest_rel(first[both], second[both])
    assert (test.pairs, test.degrees_of_freedom, test.undefined) == (9, 8, None)
    assert test.t == pytest.approx(expected.statistic)
    assert test.p_one_sided == pytest.approx(expected.pvalue)
    assert test.p_two_sided == pytest.approx(two_sided.pvalue)


def test_a_t_test_says_where_it_is_undefined() -> None:
    assert across_classes([0.8], [0.7]).undefined == "fewer than 2 pairs"
    assert across_classes([], []).mean_difference is None
    even = across_classes([0.8, 0.6, 0.7], [0.7, 0.5, 0.6])
    assert even.undefined == "the differences are all equal"
    assert even.mean_difference == pytest.approx(0.1)
    assert even.t is None
    with pytest.raises(ValueError, match="zip"):
        across_classes([0.8, 0.6], [0.7])


def test_seeds_are_paired_by_number() -> None:
    test = across_seeds({0: 0.8, 1: 0.82, 2: 0.9}, {2: 0.85, 0: 0.79, 7: 0.1})
    assert test.pairs == 2
    assert test.mean_difference == pytest.approx((0.01 + 0.05) / 2)
    assert "seeds" in test.caveat


def test_holm_by_hand() -> None:
    # sorted .01 .02 .04: 3·.01, 2·.02, 1·.04
    assert holm([0.04, 0.01, 0.02]) == pytest.approx([0.04, 0.03, 0.04])
    assert holm([0.6, 0.7]) == pytest.approx([1.0, 1.0])
