"""Metrics of multi-label scores. NaN targets are masked; what is undefined is named, never counted as zero.

`summary.full_metrics` measures one run, `compare.compare` two networks.
"""

from ctranscnn.metrics.bootstrap import patient_bootstrap
from ctranscnn.metrics.delong import DelongTest, delong_interval, delong_test
from ctranscnn.metrics.ranking import (
    Floats,
    Interval,
    auc,
    average_precision,
    macro_auc,
    mean_average_precision,
)

__all__ = [
    "DelongTest",
    "Floats",
    "Interval",
    "auc",
    "average_precision",
    "delong_interval",
    "delong_test",
    "macro_auc",
    "mean_average_precision",
    "patient_bootstrap",
]
