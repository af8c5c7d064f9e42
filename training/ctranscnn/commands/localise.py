"""`ctranscnn localise`: do the maps lie where radiologists drew their boxes?"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch

from ctranscnn.commands.subparsers import Subparsers
from ctranscnn.data.nih import read_nih_films
from ctranscnn.errors import TrainingError
from ctranscnn.maps.boxes import read_boxes
from ctranscnn.maps.closed_form import weigh_last_map
from ctranscnn.maps.film_maps import FoldRun, MapSource, out_of_fold_maps, shipped_maps
from ctranscnn.maps.localisation import IOU_LEVELS, MAP_LEVELS
from ctranscnn.maps.localisation_report import BASELINES, Group, report
from ctranscnn.maps.shipped import read_shipped
from ctranscnn.maps.smoothing import SMOOTHINGS
from ctranscnn.metrics import Interval
from ctranscnn.paths import MODELS_FOLDER, REAL_DATA_FOLDER, RECIPES_FOLDER, SPLITS_FOLDER

NOTE = "Research use only. Not for diagnosis or treatment."
SEEN = (
    "These films were seen in training: the figures say nothing about new films. Give --runs for maps from "
    "networks that did not see the film's patient."
)
HELD_OUT = "Out of fold: every map comes from the network that saw no film of the patient."
TOLERANCE_PX = 15.0
"""As in the pointing game's publication (Zhang et al., ECCV 2016)."""
SHOWN = ("pointing", "energy", "iou@0.5", "iou@0.5>=0.1", "iou@0.5>=0.3", "iou@0.5>=0.5")


def register(subparsers: Subparsers) -> None:
    """Add the command and its options."""
    parser = subparsers.add_parser("localise", help="measure the maps against radiologists' boxes")
    parser.add_argument("--model", type=Path, default=MODELS_FOLDER / "chestxray14", help="a model folder")
    parser.add_argument("--films", type=Path, default=REAL_DATA_FOLDER / "nih-chest", help="with boxes.csv")
    parser.add_argument("--smooth", choices=SMOOTHINGS, default="none", help="smoothing of the maps")
    parser.add_argument("--runs", type=Path, help="run folder with fold-0, fold-1 …: maps out of fold")
    parser.add_argument(
        "--facts", type=Path, help="with --runs: where run.json and predictions.npz are (default: the same)"
    )
    parser.add_argument("--split", type=Path, default=SPLITS_FOLDER / "chestxray14.json", help="with --runs")
    parser.add_argument(
        "--recipe",
        type=Path,
        default=RECIPES_FOLDER / "chestxray14.json",
        help="with --runs, where the run is not finished and does not name its recipe itself",
    )
    parser.add_argument("--tolerance-px", type=float, default=TOLERANCE_PX, help="of the pointing game")
    parser.add_argument("--json", action="store_true", help="one JSON object with every figure")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Map the boxed films, measure and print."""
    if not 0 <= options.tolerance_px < float("inf"):
        raise TrainingError("localise.tolerance", "--tolerance-px must be 0 or more.")
    torch.set_num_threads(1)
    films = read_nih_films(options.films)
    boxes = read_boxes(options.films, films)
    chosen = sorted({box.film for box in boxes})
    if options.runs is not None:
        facts = options.runs if options.facts is None else options.facts
        fold_run = FoldRun(options.runs, facts, options.split, options.recipe)
        maps = out_of_fold_maps(fold_run, films, chosen, options.smooth)
        name = options.runs.resolve().name
    else:
        shipped = read_shipped(options.model)
        source = MapSource(
            lambda image: weigh_last_map(shipped.network, image), shipped.input, shipped.labels
        )
        maps = shipped_maps(source, films, chosen, options.smooth)
        name = str(shipped.manifest["id"])
    groups = report(boxes, maps, options.tolerance_px)
    content: dict[str, Any] = {
        "note": NOTE,
        "weights": name,
        "seenInTraining": options.runs is None,
        "warning": SEEN if options.runs is None else None,
        "smoothing": options.smooth,
        "films": len(chosen),
        "cellsPerMap": list(maps.grids.shape[2:]),
        "tolerancePx": options.tolerance_px,
        "mapLevels": list(MAP_LEVELS),
        "iouLevels": list(IOU_LEVELS),
        "groups": [group.as_json() for group in groups],
    }
    if options.json:
        sys.stdout.write(json.dumps(content) + "\n")
        return
    sys.stdout.write("\n".join([*_head(content), *_table(groups), NOTE]) + "\n")


def _head(content: dict[str, Any]) -> list[str]:
    height, width = content["cellsPerMap"]
    return [
        f"{content['weights']}: maps of {height} × {width} cells on {content['films']} films, smoothing "
        f"{content['smoothing']}",
        content["warning"] or HELD_OUT,
        f"pointing: the map's maximum lies in the box or within {content['tolerancePx']:g} px of it; energy: "
        "share of the map inside the box; iou@0.5: overlap of the box with the region at half the maximum, "
        "then the share of boxes that reach 0.1, 0.3, 0.5; 95 % intervals by patient bootstrap",
    ]


def _table(groups: list[Group]) -> list[str]:
    lines = ["".join([f"{'':<24}", *(f"{name:>22}" for name in SHOWN)])]
    for group in groups:
        lines.append(f"{group.label}: {group.boxes} boxes of {group.patients} patients")
        for who in ("map", *BASELINES, "map over mean map"):
            cells = (_cell(group.figures[who][name]) for name in SHOWN)
            lines.append("".join([f"  {who:<22}", *(f"{cell:>22}" for cell in cells)]))
    return lines


def _cell(interval: Interval) -> str:
    if np.isnan(interval.value):
        return "–"
    if np.isnan(interval.low):
        return f"{interval.value:.2f}"
    return f"{interval.value:.2f} [{interval.low:.2f}, {interval.high:.2f}]"
