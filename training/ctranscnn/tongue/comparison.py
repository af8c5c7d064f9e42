"""The paper's three inputs of the tongue task, compared on drawn tongues.

Whole photo, tongue, or coating and body apart: one network, the same drawn tongues, the same seeds and the
same number of pictures seen; only what the network is shown differs. Every training is a run of its own
(`runs.py`), so an interrupted comparison continues.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np

from ctranscnn.data.phantoms import PhantomPlan, tongue_phantoms
from ctranscnn.data.pictures import PicturesInMemory
from ctranscnn.errors import TrainingError
from ctranscnn.export.classifier_package import code_version
from ctranscnn.metrics.bootstrap import Draws, macro_rounds, percentile_interval
from ctranscnn.metrics.compare import Comparison, ComparisonOptions, compare
from ctranscnn.metrics.plain import plain
from ctranscnn.metrics.ranking import Interval, auc, macro_auc
from ctranscnn.metrics.summary import MetricOptions
from ctranscnn.model.config import NetworkConfig
from ctranscnn.model.cost import cost_of
from ctranscnn.predict import predict
from ctranscnn.recipe import Recipe
from ctranscnn.runs import HeldOutPredictions, RunFacts, is_finished, read_run, write_run
from ctranscnn.split import picture_name
from ctranscnn.strict import build, read_json
from ctranscnn.train import train

TongueInput = Literal["whole", "tongue", "coating-and-body"]
INPUTS: tuple[TongueInput, ...] = get_args(TongueInput)
PLAN_FILE = "plan.json"
NOTICE = (
    "Demonstration on drawn tongues: it says nothing about photos of people. "
    "Research use only. Not for diagnosis or treatment."
)


@dataclass(frozen=True)
class InputsPlan:
    """Everything that fixes the comparison's numbers."""

    recipe: Recipe
    """Its region, channels and seed are set for each run."""
    count: int
    """Drawn tongues to train on."""
    test_count: int
    seeds: tuple[int, ...] = (0,)
    """Of the trainings: each input is trained once with each."""
    drawing_seed: int = 11
    test_drawing_seed: int = 13
    picture_px: int = 224

    def __post_init__(self) -> None:
        if self.recipe.task != "tcmtd" or not isinstance(self.recipe.network, NetworkConfig):
            raise TrainingError("inputs.recipe", "The inputs are compared with a CTransCNN recipe of tcmtd.")
        if self.recipe.input.colour != "rgb" or self.recipe.input.channels != 3:
            raise TrainingError("inputs.recipe", "The recipe's input must be RGB in 3 channels.")
        if self.recipe.augmentation.rand_augment > 0:
            raise TrainingError("inputs.recipe", "RandAugment does not know pictures of 6 channels.")
        if self.drawing_seed == self.test_drawing_seed:
            raise TrainingError("inputs.seeds", "Training and test tongues need different drawing seeds.")
        if not self.seeds or len(set(self.seeds)) != len(self.seeds):
            raise TrainingError("inputs.seeds", "Each training seed must be named once.")
        if self.count < self.recipe.batch_size or self.test_count < 1:
            raise TrainingError(
                "inputs.count", f"There must be at least one batch of {self.recipe.batch_size} to train on."
            )

    def recipe_for(self, shown: TongueInput, seed: int) -> Recipe:
        """The recipe with one input and one seed; six channels repeat the mean and deviation of three."""
        parts = shown == "coating-and-body"
        given = self.recipe.input
        facts = replace(
            given,
            region=shown,
            channels=6 if parts else 3,
            mean=given.mean * 2 if parts else given.mean,
            std=given.std * 2 if parts else given.std,
        )
        network = replace(self.recipe.network, input_channels=facts.channels)
        return replace(
            self.recipe, name=f"{self.recipe.name}-{shown}", input=facts, network=network, seed=seed
        )

    def pictures(self, part: Literal["train", "test"]) -> PicturesInMemory:
        """The drawn tongues of a part, with masks as a segmenter finds them."""
        testing = part == "test"
        seed = self.test_drawing_seed if testing else self.drawing_seed
        count = self.test_count if testing else self.count
        return tongue_phantoms(PhantomPlan("tongue", count, seed, self.picture_px, self.picture_px))


@dataclass(frozen=True)
class InputResult:
    """One input, all its seeds."""

    shown: TongueInput
    macro_auc: Interval
    """Mean over the training seeds, with the bootstrap interval over the test tongues."""
    by_seed: tuple[float, ...]
    by_label: dict[str, float]
    """Label → AUC, mean over the seeds; measured labels only."""
    parameters: int
    macs: int
    seconds: float
    """Of training, all seeds together."""


@dataclass(frozen=True)
class InputsResult:
    """The comparison's answer."""

    images_seen: int
    """By each network."""
    test_count: int
    measured: tuple[str, ...]
    """Labels with enough positives: macro figures are over these."""
    inputs: tuple[InputResult, ...]
    differences: dict[str, Comparison]
    """`tongue - whole` → paired difference of macro AUC."""
    demonstration: bool = True
    notice: str = NOTICE

    def as_json(self) -> dict[str, Any]:
        """Plain JSON, camelCase keys."""
        return plain(self)


