"""Decoding, sample for sample as the workstation decodes: generated files, one process of its own code."""

import hashlib
import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

from ctranscnn.paths import PROJECT_FOLDER, REAL_DATA_FOLDER
from ctranscnn.scoring.decode import decode_image
from ctranscnn.scoring.dicom import read_dicom
from ctranscnn.scoring.jpeg_lossless import decode_lossless
from ctranscnn.scoring.probe import recognise
from ctranscnn.scoring.raster import samples_of
from ctranscnn.scoring.refusal import Refused
from tests.score_samples import broken, dicoms, lossless_jpeg, noise, pictures

NODE = PROJECT_FOLDER / "node_modules" / ".bin" / "node"
needs_node = pytest.mark.skipif(not NODE.exists(), reason="The workstation's Node is not set up (npm ci).")
PROGRAM = """
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { openPicture } from './src-main/imaging/picture.ts'
import { samplesOf } from './src-main/imaging/raster.ts'
for (const path of JSON.parse(readFileSync(0, 'utf8'))) {
  let answer
  try {
    const { raster } = await openPicture(new Uint8Array(readFileSync(path)))
    const { heightPx, widthPx, channels, data } = samplesOf(raster)
    answer = [heightPx, widthPx, channels, createHash('sha256').update(data).digest('hex')]
  } catch (error) {
    answer = error.code ?? String(error)
  }
  process.stdout.write(JSON.stringify(answer) + '\\n')
}
"""
KNOWN_TO_DIFFER = frozenset({"dc-predictor-overflow.jpg", "hopper_bad_exif.jpg", "max_size.jpg"})
"""The workstation refuses JPEG files that its decoder warns of; Pillow keeps such warnings to itself."""


def theirs(paths: list[Path]) -> list[object]:
    """What the workstation makes of each file: height, width, channels and hash of the samples, or a code."""
    answer = subprocess.run(
        [str(NODE), "--disable-warning=ExperimentalWarning", "--input-type=module", "-e", PROGRAM],
        cwd=PROJECT_FOLDER,
        input=json.dumps([str(path) for path in paths]),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return [json.loads(line) for line in answer.stdout.splitlines()]


def ours(content: bytes) -> object:
    """The same of our own decoding."""
    try:
        kind = recognise(content)
        samples = samples_of(read_dicom(content) if kind == "dicom" else decode_image(content, kind))
    except Refused as refused:
        return refused.code
    channels = 1 if samples.ndim == 2 else 3
    return [*samples.shape[:2], channels, hashlib.sha256(np.ascontiguousarray(samples).tobytes()).hexdigest()]


@needs_node
def test_every_format_gives_the_workstations_samples(tmp_path: Path) -> None:
    files = {**pictures(), **dicoms(), **{name: content for name, (content, _) in broken().items()}}
    paths = [tmp_path / name for name in files]
    for path in paths:
        path.write_bytes(files[path.name])
    answers = {path.name: answer for path, answer in zip(paths, theirs(paths), strict=True)}
    assert {name: ours(content) for name, content in files.items()} == answers
    readable = {name for name, answer in answers.items() if isinstance(answer, list)}
    assert readable == {*pictures(), *dicoms()}


@pytest.mark.parametrize(("name", "content", "code"), [(name, *entry) for name, entry in broken().items()])
def test_a_broken_file_is_refused_by_its_code(name: str, content: bytes, code: str) -> None:
    assert ours(content) == code, name


def test_inks_are_refused_because_no_two_decoders_agree_on_them() -> None:
    from PIL import Image

    from tests.score_samples import saved

    assert ours(saved(Image.fromarray(noise((30, 30, 3))).convert("CMYK"), "JPEG")) == "image.unsupported"


@pytest.mark.parametrize("predictor", range(1, 8))
def test_lossless_jpeg_returns_what_was_packed(predictor: int) -> None:
    values = noise((17, 29), 16, seed=predictor) >> 4
    np.testing.assert_array_equal(decode_lossless(lossless_jpeg(values, predictor), values.shape, 12), values)


def test_any_bytes_are_read_or_refused_never_anything_else() -> None:
    random = np.random.default_rng(5)
    samples = [*pictures().values(), *dicoms().values()]
    answers: set[str] = set()
    for content in samples:
        for _ in range(6):
            changed = bytearray(content)
            for place in random.integers(0, len(content), 5):
                changed[place] = random.integers(0, 256)
            answer = ours(bytes(changed[: random.integers(1, len(content) + 1)]))
            answers.add(answer if isinstance(answer, str) else "read")
    assert "read" in answers
    assert all(answer == "read" or answer.startswith(("image.", "dicom.")) for answer in answers)


@needs_node
def test_the_real_decoder_pictures_and_dicom_files() -> None:
    folders = [REAL_DATA_FOLDER / "decoder-images", REAL_DATA_FOLDER / "dicom"]
    paths = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    if not paths:
        pytest.skip("the real files of ../shared/data/decoder-images and dicom are not here")
    scored_differently: list[str] = []
    for path, answer in zip(paths, theirs(paths), strict=True):
        own = ours(path.read_bytes())
        # What we refuse has no score that could differ.
        if own != answer and not isinstance(own, str):
            scored_differently.append(path.name)
    assert set(scored_differently) <= KNOWN_TO_DIFFER
