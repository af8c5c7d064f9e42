"""`ctranscnn shards`: a data set as WebDataset shards."""

import argparse
import json
import secrets
import sys
from dataclasses import asdict
from pathlib import Path

from ctranscnn.commands.data_options import add_data_options, open_options
from ctranscnn.commands.subparsers import Subparsers
from ctranscnn.data.open import open_pictures
from ctranscnn.data.opened import OpenedData
from ctranscnn.data.shard_writer import ShardPlan, write_shards
from ctranscnn.errors import TrainingError
from ctranscnn.split import patient_split, read_split, write_split

SHORTEST_KEY_BYTES = 16


def register(subparsers: Subparsers) -> None:
    """Add the command and its options."""
    parser = subparsers.add_parser(
        "shards", help="write a data set as WebDataset shards (.tar) with an index"
    )
    parser.add_argument("--data", type=Path, required=True, help="folder, table or label file")
    add_data_options(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="new or empty folder")
    parser.add_argument(
        "--shard-mb", type=int, default=128, metavar="N", help="largest size of a shard in MiB"
    )
    parser.add_argument("--seed", type=int, default=0, help="of the pictures' order, and of a new split")
    parser.add_argument(
        "--split", type=Path, metavar="FILE", help="split by patient, written (70/20/10) if it is missing"
    )
    parser.add_argument(
        "--patient-key",
        type=Path,
        metavar="FILE",
        help="secret of the patients' hashes, 16 bytes or more; without it a random one is used once",
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Write the shards and print the index's facts."""
    if options.shard_mb < 1 or options.seed < 0:
        raise TrainingError("shards.options", "--shard-mb must be at least 1 and --seed at least 0.")
    key = _patient_key(options.patient_key)
    data = open_pictures(options.data, options.task, open_options(options))
    sides = None if options.split is None else _split(data, options.split, options.seed)
    plan = ShardPlan(options.shard_mb << 20, options.seed, key, sides)
    index = write_shards(data, options.out, plan)
    sys.stdout.write(json.dumps(asdict(index.facts), ensure_ascii=False) + "\n")


def _split(data: OpenedData, path: Path, seed: int) -> list[str]:
    pictures = data.pictures
    if not path.exists():
        sides = patient_split(pictures.patients, pictures.targets, seed=seed)
        write_split(
            path, pictures.names, sides, {"seed": seed, "shares": [0.7, 0.2, 0.1], "source": data.found}
        )
        sys.stderr.write(f"wrote {path}\n")
    return read_split(path, pictures.names, pictures.patients)


def _patient_key(path: Path | None) -> bytes:
    if path is None:
        return secrets.token_bytes(32)
    try:
        key = path.read_bytes().strip()
    except OSError as error:
        raise TrainingError("shards.key", f"{path} cannot be read: {error}.") from error
    if len(key) < SHORTEST_KEY_BYTES:
        raise TrainingError("shards.key", f"{path} holds fewer than {SHORTEST_KEY_BYTES} bytes.")
    return key