def compare_inputs(plan: InputsPlan, folder: Path, options: MetricOptions | None = None) -> InputsResult:
    """Train what is not trained yet, measure, compare; leaves runs, plan and results.json in `folder`.

    Raises TrainingError `inputs.otherPlan` where the folder holds another comparison, `compare.undefined`
    where no label has enough positives among the test tongues, and as `train` does.
    """
    _claim(folder, plan)
    training, test = plan.pictures("train"), plan.pictures("test")
    predictions: dict[TongueInput, list[HeldOutPredictions]] = {shown: [] for shown in INPUTS}
    facts: dict[TongueInput, list[RunFacts]] = {shown: [] for shown in INPUTS}
    # one seed of every input before the next seed: what is there early is comparable
    for seed in plan.seeds:
        for shown in INPUTS:
            place = folder / shown / f"seed-{seed}"
            if not is_finished(place):
                _train(plan.recipe_for(shown, seed), (training, test), place)
            run = read_run(place)
            predictions[shown].append(run.predictions)
            facts[shown].append(run.facts)
    chosen = options or MetricOptions()
    differences = {
        f"{later} - {earlier}": compare(
            predictions[later], predictions[earlier], ComparisonOptions(metrics=chosen)
        )
        for earlier, later in combinations(INPUTS, 2)
    }
    measured = next(iter(differences.values())).measured
    result = InputsResult(
        images_seen=facts[INPUTS[0]][0].images_seen,
        test_count=len(test),
        measured=measured,
        inputs=tuple(
            _result(shown, predictions[shown], (facts[shown], measured, chosen)) for shown in INPUTS
        ),
        differences=differences,
    )
    _write(folder / "results.json", result.as_json())
    return result


def _train(recipe: Recipe, data: tuple[PicturesInMemory, PicturesInMemory], folder: Path) -> None:
    training, test = data
    network = train(recipe, training, folder)
    logits = predict(network, test, recipe.input).logits
    names = np.asarray([picture_name(patient) for patient in test.patients])
    predictions = HeldOutPredictions(
        labels=test.labels,
        names=names,
        patients=names,
        folds=np.zeros(len(test), np.intp),
        targets=test.targets,
        logits=logits.astype(np.float32),
    )
    cost = cost_of(network, recipe.input.width_px, recipe.input.channels)
    steps = len(training) // recipe.batch_size
    facts = RunFacts(
        name=recipe.name,
        study="tongue-inputs",
        task=recipe.task,
        seed=recipe.seed,
        split="drawn tongues of a seed that training never saw",
        data="drawn tongues (ctranscnn phantoms)",
        recipe=recipe,
        parameters=cost.parameters,
        macs=cost.macs,
        images_seen=recipe.total_epochs * steps * recipe.batch_size,
        seconds=_seconds(folder),
        device="cpu",
        code=code_version(),
        demonstration=True,
    )
    write_run(folder, facts, predictions)
    sys.stderr.write(f"{recipe.name} seed {recipe.seed}: macro AUC {macro_auc(logits, test.targets):.4f}\n")


def _seconds(folder: Path) -> float:
    """Of all epochs, those before an interruption too."""
    lines = (folder / "log.jsonl").read_text(encoding="utf-8").splitlines()
    # an epoch that was repeated after an interruption counts once
    epochs = {int(line["epoch"]): float(line["seconds"]) for line in map(json.loads, lines)}
    return round(sum(epochs.values()), 1)


def _result(
    shown: TongueInput,
    runs: Sequence[HeldOutPredictions],
    known: tuple[Sequence[RunFacts], Sequence[str], MetricOptions],
) -> InputResult:
    facts, measured, options = known
    first = runs[0]
    columns = [list(first.labels).index(label) for label in measured]
    targets = first.targets[:, columns]
    logits = [run.logits[:, columns] for run in runs]
    draws = Draws(first.patients.tolist(), options.rounds, options.seed)
    rounds = np.mean([macro_rounds("auc", values, targets, draws) for values in logits], axis=0)
    by_seed = tuple(macro_auc(values, targets) for values in logits)
    by_label = {
        label: float(np.mean([auc(values[:, place], targets[:, place]) for values in logits]))
        for place, label in enumerate(measured)
    }
    return InputResult(
        shown=shown,
        macro_auc=percentile_interval(float(np.mean(by_seed)), rounds),
        by_seed=by_seed,
        by_label=by_label,
        parameters=facts[0].parameters,
        macs=facts[0].macs,
        seconds=round(sum(run.seconds for run in facts), 1),
    )


def _claim(folder: Path, plan: InputsPlan) -> None:
    """Make the folder this plan's own; refuse another plan's (other training seeds are the same plan)."""
    path = folder / PLAN_FILE
    if path.is_file():
        known = build(InputsPlan, read_json(path), PLAN_FILE)
        if replace(known, seeds=plan.seeds) != plan:
            raise TrainingError(
                "inputs.otherPlan", f"{folder} holds a comparison with other settings; choose another folder."
            )
        return
    if folder.is_file() or any(file.suffix != ".partial" for file in folder.glob("*")):
        raise TrainingError("inputs.otherPlan", f"{folder} is not empty and holds no comparison of inputs.")
    folder.mkdir(parents=True, exist_ok=True)
    _write(path, asdict(plan))


def _write(path: Path, content: object) -> None:
    partial = path.with_name(f"{path.name}.partial")
    partial.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    partial.replace(path)
