"""One input's way: bytes → picture → gates → tensor → scores, as `ctw analyze` goes it (src-main/engine)."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ctranscnn.data.pictures import Picture
from ctranscnn.errors import TrainingError
from ctranscnn.paths import MODELS_FOLDER
from ctranscnn.preprocess import in_colours, prepare
from ctranscnn.scoring.decode import decode_image
from ctranscnn.scoring.dicom import read_dicom
from ctranscnn.scoring.model_files import Kind, LoadedModel, ModelFiles, read_model
from ctranscnn.scoring.probe import recognise
from ctranscnn.scoring.quality import check_film, check_tongue, rounded
from ctranscnn.scoring.raster import samples_of
from ctranscnn.scoring.refusal import Refused
from ctranscnn.scoring.tongue_mask import around, check_alone, mask_from

TONGUE_TASK = "tcmtd"
GATE, SEGMENTER = "frontal-film", "tongue-segmentation"


@dataclass(frozen=True)
class Setup:
    """The models of one run, checked."""

    classifier: ModelFiles
    gate: ModelFiles | None
    """The frontal-film gate; None for tongues and where gates are off."""
    segmenter: ModelFiles | None
    """Finds the tongue; None for films."""
    has_gates: bool = True


def read_setup(model: Path, has_gates: bool) -> Setup:
    """The model and what it needs beside it: the film gate, or the tongue segmenter.

    Raises TrainingError `model.*`, or `score.notClassifier`.
    """
    classifier = read_model(model)
    if classifier.facts.kind != "classifier":
        raise TrainingError("score.notClassifier", f"{model} is a {classifier.facts.kind}; it has no scores.")
    if classifier.facts.task == TONGUE_TASK:
        return Setup(classifier, None, _helper(model, SEGMENTER, "segmenter"), has_gates)
    gate = _helper(model, GATE, "gate") if has_gates else None
    return Setup(classifier, gate, None, has_gates)


def _helper(model: Path, name: str, kind: Kind) -> ModelFiles:
    beside = model.resolve().parent / name
    files = read_model(beside if beside.is_dir() else MODELS_FOLDER / name)
    if files.facts.kind != kind:
        raise TrainingError("model.signature", f"{name} is a {files.facts.kind}, not a {kind}.")
    return files


@dataclass(frozen=True)
class Outcome:
    """What became of one input: scores in the order of the labels, or why there are none."""

    sha256: str | None
    scores: tuple[float, ...] | None
    refused: Refused | None = None


class Scorer:
    """The loaded models of one process."""

    def __init__(self, setup: Setup) -> None:
        self._has_gates = setup.has_gates
        self._classifier = LoadedModel(setup.classifier)
        self._gate = None if setup.gate is None else LoadedModel(setup.gate)
        self._segmenter = None if setup.segmenter is None else LoadedModel(setup.segmenter)

    def score(self, content: bytes) -> Outcome:
        """Never raises for an input: what it cannot use it refuses."""
        sha256 = hashlib.sha256(content).hexdigest()
        try:
            return Outcome(sha256, self._scores(content))
        except Refused as refused:
            return Outcome(sha256, None, refused)
        except TrainingError as error:
            code = "model.badOutput" if error.code == "model.badOutput" else "internal"
            return Outcome(sha256, None, Refused(code, reason=error.code))
        except Exception as error:
            # One input must not end a run of a million; the kind of error tells where to look.
            return Outcome(sha256, None, Refused("internal", reason=type(error).__name__))

    def _scores(self, content: bytes) -> tuple[float, ...]:
        kind = recognise(content)
        samples = samples_of(read_dicom(content) if kind == "dicom" else decode_image(content, kind))
        if self._segmenter is None:
            tensor = self._film_tensor(samples)
        else:
            tensor = self._tongue_tensor(samples, self._segmenter)
        (scores,) = self._classifier.run(tensor)
        return tuple(float(score) for score in scores)

    def _film_tensor(self, samples: Picture) -> np.ndarray:
        if self._has_gates:
            if samples.ndim == 3:
                raise Refused("quality.notFilm", reason="colour")
            check_film(samples)
        if self._gate is not None:
            _check_gate(samples, self._gate)
        return prepare(in_colours(samples, "grey"), self._classifier.facts.input)

    def _tongue_tensor(self, samples: Picture, segmenter: LoadedModel) -> np.ndarray:
        if samples.ndim != 3:
            raise Refused("quality.notTongue", reason="grey")
        mask_limit, presence_limit = segmenter.facts.thresholds
        first, (presence,) = segmenter.run(prepare(samples, segmenter.facts.input))
        mask = mask_from(first[0], samples.shape[:2], mask_limit)
        if mask.any() and presence >= presence_limit:
            mask = self._close_look(samples, mask, segmenter)
        if self._has_gates:
            check_tongue(samples, mask, float(presence), presence_limit)
            check_alone(first[0])
        if not mask.any():
            raise Refused("quality.notTongue", areaFraction=0)
        return prepare(samples, self._classifier.facts.input, mask)

    @staticmethod
    def _close_look(samples: Picture, mask: Picture, segmenter: LoadedModel) -> Picture:
        """What lies around the tongue looked at again, as it is and mirrored (src-main/engine/outline.ts)."""
        rows, columns = around(mask > 127)
        cut = prepare(samples[rows, columns], segmenter.facts.input)
        plain, _ = segmenter.run(cut)
        mirrored, _ = segmenter.run(np.ascontiguousarray(cut[..., ::-1]))
        mean = ((plain[0].astype(np.float64) + mirrored[0][:, ::-1]) / 2).astype(np.float32)
        close = np.zeros_like(mask)
        close[rows, columns] = mask_from(mean, close[rows, columns].shape, segmenter.facts.thresholds[0])
        return close


def _check_gate(grey: Picture, gate: LoadedModel) -> None:
    """A picture that the gate only accepts when it is turned over is a film shown in negative."""
    (limit,) = gate.facts.thresholds
    distance = _distance(grey, gate)
    if distance <= limit:
        return
    turned = _distance(255 - grey, gate)
    code = "quality.inverted" if turned <= limit else "quality.notFilm"
    raise Refused(code, distance=rounded(distance, 4), limit=limit)


def _distance(grey: Picture, gate: LoadedModel) -> float:
    (distance,) = gate.run(prepare(grey, gate.facts.input))
    return float(distance[0])
