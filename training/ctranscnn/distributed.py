"""The processes that train one network together: none but this one, or those that `torchrun` started."""

import os
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import distributed

from ctranscnn.errors import TrainingError


@dataclass(frozen=True)
class World:
    """This process among its peers, and where it computes."""

    rank: int = 0
    size: int = 1
    device: str = "cpu"

    @property
    def leads(self) -> bool:
        """Whether this process writes files and reports."""
        return self.rank == 0

    def wait(self) -> None:
        """Until every process is here."""
        if self.size > 1:
            distributed.barrier()


def best_device(local_rank: int = 0) -> str:
    """A graphics card where there is one, else the CPU."""
    return f"cuda:{local_rank}" if torch.cuda.is_available() else "cpu"


@contextmanager
def joined_world(device: str = "auto") -> Generator[World]:
    """The world that the environment names (`torchrun` sets RANK, WORLD_SIZE and LOCAL_RANK), or one process.

    Raises TrainingError `distributed.device` where the device that is asked for is not there.
    """
    size = int(os.environ.get("WORLD_SIZE", "1"))
    local_rank = int(os.environ.get("LOCAL_RANK", "0"))
    chosen = best_device(local_rank) if device == "auto" else device
    if chosen.startswith("cuda") and not torch.cuda.is_available():
        raise TrainingError("distributed.device", f"There is no CUDA device here: {device} cannot be used.")
    if size == 1:
        yield World(device=chosen)
        return
    distributed.init_process_group("nccl" if chosen.startswith("cuda") else "gloo")
    try:
        yield World(distributed.get_rank(), size, chosen)
    finally:
        distributed.destroy_process_group()
