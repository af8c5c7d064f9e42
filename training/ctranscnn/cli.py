"""The `ctranscnn` command: results on stdout, progress and errors on stderr.

Exit codes: 0 done, 2 wrong use, 3 refused (the sentence says why).
"""

import argparse
import sys
from collections.abc import Callable, Sequence

from ctranscnn import __version__
from ctranscnn.commands import COMMANDS
from ctranscnn.errors import TrainingError

EXIT_REFUSED = 3


def build_parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    parser = argparse.ArgumentParser(
        prog="ctranscnn",
        description="Train, evaluate and export the models of the CTransCNN Workstation. "
        "Research use only. Not for diagnosis or treatment.",
    )
    parser.add_argument("--version", action="version", version=__version__)
    subparsers = parser.add_subparsers(metavar="command", required=True)
    for command in COMMANDS:
        command.register(subparsers)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code."""
    options = build_parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], None] = options.run
    try:
        run(options)
    except TrainingError as error:
        sys.stderr.write(f"ctranscnn: {error} [{error.code}]\n")
        return EXIT_REFUSED
    return 0
