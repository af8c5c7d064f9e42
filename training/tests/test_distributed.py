"""Two processes with a half of each batch make the step that one process makes with both halves in turn."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from ctranscnn.errors import TrainingError
from ctranscnn.train import Means, train
from tests.test_train import RECIPE, squares

SCRIPT = """
import sys
from dataclasses import replace
from pathlib import Path
import torch
from ctranscnn.distributed import joined_world
from ctranscnn.train import Means, train
from tests.test_train import RECIPE, squares
torch.set_num_threads(1)
with joined_world("cpu") as world:
    recipe = replace(RECIPE, accumulate=2, precision="fp32")
    train(recipe, squares(32, 0), Path(sys.argv[1]), Means(world=world))
"""


def weights_after(processes: int, folder: Path) -> dict[str, Tensor]:
    start = [
        "-m",
        "torch.distributed.run",
        f"--nproc-per-node={processes}",
        "--master-port=0",
        "--standalone",
    ]
    script = folder / f"script-{processes}.py"
    script.write_text(SCRIPT)
    command = [sys.executable, *(start if processes > 1 else []), str(script), str(folder / str(processes))]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), "OMP_NUM_THREADS": "1"}
    subprocess.run(command, check=True, env=environment, timeout=240, capture_output=True)
    return torch.load(folder / str(processes) / "weights.pt", weights_only=True)


def test_two_processes_learn_what_one_learns(tmp_path: Path) -> None:
    alone, together = weights_after(1, tmp_path), weights_after(2, tmp_path)
    start = train_weights(tmp_path)
    moved = 0.0
    for name, value in alone.items():
        if "running_" in name or "num_batches" in name:
            continue  # each process keeps the statistics of its own halves
        torch.testing.assert_close(together[name], value, rtol=1e-4, atol=1e-5, msg=name)
        moved = max(moved, float((value - start[name]).abs().max()))
    assert moved > 5e-3
    log = [json.loads(line) for line in (tmp_path / "2" / "log.jsonl").read_text().splitlines()]
    assert [line["epoch"] for line in log] == [1, 2]


def train_weights(folder: Path) -> dict[str, Tensor]:
    """The weights before the first step: one step of a rate too small to move them."""
    from dataclasses import replace

    recipe = replace(RECIPE, accumulate=2, precision="fp32", epochs=1, learning_rate=1e-12, weight_decay=0.0)
    train(recipe, squares(8, 0), folder / "start", Means())
    return torch.load(folder / "start" / "weights.pt", weights_only=True)


def test_a_batch_that_does_not_divide_is_refused(tmp_path: Path) -> None:
    from ctranscnn.distributed import World

    with pytest.raises(TrainingError) as refusal:
        train(RECIPE, squares(32, 0), tmp_path, Means(world=World(0, 3)))
    assert refusal.value.code == "training.parts"


def test_the_order_of_pictures_is_the_same_for_any_number_of_processes() -> None:
    from ctranscnn.batches import PicturesInTensor, Plan

    pictures = squares(32, 0)
    one = PicturesInTensor(pictures, RECIPE, Plan(8, 2, 1, 0))
    two = PicturesInTensor(pictures, RECIPE, Plan(8, 2, 2, 0))
    for alone, first, second in zip(one.epoch(3, 0), two.epoch(3, 0), two.epoch(3, 1), strict=True):
        assert [part.seed for part in alone] == [first[0].seed, second[0].seed]
        np.testing.assert_array_equal(alone[1].pixels, second[0].pixels)
