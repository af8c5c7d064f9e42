"""Sample pictures and Grad-CAM++ maps of a report: from weights beside the runs, and only from these."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from ctranscnn.errors import TrainingError
from ctranscnn.model.build import build_network
from ctranscnn.model.comparator_config import ComparatorConfig, ComparatorName
from ctranscnn.model.official_config import OfficialConfig
from ctranscnn.recipe import AnyNetwork
from ctranscnn.report.films import sample_pictures
from ctranscnn.report.heatmaps import MAP_SAMPLES, Heatmaps, draw_heatmaps
from ctranscnn.report.samples import choose_samples
from ctranscnn.report.study import Study, gather
from ctranscnn.report.write import ReportOptions, write_report
from ctranscnn.runs import read_runs, write_run
from tests.report_studies import FOLDS, MadeStudy, make_study

CLASSES = 14
COMPARATORS: tuple[ComparatorName, ...] = ("resnet34", "vit", "swin", "conformer", "convnext", "repvgg")
"""One of each kind of layer."""


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film of 40 × 50 px for every picture of the study, and files that are none of its pictures."""
    folder = tmp_path_factory.mktemp("films")
    (folder / "below").mkdir()
    generator = np.random.default_rng(0)
    for index in range(60):
        pixels = generator.integers(0, 255, (40, 50), dtype=np.uint8)
        Image.fromarray(pixels).save(folder / "below" / f"film-{index}.png")
    (folder / "notes.txt").write_text("no picture")
    Image.new("L", (8, 8)).save(folder / "other.png")
    return folder


def _with_weights(made: MadeStudy, folder: Path, name: str, network: AnyNetwork | None = None) -> Path:
    """A run with random weights for every fold."""
    facts = made.named(name)
    if network is not None:
        facts = replace(facts, recipe=replace(facts.recipe, network=network))
    place = folder / name
    write_run(place, facts, replace(made.predictions, logits=made.logits(name, 0, 1.0)))
    for fold in range(FOLDS):
        torch.manual_seed(fold)
        (place / f"fold-{fold}").mkdir()
        built = build_network(facts.recipe.network)
        torch.save(built.state_dict(), place / f"fold-{fold}" / "weights.pt")
    return place


def _drawn(folder: Path, films: Path) -> tuple[Study, Heatmaps]:
    study = gather(read_runs([folder]), "ctranscnn")
    samples = choose_samples(study)
    return study, draw_heatmaps(study, samples, sample_pictures(films, samples))


def test_pictures_are_found_by_the_hash_of_their_name(films: Path, tmp_path: Path) -> None:
    made = make_study(pictures=60, rare=(7, 3, 4))
    made.write(tmp_path, "ctranscnn")
    study = gather(read_runs([tmp_path]), "ctranscnn")
    samples = choose_samples(study)
    found = sample_pictures(films, samples)
    assert sorted(found) == sorted(sample.row for sample in samples)
    names = {str(name): index for index, name in enumerate(made.predictions.names)}
    for sample in samples:
        with Image.open(films / "below" / f"film-{names[sample.name]}.png") as image:
            np.testing.assert_array_equal(found[sample.row], np.asarray(image))


def test_a_damaged_picture_is_named(tmp_path: Path) -> None:
    made = make_study(pictures=60)
    made.write(tmp_path / "runs", "ctranscnn")
    samples = choose_samples(gather(read_runs([tmp_path / "runs"]), "ctranscnn"))
    index = [str(name) for name in made.predictions.names].index(samples[0].name)
    (tmp_path / "films").mkdir()
    (tmp_path / "films" / f"film-{index}.png").write_bytes(b"no picture")
    with pytest.raises(TrainingError, match=f"film-{index}.png") as caught:
        sample_pictures(tmp_path / "films", samples)
    assert caught.value.code == "report.films"


def test_every_kind_of_network_is_mapped_at_the_pictures_size(films: Path, tmp_path: Path) -> None:
    made = make_study(pictures=60)
    _with_weights(made, tmp_path, "ctranscnn")
    official = OfficialConfig(classes=CLASSES, image_px=64, embed=12, depth=3, heads=2, base_width=8)
    _with_weights(made, tmp_path, "official", official)
    for name in COMPARATORS:
        _with_weights(made, tmp_path, name, ComparatorConfig(name, CLASSES, image_px=64, width=0.25))
    _, drawn = _drawn(tmp_path, films)
    assert drawn.missing is None
    assert not drawn.lacking
    assert len(drawn.pictures) == MAP_SAMPLES
    for name in ("ctranscnn", "official", *COMPARATORS):
        maps = [picture.maps[name] for picture in drawn.pictures]
        smoothed = [picture.smoothed[name] for picture in drawn.pictures]
        assert {values.shape for values in smoothed} == {(40, 50)}
        assert all((values >= 0).all() and (values <= 1).all() for values in smoothed)
        assert any(not np.allclose(one, other) for one, other in zip(maps, smoothed, strict=True)), name
        assert {values.shape for values in maps} == {(40, 50)}
        assert all((values >= 0).all() and (values <= 1).all() for values in maps)
        assert max(float(np.ptp(values)) for values in maps) == pytest.approx(1), name


