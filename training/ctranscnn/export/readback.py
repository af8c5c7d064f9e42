"""Read a shipped `model.onnx` of a classifier back into PyTorch, with the very weights that it ships."""

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper

from ctranscnn.errors import TrainingError
from ctranscnn.export.onnx_file import HALF, TRANSPOSED
from ctranscnn.model.config import NetworkConfig
from ctranscnn.model.network import CTransCNN
from ctranscnn.model.simple_network import SimpleCTransCNN, simplified
from ctranscnn.strict import build

NETWORK_KEY = "ctranscnn.network"
"""Key of the graph metadata that holds the NetworkConfig as JSON."""
PREFIX = "network."
"""Where the network sits in the exported module (classifier.ClassifierGraph)."""


def network_metadata(config: NetworkConfig) -> dict[str, str]:
    """What an exported classifier must carry so that it can be read back."""
    return {NETWORK_KEY: json.dumps(asdict(config), sort_keys=True)}


def read_network(path: Path) -> SimpleCTransCNN:
    """The simplified network with the file's weights, in evaluation mode.

    Raises TrainingError `readback.missing`, `readback.foreign` (no such metadata) or `readback.weight`.
    """
    if not path.is_file():
        raise TrainingError("readback.missing", f"{path} does not exist.")
    model = onnx.load(str(path))
    metadata = {entry.key: entry.value for entry in model.metadata_props}
    if NETWORK_KEY not in metadata:
        raise TrainingError("readback.foreign", f"{path} was not exported by this package.")
    config = build(NetworkConfig, json.loads(metadata[NETWORK_KEY]), NETWORK_KEY)
    network = simplified(CTransCNN(config))
    weights = {item.name: numpy_helper.to_array(item) for item in model.graph.initializer}
    state = {name: _weight(weights, name, tensor) for name, tensor in network.state_dict().items()}
    network.load_state_dict(state)
    return network.eval()


def _weight(weights: dict[str, NDArray[np.generic]], name: str, like: torch.Tensor) -> torch.Tensor:
    key = PREFIX + name
    if key + HALF in weights:
        values = weights[key + HALF]
    elif key + TRANSPOSED + HALF in weights:
        values = weights[key + TRANSPOSED + HALF].T
    else:
        raise TrainingError("readback.weight", f"The file lacks the weight {name}.")
    if values.shape != tuple(like.shape):
        raise TrainingError("readback.weight", f"The weight {name} has another shape.")
    return torch.from_numpy(values.astype(np.float32))
