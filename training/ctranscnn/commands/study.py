"""`ctranscnn study`: train and keep every network of a comparison, in the order of its plan."""

import argparse
import sys
from pathlib import Path

import torch

from ctranscnn.commands.subparsers import Subparsers
from ctranscnn.paths import RESULTS_FOLDER, RUNS_FOLDER, SPLITS_FOLDER
from ctranscnn.study.data import StudySource
from ctranscnn.study.plan import read_plan
from ctranscnn.study.runner import Study, describe, run_study


def register(subparsers: Subparsers) -> None:
    """Add the command and its options."""
    parser = subparsers.add_parser(
        "study", help="train every network of a comparison on the same folds (resumable)"
    )
    add_study_options(parser)
    parser.add_argument("--only", help="one entry of the plan")
    parser.add_argument("--list", action="store_true", help="say what is finished and train nothing")
    parser.set_defaults(run=run)


def add_study_options(parser: argparse.ArgumentParser) -> None:
    """What every command over a study needs."""
    parser.add_argument("--plan", type=Path, required=True, help="e.g. training/studies/films-96.json")
    parser.add_argument(
        "--films", type=Path, help="folder of real films (labels.csv, images/); phantoms need none"
    )
    parser.add_argument("--split", type=Path, default=SPLITS_FOLDER / "chestxray14.json")
    parser.add_argument("--runs", type=Path, default=RUNS_FOLDER, help="weights and checkpoints of the folds")
    parser.add_argument("--results", type=Path, default=RESULTS_FOLDER, help="finished runs")
    parser.add_argument("--threads", type=int, default=2)


def opened_study(options: argparse.Namespace) -> Study:
    """The study that the options name."""
    source = StudySource(options.films, options.split)
    return Study(read_plan(options.plan), source, options.runs, options.results)


def run(options: argparse.Namespace) -> None:
    """Train what is not finished yet; with --list only say so."""
    torch.set_num_threads(options.threads)
    study = opened_study(options)
    if options.list:
        sys.stdout.write("\n".join(describe(study)) + "\n")
        return
    run_study(study, options.only)
