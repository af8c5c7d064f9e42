"""The scores on disk: a folder of Parquet files, each whole or not there at all."""

import hashlib
import json
import os
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ctranscnn.errors import TrainingError
from ctranscnn.scoring.inputs import Source
from ctranscnn.scoring.journal import JOURNAL_PATTERN
from ctranscnn.scoring.model_files import ModelFacts
from ctranscnn.scoring.scorer import Outcome, Setup

RESEARCH_USE_ONLY = {
    "en": "Research use only. Not for diagnosis or treatment.",
    "zh-CN": "仅供研究使用，不用于诊断或治疗。",
}
RUN_KEY, NOTE_KEY, NOTE_KEY_CHINESE = b"ctranscnn.score", b"research_use_only", b"research_use_only.zh-CN"
FORMAT_VERSION = 1
INPUTS_PER_PART = 64
PART_PATTERN = "part-*.parquet"
UNFINISHED_PATTERN = ".part-*.unfinished-*"


@dataclass(frozen=True)
class Part:
    """Inputs that are written together."""

    name: str
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Totals:
    """What lies in the output folder."""

    rows: int
    ok: int
    refused: Mapping[str, int]
    """Rows without scores by their code."""


def column_of(label: str) -> str:
    """A label's key as a column name that needs no quotes: `pleural-thickening` → `pleural_thickening`."""
    return label.replace("-", "_")


def run_facts(setup: Setup) -> dict[str, Any]:
    """What every row of one output folder has in common."""
    model = setup.classifier.facts
    helpers = {
        files.facts.id: files.facts.sha256 for files in (setup.gate, setup.segmenter) if files is not None
    }
    return {
        "formatVersion": FORMAT_VERSION,
        "model": {"id": model.id, "version": model.version, "sha256": model.sha256},
        "task": model.task,
        "demonstration": model.demonstration,
        "gates": setup.has_gates,
        "helpers": helpers,
        "columns": {label: f"score_{column_of(label)}" for label in model.labels},
        "thresholds": dict(zip(model.labels, model.thresholds, strict=True)),
    }


def schema_of(setup: Setup) -> pa.Schema:
    """Columns of a part; facts of the run and the note are in its metadata."""
    labels = [column_of(label) for label in setup.classifier.facts.labels]
    fields = [
        pa.field("input", pa.string(), nullable=False),
        pa.field("sha256", pa.string()),
        pa.field("ok", pa.bool_(), nullable=False),
        pa.field("error_code", pa.string()),
        pa.field("error", pa.string()),
        *(pa.field(f"model_{name}", pa.string(), nullable=False) for name in ("id", "version", "sha256")),
        pa.field("demonstration", pa.bool_(), nullable=False),
        *(pa.field(f"score_{label}", pa.float32()) for label in labels),
        *(pa.field(f"call_{label}", pa.string()) for label in labels),
    ]
    metadata = {
        RUN_KEY: json.dumps(run_facts(setup), sort_keys=True).encode(),
        NOTE_KEY: RESEARCH_USE_ONLY["en"].encode(),
        NOTE_KEY_CHINESE: RESEARCH_USE_ONLY["zh-CN"].encode(),
    }
    return pa.schema(fields, metadata)


def row_of(source: Source, outcome: Outcome, facts: ModelFacts) -> dict[str, Any]:
    """One row. A score at or above its threshold is called present."""
    refused = outcome.refused
    row: dict[str, Any] = {
        "input": source.name,
        "sha256": outcome.sha256,
        "ok": outcome.scores is not None,
        "error_code": None if refused is None else refused.code,
        "error": None if refused is None else refused.sentence,
        "model_id": facts.id,
        "model_version": facts.version,
        "model_sha256": facts.sha256,
        "demonstration": facts.demonstration,
    }
    if outcome.scores is not None:
        for label, score, threshold in zip(facts.labels, outcome.scores, facts.thresholds, strict=True):
            row[f"score_{column_of(label)}"] = score
            row[f"call_{column_of(label)}"] = "present" if score >= threshold else "absent"
    return row


def cut_parts(sources: Sequence[Source], finished: frozenset[str]) -> list[Part]:
    """Blocks of all inputs without the finished ones.

    A name says which inputs a part holds: a run that was killed ends with the files of an unbroken one.
    """
    parts: list[Part] = []
    for number, start in enumerate(range(0, len(sources), INPUTS_PER_PART)):
        block = tuple(
            source for source in sources[start : start + INPUTS_PER_PART] if source.name not in finished
        )
        if block:
            digest = hashlib.sha256("\0".join(source.name for source in block).encode())
            parts.append(Part(f"part-{number:06d}-{digest.hexdigest()[:12]}.parquet", block))
    return parts


def write_part(folder: Path, name: str, table: pa.Table) -> None:
    """The file appears under its name only when all of it is on the disk."""
    unfinished = folder / f".{name}.unfinished-{uuid.uuid4().hex}"
    with unfinished.open("wb") as file:
        pq.write_table(table, file, compression="zstd")
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(folder / name)


def open_folder(folder: Path, setup: Setup, resume: bool) -> frozenset[str]:
    """Make the folder, or continue it: the inputs that are finished.

    Raises TrainingError `score.outputExists`, `score.otherRun` or `score.damagedPart`.
    """
    if folder.exists() and not folder.is_dir():
        raise TrainingError("score.outputExists", f"{folder} is a file; --out names a folder.")
    if folder.is_dir() and any(folder.iterdir()) and not resume:
        raise TrainingError(
            "score.outputExists",
            f"{folder} is not empty: add --resume to continue it, or name another folder.",
        )
    folder.mkdir(parents=True, exist_ok=True)
    # What ended an earlier run ended it from outside: none of its inputs is to blame.
    _remove(folder, JOURNAL_PATTERN)
    expected, finished = run_facts(setup), set[str]()
    for path in sorted(folder.glob(PART_PATTERN)):
        table = _read_part(path, ["input"])
        if json.loads((table.schema.metadata or {}).get(RUN_KEY, b"null")) != expected:
            raise TrainingError(
                "score.otherRun",
                f"{path} was written with another model or other gates: name another folder.",
            )
        finished.update(table.column("input").to_pylist())
    return frozenset(finished)


def close_folder(folder: Path) -> Totals:
    """Remove what killed runs left half written, and count."""
    _remove(folder, UNFINISHED_PATTERN)
    _remove(folder, JOURNAL_PATTERN)
    codes: Counter[str] = Counter()
    ok = rows = 0
    for path in sorted(folder.glob(PART_PATTERN)):
        table = _read_part(path, ["ok", "error_code"])
        rows += table.num_rows
        ok += sum(table.column("ok").to_pylist())
        codes.update(code for code in table.column("error_code").to_pylist() if code is not None)
    return Totals(rows, ok, dict(sorted(codes.items())))


def _remove(folder: Path, pattern: str) -> None:
    for path in folder.glob(pattern):
        path.unlink(missing_ok=True)


def _read_part(path: Path, columns: Iterable[str]) -> pa.Table:
    try:
        return pq.ParquetFile(path).read(columns=list(columns))
    except (pa.ArrowException, OSError, ValueError) as error:
        raise TrainingError("score.damagedPart", f"{path} cannot be read: remove it and --resume.") from error
