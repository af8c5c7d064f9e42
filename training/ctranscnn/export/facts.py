"""What a model folder says of its model, before the weights are measured."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ctranscnn.data.pictures import Picture
from ctranscnn.labels import LabelSet
from ctranscnn.metrics import Interval
from ctranscnn.preprocess import InputFacts


@dataclass(frozen=True)
class DataFacts:
    """What the model was trained on."""

    name: str
    source: str
    licence: str
    images: int | None
    """None where nobody says."""
    patients: int | None
    split_file: str | None

    def as_manifest(self) -> dict[str, Any]:
        """The `data` object of manifest.json."""
        facts = asdict(self)
        facts["splitFile"] = facts.pop("split_file")
        return facts


@dataclass(frozen=True)
class Metric:
    """One measured value with its 95 % interval (None where there is none)."""

    value: float
    low: float | None
    high: float | None
    method: str
    note: str = ""

    @staticmethod
    def of(interval: Interval, method: str, note: str = "") -> "Metric":
        """From an interval; bounds that are not numbers become None."""
        low, high = (None if np.isnan(bound) else round(bound, 4) for bound in (interval.low, interval.high))
        return Metric(round(interval.value, 4), low, high, method, note)


@dataclass(frozen=True)
class TrainingFacts:
    """How the weights came about."""

    command: str
    seed: int | None
    """None for weights from outside."""
    code: str | None
    finished: str


@dataclass(frozen=True)
class ManifestFacts:
    """Everything in manifest.json but the file's own size and hash."""

    id: str
    version: str
    kind: Literal["classifier", "segmenter", "gate", "suggester"]
    task: str
    input: InputFacts
    outputs: Mapping[str, str]
    """Role → graph name, in the order in which the module returns them."""
    thresholds: Sequence[float]
    demonstration: bool
    data: DataFacts
    metrics: Mapping[str, Metric]
    limits: Sequence[str]
    training: TrainingFacts
    label_set: LabelSet | None = None
    conv_weight: float | None = None
    temperatures: Sequence[float] | None = None
    licence: str = "Apache-2.0"
    tolerance: Mapping[str, float] = field(
        default_factory=lambda: {"preprocess255": 2, "logits": 1e-3, "scores": 1e-3, "maps": 1e-3}
    )
    parity: Mapping[str, float] = field(default_factory=dict[str, float])
    """Role → how far the file may lie from PyTorch when it is written, where `tolerance` is too wide."""
    graph_metadata: Mapping[str, str] = field(default_factory=dict[str, str])
    """Written into the ONNX file, for reading it back (export/readback.py)."""
    weights: Literal["fp16", "fp32"] = "fp16"
    """How the file stores them; fp32 where rounding would change what is to be kept exactly."""

    def as_manifest(self, file: Mapping[str, Any]) -> dict[str, Any]:
        """The whole manifest.json; `file` is its `file` object."""
        fusion = None if self.conv_weight is None else _fusion(self.conv_weight)
        calibration = None
        if self.temperatures is not None:
            values = [round(value, 4) for value in self.temperatures]
            calibration = {"method": "temperature", "temperature": values, "appliedInGraph": True}
        return {
            "formatVersion": 1,
            "id": self.id,
            "version": self.version,
            "kind": self.kind,
            "task": self.task,
            "labelSet": self.label_set and {"id": self.label_set.id, "version": self.label_set.version},
            "labels": list(self.label_set.keys) if self.label_set else [],
            "file": dict(file),
            "input": self.input.as_manifest(),
            "outputs": dict(self.outputs),
            "fusion": fusion,
            "calibration": calibration,
            "thresholds": [round(float(value), 6) for value in self.thresholds],
            "demonstration": self.demonstration,
            "data": self.data.as_manifest(),
            "metrics": {name: asdict(metric) for name, metric in self.metrics.items()},
            "limits": list(self.limits),
            "licence": self.licence,
            "training": asdict(self.training),
        }


@dataclass(frozen=True)
class GoldenPicture:
    """A generated picture (never a real one), larger than the input and of odd sizes, and its mask."""

    picture: Picture
    mask: NDArray[np.uint8] | None = None


def _fusion(conv_weight: float) -> dict[str, float]:
    return {"conv": conv_weight, "transformer": round(1 - conv_weight, 6)}
