"""Maps against boxes with known answers, bad box lists, and maps from the right fold."""

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image

from ctranscnn.cli import EXIT_REFUSED, main
from ctranscnn.data.nih import NihFilms, read_nih_films
from ctranscnn.errors import TrainingError
from ctranscnn.export.readback import read_network
from ctranscnn.maps.boxes import Box, read_boxes
from ctranscnn.maps.closed_form import weigh_last_map
from ctranscnn.maps.film_maps import (
    FoldRun,
    MapSource,
    fold_network,
    maps_of_films,
    out_of_fold_maps,
    shipped_maps,
    weigher,
)
from ctranscnn.maps.gradients import Layer, weigh_by_autograd
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
from ctranscnn.model.build import build_network
from ctranscnn.model.comparator_config import ComparatorConfig
from ctranscnn.model.config import NetworkConfig
from ctranscnn.model.network import CTransCNN
from ctranscnn.paths import MODELS_FOLDER, REAL_DATA_FOLDER
from ctranscnn.preprocess import InputFacts
from ctranscnn.recipe import Recipe
from ctranscnn.runs import HeldOutPredictions, RunFacts, write_run
from ctranscnn.split import picture_name, write_folds

HEADER = "image,finding,x,y,w,h"
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


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Six generated films of five patients with three boxes."""
    generator = np.random.default_rng(0)
    (tmp_path / "images").mkdir()
    lines = ["image,patient_id,view,age,sex,findings"]
    for number in range(6):
        pixels = generator.integers(0, 256, (64, 64), np.uint8)
        Image.fromarray(pixels).resize((80, 70)).save(tmp_path / "images" / f"f{number}.png")
        lines.append(f"f{number}.png,p{min(number, 4)},PA,50,M,Mass")
    (tmp_path / "labels.csv").write_text("\n".join(lines) + "\n")
    write_boxes(tmp_path, "f0.png,Mass,10,12,30,20", "f3.png,Infiltrate,0,0,80.4,70", "f5.png,Mass,5,6,7,8")
    return tmp_path


def write_boxes(folder: Path, *rows: str) -> None:
    (folder / "boxes.csv").write_text("\n".join([HEADER, *rows]) + "\n")


def test_boxes_are_read_with_the_other_spelling(folder: Path) -> None:
    boxes = read_boxes(folder, read_nih_films(folder))
    assert [(box.film, box.label) for box in boxes] == [(0, "mass"), (3, "infiltration"), (5, "mass")]
    assert (boxes[0].film_width_px, boxes[0].film_height_px) == (80, 70)
    assert boxes[0].mask().sum() == 30 * 20
    assert boxes[1].mask().all()


@pytest.mark.parametrize(
    ("row", "code", "words"),
    [
        ("x.png,Mass,1,2,3,4", "boxes.cell", "row 3, column image"),
        ("f1.png,Mess,1,2,3,4", "boxes.cell", "row 3, column finding"),
        ("f1.png,Mass,1,two,3,4", "boxes.cell", "row 3, column y"),
        ("f1.png,Mass,-1,2,3,4", "boxes.cell", "row 3, column x"),
        ("f1.png,Mass,nan,2,3,4", "boxes.cell", "row 3, column x"),
        ("f1.png,Mass,1,2,inf,4", "boxes.cell", "row 3, column w"),
        ("f1.png,Mass,1,2,0.5,4", "boxes.cell", "row 3, column w"),
        ("f1.png,Mass,70,2,20,4", "boxes.cell", "row 3, column w"),
        ("f1.png,Mass,1,60,20,20", "boxes.cell", "row 3, column h"),
        ("f1.png,Mass,1,2,3", "boxes.row", "row 3 has 5 cells"),
        ("f1.png,Mass,1,2,3,4,5", "boxes.row", "row 3 has 7 cells"),
        ("f0.png,Mass,1,2,3,4", "boxes.row", "row 3 repeats row 2"),
    ],
)
def test_a_bad_row_is_named(folder: Path, row: str, code: str, words: str) -> None:
    write_boxes(folder, "f0.png,Mass,1,2,3,4", row)
    with pytest.raises(TrainingError) as refusal:
        read_boxes(folder, read_nih_films(folder))
    assert refusal.value.code == code
    assert words in str(refusal.value)


def test_a_box_list_that_is_none_is_refused(folder: Path) -> None:
    films = read_nih_films(folder)
    write_boxes(folder)
    with pytest.raises(TrainingError) as empty:
        read_boxes(folder, films)
    (folder / "boxes.csv").write_text("image,label,x,y,w,h\nf0.png,Mass,1,2,3,4\n")
    with pytest.raises(TrainingError) as columns:
        read_boxes(folder, films)
    (folder / "boxes.csv").unlink()
    with pytest.raises(TrainingError) as missing:
        read_boxes(folder, films)
    codes = [refusal.value.code for refusal in (empty, columns, missing)]
    assert codes == ["boxes.missing", "boxes.columns", "boxes.missing"]


CONFIG = NetworkConfig(classes=14, image_px=32, embed=12, depth=3, heads=3, base_width=8, final_stride=1)
RECIPE = Recipe("tiny", "chestxray14", CONFIG, InputFacts(32, 32, "grey"))
FOLDS = np.asarray([0, 1, 0, 1, 0, 0])


def fold_run(folder: Path, films: NihFilms) -> FoldRun:
    """Two folds of random networks; no film of a patient lies in two."""
    for fold in range(2):
        torch.manual_seed(fold)
        network = CTransCNN(CONFIG)
        network.conv_head.weight.data *= 30
        (folder / f"fold-{fold}").mkdir(parents=True)
        torch.save(network.state_dict(), folder / f"fold-{fold}" / "weights.pt")
    write_folds(folder / "split.json", films.names, FOLDS, {})
    recipe_file = folder / "recipe.json"
    network_facts = {
        name: getattr(CONFIG, name)
        for name in ("classes", "image_px", "embed", "depth", "heads", "base_width", "final_stride")
    }
    facts = {
        "name": "tiny",
        "task": "chestxray14",
        "network": network_facts,
        "input": {"width_px": 32, "height_px": 32, "colour": "grey"},
    }
    recipe_file.write_text(json.dumps(facts))
    return FoldRun(folder, folder, folder / "split.json", recipe_file)


def test_each_film_is_mapped_by_the_network_that_held_it_out(folder: Path, tmp_path: Path) -> None:
    films = read_nih_films(folder)
    run = fold_run(tmp_path / "run", films)
    maps = out_of_fold_maps(run, films, [0, 1, 3, 5], "none")
    assert maps.patients == ["p0", "p1", "p3", "p4"]
    alone: list[NDArray[np.float64]] = []
    for fold in range(2):
        source = MapSource(
            weigher(fold_network(run.folder / f"fold-{fold}", RECIPE)), RECIPE.input, films.labels
        )
        alone.append(maps_of_films(source, films, [0, 1, 3, 5], "none"))
    for place, fold in enumerate([0, 1, 1, 0]):
        scale = alone[fold][place].max()
        np.testing.assert_allclose(maps.grids[place] / scale, alone[fold][place] / scale, atol=1e-4)
        assert np.abs(alone[0][place] - alone[1][place]).max() > 0.1 * scale


def test_folds_that_cannot_be_used_are_named(folder: Path, tmp_path: Path) -> None:
    films = read_nih_films(folder)
    run = fold_run(tmp_path / "run", films)
    predictions = HeldOutPredictions(
        labels=films.labels,
        names=np.asarray([picture_name(name) for name in films.names]),
        patients=np.asarray(films.patients),
        folds=1 - FOLDS,
        targets=films.targets,
        logits=np.zeros_like(films.targets),
    )
    facts = RunFacts("tiny", "s", "chestxray14", 0, "2 folds", "films", RECIPE, 1, 1, 1, 1.0, "cpu")
    write_run(run.folder, facts, predictions)
    codes: list[str] = []
    for damage in (
        "other split",
        "right split",
        "misfit",
        "other sizes",
        "a tensor",
        "not weights",
        "no weights",
    ):
        if damage == "right split":
            write_run(run.folder, facts, replace(predictions, folds=FOLDS))
            assert out_of_fold_maps(run, films, [0], "none").grids.shape == (1, 14, 2, 2)
            continue
        weights = run.folder / "fold-0" / "weights.pt"
        if damage == "misfit":
            torch.save({"stem.weight": torch.zeros(1)}, weights)
        elif damage == "other sizes":
            torch.save(CTransCNN(replace(CONFIG, embed=24)).state_dict(), weights)
        elif damage == "a tensor":
            torch.save(torch.zeros(2), weights)
        elif damage == "not weights":
            weights.write_bytes(b"nothing")
        elif damage == "no weights":
            weights.unlink()
        with pytest.raises(TrainingError) as refusal:
            out_of_fold_maps(run, films, [0], "none")
        codes.append(refusal.value.code)
    assert codes == [
        "localise.otherSplit",
        "localise.weights",
        "localise.weights",
        "localise.weights",
        "localise.weights",
        "localise.foldMissing",
    ]


def test_a_comparator_is_mapped_by_autograd_at_its_last_map() -> None:
    torch.manual_seed(0)
    network = build_network(ComparatorConfig("resnet34", 3, image_px=64, width=0.125)).eval()
    image = torch.randn(2, 3, 64, 64)
    weighted = weigher(network)(image)
    expected = weigh_by_autograd(network, image, Layer("backbone.layer4"))
    assert weighted.maps().shape == (2, 3, 2, 2)
    torch.testing.assert_close(weighted.maps(), expected.maps())


def test_facts_may_lie_apart_from_the_weights(folder: Path, tmp_path: Path) -> None:
    films = read_nih_films(folder)
    run = fold_run(tmp_path / "run", films)
    facts = RunFacts("tiny", "s", "chestxray14", 0, "2 folds", "films", RECIPE, 1, 1, 1, 1.0, "cpu")
    predictions = HeldOutPredictions(
        labels=films.labels,
        names=np.asarray([picture_name(name) for name in films.names]),
        patients=np.asarray(films.patients),
        folds=FOLDS,
        targets=films.targets,
        logits=np.zeros_like(films.targets),
    )
    write_run(tmp_path / "facts", facts, predictions)
    apart = replace(run, facts=tmp_path / "facts", recipe_file=tmp_path / "none.json")
    beside = out_of_fold_maps(run, films, [0, 1], "none")
    np.testing.assert_array_equal(out_of_fold_maps(apart, films, [0, 1], "none").grids, beside.grids)


def test_a_model_of_other_labels_is_refused(folder: Path) -> None:
    films = read_nih_films(folder)
    network = read_network(MODELS_FOLDER / "tcmtd" / "model.onnx")
    source = MapSource(lambda x: weigh_last_map(network, x), InputFacts(128, 128, "grey"), ["cracks"])
    with pytest.raises(TrainingError) as refusal:
        shipped_maps(source, films, [0], "none")
    assert refusal.value.code == "localise.labels"


def test_the_command_says_that_the_films_were_seen(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["localise", "--films", str(folder), "--smooth", "both", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["seenInTraining"] is True
    assert "seen in training" in answer["warning"]
    assert answer["tolerancePx"] == 15
    assert [group["label"] for group in answer["groups"]] == ["infiltration", "mass", "all"]
    whole = answer["groups"][0]["figures"]["map"]
    # the box is the whole film
    assert (whole["pointing"]["value"], whole["energy"]["value"]) == (1.0, 1.0)
    assert answer["note"] == "Research use only. Not for diagnosis or treatment."


def test_the_command_takes_the_folds_of_a_run(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = fold_run(tmp_path / "run", read_nih_films(folder))
    options = ["--films", str(folder), "--runs", str(run.folder)]
    assert main(["localise", *options, "--split", str(run.split_file), "--recipe", str(run.recipe_file)]) == 0
    words = capsys.readouterr().out
    assert "Out of fold" in words
    assert "seen in training" not in words
    assert "all: 3 boxes of 3 patients" in words
    assert words.endswith("Research use only. Not for diagnosis or treatment.\n")


@pytest.mark.parametrize("tolerance", ["-1", "nan", "inf"])
def test_a_tolerance_that_is_none_is_refused(tolerance: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["localise", f"--tolerance-px={tolerance}"]) == EXIT_REFUSED
    assert "[localise.tolerance]" in capsys.readouterr().err


def test_the_real_boxes_lie_on_their_films() -> None:
    folder = REAL_DATA_FOLDER / "nih-chest"
    if not folder.is_dir():
        pytest.skip("the real films of ../shared/data/nih-chest are not here")
    boxes = read_boxes(folder, read_nih_films(folder))
    assert len(boxes) == 39
    assert sum(box.label == "pneumonia" for box in boxes) == 35
