"""Maps by autograd and their smoothing, held against pytorch-grad-cam on the same weights."""

from collections.abc import Callable, Sequence
from typing import Any

import cv2
import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from pytorch_grad_cam import GradCAMPlusPlus
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget
from pytorch_grad_cam.utils.svd_on_activations import get_2d_projection
from torch import Tensor, nn

from ctranscnn.errors import TrainingError
from ctranscnn.export.bench_maps import GradCamReference, like_the_package
from ctranscnn.export.readback import read_network
from ctranscnn.maps.closed_form import WeightedChannels, weigh_last_map
from ctranscnn.maps.enlarge import corner_rows, enlarged
from ctranscnn.maps.gradients import Layer, weigh_by_autograd
from ctranscnn.maps.smoothing import (
    SMOOTHINGS,
    SQUARINGS,
    eigen_maps,
    eigen_maps_by_squaring,
    smoothed_maps,
    squarings_needed,
    variants_of,
)
from ctranscnn.model.config import NetworkConfig
from ctranscnn.model.network import CTransCNN
from ctranscnn.model.output import PlainOutput
from ctranscnn.model.simple_network import SimpleCTransCNN, simplified
from ctranscnn.paths import MODELS_FOLDER
from tests.test_simplify import randomised

CONFIG = NetworkConfig(classes=4, image_px=96, embed=24, depth=3, heads=3, base_width=16, final_stride=1)
Maps = NDArray[np.float32]


def random_network() -> SimpleCTransCNN:
    network = simplified(randomised(CONFIG, seed=2))
    # a trained head has larger weights than a new one: the epsilon matters less, the sign pattern more
    network.conv_head.weight.data *= 10
    return network


def picture_of(px: int, seed: int = 5) -> Tensor:
    return torch.randn(1, 3, px, px, generator=torch.Generator().manual_seed(seed))


def trained_network_and_picture() -> tuple[SimpleCTransCNN, Tensor]:
    folder = MODELS_FOLDER / "chestxray14"
    golden = np.fromfile(folder / "golden" / "input.f32", "<f4").reshape(1, 3, 128, 128)
    return read_network(folder / "model.onnx"), torch.from_numpy(golden)


CASES = {"random": lambda: (random_network(), picture_of(96)), "shipped": trained_network_and_picture}


def package_maps(network: SimpleCTransCNN, batch: Tensor, labels: Sequence[int], **asked: bool) -> Maps:
    grad_cam = GradCamReference(network).grad_cam
    targets: list[list[Any]] = [[ClassifierOutputTarget(label)] for label in labels]
    return np.stack([grad_cam(input_tensor=batch, targets=target, **asked)[0] for target in targets])


def enlarged_like_the_package(maps: Tensor, px: int) -> Maps:
    return np.stack([like_the_package(grid, px, px) for grid in maps.numpy()])


def both_signs(weighted: WeightedChannels, px: int) -> tuple[Maps, Maps]:
    """Ours and the same component turned over, which the package may have taken."""
    flipped = WeightedChannels(-weighted.activation, weighted.weights)
    # the component of -X is that of X; its plain map is turned over, so the sign that we choose is too
    return (
        enlarged_like_the_package(eigen_maps(weighted)[0], px),
        enlarged_like_the_package(eigen_maps(flipped)[0], px),
    )


@pytest.mark.parametrize("case", CASES)
def test_eigen_smooth_equals_the_packages_up_to_its_arbitrary_sign(case: str) -> None:
    network, batch = CASES[case]()
    px, labels = batch.shape[2], range(4)
    expected = package_maps(network, batch, labels, eigen_smooth=True)
    with torch.no_grad():
        ours, turned = both_signs(weigh_last_map(network, batch), px)
    for label in labels:
        differences = [float(np.abs(maps[label] - expected[label]).max()) for maps in (ours, turned)]
        assert min(differences) <= 1e-3
        # the sign matters: the wrong one would not pass
        assert max(differences) > 0.1


@pytest.mark.parametrize("case", CASES)
def test_aug_smooth_equals_the_packages(case: str) -> None:
    network, batch = CASES[case]()
    expected = package_maps(network, batch, [0, 3], aug_smooth=True)
    with torch.no_grad():
        maps = smoothed_maps(lambda image: weigh_last_map(network, image), batch, "aug")
    px = batch.shape[2]
    ours = enlarged(maps[0, [0, 3]].double().numpy(), px, px)
    assert np.abs(ours - expected).max() <= 1e-3
    plain = package_maps(network, batch, [0])
    assert np.abs(ours[0] - plain[0]).max() > 0.01


