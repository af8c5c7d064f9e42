"""Generated runs for the tests of the report: structured scores with known order, nothing real."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ctranscnn.labels import read_label_set
from ctranscnn.model.config import NetworkConfig
from ctranscnn.preprocess import InputFacts
from ctranscnn.recipe import Recipe
from ctranscnn.runs import HeldOutPredictions, RunFacts, write_run
from ctranscnn.split import picture_name

FOLDS = 3


@dataclass(frozen=True)
class MadeStudy:
    """Pictures with answers; runs are written with `write`."""

    predictions: HeldOutPredictions
    facts: RunFacts

    def write(self, folder: Path, name: str, seed: int = 0, strength: float = 1.0) -> Path:
        """A run whose logits follow the truth the closer the larger `strength` is."""
        place = folder / f"{name}-{seed}"
        write_run(
            place, self.named(name, seed), replace(self.predictions, logits=self.logits(name, seed, strength))
        )
        return place

    def named(self, name: str, seed: int = 0) -> RunFacts:
        """The facts of a run of that name."""
        recipe = replace(self.facts.recipe, name=name, seed=seed)
        return replace(self.facts, name=name, seed=seed, recipe=recipe)

    def logits(self, name: str, seed: int, strength: float) -> np.ndarray:
        """[n, C]; runs share part of their noise, as networks that see the same pictures do."""
        targets = np.nan_to_num(self.predictions.targets)
        shared = np.random.default_rng(7).standard_normal(targets.shape)
        own = np.random.default_rng([seed, *name.encode()]).standard_normal(targets.shape)
        return (strength * targets + 0.7 * shared + 0.7 * own - 1).astype(np.float32)


def make_study(
    task: str = "chestxray14", pictures: int = 240, rare: Sequence[int] = (7,), demonstration: bool = False
) -> MadeStudy:
    """A study of generated answers; the labels at `rare` have no positives at all."""
    labels = read_label_set(task).keys
    generator = np.random.default_rng(3)
    shares = generator.uniform(0.15, 0.45, len(labels))
    targets = (generator.random((pictures, len(labels))) < shares).astype(np.float32)
    targets[:, list(rare)] = 0
    targets[generator.random(targets.shape) < 0.02] = np.nan
    patients = np.asarray([picture_name(f"patient {index // 2}") for index in range(pictures)])
    names = np.asarray([picture_name(f"film-{index}.png") for index in range(pictures)])
    predictions = HeldOutPredictions(
        labels=labels,
        names=names,
        patients=patients,
        folds=(np.arange(pictures) // 2) % FOLDS,
        targets=targets,
        logits=np.zeros(targets.shape, np.float32),
    )
    network = NetworkConfig(
        classes=len(labels), image_px=64, embed=12, depth=3, heads=2, base_width=8, drop_path=0.0
    )
    recipe = Recipe(
        name="ctranscnn",
        task=task,
        network=network,
        input=InputFacts(width_px=64, height_px=64, colour="grey"),
    )
    facts = RunFacts(
        name="ctranscnn",
        study="generated",
        task=task,
        seed=0,
        split=f"{FOLDS} folds by patient",
        data="generated answers, no pictures",
        recipe=recipe,
        parameters=1_234_567,
        macs=345_678_901,
        images_seen=4_000,
        seconds=12.5,
        device="cpu",
        demonstration=demonstration,
    )
    return MadeStudy(predictions, facts)
