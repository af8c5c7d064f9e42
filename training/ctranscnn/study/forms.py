"""What a shipped form costs in accuracy: the study's own networks, fold by fold, run as ONNX in that form."""

import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from ctranscnn.crossval import list_folds
from ctranscnn.data.pictures import Subset
from ctranscnn.errors import TrainingError
from ctranscnn.export.classifier import CLASSIFIER_OUTPUTS
from ctranscnn.export.forms import Form, write_form
from ctranscnn.export.parity import open_session, run_file
from ctranscnn.model.build import own_network
from ctranscnn.model.network import CTransCNN
from ctranscnn.runs import Run, read_run, write_run
from ctranscnn.study.data import study_data
from ctranscnn.study.runner import Study, fold_network
from ctranscnn.tensors import normalised_batch, uint8_tensor


def run_form(study: Study, entry_name: str, seed: int, form: Form) -> Run:
    """Predict every held-out picture with its fold's network in `form`; keep it as a run of its own, named
    `<entry>-<form>`, which `ctranscnn metrics` compares with the entry's.

    Raises TrainingError `study.weights` where a fold's weights are gone.
    """
    entry = study.plan.entry(entry_name)
    plain = read_run(study.result_folder(entry, seed))
    logits = np.full(plain.predictions.logits.shape, np.nan, np.float32)
    data = study_data(study.plan, study.source)
    place = {row: position for position, row in enumerate(data.measured)}
    for fold in list_folds(data.pictures, data.folds, study.work_folder(entry_name, seed)):
        network = own_network(fold_network(study, entry, seed, fold.number))
        held_out = uint8_tensor(Subset(data.pictures, fold.held_out), plain.facts.recipe.input)
        batch = normalised_batch(held_out, plain.facts.recipe.input).numpy()
        logits[[place[row] for row in fold.held_out]] = _logits(network, form, batch)
    if np.isnan(logits).any():
        raise TrainingError("study.folds", "The folds do not cover every picture.")
    # beside the study, not in it: a form is no further network to be compared with the others
    folder = study.results / f"{study.plan.name}-forms" / f"{entry_name}-{form}-seed-{seed}"
    facts = replace(plain.facts, name=f"{entry_name}-{form}", seconds=0.0)
    write_run(folder, facts, replace(plain.predictions, logits=logits))
    return read_run(folder)


def _logits(network: CTransCNN, form: Form, batch: NDArray[np.float32]) -> NDArray[np.float32]:
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "model.onnx"
        write_form(network, form, path)
        answered = run_file(open_session(path, torch.get_num_threads()), CLASSIFIER_OUTPUTS, batch)
    conv, transformer = network.config.shares
    fused = conv * answered["convLogits"] + transformer * answered["transformerLogits"]
    return fused.astype(np.float32)