def test_both_smoothings_together_are_the_mean_of_the_packages_eigen_maps_with_the_sign_set_right() -> None:
    network, batch = CASES["shipped"]()
    label = 12
    with torch.no_grad():
        maps = smoothed_maps(lambda image: weigh_last_map(network, image), batch, "both")
        expected: list[Maps] = []
        for index, image in enumerate(variants_of(batch)):
            weighted = weigh_last_map(network, image[None])
            channels = weighted.weights[0, label, :, None, None] * weighted.activation[0]
            grid = np.asarray(get_2d_projection(channels[None].numpy()), np.float32)[0]
            plain = channels.sum(dim=0).numpy()
            if np.corrcoef(grid.ravel(), plain.ravel())[0, 1] < 0:
                grid = -grid
            large = like_the_package(np.maximum(grid, 0), 128, 128)
            expected.append(large if index < 3 else large[:, ::-1])
    ours = enlarged(maps[0, label].double().numpy(), 128, 128)
    assert np.abs(ours - np.mean(expected, axis=0)).max() <= 1e-3


def test_variants_mean_nothing_new_for_a_mirrored_picture() -> None:
    network, batch = CASES["random"]()
    with torch.no_grad():
        straight = smoothed_maps(lambda image: weigh_last_map(network, image), batch, "aug")
        mirrored = smoothed_maps(lambda image: weigh_last_map(network, image), batch.flip(3), "aug")
    torch.testing.assert_close(mirrored.flip(3), straight, atol=1e-5, rtol=0)


def components(ratio: float, cosine: float = 0.7) -> WeightedChannels:
    """Two channels, centred and orthogonal: Gram eigenvalues 1 and `ratio`; the plain map makes the angle of
    `cosine` with the first.
    """
    cells = torch.linspace(0, 1, 64, dtype=torch.float64)
    first, second = (
        torch.cos(torch.pi * (cells * 63 / 64 + 1 / 128)),
        torch.cos(2 * torch.pi * cells * 63 / 64),
    )
    basis = torch.linalg.qr(torch.stack([torch.ones(64).double(), first, second], dim=1)).Q[:, 1:]
    # turning the channels among themselves leaves the components, and moves the plain map (their sum)
    angle = torch.tensor(np.arccos(cosine) - np.pi / 4)
    turn = torch.tensor([[angle.cos(), -angle.sin()], [angle.sin(), angle.cos()]], dtype=torch.float64)
    channels = (basis * torch.tensor([1.0, ratio**0.5], dtype=torch.float64)) @ turn
    return WeightedChannels(channels.T.reshape(1, 2, 8, 8).float(), torch.ones(1, 1, 2))


@pytest.mark.parametrize("ratio", [0.0, 0.5, 0.99, 0.999])
@pytest.mark.parametrize("cosine", [0.95, 0.1, 0.01])
def test_squaring_finds_the_component_within_its_stated_bound(ratio: float, cosine: float) -> None:
    weighted = components(ratio, cosine)
    exact, found = eigen_maps(weighted)[0, 0], eigen_maps_by_squaring(weighted)[0, 0]
    assert float((exact - found).abs().max() / exact.max()) <= 1e-3


def test_the_number_of_squarings_follows_from_the_bound() -> None:
    # 0.5^16 · 1 = 1.5e-5 ≤ 1e-4, 0.5^8 is not
    assert squarings_needed(0.5, 1.0, 1e-4) == 4
    assert SQUARINGS == 14
    assert (1 - 1e-3) ** (2**SQUARINGS) * 100 <= 1e-4 < (1 - 1e-3) ** (2 ** (SQUARINGS - 1)) * 100


@pytest.mark.parametrize("compute", [eigen_maps, eigen_maps_by_squaring])
def test_the_sign_is_that_of_the_plain_map(compute: Callable[[WeightedChannels], Tensor]) -> None:
    blob = torch.zeros(1, 1, 8, 8)
    blob[0, 0, 2:4, 5:7] = 3.0
    maps = compute(WeightedChannels(blob, torch.full((1, 1, 1), 1e-9)))
    # centred, the blob alone is above the mean; tiny weights do not vanish
    assert torch.equal(maps[0, 0] > 0, blob[0, 0] > 0)
    assert float(maps.max()) == pytest.approx(1e-9 * 3 * (1 - 4 / 64), rel=1e-4)


def test_a_label_without_any_weight_has_a_map_of_zeros() -> None:
    nothing = WeightedChannels(torch.rand(6, 3, 4, 4), torch.zeros(6, 2, 3))
    for smoothing in SMOOTHINGS:
        maps = smoothed_maps(lambda _image: nothing, torch.zeros(1, 3, 32, 32), smoothing)
        assert torch.equal(maps, torch.zeros_like(maps))
    assert torch.equal(eigen_maps_by_squaring(nothing), torch.zeros(6, 2, 4, 4))


