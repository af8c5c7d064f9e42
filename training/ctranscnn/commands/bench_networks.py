"""`ctranscnn bench-networks`: milliseconds of every size and form, and training steps against timm's."""

import argparse
import json
import sys
from dataclasses import asdict

import torch

from ctranscnn.commands.subparsers import Subparsers
from ctranscnn.speed import Speed, inference_speeds, training_speeds


def register(subparsers: Subparsers) -> None:
    """Add the command and its options."""
    parser = subparsers.add_parser("bench-networks", help="speed of CTransCNN's sizes and of a training step")
    parser.add_argument("--image-px", type=int, default=224, help="of the inference part")
    parser.add_argument("--training-px", type=int, default=96)
    parser.add_argument("--batch", type=int, default=32, help="of the training part; the recipe's is 32")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--json", action="store_true", help="one JSON array")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Measure and print."""
    torch.set_num_threads(options.threads)
    speeds = inference_speeds(options.image_px, options.threads, options.rounds)
    speeds += training_speeds(options.training_px, options.batch, options.rounds)
    if options.json:
        sys.stdout.write(json.dumps([asdict(speed) for speed in speeds]) + "\n")
        return
    for speed in speeds:
        sys.stdout.write(_line(speed) + "\n")


def _line(speed: Speed) -> str:
    size = "" if speed.megabytes is None else f", {speed.megabytes:.1f} MB"
    return (
        f"{speed.name}: {speed.value:.1f} {speed.unit}, baseline {speed.baseline:.1f}, "
        f"ratio {speed.ratio:.2f} ({speed.gmac:.2f} GMAC{size})"
    )
