"""`ctranscnn study-forms`: accuracy of a study's network as ONNX: fp32, half-precision storage, int8."""

import argparse
import json
import sys
from typing import get_args

import torch

from ctranscnn.commands.study import add_study_options, opened_study
from ctranscnn.commands.subparsers import Subparsers
from ctranscnn.export.forms import Form
from ctranscnn.metrics.compare import compare
from ctranscnn.runs import read_run
from ctranscnn.study.forms import run_form


def register(subparsers: Subparsers) -> None:
    """Add the command and its options."""
    parser = subparsers.add_parser(
        "study-forms", help="what half precision and int8 cost a study's network in accuracy"
    )
    add_study_options(parser)
    parser.add_argument("--entry", default="ctranscnn")
    parser.add_argument("--seed", type=int, default=0)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Run every form and print its paired difference from PyTorch, one JSON object a line."""
    torch.set_num_threads(options.threads)
    study = opened_study(options)
    plain = read_run(study.result_folder(study.plan.entry(options.entry), options.seed))
    for form in get_args(Form):
        run = run_form(study, options.entry, options.seed, form)
        result = compare([run.predictions], [plain.predictions])
        largest = float(abs(run.predictions.logits - plain.predictions.logits).max())
        line = {
            "form": form,
            "macroAuc": round(result.first, 5),
            "difference": round(result.difference.value, 5),
            "low": round(result.difference.low, 5),
            "high": round(result.difference.high, 5),
            "largestLogitDifference": largest,
        }
        sys.stdout.write(json.dumps(line) + "\n")
