"""Print what scikit-learn, SciPy and the training code make of seeded scores, as the workstation's golden values.

Run in training/ with its environment; the output is test/fixtures/performance.json.
"""

import json

import numpy as np
from ctranscnn.metrics.delong import delong_interval
from scipy.stats import binomtest
from sklearn.calibration import calibration_curve
from sklearn.metrics import roc_auc_score, roc_curve


def case_of(name: str, scores: np.ndarray, positive: np.ndarray) -> dict[str, object]:
    """Golden values of one label."""
    threshold = 0.5
    called = scores >= threshold
    interval = delong_interval(scores, positive.astype(float))
    false_positives, true_positives, _ = roc_curve(positive, scores, drop_intermediate=False)
    observed, predicted = calibration_curve(positive, scores, n_bins=10, strategy="uniform")

    def share(right: np.ndarray) -> dict[str, float]:
        test = binomtest(int(right.sum()), len(right)).proportion_ci(method="wilson")
        return {"value": float(right.mean()), "low": float(test.low), "high": float(test.high)}

    return {
        "name": name,
        "scores": scores.tolist(),
        "positive": positive.tolist(),
        "threshold": threshold,
        "auc": {"value": float(roc_auc_score(positive, scores)), "low": interval.low, "high": interval.high},
        "roc": np.stack([false_positives, true_positives], axis=1).tolist(),
        "calibration": {"observed": observed.tolist(), "meanScore": predicted.tolist()},
        "sensitivity": share(called[positive]),
        "specificity": share(~called[~positive]),
    }


def main() -> None:
    """Write every case as one JSON document."""
    random = np.random.default_rng(20)
    cases = []
    for name, count, digits, skill in [("plain", 60, 6, 0.25), ("ties", 200, 1, 0.2), ("few", 14, 6, 0.1), ("apart", 30, 6, 2.0)]:
        positive = np.arange(count) % 3 == 0
        scores = np.clip(0.4 + skill * positive + 0.2 * random.standard_normal(count), 0.001, 0.999)
        if name == "apart":
            scores = np.where(positive, 0.7, 0.1) + 0.2 * random.random(count)
        # Off the edges of the calibration bins, which the two sides need not draw alike.
        cases.append(case_of(name, np.round(scores, digits) * 0.98 + 0.011, positive))
    print(json.dumps(cases))


main()
