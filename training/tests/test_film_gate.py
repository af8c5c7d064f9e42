"""The film gate: ranks, subspace, pictures, and a short training on drawn films to the shipped file."""

from pathlib import Path

import numpy as np
import pytest
import torch

from ctranscnn.data.pictures import Picture
from ctranscnn.export.facts import DataFacts
from ctranscnn.export.parity import open_session, run_file
from ctranscnn.gates.film_evaluation import GATE_INPUT, GATE_LIMIT, distances
from ctranscnn.gates.film_network import FilmGate, RankEqualised, Subspace
from ctranscnn.gates.film_package import MeasuredGate, golden_film, share_metric, write_gate
from ctranscnn.gates.film_pictures import SPOILERS, FilmSources, film_variant, not_a_film
from ctranscnn.gates.film_training import GateRecipe, train_gate
from ctranscnn.gates.procedural import KINDS, procedural_picture
from ctranscnn.gates.radiographs import KINDS as RADIOGRAPH_KINDS
from ctranscnn.phantoms.film_background import draw_film_background
from ctranscnn.phantoms.noise import as_field, to_picture
from ctranscnn.preprocess import prepare
from ctranscnn.segmentation.folding import with_folded_norms


def drawn_films(count: int, seed: int) -> list[Picture]:
    return [
        to_picture(draw_film_background(np.random.default_rng([seed, index]), 96).values)
        for index in range(count)
    ]


@pytest.fixture(scope="module")
def gate() -> FilmGate:
    """A gate trained for a few seconds on drawn films alone."""
    recipe = GateRecipe(steps=120, positives=12, negatives=16, drawn_share=0.0)
    return train_gate(
        recipe, FilmSources(drawn_films(16, 1), [], []), FilmSources(drawn_films(12, 2), [], [])
    )


def test_ranks_ignore_every_rising_curve_and_turn_round_with_the_picture() -> None:
    picture = torch.rand(2, 1, 48, 48, generator=torch.Generator().manual_seed(0))
    equalise = RankEqualised()
    ranks = equalise(picture)
    assert float(ranks.mean()) == pytest.approx(0, abs=1e-3)
    assert float((equalise(picture * 0.2 + 0.4) - ranks).abs().max()) < 1e-3
    assert float((equalise(picture**2) - ranks).abs().mean()) < 0.02
    assert float((equalise(1 - picture) + ranks).abs().max()) < 1e-3
    assert not equalise(torch.full((1, 1, 48, 48), 0.3)).any()


def test_ranks_agree_with_sorting() -> None:
    picture = torch.rand(1, 1, 48, 48, generator=torch.Generator().manual_seed(1))
    order = picture.flatten().argsort().argsort().double()
    exact = (order + 0.5) / order.numel() * 2 - 1
    assert float((RankEqualised()(picture).flatten() - exact).abs().max()) < 0.02


def test_subspace_is_near_one_inside_and_grows_outside() -> None:
    generator = torch.Generator().manual_seed(0)
    basis = torch.randn(4, 1, 48, 48, generator=generator)
    weights = torch.randn(200, 4, generator=generator)
    films = torch.einsum("nk,kchw->nchw", weights, basis)
    films = films + 0.3 * torch.randn(200, 1, 48, 48, generator=generator)
    subspace = Subspace(4)
    subspace.fit(films)
    assert 0.8 < float(subspace(films).mean()) < 1.1
    assert float(subspace(films * 5).mean()) > 4
    assert float(subspace(torch.randn(20, 1, 48, 48, generator=generator) * 3).mean()) > 3


def test_every_kind_of_picture_can_be_drawn() -> None:
    random = np.random.default_rng(0)
    for kind in KINDS:
        assert kind(random, 48).shape == (48, 48, 3)
    for kind in RADIOGRAPH_KINDS:
        assert kind(random, 48).shape == (48, 48)
    assert procedural_picture(random, 40).dtype == np.uint8


def test_spoiled_films_differ_from_the_film_and_keep_its_size() -> None:
    film = as_field(drawn_films(1, 4)[0]) / np.float32(255)
    random = np.random.default_rng(0)
    for spoil in SPOILERS:
        spoiled = spoil(random, film)
        assert spoiled.shape == film.shape or spoil.__name__ == "_shuffled"
        resized = spoiled[: film.shape[0], : film.shape[1]]
        assert np.abs(resized - film[: resized.shape[0], : resized.shape[1]]).mean() > 0.02


def test_variants_and_refusals_are_48_px_within_0_and_1() -> None:
    films = drawn_films(2, 5)
    sources = FilmSources(films, films, [np.zeros((30, 50, 3), np.uint8)])
    random = np.random.default_rng(0)
    for _ in range(40):
        for picture in (film_variant(random, films[0], 48), not_a_film(random, sources, 48)):
            assert picture.shape == (48, 48)
            assert float(picture.min()) >= 0
            assert float(picture.max()) <= 1


def test_a_gate_trained_on_drawn_films_knows_unseen_ones(gate: FilmGate) -> None:
    films = drawn_films(12, 9)
    accepted = distances(gate, films) <= GATE_LIMIT
    inverted = distances(gate, [255 - film for film in films]) <= GATE_LIMIT
    upside_down = distances(gate, [film[::-1] for film in films]) <= GATE_LIMIT
    assert accepted.mean() >= 0.9
    assert inverted.mean() <= 0.1
    assert upside_down.mean() <= 0.1


def test_the_shipped_file_answers_as_the_gate_does(gate: FilmGate, tmp_path: Path) -> None:
    data = DataFacts("drawn films", "drawn", "none", 16, 0, None)
    metrics = {"accepted": share_metric(np.ones(12, bool), "drawn")}
    differences = write_gate(
        tmp_path / "frontal-film", with_folded_norms(gate), MeasuredGate(metrics, data, 0)
    )
    assert differences["distance"] < 1e-3
    session = open_session(tmp_path / "frontal-film" / "model.onnx")
    pictures = [golden_film().picture, 255 - golden_film().picture, np.zeros((9, 7), np.uint8)]
    batch = np.stack([prepare(picture, GATE_INPUT) for picture in pictures])
    distance = run_file(session, {"distance": "distance"}, batch)["distance"]
    assert distance.shape == (3, 1)
    assert np.isfinite(distance).all()
    assert np.abs(distance[:, 0] / distances(gate, pictures) - 1).max() < 0.02
    assert "how many people they show is not known" in (tmp_path / "frontal-film" / "card.md").read_text()
