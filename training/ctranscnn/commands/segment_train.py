"""`ctranscnn segment-train`: train the tongue segmenter on photos with masks."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import torch

from ctranscnn.commands.subparsers import Subparsers
from ctranscnn.paths import REAL_DATA_FOLDER, RUNS_FOLDER, SPLITS_FOLDER
from ctranscnn.segmentation.encoder import load_published
from ctranscnn.segmentation.network import TongueSegmenter
from ctranscnn.segmentation.photos import (
    NEAR_DUPLICATE_BITS,
    TonguePhotos,
    load_tongue_photos,
    near_duplicate_groups,
    read_split,
    split_by_group,
    write_split,
)
from ctranscnn.segmentation.sources import training_sources
from ctranscnn.segmentation.training import SegmenterRecipe, train_segmenter

SPLIT_SEED = 0
WEIGHTS_NAME = "weights.pt"


def register(subparsers: Subparsers) -> None:
    """Add the command and its options."""
    parser = subparsers.add_parser(
        "segment-train", help="train the tongue segmenter (resumes an unfinished run of the same recipe)"
    )
    parser.add_argument("--data", type=Path, default=REAL_DATA_FOLDER / "tongue-segmentation")
    parser.add_argument("--films", type=Path, default=REAL_DATA_FOLDER / "nih-chest" / "images")
    parser.add_argument("--split", type=Path, default=SPLITS_FOLDER / "tongue-segmentation.json")
    parser.add_argument("--run", type=Path, default=RUNS_FOLDER / "tongue-segmentation", dest="run_folder")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2, help="2 is how the shipped weights were made")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Train and leave the averaged weights in the run folder."""
    torch.set_num_threads(options.threads)
    photos = load_tongue_photos(options.data)
    if not options.split.is_file():
        make_split(photos, options.split)
    parts = read_split(options.split)
    sources = training_sources(photos, parts, options.films)
    torch.manual_seed(options.seed)
    first = TongueSegmenter()
    load_published(first.encoder)
    network = train_segmenter(SegmenterRecipe(options.seed), sources, options.run_folder, first)
    torch.save(network.state_dict(), options.run_folder / WEIGHTS_NAME)
    sys.stdout.write(f"{options.run_folder / WEIGHTS_NAME}\n")


def make_split(photos: TonguePhotos, path: Path) -> None:
    """Split by near-duplicate groups and write it down."""
    groups = near_duplicate_groups(photos.photos)
    facts: dict[str, object] = {
        "seed": SPLIT_SEED,
        "method": f"groups of photos whose 63-bit perceptual hashes differ in at most {NEAR_DUPLICATE_BITS}",
        "photos": len(photos),
        "groups": len(set(groups)),
    }
    write_split(path, split_by_group(photos.names, groups, SPLIT_SEED), facts)
