"""What the card and the manifest say of a network that came from outside."""

import re
from dataclasses import dataclass

from ctranscnn.errors import TrainingError
from ctranscnn.export.card import NOTICE
from ctranscnn.export.facts import DataFacts
from ctranscnn.export.package import Card
from ctranscnn.labels import LabelSet
from ctranscnn.official.checkpoint import OfficialCheckpoint
from ctranscnn.official.numerics import CheckedGraph

UNKNOWN_DATA = DataFacts(
    name="Not stated in the checkpoint",
    source="whoever trained the weights; nothing in the file proves it",
    licence="not stated in the checkpoint",
    images=None,
    patients=None,
    split_file=None,
)
WEIGHTS_LICENCE = "not stated; the weights came from outside"


@dataclass(frozen=True)
class LabelOrder:
    """Whether the file's outputs are known to stand in the label set's order."""

    known: bool
    sentence: str


def order_of_labels(class_names: tuple[str, ...] | None, label_set: LabelSet) -> LabelOrder:
    """Compare the file's class names with the data set's spelling, letters and digits alone.

    Raises TrainingError `official.classOrder` where the file names the same classes in another order.
    """
    if class_names is None:
        return LabelOrder(False, "The file does not name its classes; the label set's order was assumed.")
    ours = [_bare(name or "") for name in label_set.dataset_names]
    theirs = [_bare(name) for name in class_names]
    if theirs == ours:
        return LabelOrder(True, "The file names its classes as the label set does, in the same order.")
    if sorted(theirs) == sorted(ours):
        raise TrainingError(
            "official.classOrder",
            f"The checkpoint names its classes in another order ({', '.join(class_names)}) "
            f"than the label set {label_set.id} ({', '.join(label_set.keys)}).",
        )
    named = ", ".join(class_names) or "not at all"
    return LabelOrder(False, f"The file names its classes {named}; the label set's order was assumed.")


def limits_of(checkpoint: OfficialCheckpoint, order: LabelOrder) -> list[str]:
    """The manifest's limits."""
    return [
        NOTICE,
        f"The weights came from outside, from a file with SHA-256 {checkpoint.sha256}.",
        "How well the model finds anything was not measured here; no published figure is vouched for.",
        "The scores are not calibrated and every threshold is 0.5.",
        *(() if order.known else (order.sentence,)),
        "The map shows where the conv head looked, in cells of 1/32 of the side; it outlines nothing.",
    ]


def card_of(checkpoint: OfficialCheckpoint, order: LabelOrder, checked: CheckedGraph) -> Card:
    """Title and sections."""
    config, epoch = checkpoint.network.config, checkpoint.epoch
    saved = "" if epoch is None else f" The file says that it was saved after epoch {epoch}."
    precision = "half" if checked.half else "single"
    return Card(
        "CTransCNN as released, from a checkpoint",
        [
            (
                "What it is",
                "The network in the form that the authors of CTransCNN (Wu et al., Knowledge-Based Systems "
                f"2023) released: embedding {config.embed}, depth {config.depth}, {config.heads} heads, base "
                f"width {config.base_width}, {config.image_px} px. The weights came from outside, from a "
                f"file with SHA-256 `{checkpoint.sha256}`.{saved} {order.sentence} This project did not "
                "train them and does not know on what they were trained.",
            ),
            (
                "What was measured",
                "Nothing about findings: no picture with known truth was read. The scores are not calibrated "
                "and every threshold is 0.5. Only the arithmetic was checked, on generated pictures: the "
                f"inference form differs from the checkpoint's network by at most {checked.folding:.0e} in "
                f"double precision, and the logits of the stored {precision}-precision weights by at most "
                f"{checked.rounding:.0e} (relative where a value is above 1).",
            ),
        ],
    )


def _bare(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
