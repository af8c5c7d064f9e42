"""Is the network that the file will hold still the one in the checkpoint? Asked in double precision."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from ctranscnn.errors import TrainingError
from ctranscnn.export.classifier import CLASSIFIER_OUTPUTS
from ctranscnn.export.facts import GoldenPicture
from ctranscnn.export.parity import Floats
from ctranscnn.export.rounding import rounded_to_half
from ctranscnn.model.output import NetworkOutput
from ctranscnn.official.graph import OfficialGraph
from ctranscnn.official.inference import InferenceNetwork
from ctranscnn.official.network import OfficialNetwork
from ctranscnn.preprocess import InputFacts, prepare

FOLDING_LIMIT = 1e-9
"""Of the inference form in float64, relative to the value: folding alone, without rounding."""
LOGIT_LIMIT = 1e-4
"""Of float32 logits, of PyTorch against float64 as of the file against PyTorch, relative where above 1."""
CHECK_NOISE = 2
"""Pictures of noise beside the generated one."""


@dataclass(frozen=True)
class CheckedGraph:
    """The graph to export, and the greatest differences of its logits from the checkpoint in float64."""

    graph: nn.Module
    half: bool
    """Whether the weights are rounded to what float16 holds."""
    folding: float
    rounding: float


def checked_graph(network: OfficialNetwork, batch: Floats, half: bool) -> CheckedGraph:
    """Fold in float64, round to float32 (or to what float16 holds) and compare on batch [B, 3, H, W].

    `network` is turned into float64 in place. Raises TrainingError `official.notFinite`, `official.folding`,
    `official.precision` (float32 only: what float16 costs is reported, not judged) or `export.range`.
    """
    exact = _outputs(network.double(), torch.from_numpy(batch).double())
    if not all(bool(torch.isfinite(values).all()) for values in exact.values()):
        raise TrainingError("official.notFinite", "The network answers a generated picture with no number.")
    inference = InferenceNetwork(network)
    folding = _distance(_outputs(inference, torch.from_numpy(batch).double()), exact)
    # written so that NaN is refused too
    if not folding <= FOLDING_LIMIT:
        raise TrainingError("official.folding", f"Folding in float64 moves the answers by {folding:.1e}.")
    graph: nn.Module = OfficialGraph(inference.float())
    if half:
        graph = rounded_to_half(graph)
    rounded = _outputs(graph.get_submodule("network"), torch.from_numpy(batch))
    logits = ("conv", "transformer")
    rounding = _distance({name: rounded[name] for name in logits}, exact)
    if not (half or rounding <= LOGIT_LIMIT):
        raise TrainingError(
            "official.precision", f"Single precision moves the logits by {rounding:.1e}: not exported."
        )
    return CheckedGraph(graph, half, folding, rounding)


def check_batch(golden: GoldenPicture, facts: InputFacts) -> Floats:
    """[1 + CHECK_NOISE, channels, heightPx, widthPx]: the golden picture, prepared, and noise."""
    real = prepare(golden.picture, facts, golden.mask)[None]
    noise = np.random.default_rng(1).standard_normal((CHECK_NOISE, *real.shape[1:]), np.float32)
    return np.concatenate([real, noise])


def parity_limits() -> dict[str, float]:
    """Role → how far the file may lie from PyTorch, where that is stricter than the manifest's tolerance."""
    return {role: LOGIT_LIMIT for role in CLASSIFIER_OUTPUTS if role.endswith("Logits")}


def _outputs(module: nn.Module, batch: torch.Tensor) -> dict[str, torch.Tensor]:
    with torch.no_grad():
        output: NetworkOutput = module(batch)
    return {
        "conv": output.conv_logits,
        "transformer": output.transformer_logits,
        "classToken": output.class_token,
        "activation": output.activation,
    }


def _distance(answered: Mapping[str, torch.Tensor], expected: Mapping[str, torch.Tensor]) -> float:
    worst = [
        ((values.double() - expected[name]).abs() / expected[name].abs().clamp(min=1)).max()
        for name, values in answered.items()
    ]
    return float(torch.stack(worst).max())
