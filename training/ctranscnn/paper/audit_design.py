"""What follows from the released code's settings (`tables/released-code.json`), computed.

The facts were read from the authors' repository at commit cd1ed1d8; none of its code is used here.
"""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from ctranscnn.errors import TrainingError
from ctranscnn.metrics.ranking import Interval
from ctranscnn.paper.findings import Finding
from ctranscnn.paper.tables import TABLES_FOLDER
from ctranscnn.strict import build, read_json

STATED_SHARES = (70, 20, 10)
"""Training, validation and test of all three sets, percent (section 4.4)."""
CHEST14_IMAGES = 112_120
"""Images of NIH ChestX-ray14 (section 4.1)."""
SPLIT_ROUNDS = 200


@dataclass(frozen=True)
class Schedule:
    """The learning rate of the released configuration: cosine and linear warm-up, both by iteration."""

    warm_up_iterations: int
    peak: float
    lowest: float
    start_share: float

    def rate(self, iteration: int, iterations: int) -> float:
        """The rate of one of `iterations`; the cosine runs during the warm-up as well."""
        cosine = (
            self.lowest + (self.peak - self.lowest) * (1 + math.cos(math.pi * iteration / iterations)) / 2
        )
        if iteration >= self.warm_up_iterations:
            return cosine
        return cosine * (1 - (1 - iteration / self.warm_up_iterations) * (1 - self.start_share))


@dataclass(frozen=True)
class ImageLists:
    """How many images each of the released lists of one set holds; None where the lists are not published."""

    task: str
    training: int
    validation: int | None = None
    test: int | None = None

    @property
    def counts(self) -> tuple[int, int, int] | None:
        """Training, validation, test."""
        if self.validation is None or self.test is None:
            return None
        return self.training, self.validation, self.test


@dataclass(frozen=True)
class ReleasedCode:
    """Settings of the released code, and what its file lists hold."""

    splits: tuple[ImageLists, ...]
    chestxray14_test_patients: int
    chestxray14_test_patients_also_in_training: int
    batch_size: int
    epochs: int
    warm_up_iterations: int
    peak_learning_rate: float
    lowest_learning_rate: float
    warm_up_start_share: float
    attended_tokens: int
    interaction_layers: int
    focal_gamma: float
    focal_alpha: float
    asl_gamma_negative: float
    asl_shift: float
    format_version: Literal[1] = 1

    def listed(self, task: str) -> tuple[int, int, int]:
        """Training, validation and test images of a set whose lists are published."""
        return next(lists.counts for lists in self.splits if lists.task == task and lists.counts)


def read_released_code() -> ReleasedCode:
    """The facts file."""
    return build(ReleasedCode, read_json(TABLES_FOLDER / "released-code.json"), "released-code.json")


def splits() -> list[Finding]:
    """The lists' shares against the stated 70/20/10, and what they leave out."""
    code = read_released_code()
    findings: list[Finding] = []
    for task in ("chestxray11", "chestxray14"):
        counts = code.listed(task)
        shares = [100 * count / sum(counts) for count in counts]
        same = all(abs(share - stated) < 0.5 for share, stated in zip(shares, STATED_SHARES, strict=True))
        findings.append(
            Finding(
                "split",
                task,
                " / ".join(map(str, STATED_SHARES)),
                f"{' / '.join(f'{share:.1f}' for share in shares)} of {sum(counts)} images",
                "agrees" if same else "differs",
            )
        )
    listed = sum(code.listed("chestxray14"))
    shared = code.chestxray14_test_patients_also_in_training
    return [
        *findings,
        Finding(
            "split",
            "chestxray14, images used",
            f"{CHEST14_IMAGES}",
            f"{listed}: {CHEST14_IMAGES - listed} images are in no list",
            "differs",
        ),
        Finding(
            "split",
            "chestxray14, patients",
            "nothing",
            f"{shared} of {code.chestxray14_test_patients} test patients "
            f"({100 * shared / code.chestxray14_test_patients:.1f} %) are in training too",
            "noted",
        ),
    ]


