"""`ctranscnn smooth-maps`: a graph with smoothed maps of all labels, checked before it is written."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import torch

from ctranscnn.commands.subparsers import Subparsers
from ctranscnn.errors import TrainingError
from ctranscnn.export.bench_smooth_maps import bench_smooth_maps
from ctranscnn.export.smooth_maps import write_smooth_maps
from ctranscnn.maps.shipped import read_shipped
from ctranscnn.maps.smoothing import SQUARINGS, Smoothing
from ctranscnn.paths import MODELS_FOLDER

NOTE = "Research use only. Not for diagnosis or treatment."
TIMED = {
    "scores": "scores only",
    "plain": "+ plain maps",
    "eigen": "+ eigen",
    "aug": "+ aug",
    "both": "+ eigen and aug",
}


def register(subparsers: Subparsers) -> None:
    """Add the command and its options."""
    parser = subparsers.add_parser(
        "smooth-maps", help="export a classifier with smoothed Grad-CAM++ maps of all labels"
    )
    parser.add_argument("--model", type=Path, default=MODELS_FOLDER / "chestxray14", help="a model folder")
    parser.add_argument("--out", type=Path, help="ONNX file to write; an existing one is left alone")
    parser.add_argument("--eigen", action="store_true", help="first principal component of the channels")
    parser.add_argument("--aug", action="store_true", help="mean over mirrored and scaled pictures")
    parser.add_argument("--time", action="store_true", help="median ms of each form, one thread, one picture")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of words")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Export and check, measure, print."""
    torch.set_num_threads(1)
    smoothing = asked_smoothing(eigen=options.eigen, aug=options.aug)
    if options.out is None and not options.time:
        raise TrainingError("smoothMaps.nothing", "Name a file with --out, or measure with --time.")
    if options.out is not None and smoothing == "none":
        raise TrainingError(
            "smoothMaps.nothing", "Ask for --eigen, --aug or both: plain maps are in the model already."
        )
    shipped = read_shipped(options.model)
    report: dict[str, Any] = {"note": NOTE, "model": str(shipped.manifest["id"])}
    if options.out is not None:
        differences = write_smooth_maps(options.out, shipped, smoothing)
        report |= {
            "file": str(options.out),
            "bytes": options.out.stat().st_size,
            "smoothing": smoothing,
            "squarings": SQUARINGS if options.eigen else None,
            "differences": differences,
        }
    if options.time:
        report["medianMs"] = {name: round(ms, 2) for name, ms in bench_smooth_maps(shipped).items()}
    sys.stdout.write(json.dumps(report) + "\n" if options.json else in_words(report))


def asked_smoothing(*, eigen: bool, aug: bool) -> Smoothing:
    """The smoothing that the two switches mean together."""
    if eigen:
        return "both" if aug else "eigen"
    return "aug" if aug else "none"


def in_words(report: dict[str, Any]) -> str:
    """The report for people, ending with the line of the research use."""
    lines: list[str] = []
    if "file" in report:
        found = report["differences"]
        lines.append(
            f"{report['file']}: scores and maps of all labels of {report['model']}, smoothing "
            f"{report['smoothing']}, {report['bytes']:,} bytes; differs from PyTorch by "
            f"{found['scores']:.1e} (scores) and {found['maps']:.1e} (maps)"
        )
    if "medianMs" in report:
        lines.append("median ms of one picture on one thread:")
        lines += [f"  {TIMED[name]:<18}{ms:8.2f}" for name, ms in report["medianMs"].items()]
    return "\n".join([*lines, report["note"]]) + "\n"
