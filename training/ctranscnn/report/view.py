"""A study's numbers in the words of one language."""

from dataclasses import dataclass

import numpy as np

from ctranscnn.metrics import Interval
from ctranscnn.report.names import label_names, network_name
from ctranscnn.report.numbers import NetworkNumbers, StudyNumbers
from ctranscnn.report.study import Study
from ctranscnn.report.words import Language, Words


@dataclass(frozen=True)
class View:
    """What is shown, and in which language: the page and its figures may differ (see fonts)."""

    study: Study
    numbers: StudyNumbers
    words: Words

    @staticmethod
    def of(study: Study, numbers: StudyNumbers, language: Language) -> "View":
        """The same numbers in a language."""
        return View(study, numbers, Words(language))

    def name(self, network: NetworkNumbers) -> str:
        """The network's name for people; a demonstration is marked as one wherever its name stands."""
        name = network_name(network.name)
        return self.words("demonstration.mark", name=name) if network.demonstration else name

    @property
    def reference(self) -> str:
        """The reference's name."""
        return self.name(self.numbers.reference)

    @property
    def labels(self) -> list[str]:
        """C label names."""
        return label_names(self.study.task, self.study.labels, self.words.language)

    @property
    def marked_labels(self) -> list[str]:
        """C label names, with a star where the data is insufficient."""
        return [
            name if column in self.study.columns else f"{name}*" for column, name in enumerate(self.labels)
        ]

    @property
    def notice(self) -> str:
        """What every page and figure says."""
        notice = self.words("notice")
        return f"{notice} {self.words('demonstration')}" if self.study.demonstration else notice

    def number(self, value: float, digits: int = 3) -> str:
        """`0.812`, or the word for undefined."""
        return self.words("undefined") if np.isnan(value) else f"{value:.{digits}f}"

    def interval(self, interval: Interval, signed: bool = False, digits: int = 3) -> str:
        """`0.790 – 0.830`, with signs for differences."""
        if np.isnan(interval.low) or np.isnan(interval.high):
            return self.words("undefined")
        form = f"{'+' if signed else ''}.{digits}f"
        return f"{interval.low:{form}} – {interval.high:{form}}"