def split_by_image(nih_table: Path) -> list[Finding]:
    """What a split of ChestX-ray14 by image, not by patient, would look like, drawn from NIH's own table.

    Raises TrainingError `paper.nihTable` where the file is not that table.
    """
    code = read_released_code()
    try:
        table = pd.read_csv(nih_table, usecols=["Finding Labels", "Patient ID"])
    except (OSError, ValueError) as error:
        raise TrainingError(
            "paper.nihTable", f"{nih_table} is not NIH's Data_Entry table: {error}."
        ) from error
    findings = np.asarray(table["Finding Labels"])
    patients = np.asarray(table["Patient ID"])[findings != "No Finding"]
    training, validation, test = code.listed("chestxray14")
    generator = np.random.default_rng(0)
    drawn: list[tuple[int, int]] = []
    for _ in range(SPLIT_ROUNDS):
        order = generator.permutation(patients)
        tested = np.unique(order[:test])
        drawn.append((len(tested), int(np.isin(tested, order[test + validation :]).sum())))
    expected, shared = (_spread([pair[place] for pair in drawn]) for place in (0, 1))
    return [
        Finding(
            "split",
            "chestxray14, images with a finding",
            f"{training + validation + test} listed",
            f"{len(patients)} of {len(table)} in NIH's table",
            "agrees" if len(patients) == training + validation + test else "differs",
        ),
        Finding(
            "split",
            "chestxray14, drawn by image",
            f"{code.chestxray14_test_patients_also_in_training} of {code.chestxray14_test_patients} shared",
            f"{shared.value:.0f} ({shared.low:.0f} – {shared.high:.0f}) of {expected.value:.0f} "
            f"({expected.low:.0f} – {expected.high:.0f}) in {SPLIT_ROUNDS} random splits",
            "noted",
        ),
    ]


def warm_up() -> list[Finding]:
    """How long the 6260 iterations of warm-up last on each set, and which rate is ever reached."""
    code = read_released_code()
    schedule = Schedule(
        code.warm_up_iterations, code.peak_learning_rate, code.lowest_learning_rate, code.warm_up_start_share
    )
    findings: list[Finding] = []
    for lists in code.splits:
        per_epoch = math.ceil(lists.training / code.batch_size)
        iterations = per_epoch * code.epochs
        rates = [schedule.rate(iteration, iterations) for iteration in range(iterations)]
        best = int(np.argmax(rates))
        findings.append(
            Finding(
                "warm-up",
                f"{lists.task}, {per_epoch} iterations an epoch",
                f"initial rate {code.peak_learning_rate:g}; no warm-up mentioned",
                f"{code.warm_up_iterations / per_epoch:.1f} of {code.epochs} epochs; "
                f"highest rate {rates[best]:.2e} in epoch {best / per_epoch:.0f}",
                "differs" if rates[best] < code.peak_learning_rate / 2 else "noted",
            )
        )
    return findings


def attention_bound() -> list[Finding]:
    """The sigmoid before the softmax bounds how unequal attention weights can be."""
    tokens = read_released_code().attended_tokens
    # scores lie in 0..1: the greatest weight is that of one token at 1 with all others at 0
    greatest = math.e / (math.e + tokens - 1)
    return [
        Finding(
            "MSS",
            f"attention over {tokens} tokens",
            "emphasises correlations",
            f"weights of two tokens differ by at most a factor e; the greatest is {100 * greatest:.2f} % "
            f"where an equal share is {100 / tokens:.2f} %",
            "noted",
        )
    ]


def class_token_doubling() -> list[Finding]:
    """C2T carries the class token unchanged and is then added to the tokens."""
    layers = read_released_code().interaction_layers
    return [
        Finding(
            "class token",
            f"{layers} interaction layers",
            "not mentioned",
            f"doubled in each: a factor 2^{layers} = {2**layers} until the last normalisation",
            "noted",
        )
    ]


def loss_balance() -> list[Finding]:
    """What a positive cell weighs against a negative one at p = 0.5 (an untrained network)."""
    code = read_released_code()
    p = 0.5
    plain = (1 - p) ** code.focal_gamma * -math.log(p)
    negative_share = 1 - p + code.asl_shift
    negative = -math.log(negative_share) * (1 - negative_share) ** code.asl_gamma_negative
    return [
        Finding(
            "focal loss",
            "positive : negative at p = 0.5",
            f"{plain / plain:.0f} : 1 (eq. 16 has no α)",
            f"{code.focal_alpha / (1 - code.focal_alpha):.2f} : 1 in the code (α = {code.focal_alpha}); "
            f"ASL {-math.log(p) / negative:.1f} : 1",
            "differs",
        ),
        Finding(
            "loss signs",
            "eqs. 16 and 18 at p = 0.9, positive cell, γ = 2",
            "a loss to be minimised",
            f"{(1 - 0.9) ** 2 * math.log(0.9):.6f} as printed: the minus sign is missing",
            "differs",
        ),
    ]


def _spread(values: list[int]) -> Interval:
    low, high = np.percentile(values, [2.5, 97.5])
    return Interval(float(np.mean(values)), float(low), float(high))
