"""Coating and body: told apart as on drawn tongues, shown apart in six channels, refused where unfit."""

import json
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image

from ctranscnn.augment import augment
from ctranscnn.data.pictures import Picture
from ctranscnn.errors import TrainingError
from ctranscnn.export.parity import open_session, run_file
from ctranscnn.paths import PROJECT_FOLDER
from ctranscnn.phantoms.tongue import draw_tongue, mask_picture
from ctranscnn.preprocess import InputFacts, prepare, resized
from ctranscnn.recipe import Augmentation
from ctranscnn.tongue.cluster import standardised, two_means, valley
from ctranscnn.tongue.colour import LINEAR, at_lightness, lab_of
from ctranscnn.tongue.grid import bounding_box, eroded
from ctranscnn.tongue.separate import separate

BODY, WHITE, GREY_BLACK = (185, 95, 100), (205, 190, 185), (70, 66, 62)
SIDE_PX = 240
ROWS, COLUMNS = np.mgrid[0:SIDE_PX, 0:SIDE_PX]
INSIDE = ((COLUMNS - 120) / 85) ** 2 + ((ROWS - 120) / 105) ** 2 < 1
MASK = mask_picture(INSIDE)
PARTS = InputFacts(
    48,
    48,
    "rgb",
    mean=(0.5, 0.4, 0.3, 0.2, 0.6, 0.7),
    std=(0.5,) * 6,
    region="coating-and-body",
    channels=6,
)
FIXTURE = PROJECT_FOLDER / "test" / "fixtures" / "models-in-parts" / "tcmtd"


