"""A very short training that is interrupted and resumed, and the shipped file of what it leaves."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from ctranscnn.errors import TrainingError
from ctranscnn.export.facts import DataFacts
from ctranscnn.export.parity import open_session, run_file
from ctranscnn.export.rounding import rounded_to_half
from ctranscnn.preprocess import prepare
from ctranscnn.segmentation import training
from ctranscnn.segmentation.batches import SEGMENTER_INPUT, Stage
from ctranscnn.segmentation.drawn import drawn_tongues
from ctranscnn.segmentation.evaluation import answer, evaluate_photos, intersection_over_union
from ctranscnn.segmentation.folding import load_folded, with_folded_norms
from ctranscnn.segmentation.measuring import MeasuredSets, readable_pictures, segmenter_metrics
from ctranscnn.segmentation.negatives import NegativeSources
from ctranscnn.segmentation.network import SegmenterLogits, TongueSegmenter
from ctranscnn.segmentation.package import Measured, golden_tongue, write_segmenter
from ctranscnn.segmentation.photos import TonguePhotos
from ctranscnn.segmentation.training import SegmenterRecipe, SegmenterSources, train_segmenter

SMALL = (Stage(3, 64), Stage(1, 96, near_share=1.0, mixed_precision=False))
RECIPE = SegmenterRecipe(stages=SMALL, batches_per_pass=2, positives=2, negatives=1)


@pytest.fixture(scope="module")
def photos() -> TonguePhotos:
    return drawn_tongues(11, 4)


@pytest.fixture
def sources(photos: TonguePhotos, monkeypatch: pytest.MonkeyPatch) -> SegmenterSources:
    """Batches are built in this process: starting a worker takes longer than this training."""
    monkeypatch.setattr(training, "_loader", lambda batches: batches)
    torch.set_num_threads(1)
    return SegmenterSources(NegativeSources(photos, [], []), TonguePhotos((), (), ()), photos)


def first_network() -> TongueSegmenter:
    """As a run begins, but without the published weights."""
    torch.manual_seed(0)
    return TongueSegmenter()


def test_an_interrupted_run_ends_with_the_same_weights(
    sources: SegmenterSources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = train_segmenter(RECIPE, sources, tmp_path / "whole", first_network()).state_dict()

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(training, "_report", interrupt)
        with pytest.raises(KeyboardInterrupt):
            train_segmenter(RECIPE, sources, tmp_path / "broken", first_network())
    resumed = train_segmenter(RECIPE, sources, tmp_path / "broken", first_network()).state_dict()
    fresh = first_network().state_dict()
    assert all(torch.allclose(whole[name].float(), resumed[name].float(), atol=1e-6) for name in whole)
    assert any(not torch.equal(whole[name], fresh[name]) for name in whole)


def test_a_checkpoint_of_another_recipe_is_not_continued(
    sources: SegmenterSources, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one_pass = SegmenterRecipe(stages=SMALL[1:], batches_per_pass=1, positives=1, negatives=0)
    train_segmenter(one_pass, sources, tmp_path, first_network())
    train_segmenter(dataclasses.replace(one_pass, seed=1), sources, tmp_path, first_network())
    assert "another recipe" in capsys.readouterr().err


def test_the_shipped_file_answers_as_the_network_does(tmp_path: Path) -> None:
    torch.manual_seed(0)
    network = rounded_to_half(with_folded_norms(TongueSegmenter()))
    data = DataFacts("drawn", "drawn", "none", 4, 0, None)
    write_segmenter(tmp_path / "tongue-segmentation", network, Measured({}, 0.5, data, 0))
    assert [path.name for path in tmp_path.iterdir()] == ["tongue-segmentation"]
    session = open_session(tmp_path / "tongue-segmentation" / "model.onnx")
    picture = golden_tongue().picture
    batch = np.stack([prepare(picture, SEGMENTER_INPUT), prepare(picture[::-1].copy(), SEGMENTER_INPUT)])
    found = run_file(session, {name: name for name in ("mask", "edge", "presence")}, batch)
    assert (
        found["mask"].shape
        == found["edge"].shape
        == (2, 1, SEGMENTER_INPUT.height_px, SEGMENTER_INPUT.width_px)
    )
    assert found["presence"].shape == (2, 1)
    assert float(found["presence"][0, 0]) == pytest.approx(answer(network, picture).presence, abs=1e-4)


def test_figures_cover_masks_and_presence(photos: TonguePhotos) -> None:
    """An untrained network: the figures must exist, and be poor."""
    torch.manual_seed(0)
    network = TongueSegmenter().eval()
    sets = MeasuredSets(photos, [0, 1, 2, 3], photos, {"flat": [np.full((40, 50), 90, np.uint8)], "none": []})
    metrics = segmenter_metrics(network, sets, 0.5)
    assert {"mIoU", "Dice", "boundary error (px)", "refused: flat"} <= set(metrics)
    assert metrics["mIoU, 5th percentile"].value <= metrics["mIoU"].value
    assert "refused: none" not in metrics
    assert metrics["mIoU"].value < 0.8
    assert metrics["boundary error (px)"].value > 2
    results = evaluate_photos(network, photos)
    assert metrics["mIoU"].value == pytest.approx(float(results.overlap.mean()), abs=1e-4)


def test_unreadable_files_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken")
    (tmp_path / "text.txt").write_text("no picture")
    assert readable_pictures(tmp_path) == []


def test_weights_come_back_from_the_shipped_file(tmp_path: Path) -> None:
    torch.manual_seed(0)
    folded = with_folded_norms(TongueSegmenter())
    # Weights that are alike, such as the zeros of an untrained network, would be exported as one.
    count = sum(parameter.numel() for parameter in folded.parameters())
    nn.utils.vector_to_parameters(torch.randn(count) * 0.05, folded.parameters())
    network = rounded_to_half(folded)
    write_segmenter(tmp_path / "model", network, Measured({}, 0.5, DataFacts("d", "d", "n", 4, 0, None), 0))
    read = load_folded(with_folded_norms(TongueSegmenter()), tmp_path / "model" / "model.onnx")
    picture = golden_tongue().picture
    assert np.abs(answer(read, picture).probability - answer(network, picture).probability).max() < 1e-4
    with pytest.raises(TrainingError, match="no weight"):
        load_folded(nn.Conv2d(3, 3, 1), tmp_path / "model" / "model.onnx")


def test_the_front_of_a_tongue_counts_alone_where_its_root_is_left_out() -> None:
    """What is red above the tongue costs overlap, but none in front of the root."""
    rows, columns = np.mgrid[0:400, 0:300]
    true = (abs(rows - 200) < 100) & (abs(columns - 150) < 80)
    seen = (abs(rows - 190) < 110) & (abs(columns - 150) < 80)
    picture = np.where(seen[..., None], np.array([255, 60, 60]), np.array([0, 60, 60])).astype(np.uint8)
    mask = np.where(true, 255, 0).astype(np.uint8)
    results = evaluate_photos(Redness(), TonguePhotos(("one", "none"), (picture,) * 2, (mask, 0 * mask)))
    assert results.overlap[0] < 0.93
    assert results.front_overlap[0] > 0.985
    assert results.front_overlap[1] == results.overlap[1] == 0


class Redness(nn.Module):
    """Stands for a network that sees exactly what is red."""

    def forward(self, picture: Tensor) -> SegmenterLogits:
        """Mask where the first channel is high."""
        mask = 20 * picture[:, :1]
        return SegmenterLogits(mask, mask, torch.ones(1, 1))


def test_a_far_tongue_is_looked_at_closely() -> None:
    """A disc over 2 % of the picture: one look cannot place its edge, the second one can."""
    rows, columns = np.mgrid[0:1600, 0:1200]
    disc = (rows - 1100) ** 2 + (columns - 300) ** 2 < 110**2
    picture = np.where(disc[..., None], np.array([255, 60, 60]), np.array([0, 60, 60])).astype(np.uint8)
    assert intersection_over_union(answer(Redness(), picture).probability >= 0.5, disc) > 0.985
    nothing = answer(Redness(), np.zeros((300, 200, 3), np.uint8))
    assert nothing.probability.max() < 0.5
