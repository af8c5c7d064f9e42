"""`ctranscnn score`: the workstation's numbers, resumed runs and failures."""

import dataclasses
import io
import json
import multiprocessing
import os
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from PIL import Image

from ctranscnn.errors import TrainingError
from ctranscnn.paths import MODELS_FOLDER, PROJECT_FOLDER
from ctranscnn.scoring.cluster import Job, PartScorer, Place, connect
from ctranscnn.scoring.inputs import find_sources
from ctranscnn.scoring.parts import NOTE_KEY, RUN_KEY, cut_parts, run_facts
from ctranscnn.scoring.run import ScoreRun, score
from ctranscnn.scoring.scorer import Scorer, read_setup
from tests.score_samples import Values, broken, dicom, noise, packed_dicom, saved, written

NODE = PROJECT_FOLDER / "node_modules" / ".bin" / "node"
needs_node = pytest.mark.skipif(not NODE.exists(), reason="The workstation's Node is not set up (npm ci).")
PICTURES = PROJECT_FOLDER / "resources" / "samples"
FILMS = MODELS_FOLDER / "chestxray14"
LARGEST_DIFFERENCE = 1e-4


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """One Ray session for the file; its address for programs of their own."""
    connect(Place(None, 2))
    import ray

    yield ray.get_runtime_context().gcs_address
    ray.shutdown()


def run(inputs: list[Path], out: Path, **changed: Any) -> dict[str, Any]:  # noqa: ANN401
    """Score in this process, with the gates unless they are switched off."""
    options: dict[str, Any] = {"model": FILMS, "has_gates": True, "resume": False, **changed}
    return score(ScoreRun(inputs=[str(path) for path in inputs], out=out, place=Place(None, 1), **options))


def rows(out: Path) -> list[dict[str, Any]]:
    """All rows in the order of the parts."""
    tables = [pq.ParquetFile(path).read() for path in sorted(out.glob("part-*.parquet"))]
    return [row for table in tables for row in table.to_pylist()]