def tongue(coating: np.ndarray, colour: tuple[int, int, int] = WHITE, darkest: float = 0.75) -> Picture:
    """Grain and light from above; coating [side, side] says where it is coated."""
    grain = np.random.default_rng(7).uniform(-12, 12, (SIDE_PX, SIDE_PX, 3))
    light = (1 - (1 - darkest) * ROWS / SIDE_PX)[:, :, None]
    colours = np.where(coating[:, :, None], colour, BODY)
    return np.clip(colours * light + grain, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("edge", [60, 120, 170])
def test_a_coated_part_is_found_to_the_rim(edge: int) -> None:
    parts = separate(tongue(edge > ROWS), MASK)
    assert parts.verdict == "two"
    assert (parts.coating != (INSIDE & (edge > ROWS))).sum() / INSIDE.sum() < 0.03
    assert abs(parts.coverage - (INSIDE & (edge > ROWS)).sum() / INSIDE.sum()) < 0.04
    np.testing.assert_array_equal(parts.coating | parts.body, INSIDE)
    assert not (parts.coating & parts.body).any()


@pytest.mark.parametrize("darkest", [1.0, 0.75, 0.4])
def test_a_bare_tongue_has_no_coating_however_it_is_lit(darkest: float) -> None:
    parts = separate(tongue(ROWS < 0, darkest=darkest), MASK)
    assert (parts.verdict, parts.coverage, parts.coating.any()) == ("bare", 0.0, False)


def test_a_fully_coated_tongue_has_no_body() -> None:
    parts = separate(tongue(ROWS >= 0), MASK)
    assert (parts.verdict, parts.coverage, parts.body.any()) == ("coated", 1.0, False)


def test_a_grey_black_coating_is_found_and_a_red_tip_is_none() -> None:
    stripe = np.abs(COLUMNS - 120) < 40
    assert (
        abs(separate(tongue(stripe, GREY_BLACK), MASK).coverage - (stripe & INSIDE).sum() / INSIDE.sum())
        < 0.06
    )
    assert separate(tongue(ROWS > 170, (190, 60, 70)), MASK).verdict == "bare"


def test_drawn_coatings_are_found_where_they_were_drawn() -> None:
    overlaps: list[float] = []
    for index in range(8):
        phantom = draw_tongue(11, index, 160)
        parts = separate(phantom.picture, mask_picture(phantom.mask))
        if phantom.coating_coverage > 0.3:
            common = (parts.coating & phantom.coating).sum()
            overlaps.append(float(common / (parts.coating | phantom.coating).sum()))
    assert len(overlaps) >= 5
    assert min(overlaps) > 0.7
    assert np.mean(overlaps) > 0.85


def test_too_little_tongue_counts_as_body() -> None:
    for mask in (np.zeros_like(MASK), np.where(INSIDE & (ROWS < 18), np.uint8(255), np.uint8(0))):
        parts = separate(tongue(ROWS >= 0), mask)
        assert parts.verdict == "unknown"
        np.testing.assert_array_equal(parts.body, mask > 127)


@pytest.mark.parametrize(
    ("picture", "mask", "code"),
    [
        (np.zeros((8, 8), np.uint8), np.zeros((8, 8), np.uint8), "tongue.picture"),
        (np.zeros((8, 8, 3), np.float32), np.zeros((8, 8), np.uint8), "tongue.picture"),
        (np.zeros((8, 8, 3), np.uint8), np.zeros((9, 8), np.uint8), "tongue.maskSize"),
    ],
)
def test_what_cannot_be_told_apart_is_refused(picture: np.ndarray, mask: np.ndarray, code: str) -> None:
    with pytest.raises(TrainingError) as refusal:
        separate(picture, mask)
    assert refusal.value.code == code


def test_each_half_shows_its_part_and_the_mean_elsewhere() -> None:
    values = resized(tongue(ROWS < 120, darkest=1.0), PARTS, MASK)
    assert values.shape == (48, 48, 6)
    coated, bare = values[14, 24], values[36, 24]
    np.testing.assert_array_equal(coated[3:], [51, 153, 179])
    np.testing.assert_array_equal(bare[:3], [128, 102, 77])
    np.testing.assert_allclose(coated[:3], WHITE, atol=8)
    np.testing.assert_allclose(bare[3:], BODY, atol=8)
    np.testing.assert_array_equal(values[0, 0], [128, 102, 77, 51, 153, 179])


def test_the_halves_together_are_the_tongue() -> None:
    plain = replace(
        PARTS, region="tongue", channels=3, mean=(0.0,) * 3, std=(1.0,) * 3, width_px=240, height_px=240
    )
    apart = replace(PARTS, mean=(0.0,) * 6, width_px=240, height_px=240)
    phantom = draw_tongue(11, 0, 240)
    mask = mask_picture(phantom.mask)
    whole = resized(phantom.picture, plain, mask).astype(int)
    halves = resized(phantom.picture, apart, mask).astype(int)
    apart_by = np.abs(halves[:, :, :3] + halves[:, :, 3:] - whole)
    # both are cut off at 0 and rounded where the cubic rings at an edge
    assert np.quantile(apart_by, 0.9) <= 1


def test_bare_and_coated_tongues_leave_one_half_blank() -> None:
    bare, coated = (prepare(tongue(where), PARTS, MASK) for where in (ROWS < 0, ROWS >= 0))
    assert np.abs(bare[:3]).max() < 0.01
    assert np.abs(coated[3:]).max() < 0.01
    assert np.abs(bare[3:]).max() > 0.2
    assert np.abs(coated[:3]).max() > 0.2


@pytest.mark.parametrize(
    ("mask", "code"),
    [
        (None, "input.maskMissing"),
        (np.zeros((SIDE_PX, SIDE_PX), np.uint8), "input.maskEmpty"),
        (np.zeros((50, 100), np.uint8), "input.maskSize"),
    ],
)
def test_a_missing_or_unfit_mask_is_refused(mask: np.ndarray | None, code: str) -> None:
    with pytest.raises(TrainingError) as refusal:
        prepare(tongue(ROWS < 120), PARTS, mask)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"channels": 3, "mean": [0.5] * 3, "std": [0.5] * 3}, "input.channels"),
        ({"region": "tongue"}, "input.channels"),
        ({"mean": [0.5] * 3}, "input.channels"),
        ({"colour": "grey"}, "input.colour"),
        ({"region": "coating"}, "facts.wrongType"),
    ],
)
def test_facts_that_do_not_fit_together_are_refused(change: dict[str, object], code: str) -> None:
    assert InputFacts.from_manifest(PARTS.as_manifest()) == PARTS
    with pytest.raises(TrainingError) as refusal:
        InputFacts.from_manifest({**PARTS.as_manifest(), **change})
    assert refusal.value.code == code


