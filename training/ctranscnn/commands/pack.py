"""`ctranscnn pack`: a small resized training pack that can travel."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

from ctranscnn.commands.subparsers import Subparsers
from ctranscnn.data.nih import read_nih_films
from ctranscnn.data.pictures import PicturesInMemory
from ctranscnn.errors import TrainingError
from ctranscnn.pack import PackPlan, write_pack
from ctranscnn.paths import REAL_DATA_FOLDER, SPLITS_FOLDER
from ctranscnn.segmentation.photos import load_tongue_photos, read_split
from ctranscnn.split import read_folds

FILM_PX, PHOTO_PX = 224, 256
SMALLEST_PX, LARGEST_PX = 64, 512


def register(subparsers: Subparsers) -> None:
    """Add the command and its options."""
    parser = subparsers.add_parser("pack", help="make a small resized training pack (below 20 MiB)")
    parser.add_argument("--data", type=Path, default=REAL_DATA_FOLDER / "nih-chest", metavar="DIR")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    parser.add_argument(
        "--size", type=int, metavar="PX", help=f"default {FILM_PX} (films), {PHOTO_PX} (tongues)"
    )
    parser.add_argument(
        "--split", type=Path, metavar="FILE", help="default: the committed split of these data"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Pack films (a folder with labels.csv) or tongue photos (a folder with images/ and masks/)."""
    if options.size is not None and not SMALLEST_PX <= options.size <= LARGEST_PX:
        raise TrainingError("pack.size", f"--size must lie between {SMALLEST_PX} and {LARGEST_PX}.")
    if (options.data / "labels.csv").is_file():
        size = _pack_films(options)
    elif (options.data / "masks").is_dir():
        size = _pack_photos(options)
    else:
        raise TrainingError(
            "pack.noData", f"{options.data} holds neither labels.csv with films nor images/ with masks/."
        )
    sys.stderr.write(f"{size / 2**20:.1f} MiB\n")
    sys.stdout.write(f"{options.out}\n")


def _pack_films(options: argparse.Namespace) -> int:
    films = read_nih_films(options.data)
    split: Path = options.split or SPLITS_FOLDER / "chestxray14.json"
    folds = read_folds(split, films.names, films.patients)
    plan = PackPlan(
        "films",
        "chestxray14",
        options.size or FILM_PX,
        "NIH ChestX-ray14 (Wang et al., ChestX-ray8, CVPR 2017), NIH Clinical Center",
        "no restrictions on the use",
        [str(int(fold)) for fold in folds],
    )
    return write_pack(options.out, films.names, films, plan)


def _pack_photos(options: argparse.Namespace) -> int:
    photos = load_tongue_photos(options.data)
    parts = read_split(options.split or SPLITS_FOLDER / "tongue-segmentation.json")
    part_of = {name: part for part, names in parts.items() for name in names}
    missing = [name for name in photos.names if name not in part_of]
    if missing:
        raise TrainingError("split.pictureMissing", f"The split has no part for {missing[0]}.")
    # No labels: these photos have masks only. Without patients in the data, each photo stands for itself.
    pictures = PicturesInMemory(
        (), photos.names, np.zeros((len(photos), 0), np.float32), photos.photos, photos.masks
    )
    plan = PackPlan(
        "tongue-photos",
        "tongue-segmentation",
        options.size or PHOTO_PX,
        "IanMackenzie0909/Tongue-Segmentation at a9b51a3e",
        "MIT as its repository declares",
        [part_of[name] for name in photos.names],
    )
    return write_pack(options.out, photos.names, pictures, plan)
