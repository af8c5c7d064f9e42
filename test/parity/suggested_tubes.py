"""What Python reads out of heat maps: the workstation is held against it.

`suggested_tubes.py SEED COUNT FOLDER` draws maps of noisy bands (`N-tubes.f32`, `N-tips.f32`, [4, 160, 160]
float32 each) and prints one JSON line for each: its tubes. `suggested_tubes.py FOLDER` reads `tubes.f32` and
`tips.f32` of a model's golden folder instead.
"""

import json
import sys
from pathlib import Path

import cv2
import numpy as np
from ctranscnn.tubes.decode import suggested_tubes

SIDE = 160
Maps = np.ndarray


def drawn_maps(random: np.random.Generator) -> tuple[Maps, Maps]:
    """Crooked bands of every kind with gaps, crossings and specks, and tips near and far."""
    tubes = np.zeros((4, SIDE, SIDE), np.float32)
    tips = np.zeros_like(tubes)
    for channel in range(4):
        for _ in range(int(random.integers(0, 4))):
            points = np.cumsum(random.normal(0, 9, (14, 2)), axis=0) + random.uniform(20, 140, 2)
            canvas = np.zeros((SIDE, SIDE), np.uint8)
            cv2.polylines(canvas, [np.rint(points).astype(np.int32)], False, 255, int(random.integers(1, 4)))
            band = cv2.GaussianBlur(canvas.astype(np.float32) / 255, (0, 0), 1.0)
            tubes[channel] = np.maximum(tubes[channel], band * np.float32(random.uniform(0.4, 1.3)))
            if random.random() < 0.7:
                x, y = np.clip(points[-1] + random.normal(0, 2, 2), 0, SIDE - 1).astype(int)
                tips[channel, y, x] = random.uniform(0.1, 1)
    noise = random.uniform(-0.1, 0.1, tubes.shape).astype(np.float32)
    return np.clip(tubes + noise, 0, 1), tips


def said(tubes: Maps, tips: Maps) -> str:
    """The suggestions as the workstation names them."""
    return json.dumps(
        [
            {
                "tube": each.device,
                "points": each.points,
                "score": each.score,
                "tipScore": each.tip_score,
                "offFilm": each.off_film,
            }
            for each in suggested_tubes(tubes, tips)
        ]
    )


if len(sys.argv) == 2:
    folder = Path(sys.argv[1])
    shaped = [np.fromfile(folder / f"{role}.f32", "<f4").reshape(4, SIDE, SIDE) for role in ("tubes", "tips")]
    print(said(shaped[0], shaped[1]))
else:
    folder = Path(sys.argv[3])
    for number in range(int(sys.argv[2])):
        maps = drawn_maps(np.random.default_rng([int(sys.argv[1]), number]))
        for role, values in zip(("tubes", "tips"), maps, strict=True):
            values.astype("<f4").tofile(folder / f"{number}-{role}.f32")
        print(said(*maps))
