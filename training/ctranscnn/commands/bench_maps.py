"""`ctranscnn bench-maps`: how much faster the graph's maps are than pytorch-grad-cam's."""

import argparse
import json
import sys
from pathlib import Path

from ctranscnn.export.bench_maps import bench_maps
from ctranscnn.paths import MODELS_FOLDER


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command and its options."""
    parser = subparsers.add_parser("bench-maps", help="time the maps of all labels against pytorch-grad-cam")
    parser.add_argument("--model", type=Path, default=MODELS_FOLDER / "chestxray14")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of words")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Measure and print."""
    result = bench_maps(options.model, options.threads, options.rounds)
    if options.json:
        sys.stdout.write(json.dumps(result.as_json()) + "\n")
        return
    one, every = (
        result.grad_cam_one_ms / result.onnx_one_ms,
        result.grad_cam_all_ms / result.onnx_all_ms,
    )
    sys.stdout.write(
        f"scores and maps of {result.labels} labels: {result.onnx_all_ms:.1f} ms; pytorch-grad-cam "
        f"{result.grad_cam_one_ms:.1f} ms for one ({one:.1f} times), {result.grad_cam_all_ms:.1f} ms for all "
        f"({every:.1f} times); maps differ by {result.max_map_difference:.1e}\n"
    )
