"""What a network costs: parameters and multiply-accumulates."""

from dataclasses import dataclass

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode


@dataclass(frozen=True)
class Cost:
    """Of one picture through a network in evaluation mode."""

    parameters: int
    macs: int
    """Multiply-accumulates of convolutions and matrix products (attention included); norms, activations and
    pooling are not counted.
    """


def cost_of(network: nn.Module, image_px: int, channels: int = 3) -> Cost:
    """Count one forward pass of [1, channels, image_px, image_px]."""
    was_training = network.training
    network.eval()
    image = torch.zeros(1, channels, image_px, image_px, device=next(network.parameters()).device)
    counter = FlopCounterMode(display=False)
    # gradients on: the counter's hooks fail on views of parameters that are made without
    with torch.enable_grad(), counter:
        network(image)
    network.train(was_training)
    parameters = sum(parameter.numel() for parameter in network.parameters())
    # the counter counts a multiplication and an addition as two
    return Cost(parameters, counter.get_total_flops() // 2)
