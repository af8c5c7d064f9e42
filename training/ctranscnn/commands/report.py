"""`ctranscnn report`: figures, tables and plain sentences about the finished runs of one study."""

import argparse
import sys
from pathlib import Path

import torch

from ctranscnn.errors import TrainingError
from ctranscnn.report.words import LANGUAGES
from ctranscnn.report.write import ReportOptions, write_report

LEAST_ROUNDS = 40
"""A 2.5 % point of fewer rounds would be their smallest value."""


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command and its options."""
    parser = subparsers.add_parser(
        "report",
        help="figures, tables and sentences that compare finished runs",
        description="Compare the finished runs of one study: index.html (self-contained), PNG figures, "
        "results.json, results.md and a draft of the reference's model card. "
        "Research use only. Not for diagnosis or treatment.",
    )
    parser.add_argument(
        "runs", type=Path, nargs="+", help="folders of finished runs, or folders that hold them"
    )
    parser.add_argument(
        "--out", type=Path, required=True, help="folder of the report; an earlier one is replaced"
    )
    parser.add_argument(
        "--reference", default="ctranscnn", help="network the others are compared with (default: ctranscnn)"
    )
    parser.add_argument(
        "--films", type=Path, help="folder of the study's pictures: shows samples and, with weights, maps"
    )
    parser.add_argument(
        "--weights",
        type=Path,
        help="folder that has each run's folder with fold-0 …, where they do not lie beside the runs "
        "(default: runs/<study>)",
    )
    parser.add_argument("--language", choices=LANGUAGES, default="en")
    parser.add_argument("--rounds", type=int, default=1000, help="of the patient bootstrap (default: 1000)")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Write the report; print its sentences."""
    torch.set_num_threads(1)
    if options.rounds < LEAST_ROUNDS:
        raise TrainingError("report.rounds", f"--rounds must be at least {LEAST_ROUNDS}.")
    report = write_report(
        ReportOptions(
            runs=options.runs,
            out=options.out,
            reference=options.reference,
            films=options.films,
            weights=options.weights,
            language=options.language,
            rounds=options.rounds,
        )
    )
    for sentence in [*report.excluded, *report.sentences]:
        sys.stdout.write(f"{sentence}\n")
    sys.stdout.write(f"{report.page}\n")
