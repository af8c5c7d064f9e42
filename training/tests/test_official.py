"""The released network: its published facts where they are at hand, and what holds of it at any size."""

import csv
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from ctranscnn.errors import TrainingError
from ctranscnn.model.cost import cost_of
from ctranscnn.model.official_config import OfficialConfig
from ctranscnn.model.output import NetworkOutput
from ctranscnn.official.conv_block import BlockShape, ConvBlock
from ctranscnn.official.exchange import ConvToTransformer
from ctranscnn.official.inference import InferenceNetwork
from ctranscnn.official.network import OfficialNetwork
from ctranscnn.paths import REAL_DATA_FOLDER

FACTS = REAL_DATA_FOLDER / "official-checkpoint"
SMALL = OfficialConfig(classes=7, image_px=64, embed=24, depth=6, heads=3, base_width=16)
NORMS = {
    *("bn", "bn1", "bn2", "bn3", "bn_out", "residual_bn"),
    *("ln", "ln1", "ln2", "ln3", "trans_norm"),
}


def facts_file(name: str) -> Path:
    path = FACTS / name
    if not path.is_file():
        pytest.skip("the facts of ../shared/data/official-checkpoint are not here")
    return path


def drawn_weight(key: str, shape: tuple[int, ...]) -> Tensor:
    """The weight that the golden file assigns to a key."""
    source = np.random.RandomState(zlib.crc32(key.encode()) & 0xFFFFFFFF)
    normal = np.asarray(source.standard_normal(shape), np.float32)
    leaf, parent = key.rsplit(".", 1)[1], key.split(".")[-2]
    if leaf == "cls_token":
        return torch.from_numpy(0.5 * normal)
    if parent in NORMS and leaf == "weight":
        return torch.from_numpy(1 + 0.2 * normal)
    if leaf == "bias":
        return torch.from_numpy(0.2 * normal)
    return torch.from_numpy(normal / np.float32(np.sqrt(np.prod(shape[1:]))))


def randomised(config: OfficialConfig) -> OfficialNetwork:
    """In evaluation mode, with statistics and scales that no part of the network leaves out."""
    network = OfficialNetwork(config)
    generator = torch.Generator().manual_seed(5)
    for key, values in network.state_dict().items():
        if key.endswith("running_var"):
            values.copy_(0.5 + torch.rand(values.shape, generator=generator))
        elif key.endswith("running_mean"):
            values.copy_(0.3 * torch.randn(values.shape, generator=generator))
        elif values.dtype.is_floating_point:
            values.copy_(drawn_weight(key, tuple(values.shape)))
    return network.eval()


@pytest.fixture(scope="module")
def golden() -> dict[str, Any]:
    return torch.load(facts_file("golden7.pt"), weights_only=True)


@pytest.fixture(scope="module")
def released(golden: dict[str, Any]) -> OfficialNetwork:
    with torch.device("meta"):
        network = OfficialNetwork(OfficialConfig(classes=7))
    state = {
        key: torch.zeros((), dtype=torch.int64)
        if key.endswith("num_batches_tracked")
        else golden["bn_stats"][key]
        if key in golden["bn_stats"]
        else drawn_weight(key, tuple(values.shape))
        for key, values in network.state_dict().items()
    }
    network.load_state_dict(state, assign=True)
    return network.double().eval()


class Taps:
    """Records what the released network's parts answer, by the golden file's names."""

    def __init__(self, network: OfficialNetwork, names: list[str]) -> None:
        self.values: dict[str, Tensor] = {}
        for name in names:
            path, _, part = name.partition(":")
            if path == "maxpool":
                # the pooled stem has no module of its own; the first conv block reads it
                network.backbone.conv_1.register_forward_pre_hook(self._before(name))
            else:
                network.backbone.get_submodule(path).register_forward_hook(self._after(name, part == "x_t"))

    def _before(self, name: str) -> Callable[..., None]:
        def hook(_module: nn.Module, given: tuple[Tensor, ...]) -> None:
            self.values[name] = given[0]

        return hook

    def _after(self, name: str, second: bool) -> Callable[..., None]:
        def hook(_module: nn.Module, _given: object, answer: Tensor | tuple[Tensor, Tensor]) -> None:
            self.values[name] = answer[int(second)] if isinstance(answer, tuple) else answer

        return hook


