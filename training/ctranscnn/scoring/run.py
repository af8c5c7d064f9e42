"""`ctranscnn score` without its command line."""

import dataclasses
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ctranscnn.scoring.cluster import Job, Place, score_parts
from ctranscnn.scoring.inputs import find_sources
from ctranscnn.scoring.parts import RESEARCH_USE_ONLY, close_folder, cut_parts, open_folder, run_facts
from ctranscnn.scoring.scorer import read_setup


@dataclass(frozen=True)
class ScoreRun:
    """What to score, with what, and where the rows go."""

    model: Path
    inputs: Sequence[str]
    out: Path
    has_gates: bool
    resume: bool
    place: Place


def score(run: ScoreRun) -> dict[str, Any]:
    """Score every input that has no row yet; the summary of the whole folder.

    Raises TrainingError `model.*` or `score.*`; an input that cannot be scored is a row, never an error.
    """
    setup = read_setup(run.model, run.has_gates)
    sources = find_sources(run.inputs, run.out)
    finished = open_folder(run.out, setup, run.resume)
    parts = cut_parts(sources, finished)
    waiting = sum(len(part.sources) for part in parts)
    sys.stderr.write(f"{len(sources)} inputs, {len(sources) - waiting} of them have their row already\n")
    if parts:
        score_parts(parts, Job(run.model, run.has_gates, run_facts(setup), run.out), run.place)
    totals = close_folder(run.out)
    facts = setup.classifier.facts
    return {
        "out": str(run.out),
        "inputs": len(sources),
        "newRows": waiting,
        **dataclasses.asdict(totals),
        "model": {"id": facts.id, "version": facts.version, "sha256": facts.sha256},
        "demonstration": facts.demonstration,
        "researchUseOnly": RESEARCH_USE_ONLY["en"],
    }
