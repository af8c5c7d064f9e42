"""A shipped classifier's folder, read back for making maps."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ctranscnn.errors import TrainingError
from ctranscnn.export.readback import read_network
from ctranscnn.model.simple_network import SimpleCTransCNN
from ctranscnn.preprocess import InputFacts
from ctranscnn.strict import read_json


@dataclass(frozen=True)
class ShippedClassifier:
    """The network with the weights of `model.onnx`, and what its manifest says."""

    folder: Path
    network: SimpleCTransCNN
    input: InputFacts
    labels: list[str]
    temperatures: list[float]
    manifest: dict[str, Any]

    def golden_input(self) -> NDArray[np.float32]:
        """[1, 3, H, W] the generated picture that every model folder carries, as the model reads it.

        Raises TrainingError `shipped.golden`.
        """
        path = self.folder / "golden" / "input.f32"
        shape = (1, self.input.channels, self.input.height_px, self.input.width_px)
        if not path.is_file() or path.stat().st_size != 4 * int(np.prod(shape)):
            raise TrainingError("shipped.golden", f"{path} is missing or not of the model's input size.")
        return np.fromfile(path, "<f4").reshape(shape).astype(np.float32)


def read_shipped(folder: Path) -> ShippedClassifier:
    """Read a classifier's folder.

    Raises TrainingError `file.missing` or `file.notJson` (manifest.json), `shipped.manifest` (it is not a
    classifier's), `shipped.otherFile` (`model.onnx` is not the file of the manifest), and those of
    `readback.read_network`: a foreign file is refused.
    """
    manifest = read_json(folder / "manifest.json")
    path = folder / "model.onnx"
    network = read_network(path)
    try:
        expected = str(manifest["file"]["sha256"])
        labels = [str(label) for label in manifest["labels"]]
        temperatures = [float(value) for value in manifest["calibration"]["temperature"]]
        facts = InputFacts.from_manifest(manifest["input"])
    except (KeyError, TypeError, ValueError) as error:
        raise TrainingError(
            "shipped.manifest", f"{folder / 'manifest.json'} is no classifier's: {error!r}."
        ) from error
    if hashlib.sha256(path.read_bytes()).hexdigest() != expected:
        raise TrainingError("shipped.otherFile", f"{path} is not the file that manifest.json describes.")
    if not len(labels) == len(temperatures) == network.config.classes:
        raise TrainingError(
            "shipped.manifest",
            f"{folder / 'manifest.json'} names {len(labels)} labels and {len(temperatures)} temperatures for "
            f"{network.config.classes} outputs.",
        )
    return ShippedClassifier(folder, network, facts, labels, temperatures, manifest)
