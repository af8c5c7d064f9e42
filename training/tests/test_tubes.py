"""The tube suggestions: drawing, labelled films, loss, decoding, a training run of a few steps."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from ctranscnn.commands.tips_evaluate import provenance
from ctranscnn.commands.tips_train import WEIGHTS_NAME
from ctranscnn.data.line_masks import Polyline
from ctranscnn.data.ranzcr import DEVICES
from ctranscnn.errors import TrainingError
from ctranscnn.labels import read_label_set
from ctranscnn.phantoms.backgrounds import generated_backgrounds
from ctranscnn.phantoms.film_background import FilmBackground
from ctranscnn.tubes.decode import suggested_tubes
from ctranscnn.tubes.examples import (
    CELL_PX,
    FILM_SIDE_PX,
    GRID_SIDE,
    TubeExample,
    draw_example,
    example_of,
)
from ctranscnn.tubes.labelled import labelled_tips, read_labelled_films, told_tip
from ctranscnn.tubes.network import TubeLogits, TubeNetwork, TubeProbabilities
from ctranscnn.tubes.sources import example_source, films_sha256
from ctranscnn.tubes.training import (
    STATE_NAME,
    TubeRecipe,
    TubeRun,
    course_loss,
    films_of,
    recipe_of,
    tip_loss,
    train_tubes,
)

BACKGROUNDS = generated_backgrounds(2, 5, FILM_SIDE_PX)
SIZE = (1000, 800)


def drawn_examples(count: int) -> list[TubeExample]:
    return [
        example_of(draw_example(BACKGROUNDS, np.random.default_rng([3, index]))) for index in range(count)
    ]


def test_a_drawing_repeats_with_its_seed_and_some_films_have_no_tube() -> None:
    films = [draw_example(BACKGROUNDS, np.random.default_rng([9, index])) for index in range(30)]
    again = draw_example(BACKGROUNDS, np.random.default_rng([9, 4]))
    assert np.array_equal(films[4].picture, again.picture)
    empty = sum(not film.tubes for film in films)
    assert 0 < empty < 20
    assert {tube.device for film in films for tube in film.tubes} == set(DEVICES)


def test_targets_lie_where_the_tubes_are_and_each_tip_on_the_film_is_one_cell() -> None:
    for index in range(20):
        film = draw_example(BACKGROUNDS, np.random.default_rng([9, index]))
        example = example_of(film)
        for channel, device in enumerate(DEVICES):
            own = [tube for tube in film.tubes if tube.device == device]
            tips = {tuple(np.rint((t.points_px[-1] + 0.5) / CELL_PX - 0.5)) for t in own if t.tip_on_film}
            assert int((example.tips[channel] >= 1).sum()) == len(tips)
            if not own:
                assert not example.tubes[channel].any()
        for tube in film.tubes:
            if tube.tip_on_film:
                column, row = ((tube.points_px[-1] + 0.5) / CELL_PX).astype(int)
                near = example.tubes[DEVICES.index(tube.device)][
                    max(0, row - 2) : row + 3, max(0, column - 2) : column + 3
                ]
                assert near.any()


def line(device: str, *points: tuple[float, float]) -> Polyline:
    return Polyline(f"{device}-normal", device, np.asarray(points, np.float64))


@pytest.mark.parametrize(
    ("drawn", "tip"),
    [
        (line("ett", (500, 10), (500, 300)), (500, 300)),
        (line("ett", (500, 300), (500, 10)), (500, 300)),
        (line("ngt", (500, 5), (520, 600), (650, 700)), (650, 700)),
        (line("ngt", (500, 5), (560, 795)), None),
        (line("ett", (400, 300), (600, 310)), None),
        (line("cvc", (5, 200), (300, 180), (420, 400)), (420, 400)),
        (line("cvc", (420, 400), (300, 180), (5, 200)), (420, 400)),
        (line("cvc", (200, 200), (420, 400)), None),
        (line("swan-ganz", (300, 5), (420, 400), (995, 400)), None),
        (line("cvc", (200, 200)), None),
    ],
)
def test_a_tip_is_told_by_the_course_or_not_at_all(drawn: Polyline, tip: tuple[float, float] | None) -> None:
    found = told_tip(drawn, SIZE)
    assert (None if found is None else tuple(found)) == tip


def test_ends_that_may_be_tips_do_not_count() -> None:
    tips = labelled_tips([line("cvc", (200, 200), (420, 400)), line("ett", (500, 10), (500, 300))], SIZE)
    cvc, ett = tips[DEVICES.index("cvc")], tips[DEVICES.index("ett")]
    assert np.isnan(cvc[40, 32]) and np.isnan(cvc[80, 67]) and cvc[0, 0] == 0
    assert not np.isnan(ett).any() and int((ett >= 1).sum()) == 1


def ranzcr_folder(folder: Path, lines: list[str]) -> Path:
    """Three films of one patient each in the data set's own form."""
    names = read_label_set("chestxray11").dataset_names
    header = ",".join(["StudyInstanceUID", *[str(name) for name in names], "PatientID"])
    rows = [f"1.2.{number},{','.join(['0'] * 8 + ['1', '0', '0'])},p{number}" for number in range(3)]
    (folder / "train.csv").write_text("\n".join([header, *rows]) + "\n")
    quoted = ["StudyInstanceUID,label,data", *lines]
    (folder / "train_annotations.csv").write_text("\n".join(quoted) + "\n")
    (folder / "train").mkdir()
    for number in range(3):
        noise = np.random.default_rng(number).integers(0, 255, (SIZE[1], SIZE[0]), dtype=np.uint8)
        Image.fromarray(noise).save(folder / "train" / f"1.2.{number}.jpg")
    return folder


