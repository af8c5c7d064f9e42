"""How suggested tubes are counted: one suggestion finds one drawn tube of its kind."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from ctranscnn.tubes import evaluation
from ctranscnn.tubes.evaluation import Numbers, dense, drawn_metrics, matched
from ctranscnn.tubes.examples import FILM_SIDE_PX, DrawnFilm, Tube, example_of

PLAIN = np.full((FILM_SIDE_PX, FILM_SIDE_PX), 90, np.uint8)


def upright(x: float, first: float = 20, last: float = 120) -> Numbers:
    return dense([(x, first), (x, last)])


def test_two_tubes_side_by_side_are_not_both_found_by_one_suggestion() -> None:
    assert matched([upright(50), upright(52)], [upright(51.5)]) == {1: 0}
    assert matched([upright(50), upright(52)], [upright(52), upright(50.5)]) == {0: 1, 1: 0}
    assert matched([upright(50), upright(90)], [upright(51)]) == {0: 0}


def test_as_many_are_found_as_can_be_then_the_nearest() -> None:
    # the second suggestion reaches the first tube alone; the first one both, the first tube in whole
    tubes = [upright(50), upright(52)]
    assert matched(tubes, [upright(51), upright(48.5, 20, 75)]) == {0: 1, 1: 0}
    assert matched([upright(50)], [upright(51, 20, 80), upright(51)]) == {0: 1}


def test_nothing_is_found_without_suggestions_or_by_one_that_runs_elsewhere() -> None:
    assert matched([upright(50)], []) == {}
    assert matched([], [upright(50)]) == {}
    assert matched([upright(50)], [upright(60), upright(50, 20, 55)]) == {}


class OneCourse(nn.Module):
    """Sees one catheter, whatever the film."""

    def __init__(self, tube: Tube) -> None:
        super().__init__()
        example = example_of(DrawnFilm(PLAIN, (tube,)))
        self.maps = torch.from_numpy(example.tubes)[None] * 0.9, torch.from_numpy(example.tips)[None]

    def forward(self, films: Tensor) -> tuple[Tensor, Tensor]:
        assert films.shape == (1, 1, FILM_SIDE_PX, FILM_SIDE_PX)
        return self.maps


def test_of_two_drawn_catheters_one_suggestion_finds_half() -> None:
    two = tuple(Tube("cvc", np.array([[x, 40.0], [x, 240.0]]), True) for x in (100.0, 104.0))
    network = OneCourse(two[0])
    metrics = drawn_metrics(network, [evaluation.TestFilm(DrawnFilm(PLAIN, two), "a patient", 1.0)])
    assert metrics["found, cvc"].value == 0.5
    assert metrics["tip error px of 320, cvc, median"].value < 3
    assert metrics["suggestions of no drawn tube (other kind, fragment), a film with tubes"].value == 0
    other = drawn_metrics(network, [evaluation.TestFilm(DrawnFilm(PLAIN, (two[1],)), "a patient", 1.0)])
    assert other["found, cvc"].value == 1
