"""`ctranscnn compare-tongue-inputs`: whole photo, tongue, or coating and body apart, on drawn tongues."""

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path

import torch

from ctranscnn.commands.subparsers import Subparsers
from ctranscnn.errors import TrainingError
from ctranscnn.metrics.ranking import Interval
from ctranscnn.paths import RECIPES_FOLDER
from ctranscnn.recipe import read_recipe
from ctranscnn.tongue.comparison import NOTICE, InputsPlan, InputsResult, compare_inputs


def register(subparsers: Subparsers) -> None:
    """Add the command and its options."""
    parser = subparsers.add_parser(
        "compare-tongue-inputs",
        help="train the same network on drawn tongues for each of the three inputs and compare (resumable)",
    )
    parser.add_argument("--recipe", type=Path, default=RECIPES_FOLDER / "tcmtd.json")
    parser.add_argument("--epochs", type=int, help="instead of the recipe's")
    parser.add_argument("--count", type=int, default=320, help="drawn tongues to train on")
    parser.add_argument("--test-count", type=int, default=320, help="drawn tongues to measure on")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0], help="each input is trained with each")
    parser.add_argument("--picture-px", type=int, default=224, help="side of the drawn photos")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--json", action="store_true", help="print results.json instead of the table")
    parser.add_argument("--threads", type=int, default=1)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Train, measure, print."""
    torch.set_num_threads(options.threads)
    recipe = read_recipe(options.recipe)
    if options.epochs is not None:
        recipe = replace(recipe, epochs=options.epochs)
    if not 64 <= options.picture_px <= 1024:
        raise TrainingError("inputs.size", "--picture-px must lie between 64 and 1024.")
    plan = InputsPlan(
        recipe, options.count, options.test_count, tuple(options.seeds), picture_px=options.picture_px
    )
    result = compare_inputs(plan, options.out)
    if options.json:
        sys.stdout.write(json.dumps(result.as_json()) + "\n")
    else:
        sys.stdout.write(table(plan, result))


def table(plan: InputsPlan, result: InputsResult) -> str:
    """The result for people."""
    seeds = ", ".join(str(seed) for seed in plan.seeds)
    lines = [
        NOTICE,
        f"{plan.recipe.name}: {plan.count} tongues of drawing seed {plan.drawing_seed}, "
        f"{result.images_seen} pictures seen by each network, training seeds {seeds}.",
        f"Measured on {result.test_count} tongues of drawing seed {plan.test_drawing_seed}, "
        f"{len(result.measured)} labels: {', '.join(result.measured)}.",
        "",
        f"{'input':<30} macro AUC (95 % interval)   by training seed",
    ]
    for entry in result.inputs:
        values = " ".join(f"{value:.3f}" for value in entry.by_seed)
        lines.append(f"{entry.shown:<30} {_figure(entry.macro_auc):<27} {values}")
    lines += ["", f"{'paired difference':<30} macro AUC (95 % interval)"]
    for name, comparison in result.differences.items():
        verdict = "" if comparison.distinguishable else "   not distinguishable"
        lines.append(f"{name:<30} {_figure(comparison.difference, '+')}{verdict}")
    lines += ["", "The intervals speak for other drawn tongues, not for other training seeds."]
    return "\n".join(lines) + "\n"


def _figure(interval: Interval, sign: str = "") -> str:
    return f"{interval.value:{sign}.3f} [{interval.low:{sign}.3f}, {interval.high:{sign}.3f}]"
