"""Grad-CAM++ by autograd: for any classifier of ours and any of its layers.

Shapes: B pictures, C labels, K channels of a map of h × w cells.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, cast

import torch
from torch import Tensor, nn

from ctranscnn.errors import TrainingError
from ctranscnn.maps.closed_form import MAP_EPSILON, WeightedChannels
from ctranscnn.model.output import ClassifierOutput, NetworkOutput

Layout = Literal["channels-first", "channels-last", "tokens"]
"""[B, K, h, w]; [B, h, w, K]; [B, extra + h·w, K], a square grid after class or other extra tokens."""


@dataclass(frozen=True)
class Layer:
    """Which answer of which module is mapped."""

    name: str
    """Dotted, as in `named_modules()`; of several results the first is taken, of several calls the last."""
    layout: Layout = "channels-first"


def weigh_by_autograd(network: nn.Module, image: Tensor, layer: Layer | None = None) -> WeightedChannels:
    """image [B, 3, H, W] → the layer's activation and its Grad-CAM++ weights of every label.

    Without a layer: the last conv map that a CTransCNN gives with its logits. As pytorch-grad-cam computes
    them: W_k = Σ_cells ReLU(g) · g² / (2g² + S_k·g³ + ε), 0 where the gradient g is 0 (Chattopadhay et al.,
    WACV 2018, eq. 19). The network is left in evaluation mode.

    Raises TrainingError `maps.layer` (no such layer, or none named for a network without a last conv map),
    `maps.layout` (its answer does not have the layout) or `maps.unused` (no logit depends on it).
    """
    network.eval()
    with torch.enable_grad():
        # through the picture, so that networks whose weights are frozen have gradients too
        output, answer = _run(network, image.detach().clone().requires_grad_(True), layer)
        layout = layer.layout if layer is not None else "channels-first"
        activation = as_grid(answer.detach(), layout)
        sums = activation.sum(dim=(2, 3), keepdim=True)
        weights: list[Tensor] = []
        for label in range(output.logits.shape[1]):
            # pictures do not mix in evaluation mode: the sum's gradient is each picture's own
            (gradient,) = torch.autograd.grad(
                output.logits[:, label].sum(), answer, retain_graph=True, allow_unused=True
            )
            if cast(Tensor | None, gradient) is None:
                raise TrainingError("maps.unused", f"No logit depends on the layer {layer and layer.name}.")
            weights.append(_channel_weights(as_grid(gradient, layout), sums))
    return WeightedChannels(activation, torch.stack(weights, dim=1))


def as_grid(answer: Tensor, layout: Layout) -> Tensor:
    """A layer's answer as [B, K, h, w]. Raises TrainingError `maps.layout`."""
    wanted = 3 if layout == "tokens" else 4
    if answer.ndim != wanted:
        raise TrainingError(
            "maps.layout", f"The layout {layout} needs {wanted} dimensions, the layer gives {answer.ndim}."
        )
    if layout == "channels-first":
        return answer
    if layout == "channels-last":
        return answer.permute(0, 3, 1, 2)
    side = math.isqrt(answer.shape[1])
    return answer[:, -(side**2) :].transpose(1, 2).unflatten(2, (side, side))


def _run(network: nn.Module, image: Tensor, layer: Layer | None) -> tuple[ClassifierOutput, Tensor]:
    if layer is None:
        output = cast(ClassifierOutput, network(image))
        if not isinstance(output, NetworkOutput):
            raise TrainingError("maps.layer", "This network needs the name of the layer to map.")
        return output, output.activation
    module = dict(network.named_modules()).get(layer.name)
    if module is None or layer.name == "":
        raise TrainingError("maps.layer", f"The network has no layer '{layer.name}'.")
    seen: list[Tensor] = []

    def keep(_module: nn.Module, _arguments: Any, answer: Any) -> None:  # noqa: ANN401 - as PyTorch calls it
        seen[:] = [value for value in _tensors(answer) if value.requires_grad][:1]

    handle = module.register_forward_hook(keep)
    try:
        output = cast(ClassifierOutput, network(image))
    finally:
        handle.remove()
    if not seen:
        raise TrainingError(
            "maps.layer", f"The layer '{layer.name}' gives nothing that depends on the picture."
        )
    return output, seen[0]


def _tensors(answer: object) -> list[Tensor]:
    if isinstance(answer, Tensor):
        return [answer]
    values = cast(Iterable[object], answer) if isinstance(answer, tuple | list) else ()
    return [value for value in values if isinstance(value, Tensor)]


def _channel_weights(gradient: Tensor, sums: Tensor) -> Tensor:
    """gradient [B, K, h, w] of one label, sums [B, K, 1, 1] → [B, K]."""
    square = gradient**2
    share = square / (2 * square + sums * square * gradient + MAP_EPSILON)
    share = torch.where(gradient != 0, share, torch.zeros_like(share))
    return (torch.relu(gradient) * share).sum(dim=(2, 3))
