"""A checkpoint of the released network is read, or refused with the reason; nothing in it is run."""

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from ctranscnn.errors import TrainingError
from ctranscnn.official.checkpoint import read_checkpoint
from tests.official_checkpoints import SMALL, State, good_state, saved
from tests.test_official import randomised


def test_a_bare_state_dict_is_read(tmp_path: Path) -> None:
    result = read_checkpoint(saved(tmp_path / "bare.pth", good_state()), SMALL)
    assert result.class_names is None
    assert result.epoch is None
    assert torch.equal(result.network.head.fc.weight, randomised(SMALL).head.fc.weight)


def without_a_key(state: State) -> None:
    del state["head.fc.weight"]


def with_a_key(state: State) -> None:
    state["backbone.pos_embed"] = torch.zeros(1)


def with_half_a_prefix(state: State) -> None:
    state["module.head.fc.bias"] = state.pop("head.fc.bias")


def with_a_shape(state: State) -> None:
    state["backbone.conv1.weight"] = state["backbone.conv1.weight"][:, :1]


def with_classes(state: State) -> None:
    for key in ("conv_cls_head", "trans_cls_head"):
        state[f"head.{key}.weight"] = state[f"head.{key}.weight"][:5]
        state[f"head.{key}.bias"] = state[f"head.{key}.bias"][:5]


def with_nan(state: State) -> None:
    state["backbone.trans_1.attn.qkv.weight"][3, 4] = float("nan")


def with_infinity(state: State) -> None:
    state["backbone.bn1.running_mean"][0] = float("inf")


def with_half_weights(state: State) -> None:
    state["backbone.trans_norm.weight"] = state["backbone.trans_norm.weight"].half()


def with_a_word(state: State) -> None:
    state["backbone.trans_norm.weight"] = "weight"


def with_sparse(state: State) -> None:
    state["head.fc.weight"] = state["head.fc.weight"].to_sparse()


def with_negative_variance(state: State) -> None:
    state["backbone.bn1.running_var"][0] = -1


DAMAGES = [
    (without_a_key, "official.missingKey", "head.fc.weight"),
    (with_a_key, "official.unexpectedKey", "backbone.pos_embed"),
    (with_half_a_prefix, "official.missingKey", "head.fc.bias"),
    (with_a_shape, "official.shape", "backbone.conv1.weight [16, 1, 7, 7] instead of [16, 3, 7, 7]"),
    (with_classes, "official.classes", "5 classes"),
    (with_nan, "official.notFinite", "backbone.trans_1.attn.qkv.weight"),
    (with_infinity, "official.notFinite", "backbone.bn1.running_mean"),
    (with_half_weights, "official.type", "torch.float16 instead of torch.float32"),
    (with_a_word, "official.type", "backbone.trans_norm.weight"),
    (with_sparse, "official.type", "head.fc.weight"),
    (with_negative_variance, "official.range", "backbone.bn1.running_var"),
]


@pytest.mark.parametrize(("damage", "code", "words"), DAMAGES)
def test_a_damaged_state_is_refused(
    tmp_path: Path, damage: Callable[[State], None], code: str, words: str
) -> None:
    state = good_state()
    damage(state)
    with pytest.raises(TrainingError) as refusal:
        read_checkpoint(saved(tmp_path / "damaged.pth", {"state_dict": state}), SMALL)
    assert refusal.value.code == code
    assert words in str(refusal.value)


def test_a_refusal_names_the_first_keys_and_counts_the_rest(tmp_path: Path) -> None:
    state = {key: values for key, values in good_state().items() if not key.startswith("backbone.trans_1.")}
    with pytest.raises(TrainingError) as refusal:
        read_checkpoint(saved(tmp_path / "cut.pth", state), SMALL)
    sentence = str(refusal.value)
    assert (
        "backbone.trans_1.ln1.weight, backbone.trans_1.ln1.bias, backbone.trans_1.attn.qkv.weight" in sentence
    )
    assert "and 15 more" in sentence


class Malicious:
    """Would write a file if anything unpickled it."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return Path.touch, (self.target,)


def test_nothing_in_a_file_is_run(tmp_path: Path) -> None:
    target = tmp_path / "touched"
    path = saved(tmp_path / "evil.pth", {"state_dict": good_state(), "meta": Malicious(target)})
    with pytest.raises(TrainingError) as refusal:
        read_checkpoint(path, SMALL)
    assert refusal.value.code == "official.notCheckpoint"
    assert not target.exists()


def no_checkpoints(folder: Path) -> list[tuple[Path, str]]:
    contents = {"empty.pth": b"", "text.pth": b"weights", "pickled.pth": pickle.dumps({"state_dict": Path()})}
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    whole = saved(folder / "whole.pth", good_state()).read_bytes()
    (folder / "cut.pth").write_bytes(whole[: len(whole) // 2])
    refused = [(folder / name, "official.notCheckpoint") for name in (*contents, "cut.pth")]
    return [
        *refused,
        (folder, "official.missing"),
        (folder / "absent.pth", "official.missing"),
        (saved(folder / "list.pth", [1, 2]), "official.noState"),
        (saved(folder / "none.pth", {}), "official.noState"),
        (saved(folder / "word.pth", {"state_dict": "weights"}), "official.noState"),
    ]


def test_what_is_no_checkpoint_is_refused(tmp_path: Path) -> None:
    for path, code in no_checkpoints(tmp_path):
        with pytest.raises(TrainingError) as refusal:
            read_checkpoint(path, SMALL)
        assert refusal.value.code == code, path.name
