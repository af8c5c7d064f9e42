"""Read a checkpoint of the released network, and refuse whatever is not exactly one."""

import hashlib
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import torch
from torch import Tensor

from ctranscnn.errors import TrainingError
from ctranscnn.model.official_config import OfficialConfig
from ctranscnn.official.network import OfficialNetwork

NAMED = 3
"""How many keys a refusal names."""
WRAPPED = "module."
"""Prefix of every key where the network was saved inside a data-parallel wrapper."""
CLASS_HEAD = "head.conv_cls_head.bias"


@dataclass(frozen=True)
class OfficialCheckpoint:
    """The network in evaluation mode, and what the file says of itself."""

    network: OfficialNetwork
    sha256: str
    class_names: tuple[str, ...] | None
    """As the file names its outputs, in order; None where it does not."""
    epoch: int | None


def read_checkpoint(path: Path, config: OfficialConfig) -> OfficialCheckpoint:
    """Load without running anything in the file, and check every key, shape, type and value.

    Accepts a state dict, or a mapping with one under `state_dict`; a `module.` before every key is dropped.
    Raises TrainingError `official.missing`, `official.notCheckpoint`, `official.noState` and those of
    `checked_state`.
    """
    if not path.is_file():
        raise TrainingError("official.missing", f"{path} is not a file.")
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    content = _loaded(path)
    state = checked_state(_unwrapped(_state_of(content, path)), config)
    with torch.device("meta"):
        network = OfficialNetwork(config)
    network.load_state_dict(state, assign=True)
    meta = _mapping(content.get("meta"))
    return OfficialCheckpoint(network.eval(), sha256, _class_names(meta), _whole_number(meta.get("epoch")))


def checked_state(state: Mapping[str, object], config: OfficialConfig) -> dict[str, Tensor]:
    """The same tensors, once every one of them is what the network of this configuration holds.

    Raises TrainingError `official.missingKey`, `official.unexpectedKey`, `official.classes`,
    `official.shape`, `official.type`, `official.notFinite` or `official.range`, naming the first keys.
    """
    with torch.device("meta"):
        expected = OfficialNetwork(config).state_dict()
    _refuse("official.missingKey", "The checkpoint lacks", [key for key in expected if key not in state])
    _refuse(
        "official.unexpectedKey",
        "The checkpoint holds keys that the released network does not have:",
        [key for key in state if key not in expected],
    )
    tensors = {key: _plain_tensor(state[key]) for key in expected}
    known = {key: tensor for key, tensor in tensors.items() if tensor is not None}
    _refuse("official.type", "Not a plain tensor:", [key for key in expected if key not in known])
    _check_classes(known[CLASS_HEAD], config.classes)
    _refuse(
        "official.shape",
        "Other shapes than the released network's:",
        [
            f"{key} {list(tensor.shape)} instead of {list(expected[key].shape)}"
            for key, tensor in known.items()
            if tensor.shape != expected[key].shape
        ],
    )
    _refuse(
        "official.type",
        "Other types than the released network's:",
        [
            f"{key} {tensor.dtype} instead of {expected[key].dtype}"
            for key, tensor in known.items()
            if tensor.dtype != expected[key].dtype
        ],
    )
    _check_values(known)
    return known


def _check_values(known: Mapping[str, Tensor]) -> None:
    _refuse(
        "official.notFinite",
        "Values that are not finite:",
        [key for key, tensor in known.items() if not bool(torch.isfinite(tensor).all())],
    )
    _refuse(
        "official.range",
        "Negative variances:",
        [key for key, tensor in known.items() if key.endswith("running_var") and bool((tensor < 0).any())],
    )


def _loaded(path: Path) -> Mapping[str, object]:
    try:
        with warnings.catch_warnings():
            # what PyTorch warns of (old pickles, sparse tensors) is read, or refused below
            warnings.simplefilter("ignore")
            content: Any = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # a damaged or foreign file fails in any of a dozen ways
        raise TrainingError(
            "official.notCheckpoint",
            f"{path} is not a PyTorch file that holds tensors and plain values only; if it is your own and "
            "holds more, save its state_dict alone.",
        ) from error
    if not isinstance(content, Mapping):
        raise TrainingError("official.noState", f"{path} holds no state dict.")
    return cast(Mapping[str, object], content)


def _state_of(content: Mapping[str, object], path: Path) -> dict[str, object]:
    state = content.get("state_dict", content)
    if not isinstance(state, Mapping) or not state:
        raise TrainingError("official.noState", f"{path} holds no state dict.")
    return {str(key): value for key, value in cast(Mapping[object, object], state).items()}


def _unwrapped(state: dict[str, object]) -> dict[str, object]:
    if all(key.startswith(WRAPPED) for key in state):
        return {key.removeprefix(WRAPPED): value for key, value in state.items()}
    return state


def _plain_tensor(value: object) -> Tensor | None:
    if not isinstance(value, Tensor) or value.layout != torch.strided or value.device.type != "cpu":
        return None
    # contiguous and of its own, whatever storage the file shares between its tensors
    return None if value.is_quantized else value.detach().clone(memory_format=torch.contiguous_format)


def _check_classes(bias: Tensor, classes: int) -> None:
    if bias.ndim == 1 and bias.shape[0] != classes:
        raise TrainingError(
            "official.classes",
            f"The checkpoint tells {bias.shape[0]} classes apart ({CLASS_HEAD}), the task has {classes}.",
        )


def _refuse(code: str, sentence: str, keys: Sequence[str]) -> None:
    if not keys:
        return
    more = f" and {len(keys) - NAMED} more" if len(keys) > NAMED else ""
    raise TrainingError(code, f"{sentence} {', '.join(keys[:NAMED])}{more}.")


def _class_names(meta: Mapping[object, object]) -> tuple[str, ...] | None:
    names = meta.get("CLASSES")
    if not isinstance(names, list | tuple):
        return None
    return tuple(str(name) for name in cast(Sequence[object], names))


def _whole_number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _mapping(value: object) -> Mapping[object, object]:
    return cast(Mapping[object, object], value) if isinstance(value, Mapping) else {}
