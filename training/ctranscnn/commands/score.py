"""`ctranscnn score`: an exported model over folders, lists, DICOM files and tar shards."""

import argparse
import json
import os
import sys
from pathlib import Path

from ctranscnn.errors import TrainingError
from ctranscnn.scoring.cluster import Place
from ctranscnn.scoring.run import ScoreRun, score


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command and its options."""
    parser = subparsers.add_parser(
        "score",
        help="score folders, lists, DICOM files or tar shards with an exported model, into Parquet",
        description="Score pictures with an exported model; the scores are those of the workstation. "
        "An input that cannot be scored is a row that says why. "
        "Research use only. Not for diagnosis or treatment.",
    )
    parser.add_argument(
        "inputs", nargs="+", metavar="INPUT", help="folder, picture, DICOM file, CSV list or .tar"
    )
    parser.add_argument("--model", type=Path, required=True, help="model folder, e.g. models/chestxray14")
    parser.add_argument("--out", type=Path, required=True, help="folder for the Parquet files")
    parser.add_argument(
        "--cluster", metavar="auto|ADDRESS", help="a running Ray cluster; default: this machine"
    )
    parser.add_argument("--concurrency", type=int, help="scorers side by side (default: one a core)")
    parser.add_argument("--resume", action="store_true", help="continue the folder where it stopped")
    parser.add_argument("--no-gates", action="store_true", help="score what the gates would refuse, too")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Score and print the summary as one JSON object."""
    concurrency: int = options.concurrency or os.cpu_count() or 1
    if concurrency < 1:
        raise TrainingError("score.concurrency", "--concurrency must be 1 or more.")
    summary = score(
        ScoreRun(
            model=options.model,
            inputs=options.inputs,
            out=options.out,
            has_gates=not options.no_gates,
            resume=options.resume,
            place=Place(options.cluster, concurrency),
        )
    )
    sys.stdout.write(json.dumps(summary) + "\n")
