"""The forms in which one trained network can be shipped: plain, stored in half precision, int8."""

import warnings
from pathlib import Path
from typing import Literal

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

from ctranscnn.export.classifier import CLASSIFIER_OUTPUTS, ClassifierGraph
from ctranscnn.export.onnx_file import OPSET
from ctranscnn.export.rounding import rounded_to_half
from ctranscnn.model.network import CTransCNN
from ctranscnn.model.simple_network import simplified

Form = Literal["fp32", "fp16", "int8"]
"""`fp16`: weights rounded to half precision, computed in fp32. `int8`: the matrix products of the transformer
branch in dynamic int8, per channel; convolutions stay in fp32, where int8 would cost accuracy.
"""


def write_form(network: CTransCNN, form: Form, path: Path) -> None:
    """Write the inference graph of a classifier in one form, without manifest or golden tensors."""
    graph: nn.Module = ClassifierGraph(simplified(network), [1.0] * network.config.classes)
    if form == "fp16":
        graph = rounded_to_half(graph)
    plain = path if form != "int8" else path.with_suffix(".plain.onnx")
    _write(graph, (network.config.input_channels, network.config.image_px), plain)
    if form == "int8":
        quantize_dynamic(
            str(plain),
            str(path),
            op_types_to_quantize=["MatMul"],
            per_channel=True,
            weight_type=QuantType.QInt8,
        )
        plain.unlink()


def _write(graph: nn.Module, size: tuple[int, int], path: Path) -> None:
    channels, side = size
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            graph,
            (torch.zeros(2, channels, side, side),),
            opset_version=OPSET,
            input_names=["image"],
            output_names=list(CLASSIFIER_OUTPUTS.values()),
            dynamic_shapes=({0: torch.export.Dim("batch")},),
            dynamo=True,
            verbose=False,
        )
    assert program is not None
    model = program.model_proto
    onnx.save_model(model, str(path))
