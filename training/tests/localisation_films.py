"""Generated films with boxes, for the tests of localisation."""

from pathlib import Path

import numpy as np
from PIL import Image

HEADER = "image,finding,x,y,w,h"


def write_films(folder: Path) -> Path:
    """Six generated films of five patients with three boxes."""
    generator = np.random.default_rng(0)
    (folder / "images").mkdir()
    lines = ["image,patient_id,view,age,sex,findings"]
    for number in range(6):
        pixels = generator.integers(0, 256, (64, 64), np.uint8)
        Image.fromarray(pixels).resize((80, 70)).save(folder / "images" / f"f{number}.png")
        lines.append(f"f{number}.png,p{min(number, 4)},PA,50,M,Mass")
    (folder / "labels.csv").write_text("\n".join(lines) + "\n")
    write_boxes(folder, "f0.png,Mass,10,12,30,20", "f3.png,Infiltrate,0,0,80.4,70", "f5.png,Mass,5,6,7,8")
    return folder


def write_boxes(folder: Path, *rows: str) -> None:
    (folder / "boxes.csv").write_text("\n".join([HEADER, *rows]) + "\n")
