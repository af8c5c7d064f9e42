"""The label sets, read from the very files the workstation reads (`src-shared/labels/*.json`)."""

from dataclasses import dataclass
from typing import Any

from ctranscnn.errors import TrainingError
from ctranscnn.paths import LABELS_FOLDER
from ctranscnn.strict import read_json


@dataclass(frozen=True)
class LabelSet:
    """One label set. `keys` is the order of every model output; names are for people."""

    id: str
    version: int
    keys: tuple[str, ...]
    english_names: tuple[str, ...]
    dataset_names: tuple[str | None, ...]

    def index_of_dataset_name(self) -> dict[str, int]:
        """Map the public data set's spelling of a finding to its place in the outputs."""
        return {name: index for index, name in enumerate(self.dataset_names) if name is not None}


def read_label_set(label_set_id: str) -> LabelSet:
    """Read one label set. Raises TrainingError `labels.unknown` or `labels.malformed`."""
    path = LABELS_FOLDER / f"{label_set_id}.json"
    if not path.is_file():
        known = ", ".join(sorted(file.stem for file in LABELS_FOLDER.glob("*.json")))
        raise TrainingError("labels.unknown", f"There is no label set '{label_set_id}'. Known: {known}.")
    content: Any = read_json(path)
    try:
        labels = content["labels"]
        return LabelSet(
            id=str(content["id"]),
            version=int(content["version"]),
            keys=tuple(str(label["key"]) for label in labels),
            english_names=tuple(str(label["name"]["en"]) for label in labels),
            dataset_names=tuple(label.get("datasetName") for label in labels),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise TrainingError("labels.malformed", f"{path} is not a label set: {error!r}.") from error
