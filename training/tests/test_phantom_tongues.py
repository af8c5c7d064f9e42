"""Drawn tongues: signs follow the constitutions, measurements match the truth, the control is neutral."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from ctranscnn.labels import read_label_set
from ctranscnn.phantoms.noise import stream
from ctranscnn.phantoms.tongue import draw_curdy_tongue, draw_tongue, segmented
from ctranscnn.phantoms.tongue_curds import curd_relief
from ctranscnn.phantoms.tongue_shape import draw_shape
from ctranscnn.phantoms.tongue_signs import (
    CONSTITUTIONS,
    INCOMPATIBLE,
    neutral_signs,
    sample_constitutions,
    sign_keys,
    with_constitutions,
)


def test_constitutions_are_those_of_the_label_set() -> None:
    assert read_label_set("tcmtd").keys == CONSTITUTIONS


def test_signs_of_every_constitution_are_keys_of_the_ontology() -> None:
    known = set(read_label_set("tongue-signs").keys)
    for index in range(200):
        random = stream(1, index, 0)
        constitutions = sample_constitutions(random)
        signs = with_constitutions(neutral_signs(stream(1, index, 1)), constitutions, random)
        assert set(sign_keys(signs)) <= known


@pytest.mark.parametrize(
    ("constitution", "expected"),
    [
        ("qixu", {"enlarged", "tooth-marked"}),
        ("yinxu", {"cracked", "dry", "coating-none"}),
        ("tanshi", {"coating-white", "coating-thick", "greasy"}),
        ("shire", {"coating-yellow", "coating-thick", "greasy"}),
        ("xueyu", {"stasis-spots"}),
        ("tebing", {"peeled"}),
    ],
)
def test_a_constitution_draws_its_signs(constitution: str, expected: set[str]) -> None:
    for index in range(30):
        signs = with_constitutions(neutral_signs(stream(2, index, 0)), (constitution,), stream(2, index, 1))
        assert expected <= set(sign_keys(signs))


def test_labels_combine_but_never_against_each_other() -> None:
    drawn = [frozenset(sample_constitutions(stream(3, index, 0))) for index in range(600)]
    assert {len(labels) for labels in drawn} == {0, 1, 2, 3}
    assert not any(pair <= labels for labels in drawn for pair in INCOMPATIBLE)
    share = np.mean([[name in labels for name in CONSTITUTIONS] for labels in drawn], axis=0)
    assert (share > 0.1).all()


def test_coverage_is_what_was_asked_for() -> None:
    for index in range(12):
        phantom = draw_tongue(4, index, 200)
        if phantom.signs.peeled == 0.0 and phantom.signs.coating_opacity > 0.15:
            assert phantom.coating_coverage == pytest.approx(phantom.signs.coating_coverage, abs=0.01)
        assert not (phantom.coating & ~phantom.mask).any()


def test_peeling_takes_coating_away() -> None:
    found = [phantom for index in range(60) if (phantom := draw_tongue(5, index, 120)).signs.peeled > 0.0]
    assert found
    for phantom in found:
        assert phantom.coating_coverage < 0.85 * phantom.signs.coating_coverage


def test_curds_lie_on_the_coating_alone_and_leave_the_mouth_as_it_was() -> None:
    for index in range(6):
        plain, curdy = draw_tongue(5, index, 240), draw_curdy_tongue(5, index, 240)
        assert {"curdy", "coating-thick"} <= set(sign_keys(curdy.signs))
        assert not {"curdy", "greasy", "peeled"} & set(sign_keys(replace(curdy.signs, curdy=0.0)))
        assert plain.constitutions == curdy.constitutions
        assert np.array_equal(plain.mask, curdy.mask)
        assert curdy.coating_coverage == pytest.approx(curdy.signs.coating_coverage, abs=0.01)
        change = np.abs(plain.picture.astype(int) - curdy.picture.astype(int)).mean(axis=2)
        assert change[curdy.coating].mean() > 5 * change[~curdy.mask].mean()


def test_curds_are_coarse_lumps_with_gaps() -> None:
    shape = draw_shape(stream(6, 1, 0), neutral_signs(stream(6, 0, 0)), 400)
    relief = curd_relief(stream(6, 2, 0), shape)
    assert float(relief.min()) == 0
    assert 0.1 < float((relief == 0).mean()) < 0.45
    count, *_ = cv2.connectedComponentsWithStats((relief > 0.35).astype(np.uint8))
    # One lump for every square of its spacing, as many as lie apart; the range is that of the spacing.
    widths = 400 / (2 * shape.half_width_px)
    assert 0.2 * (widths / 0.075) ** 2 < count < (widths / 0.045) ** 2


def test_tooth_marks_bite_on_their_own_side() -> None:
    base = replace(neutral_signs(stream(6, 0, 0)), tooth_marks_left=0, tooth_marks_right=0, deviation_deg=0.0)
    bitten = replace(base, tooth_marks_left=5, tooth_depth=0.09)
    plain, marked = (draw_shape(stream(6, 1, 0), signs, 400) for signs in (base, bitten))
    lost = plain.mask & ~marked.mask
    left = plain.across < 0
    assert (lost & left).sum() > 150
    assert (lost & ~left).sum() == 0


def test_deviation_leans_the_axis() -> None:
    base = neutral_signs(stream(7, 0, 0))
    for degrees in (-8.0, 0.0, 8.0):
        shape = draw_shape(stream(7, 1, 0), replace(base, deviation_deg=degrees), 300)
        rows = np.flatnonzero(shape.mask.any(axis=1))
        middles = [np.flatnonzero(shape.mask[row]).mean() for row in rows[20:-20]]
        slope = np.polyfit(rows[20:-20], middles, 1)[0]
        assert np.degrees(np.arctan(slope)) == pytest.approx(degrees, abs=1.5)


def test_the_control_is_a_neutral_tongue_in_the_same_mouth() -> None:
    for index in range(8):
        drawn, control = (draw_tongue(8, index, 96, signs_drawn=signs) for signs in (True, False))
        assert drawn.constitutions == control.constitutions
        assert control.signs == neutral_signs(stream(8, index, 12))
        corner = np.abs(drawn.picture[:8].astype(int) - control.picture[:8].astype(int))
        assert np.median(corner) < 10, "light, skin and cloth stay"


def test_a_seed_repeats_itself_at_any_size_of_batch() -> None:
    pictures = [draw_tongue(9, index, 96).picture for index in (0, 1, 0)]
    assert np.array_equal(pictures[0], pictures[2])
    assert not np.array_equal(pictures[0], pictures[1])


def test_a_segmented_mask_is_near_the_true_one_but_not_equal() -> None:
    for index in range(6):
        phantom = draw_tongue(10, index, 200)
        found = segmented(phantom, 10, index)
        overlap = (found & phantom.mask).sum() / (found | phantom.mask).sum()
        assert 0.93 < overlap < 1.0
