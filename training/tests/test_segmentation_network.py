"""The segmenter's network, losses and folding, on tiny inputs."""

import numpy as np
import pytest
import torch
from torch import nn

from ctranscnn.segmentation.encoder import LEVEL_CHANNELS, PhotographEncoder, load_published
from ctranscnn.segmentation.folding import with_folded_norms
from ctranscnn.segmentation.losses import dice_loss, edge_of, segmenter_loss
from ctranscnn.segmentation.network import (
    SegmenterLogits,
    TokenAttention,
    TongueSegmenter,
    TongueSegmenterProbabilities,
)


@pytest.fixture(scope="module")
def network() -> TongueSegmenter:
    """A network whose norms have seen some data, so that folding has something to fold."""
    torch.manual_seed(0)
    network = TongueSegmenter().train()
    for _ in range(3):
        network(torch.randn(4, 3, 64, 64) * 2 + 1)
    return network.eval()


def test_outputs_have_the_inputs_size_and_lie_between_0_and_1(network: TongueSegmenter) -> None:
    with torch.no_grad():
        mask, edge, presence = TongueSegmenterProbabilities(network)(torch.randn(2, 3, 96, 64))
    assert mask.shape == edge.shape == (2, 1, 96, 64)
    assert presence.shape == (2, 1)
    for output in (mask, edge, presence):
        assert float(output.min()) >= 0
        assert float(output.max()) <= 1


def test_network_is_lighter_than_a_million_and_a_half_parameters(network: TongueSegmenter) -> None:
    assert sum(parameter.numel() for parameter in network.parameters()) < 1_500_000


def test_encoder_finds_in_the_published_weights_what_they_were_trained_to_find() -> None:
    """Every weight has its place; the first layer sees the same picture through either normalisation."""
    encoder = PhotographEncoder().eval()
    untrained = {name: value.clone() for name, value in encoder.state_dict().items()}
    load_published(encoder)
    state = encoder.state_dict()
    left = [name for name in state if "num_batches" not in name and torch.equal(state[name], untrained[name])]
    assert left == []
    picture = torch.rand(1, 3, 64, 64)
    with torch.no_grad():
        stem = nn.Conv2d(3, 32, 3, 2, 1, bias=False)
        stem.weight.copy_(encoder.state_dict()["stem.0.weight"] * (128 / 255) / 0.25)  # as published
        expected = stem((picture - 0.5) / (128 / 255))
        assert torch.allclose(encoder.stem[0]((picture - 0.5) / 0.25), expected, atol=1e-5)


def test_levels_of_the_encoder_halve_in_size() -> None:
    with torch.no_grad():
        levels = PhotographEncoder().eval()(torch.zeros(1, 3, 96, 64))
    assert [tuple(level.shape) for level in levels] == [
        (1, channels, 96 // 2**depth, 64 // 2**depth)
        for depth, channels in enumerate(LEVEL_CHANNELS, start=1)
    ]


def test_folding_the_norms_changes_nothing_but_removes_them(network: TongueSegmenter) -> None:
    folded = with_folded_norms(network)
    picture = torch.randn(2, 3, 64, 64)
    with torch.no_grad():
        for before, after in zip(network(picture), folded(picture), strict=True):
            assert torch.allclose(before, after, atol=1e-4)
    assert not any(isinstance(child, torch.nn.BatchNorm2d) for child in folded.modules())
    assert any(isinstance(child, torch.nn.BatchNorm2d) for child in network.modules())


def test_attention_lets_a_far_cell_change_the_answer() -> None:
    torch.manual_seed(0)
    attention = TokenAttention(8, heads=2)
    features = torch.randn(1, 8, 7, 7)
    changed = features.clone()
    changed[:, :, 6, 6] += 3
    difference = (attention(features) - attention(changed)).abs().sum(1)[0]
    assert float(difference[0, 0]) > 1e-5


def test_edge_follows_the_outline_and_not_the_frame() -> None:
    mask = torch.zeros(1, 1, 12, 12)
    mask[:, :, :6] = 1
    edge = edge_of(mask)[0, 0]
    assert edge[5:7].all()
    assert float(edge.sum()) == 24


def test_dice_loss_by_hand() -> None:
    target = torch.zeros(1, 1, 2, 2)
    target[0, 0, 0] = 1
    logits = torch.where(target > 0, 50.0, -50.0)
    assert float(dice_loss(logits, target)) == pytest.approx(0, abs=1e-6)
    # everything predicted: 1 - (2 * 2 + 1) / (4 + 2 + 1)
    assert float(dice_loss(torch.full_like(target, 50.0), target)) == pytest.approx(1 - 5 / 7, abs=1e-6)


def test_pictures_without_tongue_do_not_enter_the_dice_term() -> None:
    torch.manual_seed(0)
    mask = torch.zeros(2, 1, 32, 32)
    mask[0, :, 8:24, 8:24] = 1
    good = torch.where(mask > 0, 12.0, -12.0)
    logits = SegmenterLogits(good, torch.zeros_like(good), torch.tensor([[4.0], [-4.0]]))
    empty_too = segmenter_loss(logits, mask, torch.tensor([[1.0], [0.0]]))
    wrong_presence = segmenter_loss(
        logits._replace(presence=-logits.presence), mask, torch.tensor([[1.0], [0.0]])
    )
    assert float(wrong_presence) > float(empty_too) + 0.5
    assert np.isfinite(float(empty_too))
