"""`ctranscnn inspect-data`: what a data set is and holds, before anything is trained on it."""

import argparse
import sys
from pathlib import Path

from ctranscnn.commands.data_options import add_data_options, open_options
from ctranscnn.commands.subparsers import Subparsers
from ctranscnn.data.open import open_pictures
from ctranscnn.data.report import report
from ctranscnn.data.shard_index import verify_shards
from ctranscnn.data.shard_pictures import ShardPictures


def register(subparsers: Subparsers) -> None:
    """Add the command and its options."""
    parser = subparsers.add_parser(
        "inspect-data", help="recognise a data set and report pictures, patients, labels, gaps and doubles"
    )
    parser.add_argument("path", type=Path, help="folder, table or label file")
    add_data_options(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object with all names")
    parser.add_argument("--skip-sizes", action="store_true", help="do not read the pictures' headers")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Print the report; shards are compared with their hashes."""
    data = open_pictures(options.path, options.task, open_options(options))
    if isinstance(data.pictures, ShardPictures):
        verify_shards(data.pictures.index)
    found = report(data, measure_sizes=not options.skip_sizes)
    sys.stdout.write((found.as_json() if options.json else found.as_text()) + "\n")
