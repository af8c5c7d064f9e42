"""Photos, split, augmentation, negatives and batches of the segmenter, on drawn photos."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from ctranscnn.errors import TrainingError
from ctranscnn.phantoms.tongue import draw_tongue, mask_picture
from ctranscnn.segmentation.augmentation import Frame, augmented, reframe
from ctranscnn.segmentation.batches import BatchPlan, Stage, TrainingBatches
from ctranscnn.segmentation.evaluation import (
    bootstrap,
    boundary_error_px,
    dice,
    intersection_over_union,
)
from ctranscnn.segmentation.measuring import fifth_percentile
from ctranscnn.segmentation.negatives import (
    NegativeSources,
    crop_beside_tongue,
    diffused,
    picture_without_tongue,
    remove_tongue,
)
from ctranscnn.segmentation.photos import (
    TonguePhotos,
    load_tongue_photos,
    near_duplicate_groups,
    read_split,
    split_by_group,
    write_split,
)


@pytest.fixture(scope="module")
def photos() -> TonguePhotos:
    phantoms = [draw_tongue(5, index, 160) for index in range(6)]
    return TonguePhotos(
        tuple(f"p{index}" for index in range(6)),
        tuple(phantom.picture for phantom in phantoms),
        tuple(mask_picture(phantom.mask) for phantom in phantoms),
    )


def saved(folder: Path, photos: TonguePhotos) -> Path:
    for name in ("images", "masks"):
        (folder / name).mkdir()
    for name, photo, mask in zip(photos.names, photos.photos, photos.masks, strict=True):
        Image.fromarray(photo).save(folder / "images" / f"{name}.jpg", quality=95)
        Image.fromarray(mask).save(folder / "masks" / f"{name}.png")
    return folder


def test_photos_are_read_with_their_masks(tmp_path: Path, photos: TonguePhotos) -> None:
    read = load_tongue_photos(saved(tmp_path, photos))
    assert read.names == photos.names
    assert all((a == b).all() for a, b in zip(read.masks, photos.masks, strict=True))


def test_a_photo_without_mask_or_with_a_mask_of_another_size_is_refused(
    tmp_path: Path, photos: TonguePhotos
) -> None:
    folder = saved(tmp_path, photos)
    Image.new("L", (10, 10)).save(folder / "masks" / "p3.png")
    with pytest.raises(TrainingError, match=r"p3\.png") as wrong_size:
        load_tongue_photos(folder)
    (folder / "masks" / "p3.png").unlink()
    with pytest.raises(TrainingError, match=r"p3\.jpg") as missing:
        load_tongue_photos(folder)
    assert (wrong_size.value.code, missing.value.code) == ("photos.maskSize", "photos.noMask")
    with pytest.raises(TrainingError) as empty:
        load_tongue_photos(tmp_path / "masks")
    assert empty.value.code == "photos.missing"


def test_near_duplicates_share_a_group_and_others_do_not(photos: TonguePhotos) -> None:
    brighter = np.clip(photos.photos[0].astype(int) + 12, 0, 255).astype(np.uint8)
    groups = near_duplicate_groups((*photos.photos, brighter))
    assert groups[0] == groups[-1]
    assert len(set(groups)) > 1


def test_split_keeps_groups_whole_and_survives_the_file(tmp_path: Path) -> None:
    names = tuple(f"n{index:03}" for index in range(100))
    groups = [index // 4 for index in range(100)]
    parts = split_by_group(names, groups, seed=1)
    assert sorted(name for members in parts.values() for name in members) == sorted(names)
    for group in set(groups):
        members = {name for name, its in zip(names, groups, strict=True) if its == group}
        assert sum(bool(members & set(part)) for part in parts.values()) == 1
    assert 14 <= len(parts["test"]) <= 18
    assert split_by_group(names, groups, seed=1) == parts
    write_split(tmp_path / "s.json", parts, {"seed": 1})
    assert read_split(tmp_path / "s.json") == parts
    (tmp_path / "bad.json").write_text('{"train": ["a"], "validation": ["a"], "test": []}')
    with pytest.raises(TrainingError) as overlap:
        read_split(tmp_path / "bad.json")
    assert overlap.value.code == "split.overlap"


def test_augmentation_moves_the_mask_with_the_tongue(photos: TonguePhotos) -> None:
    """A photo that is white exactly on its mask stays so, wherever it goes."""
    mask = photos.masks[0]
    marked = np.repeat(mask[..., None], 3, 2)
    for seed in range(6):
        picture, tongue, inside = reframe(np.random.default_rng(seed), marked, mask, Frame(96, []))
        sure = inside > 0.99
        assert np.abs(picture[sure].mean(-1) - tongue[sure]).mean() < 0.01
        assert 0.02 < float(tongue.mean()) < 0.95


def test_augmented_pictures_differ_by_seed_and_repeat_by_seed(photos: TonguePhotos) -> None:
    def draw(seed: int) -> np.ndarray:
        return augmented(np.random.default_rng(seed), photos.photos[0], photos.masks[0], Frame(64, []))[0]

    assert (draw(1) == draw(1)).all()
    assert np.abs(draw(1).astype(int) - draw(2)).mean() > 3


def test_removing_the_tongue_leaves_nothing_of_it(photos: TonguePhotos) -> None:
    """A tongue painted pure green is gone, and the rest of the picture is still there."""
    photo, mask = photos.photos[1].copy(), photos.masks[1]
    photo[mask > 0] = (0, 255, 0)
    removed = remove_tongue(np.random.default_rng(0), photo, mask).astype(int)
    green = (removed[..., 1] > 200) & (removed[..., 0] < 60)
    assert green.mean() < 0.002


def test_diffusion_keeps_known_pixels_and_fills_the_rest_within_their_range() -> None:
    picture = np.full((40, 40, 3), 0.5, np.float32)
    picture[10:30, 10:30] = 9
    known = np.ones((40, 40), np.float32)
    known[8:32, 8:32] = 0
    filled = diffused(picture, known)
    assert np.allclose(filled, 0.5, atol=1e-3)


def test_crops_beside_the_tongue_never_touch_it(photos: TonguePhotos) -> None:
    marked = TonguePhotos(
        photos.names, tuple(np.repeat(mask[..., None], 3, 2) for mask in photos.masks), photos.masks
    )
    random = np.random.default_rng(0)
    crops = [crop_beside_tongue(random, marked) for _ in range(20)]
    assert any(crop is not None for crop in crops)
    assert all(crop is None or not crop.any() for crop in crops)


def test_negatives_of_every_kind_have_the_size(photos: TonguePhotos) -> None:
    film = np.linspace(0, 255, 64 * 64).reshape(64, 64).astype(np.uint8)
    sources = NegativeSources(photos, [film], [photos.photos[0]])
    random = np.random.default_rng(0)
    for _ in range(40):
        picture = picture_without_tongue(random, sources, 64)
        assert picture.shape == (64, 64, 3)
        assert picture.dtype == np.uint8


def test_batches_depend_on_their_number_alone_and_visit_every_photo_once(photos: TonguePhotos) -> None:
    plan = BatchPlan(seed=3, positives=2, negatives=1, drawn_share=0.0, stages=(Stage(5, 160), Stage(1, 256)))
    sources = NegativeSources(photos, [], [])
    nothing = TonguePhotos((), (), ())
    whole = TrainingBatches(plan, sources, nothing, range(6))
    resumed = TrainingBatches(plan, sources, nothing, range(4, 6))
    assert torch.equal(whole[4].picture, resumed[0].picture)
    assert whole[0].picture.shape == (3, 3, 160, 160)
    assert whole[5].picture.shape == (3, 3, 256, 256)
    assert whole[0].presence[:, 0].tolist() == [1, 1, 0]
    chosen = [whole.choose(np.random.default_rng(0), draw)[1] for draw in range(6)]
    assert sorted(chosen) == list(range(6))


def test_measures_by_hand() -> None:
    one, other = np.zeros((20, 20), bool), np.zeros((20, 20), bool)
    one[5:15, 5:15] = True
    other[5:15, 7:17] = True
    overlap = intersection_over_union(one, other)
    assert overlap == pytest.approx(80 / 120)
    assert float(dice(np.asarray(overlap))) == pytest.approx(0.8)
    assert intersection_over_union(one & ~one, one & ~one) == 1
    assert boundary_error_px(one, one) == 0
    assert 0.5 < boundary_error_px(one, other) < 2
    assert boundary_error_px(one & ~one, one) == pytest.approx(np.hypot(20, 20))


def test_bootstrap_draws_groups_not_photos() -> None:
    values = np.asarray([0.0] * 20 + [1.0] * 20)
    _, low, high = bootstrap(values, list(range(40)))
    _, low_grouped, high_grouped = bootstrap(values, [0] * 20 + [1] * 20)
    assert high_grouped - low_grouped > high - low
    value, low, high = bootstrap(np.linspace(0, 1, 101), list(range(101)), fifth_percentile)
    assert value == pytest.approx(0.05)
    assert low < value < high
