"""Resampling: Pillow's integers where nothing is averaged first, the workstation's integers everywhere."""

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ctranscnn.paths import PROJECT_FOLDER
from ctranscnn.resample import box_means, resample

NODE = PROJECT_FOLDER / "node_modules" / ".bin" / "node"
PROGRAM = """
import { readFileSync, writeFileSync } from 'node:fs'
import { resample } from './src-main/imaging/resample.ts'
const folder = process.argv[1]
for (const { name, from, to } of JSON.parse(readFileSync(`${folder}/jobs.json`, 'utf8'))) {
  const [heightPx, widthPx, channels] = from
  const data = new Uint8Array(readFileSync(`${folder}/${name}.in`))
  writeFileSync(`${folder}/${name}.out`, resample({ widthPx, heightPx, channels, data }, to[1], to[0]).data)
}
"""


def test_a_small_shrink_and_a_growth_are_pillows() -> None:
    random = np.random.default_rng(0)
    picture = random.integers(0, 256, (230, 170, 3), dtype=np.uint8)
    for size in ((60, 50), (300, 400), (170, 230)):
        expected = np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BICUBIC))
        np.testing.assert_array_equal(resample(picture, *size), expected)


def test_a_large_shrink_stays_within_a_level_of_the_whole_sum() -> None:
    rows, columns = np.mgrid[0:900, 0:1100]
    picture = (127 + 60 * np.sin(rows / 40) + 60 * np.cos(columns / 55)).astype(np.uint8)
    whole = np.asarray(Image.fromarray(picture).resize((64, 48), Image.Resampling.BICUBIC)).astype(int)
    assert np.abs(resample(picture, 64, 48).astype(int) - whole).max() <= 1


def test_means_of_boxes_round_halves_up_and_the_last_box_holds_what_is_left() -> None:
    picture = np.array([[0, 1, 2, 3, 9], [0, 0, 3, 3, 8], [5, 6, 7, 8, 250]], np.uint8)
    # (0 + 1 + 0 + 0) / 4 = 0.25, (2 + 3 + 3 + 3) / 4 = 2.75, (9 + 8) / 2 = 8.5; (5 + 6) / 2 = 5.5 …
    assert box_means(picture, 2, 2).tolist() == [[0, 3, 9], [6, 8, 250]]


def test_flat_pictures_stay_flat_in_any_size() -> None:
    for shape in ((1, 1), (3, 900), (900, 3), (1200, 700, 3)):
        assert set(resample(np.full(shape, 201, np.uint8), 40, 30).ravel().tolist()) == {201}


@pytest.mark.skipif(not NODE.exists(), reason="The workstation's Node is not set up (npm ci).")
def test_the_workstation_gives_the_same_integers(tmp_path: Path) -> None:
    random = np.random.default_rng(7)
    shapes = [(31, 45, 1), (390, 317, 3), (1087, 139, 1), (700, 1303, 1), (641, 480, 3), (1400, 1300, 1)]
    targets = [(224, 128), (48, 48), (16, 17)]
    jobs, pictures = [], {}
    for shape in shapes:
        for target in targets:
            name = f"{len(jobs)}"
            # Hard edges overshoot on both sides, noise has every value.
            noise = random.integers(0, 256, shape, dtype=np.uint8)
            pictures[name] = noise if len(jobs) % 2 else np.where(noise > 127, 255, 0).astype(np.uint8)
            pictures[name].tofile(tmp_path / f"{name}.in")
            jobs.append({"name": name, "from": shape, "to": target})
    (tmp_path / "jobs.json").write_text(json.dumps(jobs), encoding="utf-8")
    options = ["--disable-warning=ExperimentalWarning", "--input-type=module", "-e", PROGRAM, str(tmp_path)]
    subprocess.run([str(NODE), *options], cwd=PROJECT_FOLDER, check=True, timeout=60)
    for job in jobs:
        picture = pictures[job["name"]]
        grey = picture[..., 0] if picture.shape[2] == 1 else picture
        ours = resample(np.ascontiguousarray(grey), job["to"][1], job["to"][0])
        theirs = np.fromfile(tmp_path / f"{job['name']}.out", np.uint8).reshape(ours.shape)
        np.testing.assert_array_equal(ours, theirs, err_msg=str(job))
