"""The one preprocessing: sizes, colours, the tongue's region, refusals; labels and facts from their files."""

import numpy as np
import pytest
from PIL import Image

from ctranscnn.data.pictures import PicturesInMemory
from ctranscnn.errors import TrainingError
from ctranscnn.export.golden import golden_film
from ctranscnn.labels import read_label_set
from ctranscnn.preprocess import InputFacts, normalise, prepare, resized
from ctranscnn.tensors import normalised_batch, uint8_tensor

GREY = InputFacts(64, 48, "grey")
RGB = InputFacts(32, 32, "rgb", mean=(0.5, 0.25, 0.75), std=(0.25, 0.5, 0.1))
TONGUE = InputFacts(32, 32, "rgb", mean=(0.5, 0.4, 0.3), region="tongue")


def test_a_film_becomes_three_equal_channels() -> None:
    tensor = prepare(golden_film(), GREY)
    assert tensor.shape == (3, 48, 64)
    assert tensor.dtype == np.float32
    np.testing.assert_array_equal(tensor[0], tensor[2])
    assert -2 <= tensor.min() < tensor.max() <= 2


def test_the_kernel_is_pillows_bicubic() -> None:
    film = golden_film()
    facts = InputFacts(128, 112, "grey")
    expected = np.asarray(Image.fromarray(film).resize((128, 112), Image.Resampling.BICUBIC))
    np.testing.assert_array_equal(resized(film, facts), expected)


def test_each_channel_has_its_own_mean_and_deviation() -> None:
    tensor = prepare(np.full((40, 50, 3), (255, 0, 51), np.uint8), RGB)
    np.testing.assert_allclose(tensor[:, 0, 0], [2.0, -0.5, -5.5], atol=1e-5)


def test_training_reads_the_very_pixels_that_prepare_makes() -> None:
    pictures = [golden_film(seed) for seed in range(2)]
    source = PicturesInMemory(["a"], ["p", "q"], np.zeros((2, 1), np.float32), pictures)
    batch = normalised_batch(uint8_tensor(source, GREY), GREY).numpy()
    np.testing.assert_allclose(batch[1], prepare(pictures[1], GREY), atol=1e-6)


def test_the_tongue_region_is_cut_with_its_margin_and_filled_outside() -> None:
    picture = np.full((100, 120, 3), 200, np.uint8)
    mask = np.zeros((100, 120), np.uint8)
    mask[20:60, 30:110] = 255  # 40 x 80: the margin is 5 % of 80 = 4 on every side
    whole = InputFacts(88, 48, "rgb", mean=(0.5, 0.4, 0.3), region="tongue")
    values = resized(picture, whole, mask)
    assert values.shape == (48, 88, 3)
    np.testing.assert_array_equal(values[0, 0], [128, 102, 77])
    np.testing.assert_array_equal(values[24, 44], [200, 200, 200])
    np.testing.assert_array_equal(values[4, 4], [200, 200, 200])


@pytest.mark.parametrize(
    ("mask", "code"),
    [
        (None, "input.maskMissing"),
        (np.zeros((100, 100), np.uint8), "input.maskEmpty"),
        (np.zeros((50, 100), np.uint8), "input.maskSize"),
    ],
)
def test_a_tongue_model_refuses_a_missing_or_unfit_mask(mask: np.ndarray | None, code: str) -> None:
    with pytest.raises(TrainingError) as refusal:
        prepare(np.zeros((100, 100, 3), np.uint8), TONGUE, mask)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    "picture", [np.zeros((4, 4), np.float32), np.zeros((4, 4, 4), np.uint8), np.zeros((0, 4), np.uint8)]
)
def test_what_is_no_picture_is_refused(picture: np.ndarray) -> None:
    with pytest.raises(TrainingError) as refusal:
        prepare(picture, GREY)
    assert refusal.value.code == "input.picture"


def test_normalising_keeps_the_scale_of_255() -> None:
    tensor = normalise(np.asarray([[0, 255]], np.uint8), GREY)
    np.testing.assert_allclose(tensor[0], [[-2.0, 2.0]])


def test_facts_survive_the_manifest() -> None:
    assert InputFacts.from_manifest(TONGUE.as_manifest()) == TONGUE
    with pytest.raises(TrainingError) as refusal:
        InputFacts.from_manifest({**TONGUE.as_manifest(), "gamma": 2})
    assert refusal.value.code == "facts.unknownKey"


def test_label_sets_come_from_the_workstations_files() -> None:
    label_set = read_label_set("chestxray14")
    assert len(label_set.keys) == 14
    assert label_set.index_of_dataset_name()["Pleural_Thickening"] == label_set.keys.index(
        "pleural-thickening"
    )
    with pytest.raises(TrainingError) as refusal:
        read_label_set("no-such-set")
    assert refusal.value.code == "labels.unknown"
