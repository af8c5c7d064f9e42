"""How often the film gate lets films pass, changed as users change them, and refuses everything else."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import nn

from ctranscnn.data.pictures import Picture
from ctranscnn.gates.film_network import GATE_SIDE_PX
from ctranscnn.gates.procedural import procedural_picture
from ctranscnn.gates.radiographs import other_radiograph
from ctranscnn.preprocess import InputFacts, prepare

GATE_INPUT = InputFacts(GATE_SIDE_PX, GATE_SIDE_PX, "grey", mean=(0.0,), std=(1.0,), channels=1)
GATE_LIMIT = 1.0
Change = Callable[[Picture], Picture]
Answers = NDArray[np.bool_]


def distances(
    gate: nn.Module, pictures: Sequence[Picture], facts: InputFacts = GATE_INPUT
) -> NDArray[np.float32]:
    """Distance of each picture [H, W] or [H, W, 3]: [n]."""
    gate.eval()
    prepared = np.stack([prepare(np.ascontiguousarray(picture), facts) for picture in pictures])
    with torch.no_grad():
        return gate(torch.from_numpy(prepared))[:, 0].numpy()


def accepted(gate: nn.Module, pictures: Sequence[Picture]) -> Answers:
    """Which of the pictures the gate accepts: [n]."""
    return distances(gate, pictures) <= GATE_LIMIT


def rotated(degrees: float) -> Change:
    """Turn about the centre, corners black."""
    return lambda film: np.asarray(Image.fromarray(film).rotate(degrees, Image.Resampling.BICUBIC))


def cropped(share: float) -> Change:
    """Cut this share of the height and width away, evenly on all sides."""

    def crop(film: Picture) -> Picture:
        rows, columns = (round(side * share / 2) for side in film.shape)
        return film[rows : film.shape[0] - rows, columns : film.shape[1] - columns]

    return crop


def with_gamma(gamma: float) -> Change:
    """Darken (gamma > 1) or brighten."""
    return lambda film: np.rint(255 * (film / 255) ** gamma).astype(np.uint8)


ACCEPTABLE: dict[str, Change] = {
    "gamma 0.5": with_gamma(0.5),
    "gamma 2": with_gamma(2.0),
    "contrast 0.3": lambda film: (film * 0.3 + 90).astype(np.uint8),
    "cropped by 10 %": cropped(0.1),
    "turned by 5 degrees": rotated(5),
    "turned by -8 degrees": rotated(-8),
    "black bars at the sides": lambda film: np.pad(film, ((0, 0), (film.shape[1] // 10,) * 2)),
}
UNACCEPTABLE: dict[str, Change] = {
    "inverted": lambda film: 255 - film,
    "upside down": lambda film: film[::-1],
    "turned by 180 degrees": lambda film: film[::-1, ::-1],
    "turned by 90 degrees": np.rot90,
    "turned by 270 degrees": lambda film: np.rot90(film, 3),
    "left half": lambda film: film[:, : film.shape[1] // 2],
    "middle quarter": cropped(0.5),
}


def changed_films(
    gate: nn.Module, films: Sequence[Picture], changes: dict[str, Change]
) -> dict[str, Answers]:
    """Which films the gate accepts after each change: {change: [n]}."""
    return {name: accepted(gate, [change(film) for film in films]) for name, change in changes.items()}


def drawn_others(seed: int, count: int) -> dict[str, list[Picture]]:
    """Drawn pictures that are no chest film, from a seed that training does not use."""
    random = np.random.default_rng([seed, 99])
    return {
        "drawn pictures": [procedural_picture(random, 128) for _ in range(count)],
        "drawn radiographs of other parts": [
            np.rint(255 * other_radiograph(random, 128)).astype(np.uint8) for _ in range(count)
        ],
    }