@pytest.mark.parametrize(("cells", "px"), [(8, 128), (7, 224), (5, 96), (6, 100), (4, 4), (1, 9)])
def test_enlarging_equals_opencvs_and_two_rows_a_cell_hold_every_extreme(cells: int, px: int) -> None:
    grid = np.random.default_rng(cells).random((cells, cells), np.float32)
    large = enlarged(grid, px, px)
    np.testing.assert_allclose(large, cv2.resize(grid, (px, px)), atol=1e-6)
    rows = corner_rows(cells, px)
    assert rows.shape[0] <= 2 * cells + 2
    corners = rows @ grid @ rows.T
    assert corners.max() == pytest.approx(large.max(), abs=1e-12)
    assert corners.min() == pytest.approx(large.min(), abs=1e-12)


def test_autograd_and_the_closed_form_agree_on_the_last_map() -> None:
    network, batch = random_network(), torch.cat([picture_of(96), picture_of(96, seed=6)])
    by_gradient = weigh_by_autograd(network, batch)
    with torch.no_grad():
        closed = weigh_last_map(network, batch)
    torch.testing.assert_close(by_gradient.activation, closed.activation)
    torch.testing.assert_close(by_gradient.weights, closed.weights, rtol=1e-4, atol=1e-7)


@pytest.mark.parametrize("name", ["layers.0.fuse.up_norm", "stem_norm"])
def test_an_earlier_layers_map_equals_the_packages(name: str) -> None:
    network = randomised(CONFIG, seed=3)
    weighted = weigh_by_autograd(network, picture_of(96), Layer(name))
    grad_cam = GradCAMPlusPlus(model=fused(network), target_layers=[network.get_submodule(name)])
    targets: list[Any] = [ClassifierOutputTarget(2)]
    expected = grad_cam(input_tensor=picture_of(96), targets=targets)[0]
    ours = like_the_package(weighted.maps()[0, 2].numpy(), 96, 96)
    assert np.abs(ours - expected).max() <= 1e-3
    assert expected.max() > 0.9


def test_the_tokens_of_a_transformer_layer_are_mapped_as_a_grid() -> None:
    network = randomised(CONFIG, seed=3)
    name = "layers.0.image_encoder"
    weighted = weigh_by_autograd(network, picture_of(96), Layer(name, "tokens"))
    assert weighted.activation.shape == (1, 24, 6, 6)

    def as_package_wants(tokens: Tensor) -> Tensor:
        return tokens[:, 1:].reshape(1, 6, 6, 24).permute(0, 3, 1, 2)

    grad_cam = GradCAMPlusPlus(
        model=fused(network),
        target_layers=[network.get_submodule(name)],
        reshape_transform=as_package_wants,
    )
    targets: list[Any] = [ClassifierOutputTarget(0)]
    expected = grad_cam(input_tensor=picture_of(96), targets=targets)[0]
    assert np.abs(like_the_package(weighted.maps()[0, 0].numpy(), 96, 96) - expected).max() <= 1e-3


class Plain(nn.Module):
    """A network with one head, a channels-last layer, a pair as an answer and a layer that nothing reads."""

    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Conv2d(3, 5, 3, 2, 1)
        self.last = nn.Identity()
        self.idle = nn.Conv2d(3, 2, 1)
        self.head = nn.Linear(5, 2)

    def forward(self, image: Tensor) -> PlainOutput:
        self.idle(image)
        maps = self.last(torch.relu(self.features(image)).permute(0, 2, 3, 1))
        return PlainOutput(self.head(maps.mean(dim=(1, 2))))


def test_a_network_with_one_head_is_mapped_at_a_named_layer() -> None:
    torch.manual_seed(0)
    network, image = Plain(), picture_of(16)
    weighted = weigh_by_autograd(network, image, Layer("last", "channels-last"))
    gradient = network.head.weight / 64
    square, sums = gradient**2, weighted.activation.sum(dim=(2, 3))
    share = square / (2 * square + sums * gradient**3 + 1e-6)
    torch.testing.assert_close(weighted.weights[0], 64 * torch.relu(gradient) * share)


@pytest.mark.parametrize(
    ("layer", "code"),
    [
        (None, "maps.layer"),
        (Layer("nowhere"), "maps.layer"),
        (Layer(""), "maps.layer"),
        (Layer("idle"), "maps.unused"),
        (Layer("head"), "maps.layout"),
        (Layer("features", "tokens"), "maps.layout"),
    ],
)
def test_a_layer_that_cannot_be_mapped_is_named(layer: Layer | None, code: str) -> None:
    with pytest.raises(TrainingError) as refusal:
        weigh_by_autograd(Plain(), picture_of(16), layer)
    assert refusal.value.code == code
    if layer is not None and layer.name == "nowhere":
        assert "'nowhere'" in str(refusal.value)


def fused(network: CTransCNN) -> nn.Module:
    """What the package wants of a network: a tensor of logits, gradients everywhere."""

    class Logits(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.network = network

        def forward(self, image: Tensor) -> Tensor:
            return self.network(image).logits

    return Logits().eval().requires_grad_(True)
