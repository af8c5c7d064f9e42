"""The run itself: Ray Data hands parts to scorers on this machine or on a cluster."""

import dataclasses
import json
import logging
import os
import re
import socket
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from ctranscnn.errors import TrainingError
from ctranscnn.scoring.inputs import Source, read_source
from ctranscnn.scoring.journal import Journal
from ctranscnn.scoring.parts import Part, row_of, run_facts, schema_of, write_part
from ctranscnn.scoring.refusal import Refused
from ctranscnn.scoring.scorer import Outcome, Scorer, read_setup

# Nothing leaves the machine and only our own progress is printed. Ray reads these when it is imported.
QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_DATA_DISABLE_PROGRESS_BARS": "1",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "RAY_BACKEND_LOG_LEVEL": "fatal",
    # Scorers have the priority of the command itself; Ray would put them behind everything else.
    "RAY_worker_niceness": "0",
}
LOOPBACK = "127.0.0.1"
OBJECT_STORE_BYTES = 256 * 1024 * 1024
"""Only names of inputs travel; pictures and models never do."""
INNERMOST = re.compile(r"^\s*([\w.]*(?:Error|Exception): .*)$", re.MULTILINE)
HOST_AND_PORT = re.compile(r"(?:ray://)?\[?(?P<host>[^/\]]+?)\]?:(?P<port>[0-9]+)")
CONNECT_SECONDS = 10
STARTS = 3
"""So often Ray is started before it is given up."""


@dataclass(frozen=True)
class Place:
    """Where to compute."""

    cluster: str | None
    """None: Ray is started on this machine and ends with the run; `auto` or an address: a running cluster."""
    concurrency: int
    """Scorers side by side, one core each."""


@dataclass(frozen=True)
class Job:
    """What every worker does. It reads the models itself: their golden check must pass on its machine too."""

    model: Path
    has_gates: bool
    facts: Mapping[str, Any]
    """As the first process read them (parts.run_facts)."""
    out: Path


class PartScorer:
    """One worker: loads the models once, then writes part after part."""

    def __init__(self, job: Job) -> None:
        setup = read_setup(job.model, job.has_gates)
        if run_facts(setup) != job.facts:
            raise TrainingError("model.damaged", f"{job.model} changed while it was in use.")
        self._scorer, self._folder = Scorer(setup), job.out
        self._facts, self._schema = setup.classifier.facts, schema_of(setup)

    def __call__(self, batch: Mapping[str, np.ndarray]) -> dict[str, list[int]]:
        """Parts as JSON in the column `part` → rows written and rows refused, one number for each part."""
        rows, refused = [], []
        for text in batch["part"]:
            part = _part_of(json.loads(str(text)))
            journal = Journal(self._folder, part.name)
            outcomes = [
                self._outcome(source)
                if journal.may_try(index)
                else Outcome(None, None, Refused("internal", reason="ended its worker"))
                for index, source in enumerate(part.sources)
            ]
            table = pa.Table.from_pylist(
                [row_of(*pair, self._facts) for pair in zip(part.sources, outcomes, strict=True)],
                schema=self._schema,
            )
            write_part(self._folder, part.name, table)
            journal.end()
            rows.append(len(outcomes))
            refused.append(sum(outcome.scores is None for outcome in outcomes))
        return {"rows": rows, "refused": refused}

    def _outcome(self, source: Source) -> Outcome:
        try:
            content = read_source(source)
        except Refused as refused:
            return Outcome(None, None, refused)
        return self._scorer.score(content)


def score_parts(parts: Sequence[Part], job: Job, place: Place) -> None:
    """Score the parts and write them into the folder; progress on stderr.

    Raises TrainingError `score.cluster` where no cluster answers, `score.failed` where workers cannot go on.
    """
    own = connect(place)
    import ray  # noqa: PLC0415
    import ray.exceptions  # noqa: PLC0415

    try:
        done = refused = 0
        total = sum(len(part.sources) for part in parts)
        for rows, without in _results(parts, job, place.concurrency):
            done, refused = done + rows, refused + without
            sys.stderr.write(f"{done} of {total} inputs, {refused} without scores\n")
    except (ray.exceptions.RayError, OSError) as error:
        told = "The run stopped, what is written is kept, --resume continues it"
        raise TrainingError("score.failed", f"{told}: {_reason(error)}") from error
    finally:
        if own:
            ray.shutdown()


def _reason(error: Exception) -> str:
    """The innermost error of a worker's story, which is told first."""
    found = INNERMOST.search(str(error))
    return found[1] if found else str(error).strip().splitlines()[0]


def connect(place: Place) -> bool:
    """Start Ray on this machine, or join a cluster; False where this process has done so before.

    Raises TrainingError `score.cluster`.
    """
    os.environ.update(QUIET)
    import ray  # noqa: PLC0415 - its import takes seconds that other commands need not wait

    if ray.is_initialized():
        return False
    where = "on this machine" if place.cluster is None else f"at {place.cluster}"
    check_port(place.cluster)
    # Ray gives itself half a minute to start, which a busy machine may miss.
    for tries_left in reversed(range(STARTS if place.cluster is None else 1)):
        try:
            ray.init(log_to_driver=False, logging_level=logging.ERROR, **_address(place))
            break
        except Exception as error:
            # Ray has no common class for what keeps it from starting.
            ray.shutdown()
            if tries_left == 0:
                raise TrainingError("score.cluster", f"Ray does not answer {where}: {error}") from error
    return True


def check_port(cluster: str | None) -> None:
    """Raises TrainingError `score.cluster` where nobody listens: Ray itself would try for minutes."""
    found = HOST_AND_PORT.fullmatch(cluster or "")
    if found is None:
        return
    try:
        socket.create_connection((found["host"], int(found["port"])), CONNECT_SECONDS).close()
    except (OSError, OverflowError) as error:
        raise TrainingError("score.cluster", f"Nobody answers at {cluster}: {error}") from error


def _address(place: Place) -> dict[str, Any]:
    if place.cluster is not None:
        return {"address": place.cluster}
    return {
        "address": "local",
        "num_cpus": place.concurrency,
        "include_dashboard": False,
        "object_store_memory": OBJECT_STORE_BYTES,
        # No other machine takes part.
        "_node_ip_address": LOOPBACK,
    }


def _results(parts: Sequence[Part], job: Job, concurrency: int) -> Iterator[tuple[int, int]]:
    """Rows and refused rows of each finished part, as they come."""
    import ray.data  # noqa: PLC0415

    for handler in logging.getLogger("ray.data").handlers:
        handler.setLevel(logging.ERROR)
    ray.data.DataContext.get_current().enable_progress_bars = False
    items = [{"part": json.dumps(dataclasses.asdict(part))} for part in parts]
    there = dataclasses.replace(job, model=job.model.resolve(), out=job.out.resolve())
    results = ray.data.from_items(items, override_num_blocks=len(items)).map_batches(
        PartScorer,
        fn_constructor_args=(there,),
        batch_size=1,
        num_cpus=1,
        compute=ray.data.ActorPoolStrategy(size=min(concurrency, len(parts))),
    )
    for row in results.iter_rows():
        yield int(row["rows"]), int(row["refused"])


def _part_of(values: Mapping[str, Any]) -> Part:
    return Part(values["name"], tuple(Source(**source) for source in values["sources"]))
