"""Training really learns, repeats itself, continues where it stopped, and refuses what does not fit."""

import json
import resource
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from ctranscnn import checkpoint
from ctranscnn.augment import augment, mix
from ctranscnn.data.pictures import PicturesInMemory
from ctranscnn.errors import TrainingError
from ctranscnn.metrics import macro_auc
from ctranscnn.model.config import NetworkConfig
from ctranscnn.predict import predict
from ctranscnn.preprocess import InputFacts
from ctranscnn.presets import preset_recipe, shortened
from ctranscnn.recipe import Augmentation, Cycle, Distillation, Recipe, read_recipe
from ctranscnn.train import Means, train

RECIPE = Recipe(
    name="tiny",
    task="test",
    network=NetworkConfig(classes=2, image_px=32, embed=16, depth=3, heads=2, base_width=16, final_stride=1),
    input=InputFacts(32, 32, "grey"),
    epochs=2,
    batch_size=8,
    learning_rate=3e-3,
    average_decay=0.9,
    augmentation=Augmentation(
        flip=True, rotation_degrees=5, scale=0.1, shift=0.05, brightness=0.2, contrast=0.2
    ),
)


def squares(count: int, seed: int) -> PicturesInMemory:
    """Label 0: a bright square above; label 1: a dark one below; noise everywhere."""
    generator = np.random.default_rng(seed)
    targets = (generator.random((count, 2)) < 0.5).astype(np.float32)
    pictures = []
    for bright, dark in targets:
        picture = generator.integers(90, 160, (40, 40))
        column = generator.integers(5, 25)
        picture[4:14, column : column + 10] += int(80 * bright)
        picture[26:36, column : column + 10] -= int(80 * dark)
        pictures.append(picture.clip(0, 255).astype(np.uint8))
    auxiliary = np.column_stack([targets[:, 0], np.full(count, np.nan)]).astype(np.float32)
    return PicturesInMemory(
        ["bright", "dark"], [str(n) for n in range(count)], targets, pictures, auxiliary=auxiliary
    )


@pytest.mark.parametrize("loss", ["pareto", "bce"])
def test_a_tiny_network_learns_two_signs(tmp_path: Path, loss: str) -> None:
    recipe = replace(RECIPE, epochs=10, loss=loss)
    network = train(recipe, squares(96, 0), tmp_path)
    unseen = squares(64, 1)
    assert macro_auc(predict(network, unseen, recipe.input).logits, unseen.targets) > 0.9


@pytest.mark.parametrize("second", [None, Cycle(2, 1e-3)])
def test_a_run_that_stops_continues_to_the_same_weights(tmp_path: Path, second: Cycle | None) -> None:
    pictures = squares(32, 0)
    recipe = replace(RECIPE, epochs=1 if second else 3, second_cycle=second, auxiliary_weight=0.1)
    straight = train(recipe, pictures, tmp_path / "straight", Means(squares(16, 1)))

    original, calls = torch.nn.utils.clip_grad_norm_, iter(range(100))

    def interrupted(parameters: list[torch.Tensor], max_norm: float) -> torch.Tensor:
        if next(calls) >= 9:
            raise KeyboardInterrupt
        return original(parameters, max_norm)

    with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
        # 4 batches an epoch: the process ends while the third epoch runs, after two checkpoints
        patch.setattr(torch.nn.utils, "clip_grad_norm_", interrupted)
        train(recipe, pictures, tmp_path / "broken", Means(squares(16, 1)))
    continued = train(recipe, pictures, tmp_path / "broken", Means(squares(16, 1)))
    lines = (tmp_path / "broken" / "log.jsonl").read_text().splitlines()
    assert [json.loads(line)["epoch"] for line in lines] == [1, 2, 3]
    for name, value in straight.state_dict().items():
        torch.testing.assert_close(continued.state_dict()[name], value)


def test_a_run_of_another_recipe_is_not_continued(tmp_path: Path) -> None:
    train(replace(RECIPE, epochs=1), squares(16, 0), tmp_path)
    with pytest.raises(TrainingError) as refusal:
        train(replace(RECIPE, epochs=1, learning_rate=1e-4), squares(16, 0), tmp_path)
    assert refusal.value.code == "run.otherRecipe"


