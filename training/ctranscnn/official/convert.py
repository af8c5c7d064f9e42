"""From a checkpoint of the released network to a model folder (docs/model-format.md)."""

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from ctranscnn.errors import TrainingError
from ctranscnn.export.classifier import CLASSIFIER_OUTPUTS
from ctranscnn.export.classifier_package import code_version, today
from ctranscnn.export.facts import GoldenPicture, ManifestFacts, TrainingFacts
from ctranscnn.export.golden import golden_film
from ctranscnn.export.package import ModelFacts, write_package
from ctranscnn.labels import read_label_set
from ctranscnn.model.official_config import OfficialConfig
from ctranscnn.official.checkpoint import OfficialCheckpoint, read_checkpoint
from ctranscnn.official.numerics import check_batch, checked_graph, parity_limits
from ctranscnn.official.words import UNKNOWN_DATA, WEIGHTS_LICENCE, card_of, limits_of, order_of_labels
from ctranscnn.phantoms.tongue import draw_tongue
from ctranscnn.preprocess import InputFacts

OfficialTask = Literal["chestxray11", "chestxray14", "tcmtd"]
METADATA_KEY = "ctranscnn.official"
"""Key of the graph metadata that holds the configuration and the checkpoint's SHA-256 as JSON."""
IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_STD = (0.229, 0.224, 0.225)
MODEL_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
GOLDEN_TONGUE_PX, GOLDEN_TONGUE_WIDTH_PX = 517, 443


@dataclass(frozen=True)
class Conversion:
    """What to make of a checkpoint."""

    task: OfficialTask
    config: OfficialConfig
    """The released sizes, but for tests."""
    half: bool = False
    """Store the weights in half precision: half the bytes, and no longer the checkpoint's exact values."""


@dataclass(frozen=True)
class Converted:
    """What was written, and how exactly."""

    sha256: str
    """Of the checkpoint."""
    labels: str
    """A sentence on the order of the labels."""
    folding: float
    rounding: float
    file: dict[str, float]
    """Differences of the file in ONNX Runtime from PyTorch, by output role."""


def official_task_config(task: OfficialTask) -> OfficialConfig:
    """The released sizes with the task's number of labels."""
    return OfficialConfig(classes=len(read_label_set(task).keys))


def convert_official(source: Path, folder: Path, conversion: Conversion) -> Converted:
    """Read, check, fold, export, compare, write.

    Raises TrainingError `official.…` (see `check_folder`, `read_checkpoint`, `checked_graph`,
    `order_of_labels`) or those of `write_package`; an older model folder then stays as it was.
    """
    check_folder(folder)
    checkpoint = read_checkpoint(source, conversion.config)
    order = order_of_labels(checkpoint.class_names, read_label_set(conversion.task))
    golden, picture_facts = golden_of(conversion.task), input_of(conversion.config)
    checked = checked_graph(checkpoint.network, check_batch(golden, picture_facts), conversion.half)
    manifest = _manifest(folder.name, conversion, limits_of(checkpoint, order), checkpoint)
    facts = ModelFacts(manifest, card_of(checkpoint, order, checked))
    differences = write_package(folder, checked.graph, facts, golden)
    return Converted(checkpoint.sha256, order.sentence, checked.folding, checked.rounding, differences)


def check_folder(folder: Path) -> None:
    """Raises TrainingError `official.folder` where the name is no model's or something else lies there."""
    if MODEL_ID.fullmatch(folder.name) is None:
        raise TrainingError(
            "official.folder",
            f"The folder's name is the model's id, of a-z, 0-9 and hyphens; '{folder.name}' is none.",
        )
    if folder.exists() and not (folder / "manifest.json").is_file():
        raise TrainingError("official.folder", f"{folder} is there already and is not a model's folder.")


def input_of(config: OfficialConfig) -> InputFacts:
    """The released test pipeline: the whole picture in RGB, stretched, ImageNet's mean and deviation."""
    side = config.image_px
    return InputFacts(side, side, "rgb", IMAGENET_MEAN, IMAGENET_STD)


def golden_of(task: OfficialTask) -> GoldenPicture:
    """A generated picture of the task's kind, of odd sides."""
    if task != "tcmtd":
        return GoldenPicture(golden_film())
    picture = draw_tongue(0, 0, GOLDEN_TONGUE_PX).picture
    left = (GOLDEN_TONGUE_PX - GOLDEN_TONGUE_WIDTH_PX) // 2
    return GoldenPicture(np.ascontiguousarray(picture[:, left : left + GOLDEN_TONGUE_WIDTH_PX]))


def _manifest(
    model_id: str, conversion: Conversion, limits: list[str], checkpoint: OfficialCheckpoint
) -> ManifestFacts:
    label_set, config = read_label_set(conversion.task), conversion.config
    command = f"ctranscnn convert-official CHECKPOINT --task {conversion.task} --out models/{model_id}"
    return ManifestFacts(
        id=model_id,
        version="1.0.0",
        kind="classifier",
        task=conversion.task,
        label_set=label_set,
        input=input_of(config),
        outputs=CLASSIFIER_OUTPUTS,
        conv_weight=config.conv_weight,
        temperatures=[1.0] * config.classes,
        thresholds=[0.5] * config.classes,
        demonstration=False,
        data=UNKNOWN_DATA,
        metrics={},
        limits=limits,
        training=TrainingFacts(
            command + (" --half" if conversion.half else ""), None, code_version(), today()
        ),
        licence=WEIGHTS_LICENCE,
        weights="fp16" if conversion.half else "fp32",
        parity=parity_limits(),
        graph_metadata={
            METADATA_KEY: json.dumps({"network": asdict(config), "sha256": checkpoint.sha256}, sort_keys=True)
        },
    )
