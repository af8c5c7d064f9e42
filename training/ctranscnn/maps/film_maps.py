"""The maps of chosen films: from the shipped model, or from the one that saw none of the film's patient."""

import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ctranscnn.data.nih import NihFilms
from ctranscnn.errors import TrainingError
from ctranscnn.maps.closed_form import WeightedChannels, weigh_last_map
from ctranscnn.maps.gradients import weigh_by_autograd
from ctranscnn.maps.localisation_report import Maps
from ctranscnn.maps.smoothing import Smoothing, smoothed_maps
from ctranscnn.model.build import build_network
from ctranscnn.model.network import CTransCNN
from ctranscnn.model.simple_network import simplified
from ctranscnn.preprocess import InputFacts, prepare
from ctranscnn.recipe import Recipe, read_recipe
from ctranscnn.runs import Run, is_finished, read_run
from ctranscnn.split import picture_name, read_folds

BATCH = 8


@dataclass(frozen=True)
class MapSource:
    """What weighs the channels of a film for its maps, what it reads and what its outputs mean."""

    weigh: Callable[[Tensor], WeightedChannels]
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
    parts: list[Tensor] = []
    with torch.no_grad():
        for start in range(0, len(chosen), BATCH):
            pictures = [
                prepare(films.picture(index), source.input) for index in chosen[start : start + BATCH]
            ]
            image = torch.from_numpy(np.stack(pictures))
            parts.append(smoothed_maps(source.weigh, image, smoothing))
    maps = torch.cat(parts)[:, columns]
    return maps.clamp_min(0).double().numpy()


def shipped_maps(source: MapSource, films: NihFilms, chosen: Sequence[int], smoothing: Smoothing) -> Maps:
    """The maps of one network for all chosen films."""
    grids = maps_of_films(source, films, chosen, smoothing)
    return Maps(chosen, [films.patients[index] for index in chosen], films.labels, grids)


@dataclass(frozen=True)
class FoldRun:
    """A run by folds: the weights of each fold, and which film each held out."""

    folder: Path
    """fold-0, fold-1 … with `weights.pt`."""
    facts: Path
    """Where the run's `run.json` and predictions are, if it is finished: it names its recipe itself then, and
    is checked against the split.
    """
    split_file: Path
    recipe_file: Path
    """For a run that is not finished."""


def out_of_fold_maps(run: FoldRun, films: NihFilms, chosen: Sequence[int], smoothing: Smoothing) -> Maps:
    """The maps of each chosen film from the fold's network that held it out.

    Raises TrainingError `localise.otherSplit` (a finished run held out other films than the split file says),
    `localise.foldMissing`, `localise.weights`, and those of `runs.read_run` and `split.read_folds`.
    """
    folds = read_folds(run.split_file, films.names, films.patients)
    if is_finished(run.facts):
        finished = read_run(run.facts)
        recipe = finished.facts.recipe
        _refuse_other_split(finished, films, folds)
    else:
        recipe = read_recipe(run.recipe_file)
    grids: dict[int, NDArray[np.float64]] = {}
    for fold in sorted({int(folds[index]) for index in chosen}):
        held_out = [index for index in chosen if folds[index] == fold]
        network = fold_network(run.folder / f"fold-{fold}", recipe)
        source = MapSource(weigher(network), recipe.input, films.labels)
        maps = maps_of_films(source, films, held_out, smoothing)
        grids |= dict(zip(held_out, maps, strict=True))
    stacked = np.stack([grids[index] for index in chosen])
    return Maps(chosen, [films.patients[index] for index in chosen], films.labels, stacked)


def fold_network(folder: Path, recipe: Recipe) -> nn.Module:
    """The network of one fold, in evaluation mode.

    Raises TrainingError `localise.foldMissing` or `localise.weights`.
    """
    path = folder / "weights.pt"
    if not path.is_file():
        raise TrainingError("localise.foldMissing", f"{path} is missing: this fold is not trained yet.")
    # the auxiliary head exists in training only
    network = build_network(replace(recipe.network, auxiliary=0))
    try:
        state: object = torch.load(path, map_location="cpu", weights_only=True)
    except (pickle.UnpicklingError, RuntimeError, OSError, EOFError) as error:
        raise TrainingError("localise.weights", f"{path} is no file of weights.") from error
    if not isinstance(state, dict):
        raise TrainingError("localise.weights", f"{path} holds no weights by name.")
    named = cast(dict[str, Any], state)
    kept = {name: value for name, value in named.items() if not name.startswith("auxiliary_head.")}
    odd = sorted(set(kept) ^ set(network.state_dict()))
    if odd:
        raise TrainingError("localise.weights", f"{path} does not fit the recipe {recipe.name}: {odd[0]}.")
    try:
        network.load_state_dict(kept)
    except RuntimeError as error:
        raise TrainingError(
            "localise.weights", f"{path} has weights of other sizes than the recipe {recipe.name}."
        ) from error
    return network.eval()


def weigher(network: nn.Module) -> Callable[[Tensor], WeightedChannels]:
    """What weighs the channels: the closed form for a CTransCNN; autograd on its last map for any other."""
    if isinstance(network, CTransCNN):
        simple = simplified(network)
        return lambda image: weigh_last_map(simple, image)
    # only here: timm takes seconds to import
    from ctranscnn.maps.comparator_layers import map_layer  # noqa: PLC0415

    layer = map_layer(network)
    return lambda image: weigh_by_autograd(network, image, layer)


def _refuse_other_split(run: Run, films: NihFilms, folds: NDArray[np.intp]) -> None:
    held_out = dict(zip(run.predictions.names.tolist(), run.predictions.folds.tolist(), strict=True))
    for name, fold in zip(films.names, folds.tolist(), strict=True):
        if held_out.get(picture_name(name)) != fold:
            raise TrainingError(
                "localise.otherSplit",
                f"{run.folder} did not hold out {name} in fold {fold}, as the split says.",
            )
