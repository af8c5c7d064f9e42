"""Films with drawn lines: labels follow the geometry, the control draws nothing, a seed repeats itself."""

import numpy as np
import pytest

from ctranscnn.labels import read_label_set
from ctranscnn.phantoms.anatomy import ThoraxFrame
from ctranscnn.phantoms.backgrounds import generated_backgrounds
from ctranscnn.phantoms.film import draw_film, sample_lines
from ctranscnn.phantoms.film_background import draw_film_background
from ctranscnn.phantoms.line_drawing import LineLook, draw_line
from ctranscnn.phantoms.line_rules import Device, Line, label_of
from ctranscnn.phantoms.noise import as_field, stream
from ctranscnn.phantoms.registration import estimate_frame


def straight(device: Device, tip: tuple[float, float], through_airway: bool = False) -> Line:
    points = np.linspace((tip[0], -20.0), tip, 100)
    return Line(device, points, through_airway)


@pytest.mark.parametrize(
    ("height_cm", "label"),
    [
        (2.9, "ett-borderline"),
        (3.0, "ett-normal"),
        (7.0, "ett-normal"),
        (7.1, "ett-borderline"),
        (1.4, "ett-abnormal"),
        (8.6, "ett-abnormal"),
        (-2.0, "ett-abnormal"),
    ],
)
def test_endotracheal_tube_by_height_above_the_carina(height_cm: float, label: str) -> None:
    assert label_of(straight("ett", (0.0, -height_cm)), tip_on_film=True) == label


@pytest.mark.parametrize(
    ("tip", "airway", "on_film", "label"),
    [
        ((2.0, 30.0), False, True, "ngt-normal"),
        ((2.0, 21.0), False, True, "ngt-borderline"),
        ((1.0, 9.0), False, True, "ngt-abnormal"),
        ((-4.0, 10.0), True, True, "ngt-abnormal"),
        ((2.0, 30.0), False, False, "ngt-incompletely-imaged"),
    ],
)
def test_nasogastric_tube(tip: tuple[float, float], airway: bool, on_film: bool, label: str) -> None:
    assert label_of(straight("ngt", tip, airway), on_film) == label


@pytest.mark.parametrize(
    ("tip", "label"),
    [
        ((-2.5, 2.0), "cvc-normal"),
        ((-2.5, -2.0), "cvc-borderline"),
        ((-2.5, 6.0), "cvc-borderline"),
        ((-2.5, 10.0), "cvc-abnormal"),
        ((7.0, -8.0), "cvc-abnormal"),
        ((3.6, 2.0), "cvc-abnormal"),
    ],
)
def test_central_venous_catheter_by_zone_of_its_tip(tip: tuple[float, float], label: str) -> None:
    assert label_of(straight("cvc", tip), tip_on_film=True) == label


def test_a_tip_off_the_film_or_a_wire_carries_no_other_label() -> None:
    assert label_of(straight("ett", (0.0, -30.0)), tip_on_film=False) is None
    assert label_of(straight("distractor", (5.0, 5.0)), tip_on_film=True) is None


def test_every_label_is_drawn_and_catheters_coexist() -> None:
    background = generated_backgrounds(1, 3, 128)
    phantoms = [draw_film(background, 5, index) for index in range(150)]
    assert {label for phantom in phantoms for label in phantom.labels} == set(
        read_label_set("chestxray11").keys
    )
    two = [p for p in phantoms if {"cvc-normal", "cvc-abnormal"} <= set(p.labels)]
    assert two, "one normal and one abnormal catheter lie together somewhere"
    assert any(not phantom.labels for phantom in phantoms)


def test_labels_are_those_of_the_lines() -> None:
    background = generated_backgrounds(2, 3, 128)
    for index in range(40):
        phantom = draw_film(background, 8, index)
        assert set(phantom.labels) == {line.label for line in phantom.lines} - {None}
        for line in phantom.lines:
            back = phantom.frame.to_centimetres(line.points_px[-1:])[0]
            assert np.allclose(back, line.line.tip_cm)
            inside = bool((line.points_px[-1] >= 0).all() and (line.points_px[-1] < 128).all())
            assert inside or not line.tip_on_film


def test_the_control_keeps_labels_and_draws_no_line() -> None:
    background = generated_backgrounds(1, 4, 256)
    for index in range(12):
        drawn, control = (draw_film(background, 6, index, signs_drawn=signs) for signs in (True, False))
        assert drawn.labels == control.labels
        difference = np.abs(drawn.picture.astype(int) - control.picture.astype(int))
        changed = (difference > 8).mean()
        visible = [line for line in drawn.lines if (line.points_px.max(axis=0) > 0).all()]
        assert (changed > 0.001) == bool(visible)
        assert changed < 0.25


def test_a_line_survives_the_resize_to_the_network() -> None:
    background = draw_film_background(stream(1, 0, 0), 384)
    lines = [line for index in range(30) for line in sample_lines(stream(2, index, 0))]
    for line in lines[:25]:
        film = draw_line(background.values, background.frame, line, LineLook(1.0, 0.8, 0.0))
        small = (film - background.values).reshape(192, 2, 192, 2).mean(axis=(1, 3))
        assert small.max() > 0.05


def test_a_seed_repeats_itself_and_another_differs() -> None:
    background = generated_backgrounds(1, 4, 128)
    first, again, other = (draw_film(background, seed, 3).picture for seed in (6, 6, 7))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert np.array_equal(generated_backgrounds(1, 4, 128)[0].values, background[0].values)


def test_a_frame_follows_its_film() -> None:
    frame = ThoraxFrame.upright((50.0, 40.0), (3.0, 2.0))
    quarter_turn = np.array([[0.0, -1.0, 100.0], [1.0, 0.0, 0.0]])
    assert np.allclose(frame.moved(quarter_turn).carina_px, (60.0, 50.0))
    points = np.array([[1.0, -2.0], [0.0, 0.0]])
    assert np.allclose(frame.to_centimetres(frame.to_pixels(points)), points)


def test_registration_finds_the_frame_of_a_generated_film() -> None:
    errors = []
    for index in range(8):
        background = draw_film_background(stream(9, index, 0), 256)
        frame, match = estimate_frame(background.values)
        errors.append(
            np.hypot(*np.subtract(frame.carina_px, background.frame.carina_px)) / background.frame.px_per_cm
        )
        assert match > 0.5
    assert np.median(errors) < 1.5, "in frame centimetres"


def test_registration_gives_numbers_for_an_empty_film() -> None:
    frame, match = estimate_frame(as_field(np.full((64, 80), 0.5)))
    assert np.isfinite(frame.matrix).all()
    assert np.isfinite(match)
