"""Grad-CAM++ maps of the study's networks over sample pictures, each by the fold that did not see it."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ctranscnn.data.pictures import Picture
from ctranscnn.errors import TrainingError
from ctranscnn.maps.closed_form import WeightedChannels
from ctranscnn.maps.enlarge import enlarged
from ctranscnn.maps.film_maps import weigher
from ctranscnn.maps.smoothing import smoothed_maps
from ctranscnn.model.build import build_network
from ctranscnn.preprocess import InputFacts, prepare
from ctranscnn.report.samples import Sample
from ctranscnn.report.study import Study
from ctranscnn.runs import Run

MAP_SAMPLES = 3
"""Pictures with maps: each takes a forward and a backward pass of every network."""


@dataclass(frozen=True)
class PictureMaps:
    """The maps of one picture: network → [H, W] in 0..1, at the picture's size."""

    sample: Sample
    picture: Picture
    maps: Mapping[str, NDArray[np.float64]]
    smoothed: Mapping[str, NDArray[np.float64]]
    """Both eigen- and aug-smoothed."""


@dataclass(frozen=True)
class Heatmaps:
    """All maps; `missing`: key of the words where there are none; `lacking`: network → key of the reason."""

    pictures: Sequence[PictureMaps] = ()
    missing: str | None = None
    lacking: Mapping[str, str] = field(default_factory=dict[str, str])


def draw_heatmaps(
    study: Study,
    samples: Sequence[Sample],
    pictures: Mapping[int, Picture] | None,
    weights: Path | None = None,
) -> Heatmaps:
    """Maps of the first samples whose pictures are at hand (`pictures` by row; None: no folder was given).

    A fold's weights are `fold-N/weights.pt` in the run's own folder or in the folder of the same name in
    `weights`.
    """
    if pictures is None:
        return Heatmaps(missing="maps.none.films")
    chosen = [sample for sample in samples if sample.row in pictures][:MAP_SAMPLES]
    if not chosen:
        return Heatmaps(missing="maps.none.pictures")
    if study.reference.runs[0].facts.recipe.input.region != "whole":
        return Heatmaps(missing="maps.none.region")
    maps: dict[str, list[_Pair]] = {}
    lacking: dict[str, str] = {}
    for network in study.networks:
        run = network.runs[0]
        folds = {int(study.folds[sample.row]) for sample in chosen}
        files = {fold: _weights_file(run, fold, weights) for fold in folds}
        if not all(file.is_file() for file in files.values()):
            lacking[network.name] = "maps.reason.weights"
            continue
        try:
            maps[network.name] = [
                _pair(
                    load_network(run, files[int(study.folds[sample.row])]),
                    run.facts.recipe.input,
                    pictures[sample.row],
                    sample.column,
                )
                for sample in chosen
            ]
        except TrainingError as error:
            sys.stderr.write(f"{error}\n")
            lacking[network.name] = "maps.reason.damaged"
    if not maps:
        return Heatmaps(missing="maps.none.weights", lacking=lacking)
    found = [
        PictureMaps(
            sample,
            pictures[sample.row],
            {name: drawn[place].plain for name, drawn in maps.items()},
            {name: drawn[place].smoothed for name, drawn in maps.items()},
        )
        for place, sample in enumerate(chosen)
    ]
    return Heatmaps(found, lacking=lacking)


def load_network(run: Run, file: Path) -> nn.Module:
    """The network of the run's recipe with the weights of a file, in evaluation mode.

    Raises TrainingError `report.weights` where the weights do not fit the recipe.
    """
    try:
        state: dict[str, Tensor] = torch.load(file, weights_only=True, map_location="cpu")
        # training adds this head where there are facts to learn beside the labels, whatever the recipe says
        beside = state.get("auxiliary_head.weight")
        config = replace(run.facts.recipe.network, auxiliary=0 if beside is None else len(beside))
        network = build_network(config)
        network.load_state_dict(state)
    except Exception as error:  # pickle, zip and torch each raise their own for a damaged file
        raise TrainingError("report.weights", f"{file} does not fit its run: {error}.") from error
    return network.eval()


def _weights_file(run: Run, fold: int, weights: Path | None) -> Path:
    beside = run.folder / f"fold-{fold}" / "weights.pt"
    if beside.is_file() or weights is None:
        return beside
    return weights / run.folder.name / f"fold-{fold}" / "weights.pt"


@dataclass(frozen=True)
class _Pair:
    plain: NDArray[np.float64]
    smoothed: NDArray[np.float64]


def _pair(network: nn.Module, facts: InputFacts, picture: Picture, column: int) -> _Pair:
    """The plain and the smoothed map of one label."""
    image = torch.from_numpy(prepare(picture, facts))[None]
    weigh = weigher(network)

    def weigh_label(pictures: Tensor) -> WeightedChannels:
        weighted = weigh(pictures)
        return WeightedChannels(
            weighted.activation.detach(), weighted.weights[:, column : column + 1].detach()
        )

    plain, smoothed = (
        _scaled(smoothed_maps(weigh_label, image, smoothing)[0, 0], picture) for smoothing in ("none", "both")
    )
    return _Pair(plain, smoothed)


def _scaled(cells: Tensor, picture: Picture) -> NDArray[np.float64]:
    """[h, w] → [H, W] of the picture, scaled to 0..1; a map without any difference is 0."""
    large = enlarged(cells.double().numpy(), picture.shape[0], picture.shape[1])
    low, high = float(large.min()), float(large.max())
    return (large - low) / (high - low) if high > low else np.zeros_like(large)