def analyze(folder: Path, task: str) -> dict[str, dict[str, Any]]:
    """What the workstation says, by file name."""
    program = PROJECT_FOLDER / "src-main" / "headless" / "cli.ts"
    options = ["--task", task, "--provider", "cpu", "--threads", "1"]
    answer = subprocess.run(
        [str(NODE), "--disable-warning=ExperimentalWarning", str(program), "analyze", str(folder), *options],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return {Path(line["input"]).name: line for line in map(json.loads, answer.stdout.splitlines())}


def assert_the_same(out: Path, theirs: dict[str, dict[str, Any]]) -> None:
    """Every row against the workstation's line."""
    found = {Path(row["input"]).name: row for row in rows(out)}
    assert found.keys() == theirs.keys()
    for name, line in theirs.items():
        row = found[name]
        code = None if line["ok"] else line["error"]["code"]
        assert (row["ok"], row["error_code"], row["sha256"]) == (line["ok"], code, line["sha256"]), name
        if line["ok"]:
            keys = [label["name"].replace("-", "_") for label in line["labels"]]
            scores = [label["score"] for label in line["labels"]]
            assert [row[f"score_{key}"] for key in keys] == pytest.approx(scores, abs=LARGEST_DIFFERENCE), (
                name
            )
            assert [row[f"call_{key}"] for key in keys] == [label["call"] for label in line["labels"]], name
            assert (row["model_id"], row["model_sha256"]) == (line["model"]["id"], line["model"]["sha256"])


def film(width_px: int, height_px: int, number: int = 1) -> Values:
    """A drawn film at another size, with grain so that resampling has something to average."""
    with Image.open(PICTURES / f"film-{number}.jpg") as image:
        small = np.asarray(image.convert("L").resize((width_px, height_px), Image.Resampling.BICUBIC))
    grain = np.random.default_rng(number).normal(0, 4, small.shape)
    return np.clip(small + grain, 0, 255).astype(np.uint8)


def film_files() -> dict[str, bytes]:
    """Films of many sizes and formats, and what is no film."""
    words = film(700, 800).astype(np.uint16) * 15 + 100
    window = {"WindowCenter": "2000", "WindowWidth": "3800"}
    negative = {**window, "PhotometricInterpretation": "MONOCHROME1"}
    from pydicom.uid import JPEGBaseline8Bit

    medium = film(420, 380)
    return {
        "small.jpg": saved(film(200, 170), "JPEG"),
        "wide.png": saved(film(1400, 900, 2), "PNG"),
        "large.jpg": saved(film(2100, 2000), "JPEG", quality=90),
        "deep.png": saved(film(1500, 1300).astype(np.uint16) * 211, "PNG"),
        "window.dcm": dicom(words, window),
        "negative.dcm": dicom(4095 - words, negative),
        "jpeg.dcm": packed_dicom([saved(medium, "JPEG")], medium, {}, JPEGBaseline8Bit),
        "turned-over.png": saved(255 - film(512, 512), "PNG"),
        "noise.png": saved(noise((300, 300)), "PNG"),
        "tiny.png": saved(film(100, 90), "PNG"),
        "flat.png": saved(np.full((200, 200), 90, np.uint8), "PNG"),
        "photo.jpg": (PICTURES / "tongue-1.jpg").read_bytes(),
    }


@needs_node
@pytest.mark.usefixtures("cluster")
def test_films_have_the_scores_and_refusals_of_the_workstation(tmp_path: Path) -> None:
    refused = {name: content for name, (content, _) in broken().items()}
    folder = written(tmp_path / "films", {**film_files(), **refused})
    summary = run([folder], tmp_path / "scores.parquet")
    theirs = analyze(folder, "chestxray14")
    assert sum(line["ok"] for line in theirs.values()) == 7
    assert_the_same(tmp_path / "scores.parquet", theirs)
    assert {row["error_code"] for row in rows(tmp_path / "scores.parquet")} >= {
        "quality.inverted", "quality.notFilm", "quality.tooSmall", "quality.exposure",
    }  # fmt: skip
    assert (summary["rows"], summary["ok"]) == (len(theirs), 7)


@needs_node
@pytest.mark.usefixtures("cluster")
def test_tongues_have_the_scores_and_refusals_of_the_workstation(tmp_path: Path) -> None:
    files = {path.name: path.read_bytes() for path in PICTURES.iterdir()}
    with Image.open(PICTURES / "tongue-2.jpg") as image:
        files["large.jpg"] = saved(image.resize((1500, 1400), Image.Resampling.BICUBIC), "JPEG")
        files["blurred.jpg"] = saved(image.resize((12, 12)).resize((400, 400)), "JPEG")
        files["dark.jpg"] = saved(image.point([level // 9 for level in range(256)] * 3), "JPEG")
    folder = written(tmp_path / "photos", files)
    run([folder], tmp_path / "scores.parquet", model=MODELS_FOLDER / "tcmtd")
    theirs = analyze(folder, "tcmtd")
    assert sum(line["ok"] for line in theirs.values()) >= 4
    assert_the_same(tmp_path / "scores.parquet", theirs)
    assert all(row["demonstration"] for row in rows(tmp_path / "scores.parquet"))


def test_a_run_that_was_killed_ends_like_an_unbroken_one(cluster: str, tmp_path: Path) -> None:
    contents = [saved(film(160, 150, number), "JPEG") for number in (1, 2, 3)]
    folder = written(tmp_path / "films", {f"{number:03d}.jpg": contents[number % 3] for number in range(140)})
    unbroken, killed = tmp_path / "unbroken.parquet", tmp_path / "killed.parquet"
    command = [sys.executable, "-m", "ctranscnn", "score", "--model", str(FILMS), "--cluster", cluster]
    process = subprocess.Popen(
        [*command, "--concurrency", "1", "--out", str(killed), str(folder)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 240
    while not list(killed.glob("part-*.parquet")) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    process.kill()
    process.wait()
    finished = len(list(killed.glob("part-*.parquet")))
    assert 1 <= finished < 3
    # What a worker leaves that dies while it writes.
    (killed / ".part-000001-0123456789ab.parquet.unfinished-0").write_bytes(b"PAR1 and no more")
    with pytest.raises(TrainingError, match="--resume"):
        run([folder], killed)
    summary = run([folder], killed, resume=True)
    run([folder], unbroken)
    # The dead run's worker may have finished the part it was at before it noticed.
    assert summary["newRows"] <= 140 - 64 * finished
    assert summary["rows"] == 140
    assert sorted(path.name for path in killed.iterdir()) == sorted(path.name for path in unbroken.iterdir())
    assert rows(killed) == rows(unbroken)
    assert run([folder], killed, resume=True)["newRows"] == 0


@pytest.mark.usefixtures("cluster")
def test_shards_lists_and_folders_give_one_row_an_input(tmp_path: Path) -> None:
    picture = saved(film(200, 200), "PNG")
    shard = tmp_path / "shard-0.tar"
    with tarfile.open(shard, "w") as archive:
        for name, content in (("a.png", picture), ("a.json", b"{}"), ("b.png", picture), ("c.jpg", b"no")):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    written(tmp_path / "pictures", {"one.png": picture, ".hidden.png": picture})
    table = tmp_path / "list.csv"
    table.write_text(
        '﻿patient,path\r\n7,pictures/one.png\r\n8,gone.png\r\n9,"pictures/one.png"\r\n', encoding="utf-8"
    )
    out = tmp_path / "scores.parquet"
    summary = run([shard, table, tmp_path / "nowhere.png"], out)
    found = {Path(row["input"]).name: row for row in rows(out)}
    assert set(found) == {"a.png", "b.png", "c.jpg", "one.png", "gone.png", "nowhere.png"}
    codes = {name: row["error_code"] for name, row in found.items() if not row["ok"]}
    assert codes == {
        "c.jpg": "image.unsupported",
        "gone.png": "image.missing",
        "nowhere.png": "image.missing",
    }
    assert found["a.png"]["input"] == f"{shard}/a.png"
    assert found["a.png"]["score_pneumonia"] == found["one.png"]["score_pneumonia"]
    assert summary["refused"] == {"image.missing": 2, "image.unsupported": 1}
    metadata = pq.read_schema(next(out.glob("part-*.parquet"))).metadata
    assert metadata[NOTE_KEY] == b"Research use only. Not for diagnosis or treatment."
    assert json.loads(metadata[RUN_KEY])["model"]["id"] == "chestxray14"
    with pytest.raises(TrainingError, match="another model or other gates"):
        run([shard], out, resume=True, has_gates=False)
    (out / "part-000000-000000000000.parquet").write_bytes(b"PAR1")
    with pytest.raises(TrainingError, match="cannot be read"):
        run([shard], out, resume=True)


def test_without_gates_what_they_refuse_is_scored() -> None:
    scorer = Scorer(read_setup(FILMS, has_gates=False))
    for name in ("photo.jpg", "turned-over.png", "tiny.png", "flat.png"):
        assert scorer.score(film_files()[name]).scores is not None
    outcome = scorer.score(b"text")
    assert outcome.refused is not None
    assert outcome.refused.sentence == "This kind of file is not supported. (format: unknown)"


def test_a_failure_of_our_own_is_a_row_too(monkeypatch: pytest.MonkeyPatch) -> None:
    scorer = Scorer(read_setup(FILMS, has_gates=True))

    def fail(_content: bytes) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr("ctranscnn.scoring.scorer.recognise", fail)
    outcome = scorer.score(b"anything")
    assert outcome.refused is not None
    assert (outcome.refused.code, outcome.refused.facts) == ("internal", {"reason": "ZeroDivisionError"})


def test_an_input_that_ends_its_worker_twice_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = written(tmp_path / "in", {"a.png": b"a", "b.png": b"deadly", "c.png": b"c"})
    (part,) = cut_parts(find_sources([str(folder)], tmp_path / "out"), frozenset())
    batch = {"part": np.array([json.dumps(dataclasses.asdict(part))])}
    (tmp_path / "out").mkdir()
    worker = PartScorer(Job(FILMS, False, run_facts(read_setup(FILMS, has_gates=False)), tmp_path / "out"))
    monkeypatch.setattr(
        "ctranscnn.scoring.scorer.recognise", lambda content: os._exit(9) if content == b"deadly" else content
    )

    def ends_in_a_process_of_its_own() -> int:
        process = multiprocessing.get_context("fork").Process(target=worker, args=(batch,))
        process.start()
        process.join(60)
        return process.exitcode or 0

    assert [ends_in_a_process_of_its_own() for _ in range(3)] == [9, 9, 0]
    found = {Path(row["input"]).name: row["error"] for row in rows(tmp_path / "out")}
    assert found["b.png"] == "The program failed on this input. (reason: ended its worker)"
    assert [path.name for path in (tmp_path / "out").iterdir()] == [part.name]