def test_a_loss_that_is_no_number_ends_the_run_and_keeps_the_checkpoint(tmp_path: Path) -> None:
    train(replace(RECIPE, epochs=1), squares(16, 0), tmp_path / "good")
    kept = (tmp_path / "good" / "checkpoint.pt").read_bytes()
    with pytest.raises(TrainingError) as refusal:
        train(replace(RECIPE, learning_rate=1e30, clip_norm=0.0), squares(32, 0), tmp_path / "bad")
    assert refusal.value.code == "training.diverged"
    assert (tmp_path / "good" / "checkpoint.pt").read_bytes() == kept
    assert not (tmp_path / "bad" / "weights.pt").exists()


def test_a_full_disk_leaves_the_last_checkpoint_and_the_run_goes_on_later(tmp_path: Path) -> None:
    pictures = squares(16, 0)
    straight = train(RECIPE, pictures, tmp_path / "straight")
    saves, original = iter(range(10)), checkpoint.save_whole
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)

    def filling(content: object, path: Path) -> None:
        if next(saves) == 1:
            # from here on the system refuses to write a file beyond 1 kB, as a full disk does
            resource.setrlimit(resource.RLIMIT_FSIZE, (1024, limits[1]))
        original(content, path)

    with pytest.MonkeyPatch.context() as patch, pytest.raises(TrainingError) as refusal:
        patch.setattr(checkpoint, "save_whole", filling)
        try:
            train(RECIPE, pictures, tmp_path / "full")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert refusal.value.code == "run.notSaved"
    assert sorted(path.name for path in (tmp_path / "full").iterdir()) == ["checkpoint.pt", "log.jsonl"]
    continued = train(RECIPE, pictures, tmp_path / "full")
    for name, value in straight.state_dict().items():
        torch.testing.assert_close(continued.state_dict()[name], value)


def test_a_damaged_checkpoint_is_named(tmp_path: Path) -> None:
    train(replace(RECIPE, epochs=1), squares(16, 0), tmp_path)
    path = tmp_path / "checkpoint.pt"
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(TrainingError) as refusal:
        train(replace(RECIPE, epochs=1), squares(16, 0), tmp_path)
    assert refusal.value.code == "run.damaged"


def test_parts_of_a_batch_make_one_step(tmp_path: Path) -> None:
    # without batch norm's view of a part and without chance, parts change nothing but memory
    recipe = replace(RECIPE, epochs=1, augmentation=Augmentation(), precision="fp32")
    log = [
        json.loads((train_log(replace(recipe, accumulate=parts), tmp_path / str(parts))).splitlines()[0])
        for parts in (1, 2)
    ]
    assert log[0]["focal"] == pytest.approx(log[1]["focal"], rel=0.2)
    with pytest.raises(TrainingError) as refusal:
        replace(RECIPE, accumulate=3)
    assert refusal.value.code == "recipe.range"


def train_log(recipe: Recipe, folder: Path) -> str:
    train(recipe, squares(32, 0), folder)
    return (folder / "log.jsonl").read_text()


@pytest.mark.parametrize("preset", ["paper", "strong"])
def test_the_presets_are_what_they_are_called(preset: str, tmp_path: Path) -> None:
    recipe = preset_recipe(preset, "chestxray11", RECIPE.network)
    sided = preset_recipe(preset, "chestxray14", RECIPE.network)
    if preset == "paper":
        assert (recipe.learning_rate, recipe.betas, recipe.batch_size) == (1e-3, (0.5, 0.999), 32)
        assert (recipe.schedule, recipe.augmentation.rand_augment) == ("cosine", 0.5)
        assert recipe.augmentation.flip
    else:
        # lines: neither mirrored nor cropped
        assert not recipe.augmentation.flip
        assert sided.augmentation.flip
        assert (recipe.augmentation.crop, recipe.average_decay > 0) == (0.0, True)
    network = replace(RECIPE.network, classes=2)
    tiny = replace(shortened(preset_recipe(preset, "chestxray11", network), 1), batch_size=8)
    train(tiny, squares(16, 0), tmp_path)


