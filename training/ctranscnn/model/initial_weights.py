"""The weights that a network begins with, CTransCNN and Conformer alike."""

from torch import nn


def draw_initial_weights(module: nn.Module) -> None:
    """For `nn.Module.apply`: linear maps normal with a deviation of 0.02, convolutions after He, biases 0."""
    if isinstance(module, nn.Linear):
        nn.init.trunc_normal_(module.weight, std=0.02)
        nn.init.zeros_(module.bias)
    elif isinstance(module, nn.Conv2d):
        nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
        if module.bias is not None:
            nn.init.zeros_(module.bias)
