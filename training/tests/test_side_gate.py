"""The side gate: opposite answers for a film and its mirror image, and what a short training gives."""

from pathlib import Path

import numpy as np
import pytest
import torch

from ctranscnn.data.pictures import Picture
from ctranscnn.export.facts import DataFacts
from ctranscnn.gates.film_evaluation import GATE_LIMIT, distances
from ctranscnn.gates.film_package import MeasuredGate, write_gate
from ctranscnn.gates.side_network import SIDE_INPUT_PX, SideGate
from ctranscnn.gates.side_package import SIDE_GATE, SIDE_INPUT, side_metrics
from ctranscnn.gates.side_training import SideRecipe, train_side
from ctranscnn.phantoms.film_background import draw_film_background
from ctranscnn.phantoms.noise import to_picture
from ctranscnn.segmentation.folding import with_folded_norms


def one_sided_films(count: int, seed: int) -> list[Picture]:
    """Drawn films, each with a bright heart to the right of the middle."""
    films: list[Picture] = []
    for index in range(count):
        random = np.random.default_rng([seed, index])
        film = to_picture(draw_film_background(random, 96).values).astype(np.int32)
        rows, columns = np.mgrid[0:96, 0:96]
        centre = 62 + random.integers(-3, 4), 60 + random.integers(-3, 4)
        heart = ((rows - centre[0]) / 14) ** 2 + ((columns - centre[1]) / 16) ** 2 < 1
        films.append(np.clip(film + 70 * heart, 0, 255).astype(np.uint8))
    return films


@pytest.fixture(scope="module")
def gate() -> SideGate:
    """A gate trained for a few seconds."""
    return train_side(SideRecipe(steps=60, batch=12), one_sided_films(24, 1), one_sided_films(12, 2))


def test_a_mirror_image_gets_the_opposite_answer() -> None:
    pictures = torch.rand(3, 1, SIDE_INPUT_PX, SIDE_INPUT_PX, generator=torch.Generator().manual_seed(0))
    gate = SideGate().eval()
    with torch.no_grad():
        assert torch.allclose(gate.logit(pictures), -gate.logit(pictures.flip(-1)), atol=1e-6)
        symmetric = pictures + pictures.flip(-1)
        assert float(gate.logit(symmetric).abs().max()) < 1e-5


def test_training_tells_films_from_their_mirror_images(gate: SideGate) -> None:
    films = one_sided_films(20, 3)
    mirrored = [np.ascontiguousarray(film[:, ::-1]) for film in films]
    right, wrong = distances(gate, films, SIDE_INPUT), distances(gate, mirrored, SIDE_INPUT)
    assert np.mean(right < wrong) > 0.9
    assert np.mean(right <= GATE_LIMIT) > 0.9
    metrics = side_metrics(gate, films)
    assert metrics["told from its mirror image"].value == pytest.approx(np.mean(right < wrong), abs=1e-3)


def test_the_shipped_file_answers_as_the_network(gate: SideGate, tmp_path: Path) -> None:
    data = DataFacts("drawn", "this test", "none", 1, 1, None)
    differences = write_gate(
        tmp_path / "film-side", with_folded_norms(gate), MeasuredGate({}, data, 0), SIDE_GATE
    )
    assert max(differences.values()) < 1e-3
    assert (tmp_path / "film-side" / "card.md").is_file()
