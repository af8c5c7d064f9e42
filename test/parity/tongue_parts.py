"""What Python makes of coating and body: the workstation is held against it.

`tongue_parts.py parts FOLDER PICTURE…` draws tongues, takes the given drawn ones (480 pixels squared, with an
ellipse that lies in the tongue for a mask), writes NAME.png, NAME-mask.png and NAME-coating.png of each, and
prints one JSON line for each, with the verdict and the coverage.

`tongue_parts.py scores MODEL PICTURE MASK` prints the scores of a model folder, as one JSON list.
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime
from ctranscnn.data.pictures import Picture
from ctranscnn.phantoms.tongue import draw_tongue, mask_picture, segmented
from ctranscnn.preprocess import InputFacts, prepare
from ctranscnn.tongue.separate import separate
from PIL import Image

SEED, COUNT = 4078, 6
SIZES_PX = (131, 240, 333)
BODY, COATING = (185, 95, 100), (205, 190, 185)


def ellipse(side_px: int, radii: tuple[float, float]) -> Picture:
    """[side, side] 0/255: an ellipse of the given radii (across, down; shares of the side) in the middle."""
    rows, columns = (np.mgrid[0:side_px, 0:side_px] + 0.5) / side_px - 0.5
    return mask_picture((columns / radii[0]) ** 2 + (rows / radii[1]) ** 2 < 1)


def flat(colour: tuple[int, int, int]) -> tuple[Picture, Picture]:
    """A tongue of one colour with grain, lit from above, and its mask."""
    grain = np.random.default_rng(7).uniform(-12, 12, (240, 240, 3))
    light = np.linspace(1, 0.75, 240)[:, None, None]
    return np.clip(np.asarray(colour) * light + grain, 0, 255).astype(np.uint8), ellipse(240, (0.35, 0.44))


def tongues(given: list[Path]) -> dict[str, tuple[Picture, Picture]]:
    """Name → picture and mask."""
    found = {"bare": flat(BODY), "coated": flat(COATING)}
    for index in range(COUNT):
        phantom = draw_tongue(SEED, index, SIZES_PX[index % len(SIZES_PX)])
        found[f"drawn-{index}"] = phantom.picture, mask_picture(segmented(phantom, SEED, index))
    for path in given:
        found[path.stem] = np.asarray(Image.open(path)), ellipse(480, (0.27, 0.31))
    return found


def write_parts(folder: Path, given: list[Path]) -> None:
    """Three files and one line for each tongue."""
    for name, (picture, mask) in tongues(given).items():
        parts = separate(picture, mask)
        files = {"": picture, "-mask": mask, "-coating": mask_picture(parts.coating)}
        for suffix, values in files.items():
            Image.fromarray(values).save(folder / f"{name}{suffix}.png")
        print(json.dumps({"name": name, "verdict": parts.verdict, "coverage": parts.coverage}))


def scores(model: Path, picture: Path, mask: Path) -> list[float]:
    """The scores of one picture, by ONNX Runtime."""
    facts = InputFacts.from_manifest(json.loads((model / "manifest.json").read_text())["input"])
    batch = prepare(np.asarray(Image.open(picture)), facts, np.asarray(Image.open(mask).convert("L")))[None]
    session = onnxruntime.InferenceSession(str(model / "model.onnx"), providers=["CPUExecutionProvider"])
    return [float(value) for value in session.run(["scores"], {facts.name: batch})[0][0]]


if __name__ == "__main__":
    if sys.argv[1] == "parts":
        write_parts(Path(sys.argv[2]), [Path(name) for name in sys.argv[3:]])
    else:
        print(json.dumps(scores(*(Path(name) for name in sys.argv[2:5]))))
