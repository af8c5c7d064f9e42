"""The ablations of section 4.7 and the three fusions are what their names say."""

from dataclasses import replace
from typing import get_args

import pytest
import torch
from torch import nn

from ctranscnn.errors import TrainingError
from ctranscnn.model.attention import Attention, SharedKeyAttention
from ctranscnn.model.build import build_network, classify
from ctranscnn.model.comparator_config import ComparatorName
from ctranscnn.model.config import NetworkConfig
from ctranscnn.model.conv_branch import Bottleneck, MultiBranchResidual
from ctranscnn.model.interaction import ConvToTransformer, PlainConvToTransformer
from ctranscnn.model.network import CTransCNN
from ctranscnn.model.transformer_branch import LabelLayer
from ctranscnn.study.networks import ABLATIONS, VARIANTS, named_network, network_cost

SMALL = NetworkConfig(classes=3, image_px=64, embed=24, depth=3, heads=3, base_width=16)


def parts(name: str) -> set[str]:
    """Which of the paper's four parts the built network holds."""
    network = build_network(named_network(name, SMALL))
    kinds = {type(module) for module in network.modules()}
    assert (MultiBranchResidual in kinds) != (Bottleneck in kinds)
    assert (ConvToTransformer in kinds) != (PlainConvToTransformer in kinds)
    found = {
        "labels": LabelLayer in kinds,
        "blocks": MultiBranchResidual in kinds,
        "iim": ConvToTransformer in kinds,
        "mss": SharedKeyAttention in kinds,
    }
    weightings = {module.weighting for module in network.modules() if isinstance(module, Attention)}
    assert ("mss" in weightings) == found["mss"]
    return {part for part, present in found.items() if present}


def test_the_models_of_the_ablation_add_what_the_paper_adds() -> None:
    assert parts("baseline") == set()
    assert parts("model-1") == {"labels"}
    assert parts("model-2") == {"blocks"}
    assert parts("model-3") == {"labels", "blocks"}
    assert parts("model-4") == {"iim"}
    assert parts("model-5") == {"labels", "iim"}
    assert parts("model-6") == {"iim", "blocks"}
    assert parts("model-7") == {"labels", "iim", "blocks"}
    assert parts("model-8") == {"iim", "blocks", "mss"}
    assert parts("ctranscnn") == {"labels", "iim", "blocks", "mss"}


@pytest.mark.parametrize("name", [*ABLATIONS, *VARIANTS])
def test_every_parameter_of_every_model_is_trained(name: str) -> None:
    torch.manual_seed(0)
    network = build_network(named_network(name, SMALL)).train()
    output = classify(network, torch.randn(4, 3, 64, 64))
    loss = torch.stack([logits.square().mean() for logits in output.heads.values()]).sum()
    loss.backward()
    idle = [key for key, value in network.named_parameters() if value.numel() and value.grad is None]
    assert idle == []


def test_weighted_fusion_is_a_share_of_each_and_addition_their_sum() -> None:
    torch.manual_seed(0)
    image = torch.randn(2, 3, 64, 64)
    for config, shares in ((SMALL, (0.9, 0.1)), (replace(SMALL, fusion="add"), (1.0, 1.0))):
        output = CTransCNN(config).eval()(image)
        expected = shares[0] * output.conv_logits + shares[1] * output.transformer_logits
        torch.testing.assert_close(output.logits, expected)
        assert list(output.heads) == ["conv", "transformer"]


def test_concatenation_is_one_linear_map_of_both_branches_with_one_loss() -> None:
    torch.manual_seed(0)
    config = replace(SMALL, fusion="concatenate", attention="encoder")
    network = CTransCNN(config).eval()
    output = network(torch.randn(2, 3, 64, 64))
    joint = nn.Linear(config.widths[2] + config.embed, config.classes)
    joint.weight.data = torch.cat([network.conv_head.weight, network.class_token_head.weight], dim=1).data
    joint.bias.data = (network.conv_head.bias + network.class_token_head.bias).data
    expected = joint(torch.cat([output.features, output.class_token], dim=1))
    torch.testing.assert_close(output.logits, expected)
    assert list(output.heads) == ["fused"]


def test_comparators_of_a_study_cost_what_ctranscnn_costs() -> None:
    size = replace(SMALL, base_width=32, embed=48)
    target = network_cost(size).macs
    # one of each kind; test_comparators scales them all
    for name in get_args(ComparatorName)[::3]:
        # RepVGG's last stage is wide: steps of 8 channels are coarse at this size
        assert network_cost(named_network(name, size)).macs == pytest.approx(target, rel=0.25), name


def test_an_unknown_network_is_refused_by_name() -> None:
    with pytest.raises(TrainingError) as refusal:
        named_network("alexnet", SMALL)
    assert refusal.value.code == "study.network"
