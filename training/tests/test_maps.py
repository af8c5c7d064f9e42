"""Maps of all labels in the graph against pytorch-grad-cam on the same weights."""

import numpy as np
import torch

from ctranscnn.export.bench_maps import GradCamReference, like_the_package
from ctranscnn.export.classifier import ClassifierGraph
from ctranscnn.model.config import NetworkConfig
from ctranscnn.model.simple_network import simplified
from tests.test_simplify import randomised


def test_closed_form_maps_equal_the_packages() -> None:
    config = NetworkConfig(classes=5, image_px=96, embed=24, depth=3, heads=3, base_width=16, final_stride=1)
    network = simplified(randomised(config, seed=2))
    # a trained head has larger weights than a new one: its epsilon matters less, its sign pattern more
    with torch.no_grad():
        network.conv_head.weight *= 10
    batch = torch.randn(1, 3, 96, 96, generator=torch.Generator().manual_seed(5))
    with torch.no_grad():
        maps = ClassifierGraph(network, [1.0] * 5)(batch)[-1][0].numpy()
    assert maps.shape == (5, 6, 6)
    expected = GradCamReference(network).maps(batch, range(5))
    ours = np.stack([like_the_package(grid, 96, 96) for grid in maps])
    assert np.abs(ours - expected).max() <= 1e-3
    # maps differ between labels: one map copied to all labels would not pass
    assert np.abs(expected[0] - expected[1]).max() > 0.1


def test_the_gradient_behind_the_closed_form_is_the_true_one() -> None:
    config = NetworkConfig(classes=3, image_px=64, embed=24, depth=3, heads=3, base_width=16)
    network = randomised(config)
    output = network(torch.randn(1, 3, 64, 64))
    cells = output.activation.shape[2] * output.activation.shape[3]
    for label in range(3):
        gradient = torch.autograd.grad(output.logits[0, label], output.activation, retain_graph=True)[0][0]
        constant = config.conv_weight * network.conv_head.weight[label] / cells
        torch.testing.assert_close(gradient, constant[:, None, None].expand_as(gradient))
