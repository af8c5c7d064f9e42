"""Randomness that a run can repeat."""

import random

import torch


def seed_everything(seed: int) -> None:
    """Seed Python and PyTorch: training draws from no other generator."""
    random.seed(seed)
    torch.manual_seed(seed)
