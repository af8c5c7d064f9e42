"""`ctranscnn convert-official`: a model folder from a checkpoint of the authors' released network."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import get_args

import torch

from ctranscnn.commands.subparsers import Subparsers
from ctranscnn.official.convert import Conversion, OfficialTask, convert_official, official_task_config


def register(subparsers: Subparsers) -> None:
    """Add the command and its options."""
    parser = subparsers.add_parser(
        "convert-official", help="make a model folder from a checkpoint of the released CTransCNN"
    )
    parser.add_argument("checkpoint", type=Path, metavar="CHECKPOINT", help="the .pth file")
    parser.add_argument("--task", choices=get_args(OfficialTask), required=True)
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="e.g. models/chestxray11-official"
    )
    parser.add_argument(
        "--half", action="store_true", help="store half-precision weights: half the size, rounded"
    )
    parser.add_argument("--threads", type=int, default=1)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Convert and print what was written as one JSON object."""
    torch.set_num_threads(options.threads)
    task: OfficialTask = options.task
    conversion = Conversion(task, official_task_config(task), options.half)
    converted = convert_official(options.checkpoint, options.out, conversion)
    sys.stderr.write(
        f"{converted.labels} Nothing was measured: scores are not calibrated, thresholds are 0.5. "
        "Research use only. Not for diagnosis or treatment.\n"
    )
    sys.stdout.write(json.dumps({"model": str(options.out), **asdict(converted)}) + "\n")
