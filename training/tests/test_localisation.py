"""Maps against boxes with known answers."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from ctranscnn.maps.boxes import Box
from ctranscnn.maps.localisation import (
    IOU_LEVELS,
    MAP_LEVELS,
    figure_names,
    mean_maps,
    measure,
    measure_by_chance,
    measure_centre,
)
from ctranscnn.maps.localisation_report import ALL, FEWEST_PATIENTS, Maps, bootstrap_means, report
from ctranscnn.metrics import patient_bootstrap

WIDTH, HEIGHT = 60, 50


def box_of(left: float, top: float, width: float, height: float) -> Box:
    return Box(0, "mass", left, top, width, height, WIDTH, HEIGHT)


def map_of(left: int, top: int, width: int, height: int) -> NDArray[np.float64]:
    result = np.zeros((HEIGHT, WIDTH))
    result[top : top + height, left : left + width] = 2.0
    return result


def named(figures: NDArray[np.float64]) -> dict[str, float]:
    return dict(zip(figure_names(), figures.tolist(), strict=True))


def test_a_map_that_is_exactly_the_box_is_perfect() -> None:
    figures = measure(map_of(10, 20, 12, 8), box_of(10, 20, 12, 8), 0)
    assert named(figures) == dict.fromkeys(figure_names(), 1.0)
    assert len(figure_names()) == 2 + len(MAP_LEVELS) * (1 + len(IOU_LEVELS))


def test_a_map_beside_the_box_by_half_shares_a_third() -> None:
    figures = named(measure(map_of(16, 20, 12, 8), box_of(10, 20, 12, 8), 0))
    assert figures["iou@0.5"] == pytest.approx(1 / 3)
    assert figures["energy"] == pytest.approx(0.5)
    # the map is flat: of its maximal pixels one half lies in the box
    assert figures["pointing"] == pytest.approx(0.5)
    assert [figures[f"iou@0.5>={share}"] for share in IOU_LEVELS] == [1, 1, 1, 0, 0, 0, 0]


def test_a_map_of_zeros_finds_nothing_and_neither_does_chance_with_it() -> None:
    box = box_of(10, 20, 12, 8)
    assert not measure(np.zeros((HEIGHT, WIDTH)), box, 15).any()
    assert not measure_by_chance(np.zeros((HEIGHT, WIDTH)), box, 15).any()


def test_the_tolerance_is_a_distance_from_the_box() -> None:
    point = map_of(25, 30, 1, 1)
    # its centre (25.5, 30.5) lies 3.5 px right of and 2.5 px below the box
    box = box_of(10, 20, 12, 8)
    distance = math.hypot(3.5, 2.5)
    assert measure(point, box, distance - 0.01)[0] == 0
    assert measure(point, box, distance + 0.01)[0] == 1


def test_the_levels_cut_the_map_at_shares_of_its_maximum() -> None:
    stairs = map_of(10, 20, 12, 8)
    stairs[20:28, 10:16] *= 0.6
    figures = named(measure(stairs, box_of(10, 20, 12, 8), 0))
    assert (figures["iou@0.5"], figures["iou@0.75"]) == (1.0, 0.5)


def test_chance_is_the_mean_over_every_cyclic_shift() -> None:
    generator = np.random.default_rng(0)
    film_map = generator.random((9, 12)) ** 3
    box = Box(0, "mass", 2, 3, 4, 5, 12, 9)
    expected = np.zeros(len(figure_names()))
    for down in range(9):
        for right in range(12):
            expected += measure(np.roll(film_map, (down, right), (0, 1)), box, 1)
    np.testing.assert_allclose(measure_by_chance(film_map, box, 1), expected / film_map.size, atol=1e-9)


def test_the_centre_is_a_point_and_discs_as_large_as_the_maps_regions() -> None:
    region = map_of(0, 0, 20, 10)
    figures = named(measure_centre(region, box_of(WIDTH / 2 - 10, HEIGHT / 2 - 10, 20, 20), 0))
    assert figures["pointing"] == 1
    assert math.isnan(figures["energy"])
    # a disc of 200 px (radius 8) within a box of 400 px
    assert figures["iou@0.5"] == pytest.approx(0.5, abs=0.01)
    assert named(measure_centre(region, box_of(0, 0, 5, 5), 0))["pointing"] == 0


def test_a_mean_map_leaves_the_patient_out() -> None:
    maps = [np.full((2, 2), 4.0), np.asarray([[0.0, 2.0], [0.0, 0.0]]), np.zeros((2, 2))]
    means = mean_maps(maps, ["a", "b", "b"])
    np.testing.assert_allclose(means[0], [[0.0, 0.5], [0.0, 0.0]])
    np.testing.assert_allclose(means[1], np.ones((2, 2)))
    np.testing.assert_array_equal(mean_maps(maps[:1], ["a"])[0], np.zeros((2, 2)))


def test_the_intervals_are_those_of_the_patient_bootstrap() -> None:
    generator = np.random.default_rng(1)
    values = generator.random((20, 2))
    patients = [f"p{index}" for index in generator.integers(0, 8, 20)]
    found = bootstrap_means(values, patients, rounds=200)
    for column in range(2):

        def mean(chosen: NDArray[np.intp], column: int = column) -> float:
            return float(values[chosen, column].mean())

        expected = patient_bootstrap(patients, mean, rounds=200)
        assert found[column].value == pytest.approx(expected.value)
        assert (found[column].low, found[column].high) == pytest.approx((expected.low, expected.high))


def test_few_patients_have_no_interval() -> None:
    values = np.ones((6, 1))
    few = bootstrap_means(values, ["a", "b", "c", "d", "d", "d"])[0]
    assert few.value == 1
    assert math.isnan(few.low)
    assert FEWEST_PATIENTS == 5


def test_a_report_groups_boxes_by_label_and_over_all() -> None:
    grids = np.zeros((2, 2, 5, 6))
    grids[0, 0, 2, 1] = grids[1, 0, 2, 1] = grids[1, 1, 0, 5] = 1.0
    boxes = [
        Box(3, "mass", 10, 20, 10, 10, WIDTH, HEIGHT),
        Box(7, "mass", 40, 0, 10, 10, WIDTH, HEIGHT),
        Box(7, "hernia", 50, 0, 10, 10, WIDTH, HEIGHT),
    ]
    groups = report(boxes, Maps([3, 7], ["a", "b"], ["mass", "hernia"], grids), 0)
    assert [(group.label, group.boxes, group.patients) for group in groups] == [
        ("mass", 2, 2),
        ("hernia", 1, 1),
        (ALL, 3, 2),
    ]
    pointed = {group.label: group.figures["map"]["pointing"].value for group in groups}
    assert pointed == {"mass": 0.5, "hernia": 1.0, ALL: pytest.approx(2 / 3)}
    # the other film's map of the label is the same for mass, and empty for hernia
    usual = {group.label: group.figures["mean map"]["pointing"].value for group in groups}
    assert usual == {"mass": 0.5, "hernia": 0.0, ALL: pytest.approx(1 / 3)}
    over = groups[-1].figures["map over mean map"]["pointing"]
    assert over.value == pytest.approx(1 / 3)
    written = groups[-1].as_json()["figures"]["centre"]["energy"]
    assert written == {"value": None, "low": None, "high": None}
