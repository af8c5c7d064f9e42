"""Batch normalisation folded into the convolution before it: exact at inference, and rounded once."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from ctranscnn.errors import TrainingError

WEIGHT_PREFIX, WEIGHT_SUFFIX = "network.", ":half"
"""How the exported file names the weights of the network inside it."""
NORM_PARTS = {"Mul": "context.0.norm.weight", "Add": "context.0.norm.bias"}


def with_folded_norms(module: nn.Module) -> nn.Module:
    """A copy in evaluation mode in which every Sequential's (Conv2d, BatchNorm2d) pair is one Conv2d."""
    folded = copy.deepcopy(module).eval()
    for child in folded.modules():
        if not isinstance(child, nn.Sequential):
            continue
        for position in range(len(child) - 1):
            first, second = child[position], child[position + 1]
            if isinstance(first, nn.Conv2d) and isinstance(second, nn.BatchNorm2d):
                child[position] = fuse_conv_bn_eval(first, second)
                child[position + 1] = nn.Identity()
    return folded


def load_folded(folded: nn.Module, model: Path) -> nn.Module:
    """Give `folded` the weights of an exported `model.onnx` of the same layers.

    Raises TrainingError `segmenter.otherLayers` naming a weight that the file has not, or in another size.
    """
    graph = onnx.load(str(model)).graph
    held = {
        tensor.name.removeprefix(WEIGHT_PREFIX).removesuffix(WEIGHT_SUFFIX): tensor
        for tensor in graph.initializer
    }
    held |= _group_norm(graph.node, held)
    state = folded.state_dict()
    for name, value in state.items():
        tensor = held.get(name)
        if tensor is None or math.prod(tensor.dims) != value.numel():
            raise TrainingError(
                "segmenter.otherLayers", f"{model} has no weight {name} of {tuple(value.shape)}."
            )
        numbers = np.array(numpy_helper.to_array(tensor), np.float32)
        state[name] = torch.from_numpy(numbers).reshape(value.shape)
    folded.load_state_dict(state)
    return folded


def _group_norm(
    nodes: Iterable[onnx.NodeProto], held: dict[str, onnx.TensorProto]
) -> dict[str, onnx.TensorProto]:
    """Scale and shift of the one group norm: the exporter writes them as a product and a sum per channel."""
    found: dict[str, onnx.TensorProto] = {}
    for node in nodes:
        for name in node.input:
            if name in held and list(held[name].dims)[1:] == [1, 1] and node.op_type in NORM_PARTS:
                found[NORM_PARTS[node.op_type]] = held[name]
    return found
