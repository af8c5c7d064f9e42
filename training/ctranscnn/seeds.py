"""Randomness that a run can repeat and a resumed run can continue."""

import random
from typing import Any

import torch


def seed_everything(seed: int) -> None:
    """Seed Python and PyTorch: training draws from no other generator."""
    random.seed(seed)
    torch.manual_seed(seed)


def random_state() -> dict[str, Any]:
    """The state of the generators that training draws from, for a checkpoint."""
    return {"python": random.getstate(), "torch": torch.get_rng_state()}


def restore_random_state(state: dict[str, Any]) -> None:
    """Continue the generators where `random_state` saw them."""
    version, values, gaussian = state["python"]
    random.setstate((version, tuple(values), gaussian))
    torch.set_rng_state(state["torch"])