def test_the_fold_that_held_the_picture_out_draws_its_map(films: Path, tmp_path: Path) -> None:
    made = make_study(pictures=60)
    place = _with_weights(made, tmp_path, "ctranscnn")
    study, before = _drawn(tmp_path, films)
    shown = before.pictures[0]
    own = int(study.folds[shown.sample.row])
    other_weights = (place / f"fold-{(own + 1) % FOLDS}" / "weights.pt").read_bytes()
    (place / f"fold-{own}" / "weights.pt").write_bytes(other_weights)
    _, after = _drawn(tmp_path, films)
    for old, new in zip(before.pictures, after.pictures, strict=True):
        changed = not np.array_equal(old.maps["ctranscnn"], new.maps["ctranscnn"])
        assert changed == (int(study.folds[old.sample.row]) == own)


def test_networks_without_or_with_damaged_weights_are_named(films: Path, tmp_path: Path) -> None:
    made = make_study(pictures=60)
    _with_weights(made, tmp_path, "ctranscnn")
    made.write(tmp_path, "baseline")
    damaged = _with_weights(made, tmp_path, "model-1")
    for fold in range(FOLDS):
        (damaged / f"fold-{fold}" / "weights.pt").write_bytes(b"no weights")
    other = _with_weights(made, tmp_path, "model-2")
    for fold in range(FOLDS):
        torch.save({"a": torch.zeros(1)}, other / f"fold-{fold}" / "weights.pt")
    _, drawn = _drawn(tmp_path, films)
    assert drawn.lacking == {
        "baseline": "maps.reason.weights",
        "model-1": "maps.reason.damaged",
        "model-2": "maps.reason.damaged",
    }
    assert set(drawn.pictures[0].maps) == {"ctranscnn"}


def test_weights_may_lie_in_a_folder_of_their_own(films: Path, tmp_path: Path) -> None:
    made = make_study(pictures=60)
    _with_weights(made, tmp_path / "weights", "ctranscnn")
    write_run(
        tmp_path / "results" / "ctranscnn",
        made.named("ctranscnn"),
        replace(made.predictions, logits=made.logits("ctranscnn", 0, 1.0)),
    )
    study = gather(read_runs([tmp_path / "results"]), "ctranscnn")
    samples = choose_samples(study)
    pictures = sample_pictures(films, samples)
    assert draw_heatmaps(study, samples, pictures).missing == "maps.none.weights"
    drawn = draw_heatmaps(study, samples, pictures, tmp_path / "weights")
    assert len(drawn.pictures) == MAP_SAMPLES


def test_what_is_missing_is_said(films: Path, tmp_path: Path) -> None:
    made = make_study(pictures=60)
    made.write(tmp_path, "ctranscnn")
    study = gather(read_runs([tmp_path]), "ctranscnn")
    samples = choose_samples(study)
    assert draw_heatmaps(study, samples, None).missing == "maps.none.films"
    assert draw_heatmaps(study, samples, {}).missing == "maps.none.pictures"
    assert _drawn(tmp_path, films)[1].missing == "maps.none.weights"


def test_the_report_shows_pictures_and_maps(
    films: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ctranscnn.report.drawing.DOTS_PER_INCH", 60)
    made = make_study(pictures=60)
    _with_weights(made, tmp_path / "runs", "ctranscnn")
    made.write(tmp_path / "runs", "baseline")
    write_report(ReportOptions([tmp_path / "runs"], tmp_path / "out", films=films, rounds=40))
    text = (tmp_path / "out" / "results.md").read_text(encoding="utf-8")
    assert "Without a map: Baseline (no weights)." in text
    for number in range(MAP_SAMPLES):
        with Image.open(tmp_path / "out" / f"figure-maps-{number + 1}.png") as image:
            assert np.asarray(image.convert("L")).std() > 10
    assert "Pictures are shown only with --films" not in text
