"""The maps of chosen films: from the shipped model, or from the one that saw none of the film's patient."""

import pickle
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
from numpy.typing import NDArray

from ctranscnn.data.nih import NihFilms
from ctranscnn.errors import TrainingError
from ctranscnn.maps.closed_form import weigh_last_map
from ctranscnn.maps.localisation_report import Maps
from ctranscnn.maps.smoothing import Smoothing, smoothed_maps
from ctranscnn.model.config import NetworkConfig
from ctranscnn.model.network import CTransCNN
from ctranscnn.model.simple_network import SimpleCTransCNN, simplified
from ctranscnn.preprocess import InputFacts, prepare
from ctranscnn.recipe import Recipe, read_recipe
from ctranscnn.runs import is_finished, read_run
from ctranscnn.split import picture_name, read_folds

BATCH = 8


@dataclass(frozen=True)
class MapSource:
    """A network that maps some films, what it reads and what its outputs mean."""

    network: SimpleCTransCNN
    input: InputFacts
    labels: Sequence[str]


def maps_of_films(
    source: MapSource, films: NihFilms, chosen: Sequence[int], smoothing: Smoothing
) -> NDArray[np.float64]:
    """[len(chosen), C, h, w] maps, ≥ 0: the little that smoothing leaves below 0 is cut off.

    C in the order of the films' labels. Raises TrainingError `localise.labels` where the network's outputs
    are not the films' labels.
    """
    missing = sorted(set(films.labels) - set(source.labels))
    if missing:
        raise TrainingError("localise.labels", f"The model does not score the films' label {missing[0]}.")
    columns = [list(source.labels).index(label) for label in films.labels]
    parts: list[torch.Tensor] = []
    with torch.no_grad():
        for start in range(0, len(chosen), BATCH):
            pictures = [
                prepare(films.picture(index), source.input) for index in chosen[start : start + BATCH]
            ]
            image = torch.from_numpy(np.stack(pictures))
            parts.append(smoothed_maps(lambda x: weigh_last_map(source.network, x), image, smoothing))
    maps = torch.cat(parts)[:, columns]
    return maps.clamp_min(0).double().numpy()


def shipped_maps(source: MapSource, films: NihFilms, chosen: Sequence[int], smoothing: Smoothing) -> Maps:
    """The maps of one network for all chosen films."""
    grids = maps_of_films(source, films, chosen, smoothing)
    return Maps(chosen, [films.patients[index] for index in chosen], films.labels, grids)


@dataclass(frozen=True)
class FoldRun:
    """A run by folds: its folders fold-0, fold-1 … with `weights.pt`, and which film each held out."""

    folder: Path
    split_file: Path
    recipe_file: Path
    """Used where the run is not finished: a finished one names its recipe itself."""


def out_of_fold_maps(run: FoldRun, films: NihFilms, chosen: Sequence[int], smoothing: Smoothing) -> Maps:
    """The maps of each chosen film from the fold's network that held it out.

    Raises TrainingError `localise.otherSplit` (a finished run held out other films than the split file says),
    `localise.foldMissing`, `localise.weights`, `localise.network`, and those of `split.read_folds`.
    """
    recipe = read_run(run.folder).facts.recipe if is_finished(run.folder) else read_recipe(run.recipe_file)
    folds = read_folds(run.split_file, films.names, films.patients)
    if is_finished(run.folder):
        _refuse_other_split(run, films, folds)
    grids: dict[int, NDArray[np.float64]] = {}
    for fold in sorted({int(folds[index]) for index in chosen}):
        held_out = [index for index in chosen if folds[index] == fold]
        source = MapSource(fold_network(run.folder / f"fold-{fold}", recipe), recipe.input, films.labels)
        maps = maps_of_films(source, films, held_out, smoothing)
        grids |= dict(zip(held_out, maps, strict=True))
    stacked = np.stack([grids[index] for index in chosen])
    return Maps(chosen, [films.patients[index] for index in chosen], films.labels, stacked)


def fold_network(folder: Path, recipe: Recipe) -> SimpleCTransCNN:
    """The network of one fold. Raises TrainingError `localise.foldMissing`, `.weights` or `.network`."""
    path = folder / "weights.pt"
    if not path.is_file():
        raise TrainingError("localise.foldMissing", f"{path} is missing: this fold is not trained yet.")
    network = CTransCNN(_ctranscnn(recipe.network))
    try:
        state: object = torch.load(path, map_location="cpu", weights_only=True)
    except (pickle.UnpicklingError, RuntimeError, OSError, EOFError) as error:
        raise TrainingError("localise.weights", f"{path} is no file of weights.") from error
    if not isinstance(state, dict):
        raise TrainingError("localise.weights", f"{path} holds no weights by name.")
    # the auxiliary head exists in training only
    kept = {
        name: value
        for name, value in cast(dict[str, Any], state).items()
        if not name.startswith("auxiliary_head.")
    }
    expected = {name for name in network.state_dict() if not name.startswith("auxiliary_head.")}
    if set(kept) != expected:
        odd = sorted(set(kept) ^ expected)[0]
        raise TrainingError("localise.weights", f"{path} does not fit the recipe {recipe.name}: {odd}.")
    try:
        network.load_state_dict(kept, strict=False)
    except RuntimeError as error:
        raise TrainingError(
            "localise.weights", f"{path} has weights of other sizes than the recipe {recipe.name}."
        ) from error
    return simplified(network.eval())


def _ctranscnn(config: object) -> NetworkConfig:
    if not isinstance(config, NetworkConfig):
        raise TrainingError("localise.network", "Only runs of a CTransCNN have maps in closed form.")
    return config


def _refuse_other_split(run: FoldRun, films: NihFilms, folds: NDArray[np.intp]) -> None:
    predictions = read_run(run.folder).predictions
    held_out = dict(zip(predictions.names.tolist(), predictions.folds.tolist(), strict=True))
    for name, fold in zip(films.names, folds.tolist(), strict=True):
        if held_out.get(picture_name(name)) != fold:
            raise TrainingError(
                "localise.otherSplit",
                f"{run.folder} did not hold out {name} in fold {fold} of {run.split_file.name}.",
            )