def test_the_teacher_is_followed(tmp_path: Path) -> None:
    pictures = squares(48, 0)
    silent = PicturesInMemory(
        pictures.labels, pictures.patients, np.full_like(pictures.targets, np.nan), pictures.pictures
    )
    teacher = train(replace(RECIPE, epochs=10), pictures, tmp_path / "teacher")
    taught = replace(RECIPE, epochs=10, distillation=Distillation("teacher", weight=1.0))
    # without a single answer of its own, the pupil learns from the teacher alone
    pupil = train(taught, silent, tmp_path / "pupil", Means(teacher=teacher))
    unseen = squares(64, 1)
    assert macro_auc(predict(pupil, unseen, RECIPE.input).logits, unseen.targets) > 0.85
    with pytest.raises(TrainingError) as refusal:
        train(taught, silent, tmp_path / "alone")
    assert refusal.value.code == "training.teacher"


def test_random_crops_stay_inside_the_picture() -> None:
    torch.manual_seed(0)
    # a ramp from left to right: a crop inside it never shows the border twice
    ramp = torch.linspace(0, 1, 64).expand(32, 1, 64, 64)
    cropped = augment(ramp, Augmentation(crop=0.3), 48)
    widths = cropped.amax(dim=(1, 2, 3)) - cropped.amin(dim=(1, 2, 3))
    assert (widths < 1.001).all()
    assert widths.min() < 0.75
    assert widths.min() > 0.4
    steps = cropped[:, 0, 24, 1:] - cropped[:, 0, 24, :-1]
    assert (steps > 0).float().mean() > 0.97


def test_labels_and_numbers_must_fit(tmp_path: Path) -> None:
    wrong = replace(RECIPE, network=replace(RECIPE.network, classes=5))
    with pytest.raises(TrainingError) as refusal:
        train(wrong, squares(16, 0), tmp_path / "a")
    assert refusal.value.code == "training.labels"
    with pytest.raises(TrainingError) as refusal:
        train(RECIPE, squares(4, 0), tmp_path / "b")
    assert refusal.value.code == "training.few"


def test_augmentation_by_nothing_changes_nothing_and_a_flip_mirrors() -> None:
    pictures = torch.rand(4, 3, 32, 32)
    torch.testing.assert_close(augment(pictures, Augmentation(), 32), pictures, atol=1e-5, rtol=0)
    torch.manual_seed(0)
    flipped = augment(pictures, Augmentation(flip=True), 32)
    mirrored = [
        torch.allclose(after, before.flip(2), atol=1e-5)
        for after, before in zip(flipped, pictures, strict=True)
    ]
    kept = [torch.allclose(after, before, atol=1e-5) for after, before in zip(flipped, pictures, strict=True)]
    assert all(one != other for one, other in zip(mirrored, kept, strict=True))
    assert any(mirrored)


def test_mixing_keeps_unknown_answers_unknown() -> None:
    torch.manual_seed(0)
    pictures, targets = torch.rand(4, 3, 8, 8), torch.tensor([[1.0], [0.0], [float("nan")], [1.0]])
    mixed, answers = mix(pictures, targets, 0.4)
    assert torch.isnan(answers[2])
    known = answers[~torch.isnan(answers)]
    assert ((known >= 0) & (known <= 1)).all()
    assert not torch.equal(mixed, pictures)


def test_a_recipe_file_is_read_strictly(tmp_path: Path) -> None:
    path = tmp_path / "recipe.json"
    good = {
        "name": "r",
        "task": "t",
        "network": {"classes": 2, "image_px": 32},
        "input": {"width_px": 32, "height_px": 32, "colour": "grey"},
    }
    path.write_text(json.dumps(good))
    assert read_recipe(path).network.classes == 2
    for change, code in [
        ({"speed": 3}, "facts.unknownKey"),
        ({"epochs": "many"}, "facts.wrongType"),
        ({"loss": "hinge"}, "facts.wrongType"),
        ({"network": {"image_px": 32}}, "facts.missingKey"),
        ({"network": {"classes": 2, "image_px": 40}}, "network.size"),
        ({"input": {"width_px": 64, "height_px": 32, "colour": "grey"}}, "recipe.size"),
    ]:
        path.write_text(json.dumps({**good, **change}))
        with pytest.raises(TrainingError) as refusal:
            read_recipe(path)
        assert refusal.value.code == code
    path.write_text("{")
    with pytest.raises(TrainingError, match="not valid JSON"):
        read_recipe(path)
