"""The one thing that a command needs of argparse's subparsers, whose own class is private."""

from argparse import ArgumentParser
from typing import Protocol


class Subparsers(Protocol):
    """Takes new commands."""

    def add_parser(self, name: str, *, help: str | None = None) -> ArgumentParser:  # noqa: A002 - argparse's name
        """Add a command and give its parser."""
        ...