@pytest.fixture(scope="module")
def answered(golden: dict[str, Any], released: OfficialNetwork) -> tuple[NetworkOutput, dict[str, Tensor]]:
    image = torch.randn(2, 3, 224, 224, generator=torch.Generator().manual_seed(0)).double()
    taps = Taps(released, list(golden["taps"]))
    with torch.no_grad():
        output: NetworkOutput = released(image)
    return output, taps.values


@pytest.mark.parametrize("classes", [7, 11])
def test_keys_shapes_and_types_are_the_released_ones_in_order(classes: int) -> None:
    with facts_file("keys.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    network = OfficialNetwork(OfficialConfig(classes=classes))
    ours = [
        (key, str(list(values.shape)), str(values.dtype).removeprefix("torch."))
        for key, values in network.state_dict().items()
    ]
    assert ours == [(row["key"], row[f"shape_{classes}"], row["dtype"]) for row in rows]


def test_the_golden_answers_are_met_in_double_precision(
    golden: dict[str, Any], answered: tuple[NetworkOutput, dict[str, Tensor]]
) -> None:
    output, expected = answered[0], golden["out_f64"]
    pairs = {
        "conv_logits": output.conv_logits,
        "trans_logits": output.transformer_logits,
        "fused_scores": output.logits.sigmoid(),
        "pooled_conv": output.features,
        "cls_feature": output.class_token,
    }
    for name, values in pairs.items():
        torch.testing.assert_close(values, expected[name], rtol=0.0, atol=1e-12)
    torch.testing.assert_close(output.activation, expected["conv_map"], rtol=0.0, atol=1e-11)


def test_every_block_answers_as_the_golden_taps_say(
    golden: dict[str, Any], answered: tuple[NetworkOutput, dict[str, Tensor]]
) -> None:
    # the taps were taken in single precision
    for name, expected in golden["taps"].items():
        values = answered[1][name]
        assert tuple(values.shape) == tuple(expected["shape"]), name
        flat = values.flatten()
        limit = 2e-5 * expected["absmax"]
        assert float(flat.abs().max()) == pytest.approx(expected["absmax"], abs=limit), name
        assert float(flat.mean()) == pytest.approx(expected["mean"], abs=limit), name
        assert float(flat.std(correction=0)) == pytest.approx(expected["std"], abs=limit), name
        torch.testing.assert_close(flat[:8], expected["head"], rtol=0.0, atol=limit)
        torch.testing.assert_close(flat[-8:], expected["tail"], rtol=0.0, atol=limit)


def test_the_inference_form_meets_the_golden_answers(
    golden: dict[str, Any], released: OfficialNetwork
) -> None:
    image = torch.randn(2, 3, 224, 224, generator=torch.Generator().manual_seed(0))
    inference = InferenceNetwork(released)
    with torch.no_grad():
        exact: NetworkOutput = inference(image.double())
        single: NetworkOutput = inference.float()(image)
    expected = golden["out_f64"]
    torch.testing.assert_close(exact.conv_logits, expected["conv_logits"], rtol=0.0, atol=1e-11)
    torch.testing.assert_close(exact.transformer_logits, expected["trans_logits"], rtol=0.0, atol=1e-11)
    torch.testing.assert_close(single.conv_logits.double(), expected["conv_logits"], rtol=0.0, atol=1e-4)
    torch.testing.assert_close(
        single.transformer_logits.double(), expected["trans_logits"], rtol=0.0, atol=1e-4
    )


@pytest.mark.parametrize("depth", [3, 6])
def test_the_inference_form_is_equal_at_other_sizes(depth: int) -> None:
    config = OfficialConfig(classes=4, image_px=96, embed=20, depth=depth, heads=2, base_width=8)
    network = randomised(config).double()
    image = torch.randn(2, 3, 96, 96, generator=torch.Generator().manual_seed(1)).double()
    with torch.no_grad():
        expected: NetworkOutput = network(image)
        answer: NetworkOutput = InferenceNetwork(network)(image)
    assert expected.activation.shape == (2, 32, 3, 3)
    torch.testing.assert_close(answer.logits, expected.logits, rtol=1e-11, atol=1e-11)
    torch.testing.assert_close(answer.class_token, expected.class_token, rtol=1e-11, atol=1e-11)
    torch.testing.assert_close(answer.activation, expected.activation, rtol=1e-11, atol=1e-11)


def test_the_inference_form_computes_less() -> None:
    network = randomised(SMALL)
    assert cost_of(InferenceNetwork(network).float(), 64).macs < cost_of(network, 64).macs


def test_the_class_token_arrives_as_it_left() -> None:
    module = ConvToTransformer(4, 8, 2).eval()
    class_token = torch.randn(2, 1, 8)
    arriving = module(torch.randn(2, 4, 6, 6), class_token)
    assert arriving.shape == (2, 10, 8)
    assert torch.equal(arriving[:, :1], class_token)


def test_the_second_norm_of_a_block_counts_each_step_twice() -> None:
    block = ConvBlock(BlockShape(8, 16, 2, reshapes=True)).train()
    wide, narrow = block(torch.randn(2, 8, 6, 6), torch.randn(2, 4, 6, 6))
    assert wide.shape == (2, 16, 3, 3)
    assert narrow.shape == (2, 4, 3, 3)
    counted = {name: getattr(block, name).num_batches_tracked.item() for name in ("bn1", "bn2", "bn3")}
    assert counted == {"bn1": 1, "bn2": 2, "bn3": 1}


def test_it_starts_as_released() -> None:
    network = OfficialNetwork(OfficialConfig(classes=3, image_px=64, embed=96, depth=3, heads=3))
    for name, module in network.named_modules():
        if isinstance(module, nn.Linear):
            assert float(module.weight.detach().std()) == pytest.approx(0.02, rel=0.5), name
            assert not module.bias.detach().any(), name
        elif isinstance(module, nn.Conv2d):
            fan_out = module.out_channels * module.kernel_size[0] * module.kernel_size[1]
            assert float(module.weight.detach().std()) == pytest.approx((2 / fan_out) ** 0.5, rel=0.3), name
            assert module.bias is None or bool(module.bias.detach().any()), name
        elif isinstance(module, ConvBlock):
            assert not module.bn3.weight.detach().any(), name
    assert 0 < float(network.backbone.cls_token.detach().std()) < 0.04


def test_every_weight_but_the_unused_map_learns() -> None:
    network = OfficialNetwork(
        OfficialConfig(classes=2, image_px=64, embed=12, depth=3, heads=2, base_width=8, auxiliary=3)
    ).train()
    for module in network.modules():
        if isinstance(module, ConvBlock):
            nn.init.ones_(module.bn3.weight)  # zero at the start: nothing behind it would learn in one step
    torch.manual_seed(0)
    output: NetworkOutput = network(torch.randn(4, 3, 64, 64))
    assert output.auxiliary is not None
    assert output.auxiliary.shape == (4, 3)
    assert set(output.heads) == {"conv", "transformer"}
    torch.cat([*output.heads.values(), output.auxiliary], dim=1).square().sum().backward()
    still = {name for name, parameter in network.named_parameters() if parameter.grad is None}
    assert still == {"head.fc.weight", "head.fc.bias"}


def test_drop_path_grows_with_the_depth_and_spares_the_first_layers() -> None:
    backbone = OfficialNetwork(SMALL).backbone
    rates = [layer.trans_block.drop_path.rate for layer in backbone.layers]
    assert rates == pytest.approx([0.02, 0.04, 0.06, 0.08, 0.1])
    assert [layer.fusion_block.drop_path.rate for layer in backbone.layers] == rates
    spared = [backbone.conv_1, backbone.trans_1, *(layer.cnn_block for layer in backbone.layers)]
    assert [part.drop_path.rate for part in spared] == [0.0] * 7


@pytest.mark.parametrize(("name", "value"), [("depth", 4), ("heads", 5), ("image_px", 100)])
def test_sizes_that_do_not_fit_are_refused(name: str, value: int) -> None:
    with pytest.raises(TrainingError) as refusal:
        OfficialNetwork(replace(SMALL, **{name: value}))
    assert refusal.value.code == "network.range"
