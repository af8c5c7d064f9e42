"""`ctranscnn train`: one run from a recipe and a data set."""

import argparse


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command and its options."""
    parser = subparsers.add_parser("train", help="train a model from a recipe")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Run it."""
    raise NotImplementedError(options)
