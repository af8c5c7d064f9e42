"""The ten comparators: known sizes, any picture size, every parameter trained, one cost for all, maps."""

from collections.abc import Callable
from functools import partial
from typing import Any, cast, get_args

import numpy as np
import pytest
import torch
from pytorch_grad_cam import GradCAMPlusPlus
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget
from torch import Tensor, nn

from ctranscnn.comparators import build_comparator, comparator_cost, deployed, scaled_to_macs
from ctranscnn.comparators.widths import swin_window
from ctranscnn.errors import TrainingError
from ctranscnn.maps.comparator_layers import map_layer
from ctranscnn.maps.gradients import as_grid
from ctranscnn.model.comparator_config import ComparatorConfig, ComparatorName
from ctranscnn.strict import build

NAMES: tuple[ComparatorName, ...] = get_args(ComparatorName)
NORMS = (nn.BatchNorm2d, nn.LayerNorm)


class _Logits(nn.Module):
    """What pytorch-grad-cam asks of a network: a tensor for an answer."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, image: Tensor) -> Tensor:
        return self.network(image).logits


def _small(name: ComparatorName, image_px: int = 64, auxiliary: int = 0) -> nn.Module:
    torch.manual_seed(0)
    return build_comparator(
        ComparatorConfig(name, classes=5, image_px=image_px, width=0.25, auxiliary=auxiliary)
    )


@pytest.mark.parametrize(
    ("name", "millions", "giga_macs"),
    [
        ("resnet34", 21.3, 3.7),
        ("resnet50", 23.5, 4.1),
        ("resnext50", 23.0, 4.2),
        ("seresnet50", 26.1, 4.1),
        ("vit", 85.8, 17.6),
        ("swin", 27.5, 4.5),
        ("conformer", 36.3, 10.6),
        ("convnext", 27.8, 4.5),
        ("repvgg", 24.1, 5.1),
        ("deit", 21.7, 4.6),
    ],
)
def test_full_width_is_the_published_network(name: ComparatorName, millions: float, giga_macs: float) -> None:
    cost = comparator_cost(ComparatorConfig(name, classes=14))
    assert cost.parameters / 1e6 == pytest.approx(millions, rel=0.01)
    assert cost.macs / 1e9 == pytest.approx(giga_macs, rel=0.03)


@pytest.mark.parametrize("image_px", [64, 96])
@pytest.mark.parametrize("name", NAMES)
def test_pictures_become_logits_of_every_label(name: ComparatorName, image_px: int) -> None:
    output = _small(name, image_px).eval()(torch.randn(2, 3, image_px, image_px))
    assert output.logits.shape == (2, 5)
    assert output.auxiliary is None
    if name == "conformer":
        assert list(output.heads) == ["conv", "transformer"]
        torch.testing.assert_close(output.logits, sum(output.heads.values()) / 2)
    else:
        assert list(output.heads) == ["fused"]


@pytest.mark.parametrize("name", NAMES)
def test_every_parameter_learns(name: ComparatorName) -> None:
    network = _small(name, auxiliary=2)
    for module in network.modules():
        # timm starts the last norm of a residual branch at 0: the branch learns from the second step on
        if isinstance(module, NORMS) and not module.weight.any():
            nn.init.ones_(module.weight)
    output = network(torch.randn(2, 3, 64, 64))
    assert output.auxiliary.shape == (2, 2)
    loss = output.auxiliary.square().sum() + sum(head.square().sum() for head in output.heads.values())
    loss.backward()
    idle = [key for key, value in network.named_parameters() if value.grad is None or not value.grad.any()]
    assert idle == []


@pytest.mark.parametrize("name", NAMES)
def test_nothing_random_but_the_asked_for_drop_path_is_in_training(name: ComparatorName) -> None:
    def two_passes(drop_path: float) -> tuple[Tensor, Tensor]:
        torch.manual_seed(0)
        config = ComparatorConfig(name, classes=5, image_px=64, width=0.25, drop_path=drop_path)
        network, image = build_comparator(config), torch.randn(4, 3, 64, 64)
        for module in network.modules():
            if isinstance(module, NORMS) and not module.weight.any():
                nn.init.ones_(module.weight)
        return network(image).logits, network(image).logits

    torch.testing.assert_close(*two_passes(0.0))
    first, second = two_passes(0.5)
    assert not torch.equal(first, second)


@pytest.mark.parametrize("name", NAMES)
def test_a_comparator_is_scaled_to_a_wanted_cost(name: ComparatorName) -> None:
    config = scaled_to_macs(name, 14, 128, 250_000_000)
    assert (config.name, config.classes, config.image_px) == (name, 14, 128)
    assert comparator_cost(config).macs == pytest.approx(250e6, rel=0.05)


def test_deit_without_its_teacher_is_vit_at_the_same_cost() -> None:
    networks: list[nn.Module] = []
    for name in ("vit", "deit"):
        torch.manual_seed(0)
        networks.append(build_comparator(scaled_to_macs(name, 14, 128, 250_000_000)))
    vit, deit = (network.state_dict() for network in networks)
    assert all(torch.equal(vit[key], deit[key]) for key in vit.keys() | deit.keys())


@pytest.mark.parametrize("macs", [1000, 10**15])
def test_a_cost_beyond_reach_is_refused_with_the_nearest(macs: int) -> None:
    with pytest.raises(TrainingError, match=r"resnet34 at 64 px cannot cost .* the nearest is") as caught:
        scaled_to_macs("resnet34", 5, 64, macs)
    assert caught.value.code == "comparator.macs"


def test_counting_a_cost_leaves_the_random_numbers_as_they_are() -> None:
    torch.manual_seed(0)
    expected = torch.rand(1)
    torch.manual_seed(0)
    comparator_cost(ComparatorConfig("deit", classes=3, image_px=32, width=0.1))
    assert torch.equal(torch.rand(1), expected)


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("name", "alexnet", "facts.wrongType"),
        ("image_px", 100, "network.range"),
        ("width", 0.0, "network.range"),
        ("classes", 0, "network.range"),
    ],
)
def test_an_impossible_config_is_refused(key: str, value: object, code: str) -> None:
    facts: dict[str, object] = {"name": "swin", "classes": 5, "family": "comparator", key: value}
    with pytest.raises(TrainingError) as caught:
        build(ComparatorConfig, facts, "network")
    assert caught.value.code == code


def test_swin_windows_need_no_padding_at_any_size() -> None:
    windows = {image_px: swin_window(image_px) for image_px in range(32, 513, 32)}
    assert windows[224] == 7
    for image_px, window in windows.items():
        for side in (image_px // cell_px for cell_px in (4, 8, 16, 32)):
            assert side <= window or side % window == 0


def test_swin_runs_at_a_size_with_a_large_window() -> None:
    assert swin_window(352) == 11
    config = ComparatorConfig("swin", classes=2, image_px=352, width=0.1)
    with torch.no_grad():
        assert build_comparator(config)(torch.zeros(1, 3, 352, 352)).logits.shape == (1, 2)


def test_deployed_repvgg_has_one_convolution_per_block_and_the_same_answers() -> None:
    network = build_comparator(ComparatorConfig("repvgg", classes=5, image_px=64, width=0.25))
    image = torch.randn(4, 3, 64, 64)
    network.train()
    for _ in range(3):
        network(image)  # running statistics other than the first ones
    network.eval()
    fused = deployed(network)
    assert sum(isinstance(module, nn.Conv2d) for module in fused.modules()) == 22
    assert sum(isinstance(module, nn.Conv2d) for module in network.modules()) == 44
    with torch.no_grad():
        torch.testing.assert_close(fused(image).logits, network(image).logits, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("name", NAMES)
def test_pytorch_grad_cam_maps_the_named_layer(name: ComparatorName) -> None:
    network = _small(name, image_px=96).eval()
    layer = map_layer(network)
    assert layer is not None
    reshape: Callable[[Tensor], Tensor] = partial(as_grid, layout=layer.layout)
    module = network.get_submodule(layer.name)
    with GradCAMPlusPlus(_Logits(network), [module], reshape_transform=reshape) as method:
        # the package writes Module where it takes any function of the answer
        heat = method(torch.randn(1, 3, 96, 96), cast(Any, [ClassifierOutputTarget(3)]))
    assert heat.shape == (1, 96, 96)
    assert np.isfinite(heat).all()
    assert heat.max() > heat.min()