def test_labelled_films_give_the_same_kind_of_example(tmp_path: Path) -> None:
    rows = [
        '1.2.0,CVC - Normal,"[[5, 200], [300, 180], [420, 400]]"',
        '1.2.0,ETT - Normal,"[[500, 10], [500, 300]]"',
    ]
    films = read_labelled_films(ranzcr_folder(tmp_path, rows))
    assert len(films) == 1
    example = films.example(0)
    assert example.picture.shape == (FILM_SIDE_PX, FILM_SIDE_PX)
    assert example.tubes.shape == example.tips.shape == (4, GRID_SIDE, GRID_SIDE)
    ett = example.tubes[DEVICES.index("ett")]
    assert ett[30, 80] == 1 and ett[30, 20] == 0
    assert int((example.tips[DEVICES.index("ett")] >= 1).sum()) == 1
    source = example_source(BACKGROUNDS, films)
    loss = course_loss(
        torch.zeros(8, 4, GRID_SIDE, GRID_SIDE),
        torch.from_numpy(np.stack([source(np.random.default_rng([1, index])).tubes for index in range(8)])),
    )
    assert torch.isfinite(loss)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ('9.9.9,CVC - Normal,"[[1, 2], [3, 4]]"', "table.cell"),
        ('1.2.0,Drain - Normal,"[[1, 2], [3, 4]]"', "table.cell"),
        ('1.2.0,CVC - Normal,"[[1, 2], [3"', "table.cell"),
        ('1.2.0,CVC - Normal,"[]"', "table.cell"),
        ('1.2.0,CVC - Normal,"[[1, NaN]]"', "table.cell"),
    ],
)
def test_bad_rows_are_refused_by_name(tmp_path: Path, row: str, code: str) -> None:
    with pytest.raises(TrainingError) as caught:
        read_labelled_films(ranzcr_folder(tmp_path, [row]))
    assert caught.value.code == code


def test_cells_that_nobody_knows_move_no_loss() -> None:
    example = drawn_examples(1)[0]
    logits = torch.randn(1, 4, GRID_SIDE, GRID_SIDE, generator=torch.Generator().manual_seed(0))
    tubes, tips = torch.from_numpy(example.tubes)[None].clone(), torch.from_numpy(example.tips)[None].clone()
    tubes[:, :, :40] = torch.nan
    tips[:, :, :40] = torch.nan
    before = course_loss(logits, tubes) + tip_loss(logits, tips)
    logits[:, :, :40] += 5
    assert torch.isfinite(before)
    assert torch.allclose(before, course_loss(logits, tubes) + tip_loss(logits, tips))


def test_the_network_gives_maps_of_half_the_side_and_an_even_film_is_no_trouble() -> None:
    network = TubeNetwork().eval()
    films = torch.cat([films_of(drawn_examples(1)), torch.zeros(1, 1, FILM_SIDE_PX, FILM_SIDE_PX)])
    tubes, tips = TubeProbabilities(network)(films)
    assert tubes.shape == tips.shape == (2, 4, GRID_SIDE, GRID_SIDE)
    assert torch.isfinite(tubes).all() and float(tubes.max()) <= 1
    assert sum(parameter.numel() for parameter in network.parameters()) < 1_000_000


def test_training_goes_on_where_it_stopped_and_the_loss_falls(tmp_path: Path) -> None:
    fixed = drawn_examples(2)
    seen: list[int] = []

    def source(random: np.random.Generator) -> TubeExample:
        seen.append(1)
        return fixed[int(random.integers(2))]

    recipe = TubeRecipe(steps=6, batch=2, half_precision=False)
    network = train_tubes(recipe, source, TubeRun(tmp_path, "films"))
    assert len(seen) == 12
    again = train_tubes(recipe, source, TubeRun(tmp_path, "films"))
    assert len(seen) == 12
    for left, right in zip(network.state_dict().values(), again.state_dict().values(), strict=True):
        assert torch.equal(left, right)


