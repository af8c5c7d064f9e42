"""The weights that a file will hold, so that PyTorch is judged with the same."""

import copy

import torch
from torch import nn

from ctranscnn.errors import TrainingError


def finite_copy(module: nn.Module) -> nn.Module:
    """A copy in evaluation mode. Raises TrainingError `export.range` for a value that is not finite."""
    result = copy.deepcopy(module).eval().requires_grad_(False)
    for name, tensor in [*result.named_parameters(), *result.named_buffers()]:
        if tensor.dtype.is_floating_point and not torch.isfinite(tensor).all():
            raise TrainingError("export.range", f"{name} holds a value that is not finite.")
    return result


def rounded_to_half(module: nn.Module) -> nn.Module:
    """A copy whose floating parameters and buffers are float32 with values that float16 holds exactly.

    Raises TrainingError `export.range` for a value beyond float16 (|x| > 65504) or not finite.
    """
    result = copy.deepcopy(module).eval().requires_grad_(False)
    with torch.no_grad():
        for name, tensor in [*result.named_parameters(), *result.named_buffers()]:
            if not tensor.dtype.is_floating_point:
                continue
            half = tensor.half()
            if not torch.isfinite(half).all():
                raise TrainingError("export.range", f"{name} holds a value that half precision cannot.")
            tensor.copy_(half.float())
    return result
