"""A classifier's graph with smoothed maps of all labels: no autograd, no eigenvalue solver, one ONNX file."""

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ctranscnn.errors import TrainingError
from ctranscnn.export.facts import DataFacts, ManifestFacts, TrainingFacts
from ctranscnn.export.onnx_file import write_onnx
from ctranscnn.export.parity import check_parity, open_session, run_file
from ctranscnn.export.readback import network_metadata
from ctranscnn.maps.closed_form import closed_form, weigh_last_map
from ctranscnn.maps.enlarge import corner_tensors
from ctranscnn.maps.shipped import ShippedClassifier
from ctranscnn.maps.smoothing import (
    UNCHANGED,
    VARIANTS,
    Smoothing,
    eigen_maps_by_squaring,
    mean_of_variants,
    smoothed_maps,
    variants_of,
)
from ctranscnn.model.output import NetworkOutput

SMOOTH_OUTPUTS = {"scores": "scores", "maps": "maps"}
"""Role → graph name, in the order in which the graph gives them."""
SMOOTHING_KEY = "ctranscnn.smoothing"
"""Key of the graph metadata that says how the maps were smoothed."""
TOLERANCE = {"scores": 1e-3, "maps": 1e-3}
"""Greatest difference from PyTorch; maps once each is divided by its own maximum."""


class SmoothMapsGraph(nn.Module):
    """image [N, 3, H, W] → scores [N, C], maps [N, C, h, w], as `maps.smoothing` defines them."""

    def __init__(self, shipped: ShippedClassifier, smoothing: Smoothing) -> None:
        super().__init__()
        self.network = shipped.network
        self.smoothing = smoothing
        self.inverse_temperatures = [1 / temperature for temperature in shipped.temperatures]
        image = torch.zeros(1, shipped.input.channels, shipped.input.height_px, shipped.input.width_px)
        with torch.no_grad():
            rows, columns = corner_tensors(self.network(image).activation.shape, image.shape)
        # not persistent: these are no weights, and half precision would change them
        self.register_buffer("rows", rows, persistent=False)
        self.register_buffer("columns", columns, persistent=False)

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """image [N, 3, H, W] → scores [N, C], maps [N, C, h, w]."""
        augmented = self.smoothing in ("aug", "both")
        output: NetworkOutput = self.network(variants_of(image) if augmented else image)
        weighted = closed_form(
            output.activation, self.network.conv_head.weight, self.network.config.shares[0]
        )
        maps = eigen_maps_by_squaring(weighted) if self.smoothing in ("eigen", "both") else weighted.maps()
        logits = output.logits
        if augmented:
            maps = mean_of_variants(maps, (self.get_buffer("rows"), self.get_buffer("columns")))
            logits = logits.unflatten(0, (VARIANTS, -1))[UNCHANGED]
        return torch.sigmoid(logits * torch.tensor(self.inverse_temperatures)), maps


class ScoresGraph(nn.Module):
    """image [N, 3, H, W] → scores [N, C] alone: what maps are timed against."""

    def __init__(self, shipped: ShippedClassifier) -> None:
        super().__init__()
        self.network = shipped.network
        self.inverse_temperatures = [1 / temperature for temperature in shipped.temperatures]

    def forward(self, image: Tensor) -> Tensor:
        """image [N, 3, H, W] → scores [N, C]."""
        output: NetworkOutput = self.network(image)
        return torch.sigmoid(output.logits * torch.tensor(self.inverse_temperatures))


def write_smooth_maps(path: Path, shipped: ShippedClassifier, smoothing: Smoothing) -> dict[str, float]:
    """Write the graph and give its greatest differences from PyTorch, by output role.

    PyTorch's side solves the eigenproblem in float64 and smooths outside the graph. Compared on the model's
    generated golden picture and on noise, one picture and several at once.
    Raises TrainingError `smoothMaps.exists` (nothing is overwritten), `smoothMaps.folder`, `export.parity` or
    `export.notFinite`; nothing is left at `path` then.
    """
    if path.exists():
        raise TrainingError("smoothMaps.exists", f"{path} exists already; name another file.")
    if not path.parent.is_dir():
        raise TrainingError("smoothMaps.folder", f"The folder {path.parent} does not exist.")
    partial = path.with_name(path.name + ".partial")
    try:
        export_graph(partial, SmoothMapsGraph(shipped, smoothing), shipped, SMOOTH_OUTPUTS)
        differences = check_smooth_maps(partial, shipped, smoothing)
        partial.rename(path)
    finally:
        partial.unlink(missing_ok=True)
    return differences


def export_graph(path: Path, module: nn.Module, shipped: ShippedClassifier, outputs: dict[str, str]) -> None:
    """Write a graph over a shipped network, with what makes it readable by `readback.read_network` again."""
    smoothing = str(getattr(module, "smoothing", "none"))
    write_onnx(path, module, _graph_facts(shipped, outputs, smoothing))


def check_smooth_maps(path: Path, shipped: ShippedClassifier, smoothing: Smoothing) -> dict[str, float]:
    """Greatest differences from PyTorch by role. Raises TrainingError as `parity.check_parity`."""
    session = open_session(path)
    golden = shipped.golden_input()
    noise = np.random.default_rng(0).standard_normal((2, *golden.shape[1:]), np.float32)
    worst: dict[str, float] = {}
    for batch in (golden, np.concatenate([golden, noise])):
        answered = run_file(session, SMOOTH_OUTPUTS, batch)
        expected = expected_outputs(shipped, smoothing, batch)
        for role, value in check_parity(answered, expected, TOLERANCE).items():
            worst[role] = max(worst.get(role, 0.0), value)
    return worst


def expected_outputs(
    shipped: ShippedClassifier, smoothing: Smoothing, batch: NDArray[np.float32]
) -> dict[str, NDArray[np.float32]]:
    """batch [N, 3, H, W] → what the graph must answer, from PyTorch."""
    image = torch.from_numpy(batch)
    with torch.no_grad():
        logits = shipped.network(image).logits
        scores = torch.sigmoid(logits / torch.tensor(shipped.temperatures))
        maps = smoothed_maps(lambda pictures: weigh_last_map(shipped.network, pictures), image, smoothing)
    return {"scores": scores.numpy(), "maps": maps.numpy()}


def _graph_facts(shipped: ShippedClassifier, outputs: dict[str, str], smoothing: str) -> ManifestFacts:
    manifest = shipped.manifest
    data, training = dict(manifest["data"]), manifest["training"]
    return ManifestFacts(
        id=manifest["id"],
        version=manifest["version"],
        kind="classifier",
        task=manifest["task"],
        input=shipped.input,
        outputs=outputs,
        thresholds=manifest["thresholds"],
        demonstration=manifest["demonstration"],
        data=DataFacts(split_file=data.pop("splitFile"), **data),
        metrics={},
        limits=manifest["limits"],
        training=TrainingFacts(**training),
        graph_metadata={**network_metadata(shipped.network.config), SMOOTHING_KEY: smoothing},
    )
