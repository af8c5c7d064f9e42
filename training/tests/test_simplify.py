"""The inference form answers exactly as the trained network does."""

from dataclasses import replace

import pytest
import torch
from torch import nn

from ctranscnn.model.config import NetworkConfig
from ctranscnn.model.interaction import ConvToTransformer
from ctranscnn.model.network import CTransCNN
from ctranscnn.model.simple_network import SimpleCTransCNN, simplified
from ctranscnn.study.networks import ABLATIONS, VARIANTS, named_network


def randomised(config: NetworkConfig, seed: int = 0) -> CTransCNN:
    """A network whose norms are far from their start, so that folding them wrongly shows."""
    generator = torch.Generator().manual_seed(seed)
    torch.manual_seed(seed)
    network = CTransCNN(config)
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            shape = (module.num_features,)
            assert module.running_mean is not None
            assert module.running_var is not None
            module.running_mean.copy_(torch.randn(shape, generator=generator) * 0.2)
            module.running_var.copy_(torch.rand(shape, generator=generator) + 0.5)
        if isinstance(module, nn.BatchNorm2d | nn.LayerNorm):
            module.weight.data = torch.rand(module.weight.shape, generator=generator) + 0.5
            module.bias.data = torch.randn(module.bias.shape, generator=generator) * 0.2
        elif isinstance(module, nn.Linear | nn.Conv2d) and module.bias is not None:
            module.bias.data = torch.randn(module.bias.shape, generator=generator) * 0.2
    for parameter in (network.label_embeddings, network.positions, network.class_token, network.label_head):
        parameter.data = torch.randn(parameter.shape, generator=generator)
    return network.eval()


SMALL = NetworkConfig(classes=5, image_px=64, embed=24, depth=3, heads=3, base_width=16)


@pytest.mark.parametrize(
    "config",
    [
        replace(SMALL, final_stride=1),
        replace(SMALL, depth=6),
        *(named_network(name, SMALL) for name in [*ABLATIONS, *VARIANTS]),
    ],
)
def test_the_inference_form_is_exact_in_float64(config: NetworkConfig) -> None:
    network = randomised(config).double()
    image = torch.randn(2, 3, 64, 64, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        expected, answered = network(image), SimpleCTransCNN(network)(image)
    for name in ("logits", "conv_logits", "transformer_logits", "features", "class_token", "activation"):
        torch.testing.assert_close(getattr(answered, name), getattr(expected, name), rtol=1e-9, atol=1e-9)
    assert expected.logits.std() > 0.01


def test_the_inference_form_is_smaller() -> None:
    network = CTransCNN(NetworkConfig(classes=14)).eval()
    before = sum(parameter.numel() for parameter in network.parameters())
    after = sum(parameter.numel() for parameter in simplified(network).parameters())
    assert after < 0.97 * before


@pytest.mark.parametrize("training", [True, False])
def test_conv_to_transformer_in_the_cheap_order_equals_the_papers(training: bool) -> None:
    torch.manual_seed(0)
    module = ConvToTransformer(inputs=8, embed=12, pool=4).double().train(training)
    narrow = torch.randn(2, 8, 16, 16, dtype=torch.float64, requires_grad=True)
    cheap, written = module(narrow), module.as_written(narrow)
    torch.testing.assert_close(cheap, written, rtol=1e-9, atol=1e-9)
    first = torch.autograd.grad(cheap.square().sum(), narrow, retain_graph=True)[0]
    second = torch.autograd.grad(written.square().sum(), narrow)[0]
    torch.testing.assert_close(first, second, rtol=1e-8, atol=1e-8)


def test_the_transformer_head_does_not_see_the_last_conv_map() -> None:
    network = randomised(NetworkConfig(classes=3, image_px=64, embed=24, depth=3, heads=3, base_width=16))
    output = network(torch.randn(1, 3, 64, 64))
    gradient = torch.autograd.grad(output.transformer_logits.sum(), output.activation, allow_unused=True)[0]
    assert gradient is None
