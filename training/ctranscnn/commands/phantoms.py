"""`ctranscnn phantoms`: draw pictures with known truth."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from PIL import Image

from ctranscnn.commands.subparsers import Subparsers
from ctranscnn.errors import TrainingError
from ctranscnn.phantoms.backgrounds import generated_backgrounds
from ctranscnn.phantoms.film import draw_film
from ctranscnn.phantoms.noise import Picture
from ctranscnn.phantoms.tongue import draw_curdy_tongue, draw_tongue, mask_picture
from ctranscnn.phantoms.truth import NOTICE, film_truth, tongue_truth

SMALLEST_PX, LARGEST_PX = 64, 2048


def register(subparsers: Subparsers) -> None:
    """Add the command and its options."""
    parser = subparsers.add_parser(
        "phantoms", help="draw tongue photos or chest films with their truth (generated pictures only)"
    )
    parser.add_argument("--kind", choices=("tongue", "film"), required=True)
    parser.add_argument("--count", type=int, default=12)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--size", type=int, default=640, metavar="PX", help="side in pixels")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument(
        "--no-signs", action="store_true", help="control: keep the labels, leave the signs out"
    )
    parser.add_argument(
        "--curdy", action="store_true", help="draw every second tongue under a coating of lumps"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Write `<kind>-<seed>-<number>.png` (tongues with masks beside them) and `truth.json`."""
    if not SMALLEST_PX <= options.size <= LARGEST_PX:
        raise TrainingError("phantoms.size", f"--size must lie between {SMALLEST_PX} and {LARGEST_PX}.")
    if options.count < 1 or options.seed < 0:
        raise TrainingError("phantoms.count", "--count must be at least 1 and --seed at least 0.")
    if options.curdy and (options.kind != "tongue" or options.no_signs):
        raise TrainingError("phantoms.curdy", "--curdy is for tongues, and not for those without signs.")
    options.out.mkdir(parents=True, exist_ok=True)
    draw = _tongue if options.kind == "tongue" else _film
    truths = [draw(options, index) for index in range(options.count)]
    path: Path = options.out / "truth.json"
    content = {"formatVersion": 1, "notice": NOTICE, "seed": options.seed, "pictures": truths}
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"{path}\n")


def _tongue(options: argparse.Namespace, index: int) -> dict[str, Any]:
    number = (options.seed, index, options.size)
    if options.curdy and index % 2 == 1:
        phantom = draw_curdy_tongue(*number)
    else:
        phantom = draw_tongue(*number, signs_drawn=not options.no_signs)
    stem = f"tongue-{options.seed}-{index:03d}"
    _write(options.out / f"{stem}.png", phantom.picture)
    _write(options.out / f"{stem}-mask.png", mask_picture(phantom.mask))
    _write(options.out / f"{stem}-coating.png", mask_picture(phantom.coating))
    files = {"file": f"{stem}.png", "mask": f"{stem}-mask.png", "coating": f"{stem}-coating.png"}
    return files | tongue_truth(phantom)


def _film(options: argparse.Namespace, index: int) -> dict[str, Any]:
    # A fresh chest for every picture: sample cases should not look like one patient.
    background = generated_backgrounds(1, options.seed * 100_003 + index, options.size)
    phantom = draw_film(background, options.seed, index, signs_drawn=not options.no_signs)
    name = f"film-{options.seed}-{index:03d}.png"
    _write(options.out / name, phantom.picture)
    return {"file": name} | film_truth(phantom)


def _write(path: Path, picture: Picture) -> None:
    Image.fromarray(picture).save(path, optimize=True)
