"""Maps of all labels: our graph in ONNX Runtime against pytorch-grad-cam, on the same weights and threads."""

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from pytorch_grad_cam import GradCAMPlusPlus
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget
from torch import Tensor, nn

from ctranscnn.export.classifier import CLASSIFIER_OUTPUTS
from ctranscnn.export.golden import golden_film
from ctranscnn.export.parity import open_session
from ctranscnn.export.readback import read_network
from ctranscnn.model.simple_network import SimpleCTransCNN
from ctranscnn.preprocess import InputFacts, prepare
from ctranscnn.strict import read_json


@dataclass(frozen=True)
class MapsBench:
    """Milliseconds (least of several rounds) and the greatest difference of normalised maps."""

    onnx_one_ms: float
    onnx_all_ms: float
    grad_cam_one_ms: float
    grad_cam_all_ms: float
    max_map_difference: float
    labels: int

    def as_json(self) -> dict[str, Any]:
        """With the names that the workstation's bench reads."""
        words = {name: name.split("_") for name in asdict(self)}
        return {
            first + "".join(word.capitalize() for word in rest): getattr(self, name)
            for name, (first, *rest) in words.items()
        }


class FusedLogits(nn.Module):
    """The network as pytorch-grad-cam wants it: one tensor of logits, the last conv map behind a module."""

    def __init__(self, network: SimpleCTransCNN) -> None:
        super().__init__()
        self.network = network
        # the package hooks a module's output: the last block gives a pair, so its map passes through here
        self.last_map = nn.Identity()

    def forward(self, image: Tensor) -> Tensor:
        """image [B, 3, H, W] → fused logits [B, C]."""
        output = self.network(image)
        activation = self.last_map(output.activation)
        conv_logits = self.network.conv_head(activation.mean(dim=(2, 3)))
        conv_share, transformer_share = self.network.config.shares
        return conv_share * conv_logits + transformer_share * output.transformer_logits


class GradCamReference:
    """pytorch-grad-cam's GradCAMPlusPlus on a read-back network, one label at a time as the package works.

    The weights require gradients, as those of a trained network do: the package is used as its users use it.
    """

    def __init__(self, network: SimpleCTransCNN) -> None:
        self.module = FusedLogits(network).eval().requires_grad_(True)
        self.grad_cam = GradCAMPlusPlus(model=self.module, target_layers=[self.module.last_map])

    def maps(self, batch: Tensor, labels: Sequence[int]) -> NDArray[np.float32]:
        """batch [1, 3, H, W] → [labels, H, W], each scaled to 0..1 by the package."""
        targets: list[Any] = [ClassifierOutputTarget(label) for label in labels]
        return np.stack([self.grad_cam(input_tensor=batch, targets=[target])[0] for target in targets])


def like_the_package(grid: NDArray[np.float32], width_px: int, height_px: int) -> NDArray[np.float32]:
    """One grid [h, w] scaled to 0..1 and enlarged exactly as the package does it, so that both can be
    compared.
    """
    scaled = grid - grid.min()
    scaled = scaled / (1e-7 + scaled.max())
    large = np.maximum(cv2.resize(scaled, (width_px, height_px)), 0)
    large = large - large.min()
    return large / (1e-7 + large.max())


def bench_maps(model_folder: Path, threads: int, rounds: int = 5) -> MapsBench:
    """Time both sides in turn, in one process, with the same threads, on the generated golden film.

    Ours gives scores and the maps of all labels in any case, so one label and all cost the same.
    Raises TrainingError of `readback.read_network`.
    """
    path = model_folder / "model.onnx"
    network = read_network(path)
    facts = InputFacts.from_manifest(read_json(model_folder / "manifest.json")["input"])
    batch = prepare(golden_film(), facts)[None]
    previous = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        session = open_session(path, threads)
        reference = GradCamReference(network)
        outputs = [CLASSIFIER_OUTPUTS["scores"], CLASSIFIER_OUTPUTS["maps"]]
        tensor, every = torch.from_numpy(batch), range(network.config.classes)
        jobs: dict[str, Callable[[], object]] = {
            "onnx": lambda: session.run(outputs, {facts.name: batch}),
            "one": lambda: reference.maps(tensor, [0]),
            "all": lambda: reference.maps(tensor, every),
        }
        least = _least_times(jobs, rounds)
        grids = np.asarray(session.run(outputs, {facts.name: batch})[1])[0]
        expected = reference.maps(tensor, every)
    finally:
        torch.set_num_threads(previous)
    ours = np.stack([like_the_package(grid, facts.width_px, facts.height_px) for grid in grids])
    return MapsBench(
        onnx_one_ms=least["onnx"],
        onnx_all_ms=least["onnx"],
        grad_cam_one_ms=least["one"],
        grad_cam_all_ms=least["all"],
        max_map_difference=float(np.abs(ours - expected).max()),
        labels=len(every),
    )


def _least_times(jobs: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    # in turn, so that a busy machine slows all of them alike; the least, because noise only ever adds
    least = dict.fromkeys(jobs, float("inf"))
    for number in range(rounds + 1):
        for name, job in jobs.items():
            for _ in range(5 if name == "onnx" else 1):
                started = time.perf_counter()
                job()
                elapsed = 1000 * (time.perf_counter() - started)
                if number > 0:
                    least[name] = min(least[name], elapsed)
    return least