def test_a_run_is_gone_on_with_on_the_same_films_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fixed = drawn_examples(1)
    seen: list[int] = []

    def source(random: np.random.Generator) -> TubeExample:
        seen.append(1)
        return fixed[int(random.integers(1))]

    recipe = TubeRecipe(steps=1, batch=1, half_precision=False)
    for films, drawn in (("one", 1), ("one", 1), ("another", 2)):
        train_tubes(recipe, source, TubeRun(tmp_path, films))
        assert len(seen) == drawn
    assert "begun anew" in capsys.readouterr().err


def kept_run(folder: Path, labelled: int = 0, seed: int = 3) -> dict[str, torch.Tensor]:
    fixed = drawn_examples(1)
    recipe = TubeRecipe(seed=seed, steps=1, batch=1, half_precision=False)
    network = train_tubes(recipe, lambda _: fixed[0], TubeRun(folder, "films", labelled))
    torch.save(network.state_dict(), folder / WEIGHTS_NAME)
    return network.state_dict()


def test_what_trained_the_weights_is_what_the_run_says(tmp_path: Path) -> None:
    kept_run(tmp_path)
    seed, command = provenance(tmp_path)
    assert (seed, "--seed 3 (recipe with steps 1, batch 1, half_precision False)" in command) == (3, True)


def test_weights_whose_run_is_not_known_are_not_shipped(tmp_path: Path) -> None:
    weights = kept_run(tmp_path)
    other = {name: value + 1 for name, value in weights.items()}
    with pytest.raises(TrainingError, match="of other weights"):
        recipe_of(tmp_path, other)
    state = torch.load(tmp_path / STATE_NAME, weights_only=True)
    for change, words in (({"step": 0}, "unfinished"), ({"labelled": None}, "does not say")):
        changed = {name: value for name, value in (state | change).items() if value is not None}
        torch.save(changed, tmp_path / STATE_NAME)
        with pytest.raises(TrainingError, match=words):
            recipe_of(tmp_path, weights)
    (tmp_path / STATE_NAME).unlink()
    with pytest.raises(TrainingError, match="does not exist") as refused:
        provenance(tmp_path)
    assert refused.value.code == "tubes.noRun"


def test_weights_of_labelled_films_are_not_shipped_as_weights_of_drawn_ones(tmp_path: Path) -> None:
    kept_run(tmp_path, labelled=12)
    with pytest.raises(TrainingError, match="12 labelled films") as refused:
        provenance(tmp_path)
    assert refused.value.code == "tubes.labelled"


def test_films_are_told_apart_by_picture_frame_and_drawn_lines(tmp_path: Path) -> None:
    first, second = BACKGROUNDS
    shifted = FilmBackground(
        first.values, first.frame.moved(np.array([[1.0, 0, 1], [0, 1, 0]])), first.source
    )
    lines = ['1.2.0,CVC - Normal,"[[5, 200], [300, 180], [420, 400]]"']
    labelled = read_labelled_films(ranzcr_folder(tmp_path, lines))
    moved = dataclasses.replace(labelled.pictures, lines={"1.2.0": (line("cvc", (5, 200), (300, 181)),)})
    told = [
        films_sha256([first], None),
        films_sha256([second], None),
        films_sha256([shifted], None),
        films_sha256([first], labelled),
        films_sha256([first], dataclasses.replace(labelled, pictures=moved)),
    ]
    assert len(set(told)) == len(told)
    assert films_sha256([first], labelled) == told[3]


def test_perfect_maps_give_the_drawn_tubes_back() -> None:
    found, drawn, errors = 0, 0, []
    for index in range(12):
        film = draw_example(BACKGROUNDS, np.random.default_rng([9, index]))
        example = example_of(film)
        tubes = suggested_tubes(example.tubes * np.float32(0.9), example.tips)
        for tube in film.tubes:
            if tube.device != "ett" or not tube.tip_on_film:
                continue
            drawn += 1
            own = [each for each in tubes if each.device == "ett"]
            found += len(own)
            errors += [
                np.hypot(*(np.asarray(each.points[-1]) * CELL_PX - 0.5 - tube.points_px[-1])) for each in own
            ]
    assert drawn == found > 2
    assert max(errors) < 3 * CELL_PX


def test_logits_are_named() -> None:
    assert TubeLogits._fields == ("tubes", "tips")
