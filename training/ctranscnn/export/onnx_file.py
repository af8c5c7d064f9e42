"""Write a module as one ONNX file with its weights, half-precision or not, under their PyTorch names."""

import warnings
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from ctranscnn.errors import TrainingError
from ctranscnn.export.facts import ManifestFacts

OPSET = 18
TRANSPOSED = ":transposed"
"""Suffix of a weight that the graph holds transposed (a linear map written as MatMul)."""
HALF = ":half"
"""Suffix of a stored weight; the plain name is what comes out of its Cast."""


def write_onnx(path: Path, module: nn.Module, facts: ManifestFacts) -> None:
    """Export with a free batch size; for fp16, the weights of `module` must be rounded to it already.

    Raises TrainingError `export.opset` where the exporter did not keep to the opset of the format.
    """
    example = torch.zeros(2, facts.input.channels, facts.input.height_px, facts.input.width_px)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            module,
            (example,),
            opset_version=OPSET,
            input_names=[facts.input.name],
            output_names=list(facts.outputs.values()),
            dynamic_shapes=({0: torch.export.Dim("batch")},),
            dynamo=True,
            verbose=False,
        )
    assert program is not None
    model = program.model_proto
    if [entry.version for entry in model.opset_import if entry.domain == ""] != [OPSET]:
        raise TrainingError("export.opset", f"The exporter did not write opset {OPSET}.")
    _name_weights(model, module, half=facts.weights == "fp16")
    _describe(model, facts.graph_metadata)
    onnx.checker.check_model(model)
    onnx.save_model(model, str(path))


def _name_weights(model: onnx.ModelProto, module: nn.Module, *, half: bool) -> None:
    """Give every weight its PyTorch name; `half` stores it as float16 behind a Cast (exact: it is rounded).

    The exporter stores weights of equal content once (all-zero biases of an untrained module, say): such a
    file runs as any other, but does not read back.
    """
    state = {name: tensor.detach().numpy() for name, tensor in module.state_dict().items()}
    transposed: dict[tuple[object, ...], list[str]] = {}
    for name, values in state.items():
        if values.ndim == 2:
            transposed.setdefault(_fingerprint(values.T), []).append(name + TRANSPOSED)
    renamed: dict[str, str] = {}
    stored: list[onnx.TensorProto] = []
    for initializer in model.graph.initializer:
        values = numpy_helper.to_array(initializer)
        name = initializer.name if initializer.name in state else None
        if name is None and values.dtype == np.float32:
            name = next(iter(transposed.get(_fingerprint(values), [])), None)
            if name is not None:
                transposed[_fingerprint(values)].remove(name)
        if name is None or values.dtype != np.float32:
            stored.append(initializer)
            continue
        renamed[initializer.name] = name
        stored.append(
            numpy_helper.from_array(values.astype(np.float16), name + HALF)
            if half
            else numpy_helper.from_array(values, name)
        )
    casts = [
        helper.make_node("Cast", [name + HALF], [name], to=TensorProto.FLOAT)
        for name in (renamed.values() if half else ())
    ]
    for node in model.graph.node:
        for index, source in enumerate(node.input):
            node.input[index] = renamed.get(source, source)
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:], model.graph.initializer[:], model.graph.value_info[:]
    model.graph.node.extend(nodes)
    model.graph.initializer.extend(stored)


def _fingerprint(values: NDArray[np.generic]) -> tuple[object, ...]:
    return (*values.shape, np.ascontiguousarray(values).tobytes())


def _describe(model: onnx.ModelProto, metadata: Mapping[str, str]) -> None:
    model.producer_name, model.producer_version = "ctranscnn", "1"
    model.doc_string = "Research use only. Not for diagnosis or treatment."
    del model.metadata_props[:], model.graph.metadata_props[:]
    for node in model.graph.node:
        # the exporter notes where in the source a node came from, with this machine's paths
        del node.metadata_props[:]
        node.doc_string = ""
    for key, value in metadata.items():
        model.metadata_props.add(key=key, value=value)
