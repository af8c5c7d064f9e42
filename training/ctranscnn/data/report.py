"""What a data set holds, in numbers that a person can check before anything is trained on it."""

import json
from collections import Counter
from dataclasses import asdict, dataclass

import numpy as np

from ctranscnn.data.opened import OpenedData
from ctranscnn.errors import TrainingError
from ctranscnn.split import SIDES

NOTICE = "Research use only. Not for diagnosis or treatment."
SHOWN = 20


@dataclass(frozen=True)
class LabelReport:
    """How one label is answered."""

    label: str
    positives: int
    negatives: int
    unanswered: int
    positive_patients: int


@dataclass(frozen=True)
class SizeReport:
    """Sizes of the pictures in pixels; pictures whose header cannot be read are named."""

    smallest: tuple[int, int]
    """Width and height of the picture with the fewest pixels."""
    largest: tuple[int, int]
    median_width: int
    median_height: int
    unreadable: tuple[str, ...]


@dataclass(frozen=True)
class DataReport:
    """The report of `ctranscnn inspect-data`."""

    kind: str
    found: str
    task: str
    pictures: int
    patients: int
    sides: dict[str, int] | None
    """Pictures per side, where the data brings a split."""
    labels: tuple[LabelReport, ...]
    without_positives: tuple[str, ...]
    """Labels that no picture has: nothing can be learnt or measured for them."""
    missing: tuple[str, ...]
    converted: int
    duplicates: tuple[tuple[str, ...], ...] | None
    """None where nobody looked."""
    sizes: SizeReport | None
    notes: tuple[str, ...]
    notice: str = NOTICE

    def as_json(self) -> str:
        """One JSON object; lists of names are whole."""
        return json.dumps(asdict(self), ensure_ascii=False)

    def as_text(self) -> str:
        """For people; at most 20 names of each list."""
        lines = [
            f"{self.found}, task {self.task}",
            f"{self.pictures} pictures of {self.patients} patients",
        ]
        if self.sides is not None:
            lines.append("split: " + ", ".join(f"{side} {count}" for side, count in self.sides.items()))
        else:
            lines.append("split: none in the data")
        lines += ["", f"{'label':<28}{'positive':>10}{'negative':>10}{'empty':>10}{'patients':>10}"]
        lines += [
            f"{label.label:<28}{label.positives:>10}{label.negatives:>10}{label.unanswered:>10}"
            f"{label.positive_patients:>10}"
            for label in self.labels
        ]
        lines += ["", *self._remarks(), NOTICE]
        return "\n".join(lines)

    def _remarks(self) -> list[str]:
        remarks = [f"labels without positives: {', '.join(self.without_positives) or 'none'}"]
        remarks.append(f"missing pictures: {_shown(self.missing)}")
        if self.converted:
            remarks.append(f"found under another ending: {self.converted}")
        if self.duplicates is None:
            remarks.append("same picture twice: not looked for")
        else:
            groups = tuple(" = ".join(group) for group in self.duplicates)
            remarks.append(f"same picture twice (one patient): {_shown(groups)}")
        if self.sizes is not None:
            smallest, largest = (
                "×".join(map(str, size)) for size in (self.sizes.smallest, self.sizes.largest)
            )
            median = f"{self.sizes.median_width}×{self.sizes.median_height}"
            remarks.append(f"sizes: {smallest} to {largest} px, median {median}")
            remarks.append(f"unreadable pictures: {_shown(self.sizes.unreadable)}")
        return [*remarks, *self.notes]


def report(data: OpenedData, measure_sizes: bool = True) -> DataReport:
    """Count what was opened; with `measure_sizes` every picture's header is read."""
    pictures = data.pictures
    labels = tuple(_label_report(data, place) for place in range(len(pictures.labels)))
    return DataReport(
        kind=data.kind,
        found=data.found,
        task=data.task,
        pictures=len(pictures),
        patients=len(set(pictures.patients)),
        sides=None if pictures.sides is None else _counted(Counter(pictures.sides)),
        labels=labels,
        without_positives=tuple(label.label for label in labels if label.positives == 0),
        missing=data.noticed.missing,
        converted=data.noticed.converted,
        duplicates=data.noticed.duplicates,
        sizes=_sizes(data) if measure_sizes and len(pictures) else None,
        notes=data.noticed.notes,
    )


def _counted(counter: Counter[str]) -> dict[str, int]:
    return {side: counter[side] for side in SIDES}


def _label_report(data: OpenedData, place: int) -> LabelReport:
    answers = data.pictures.targets[:, place]
    positive: list[int] = np.flatnonzero(answers == 1).tolist()
    return LabelReport(
        label=data.pictures.labels[place],
        positives=len(positive),
        negatives=int((answers == 0).sum()),
        unanswered=int(np.isnan(answers).sum()),
        positive_patients=len({data.pictures.patients[index] for index in positive}),
    )


def _sizes(data: OpenedData) -> SizeReport:
    sizes: list[tuple[int, int]] = []
    unreadable: list[str] = []
    for index, name in enumerate(data.pictures.names):
        try:
            sizes.append(data.pictures.size_px(index))
        except TrainingError:
            unreadable.append(name)
    ordered = sorted(sizes, key=lambda size: size[0] * size[1]) or [(0, 0)]
    widths, heights = zip(*ordered, strict=True)
    return SizeReport(
        smallest=ordered[0],
        largest=ordered[-1],
        median_width=int(np.median(widths)),
        median_height=int(np.median(heights)),
        unreadable=tuple(unreadable),
    )


def _shown(names: tuple[str, ...]) -> str:
    if not names:
        return "none"
    return f"{len(names)} ({', '.join(names[:SHOWN])}{', …' if len(names) > SHOWN else ''})"