def test_the_committed_model_still_reads_and_answers_its_golden_tongue() -> None:
    golden = json.loads((FIXTURE / "golden" / "golden.json").read_text())
    facts = InputFacts.from_manifest(json.loads((FIXTURE / "manifest.json").read_text())["input"])
    picture, mask = (
        np.asarray(Image.open(FIXTURE / "golden" / golden[name])) for name in ("picture", "mask")
    )
    tensors = {
        role: np.fromfile(FIXTURE / "golden" / entry["file"], "<f4").reshape(entry["shape"])
        for role, entry in golden["tensors"].items()
    }
    batch = prepare(picture, facts, mask)[None]
    np.testing.assert_allclose(batch, tensors["input"], atol=1e-6)
    answered = run_file(open_session(FIXTURE / "model.onnx"), {"scores": "scores"}, batch)
    np.testing.assert_allclose(answered["scores"], tensors["scores"], atol=1e-3)
    # the two halves are not read alike: exchanging them changes the answer
    swapped = run_file(
        open_session(FIXTURE / "model.onnx"), {"scores": "scores"}, batch[:, [3, 4, 5, 0, 1, 2]]
    )
    assert np.abs(swapped["scores"] - tensors["scores"]).max() > 0.05


def test_both_halves_are_augmented_alike() -> None:
    plan = Augmentation(
        flip=True, rotation_degrees=9, scale=0.1, hue_degrees=30, brightness=0.2, contrast=0.2
    )
    half = torch.rand(4, 3, 32, 32)
    torch.manual_seed(3)
    alone = augment(half, plan, 32)
    torch.manual_seed(3)
    both = augment(torch.cat([half, half.flip(1)], dim=1), plan, 32)
    torch.testing.assert_close(both[:, :3], alone)
    torch.manual_seed(3)
    torch.testing.assert_close(both[:, 3:], augment(half.flip(1), plan, 32))
    assert not torch.allclose(alone, half, atol=0.05)


@pytest.mark.parametrize(
    ("colour", "expected"),
    [
        ((255, 255, 255), (100, 0, 0)),
        ((0, 0, 0), (0, 0, 0)),
        ((255, 0, 0), (53.24, 80.09, 67.2)),
        ((30, 60, 180), (31.35, 34.95, -66.15)),
    ],
)
def test_cielab_of_known_colours(colour: tuple[int, int, int], expected: tuple[float, ...]) -> None:
    np.testing.assert_allclose(lab_of(LINEAR[list(colour)]), expected, atol=0.1)


def test_a_shaded_colour_has_the_a_of_the_lit_one_at_its_lightness() -> None:
    lit, shaded = (lab_of(light * LINEAR[[190, 100, 105]]) for light in (1.0, 0.4))
    assert at_lightness(shaded[1], shaded[0], float(lit[0])) == pytest.approx(lit[1], abs=1e-6)


def test_two_populations_have_a_valley_and_one_has_none() -> None:
    bell = np.random.default_rng(0).normal(size=4000)
    assert valley(bell, (bell > 0).astype(np.intp)) > 0.9
    which = np.arange(4000) % 2
    assert valley(bell + 9 * which, which) < 0.1
    points = np.asarray([[0, 0, 0], [0.1, 0, 0], [5, 1, 1], [5.1, 1, 1]])
    assert two_means(standardised(points, (1, 1, 1))).tolist() == [0, 0, 1, 1]


def test_boxes_and_erosion() -> None:
    inside = np.zeros((6, 10), np.bool_)
    assert bounding_box(inside) is None
    inside[3, 2:5] = True
    box = bounding_box(inside)
    assert box is not None
    assert (box.top, box.bottom, box.left, box.right) == (3, 4, 2, 5)
    grown = np.ones((5, 6), np.bool_)
    grown[0, 0] = False
    expected = np.zeros((5, 6), np.bool_)
    expected[1:4, 1:5] = True
    expected[1, 1] = False
    np.testing.assert_array_equal(eroded(grown, 1), expected)
