"""The tongue photos and their masks, groups of near-duplicates, and the split that never divides a group."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image
from scipy.fft import dctn

from ctranscnn.data.pictures import Picture
from ctranscnn.errors import TrainingError
from ctranscnn.pack import Pack, is_pack, read_pack
from ctranscnn.strict import read_json

Part = Literal["train", "validation", "test"]
PARTS: tuple[Part, ...] = ("train", "validation", "test")
PART_SHARES = {"train": 0.72, "validation": 0.10, "test": 0.18}
HASH_SIDE = 8
NEAR_DUPLICATE_BITS = 8
"""Of the 63 bits of the hash; unrelated photos of this set differ in 31 on average."""


@dataclass(frozen=True)
class TonguePhotos:
    """n photos RGB [H, W, 3] with masks [H, W] (0/255) of the same size; names are file stems."""

    names: tuple[str, ...]
    photos: tuple[Picture, ...]
    masks: tuple[Picture, ...]

    def __len__(self) -> int:
        """Number of photos."""
        return len(self.names)

    def chosen(self, names: list[str]) -> TonguePhotos:
        """The photos of these names, in this order. Raises TrainingError `split.unknownName`."""
        index = {name: position for position, name in enumerate(self.names)}
        missing = [name for name in names if name not in index]
        if missing:
            raise TrainingError(
                "split.unknownName", f"The split names photos that are not there: {missing[:3]}."
            )
        kept = [index[name] for name in names]
        return TonguePhotos(
            tuple(names), tuple(self.photos[i] for i in kept), tuple(self.masks[i] for i in kept)
        )


def load_tongue_photos(folder: Path) -> TonguePhotos:
    """Read `images/*.jpg` with `masks/<same stem>.png`, or a training pack of such photos.

    Raises TrainingError `photos.missing`, `photos.noMask` or `photos.maskSize`; all of read_pack's.
    """
    if is_pack(folder):
        return _photos_of(read_pack(folder))
    paths = sorted((folder / "images").glob("*.jpg"))
    if not paths:
        raise TrainingError("photos.missing", f"{folder} has no images/*.jpg.")
    pairs = [_load_pair(path, folder / "masks" / f"{path.stem}.png") for path in paths]
    return TonguePhotos(
        tuple(path.stem for path in paths), tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs)
    )


def _photos_of(pack: Pack) -> TonguePhotos:
    if pack.pictures.masks is None:
        raise TrainingError("photos.noMask", "This pack has no masks: it holds films.")
    return TonguePhotos(tuple(pack.names), tuple(pack.pictures.pictures), tuple(pack.pictures.masks))


def _load_pair(photo_path: Path, mask_path: Path) -> tuple[Picture, Picture]:
    if not mask_path.is_file():
        raise TrainingError("photos.noMask", f"{photo_path.name} has no mask {mask_path.name}.")
    with Image.open(photo_path) as image:
        photo = np.asarray(image.convert("RGB"))
    with Image.open(mask_path) as image:
        mask = np.where(np.asarray(image.convert("L")) > 127, 255, 0).astype(np.uint8)
    if mask.shape != photo.shape[:2]:
        raise TrainingError("photos.maskSize", f"{mask_path.name} has another size than its photo.")
    return photo, mask


def perceptual_hash(photo: Picture) -> np.ndarray:
    """63 bits: the signs, about their median, of the lowest cosine coefficients but the mean."""
    grey = np.asarray(
        Image.fromarray(photo).convert("L").resize((32, 32), Image.Resampling.BICUBIC), np.float64
    )
    coefficients = np.asarray(dctn(grey, norm="ortho"))[:HASH_SIDE, :HASH_SIDE].ravel()[1:]
    return coefficients > np.median(coefficients)


def near_duplicate_groups(photos: tuple[Picture, ...]) -> list[int]:
    """A group number per photo: photos whose hashes differ in few bits, directly or in a chain, share one."""
    hashes = np.stack([perceptual_hash(photo) for photo in photos])
    groups = list(range(len(photos)))
    for index in range(len(photos)):
        near = np.flatnonzero((hashes[:index] != hashes[index]).sum(1) <= NEAR_DUPLICATE_BITS)
        for group in {groups[other] for other in near}:
            groups = [groups[index] if value == group else value for value in groups]
    return groups


def split_by_group(names: tuple[str, ...], groups: list[int], seed: int) -> dict[Part, list[str]]:
    """Deal whole groups in a seeded order to test and validation until each is full; the rest trains."""
    order = list(dict.fromkeys(groups))
    np.random.default_rng(seed).shuffle(order)
    parts: dict[Part, list[str]] = {"train": [], "validation": [], "test": []}
    for group in order:
        members = [name for name, its_group in zip(names, groups, strict=True) if its_group == group]
        needy: Part = "train"
        for part in ("test", "validation"):
            if len(parts[part]) + len(members) <= round(PART_SHARES[part] * len(names)):
                needy = part
                break
        parts[needy].extend(members)
    return {part: sorted(members) for part, members in parts.items()}


def write_split(path: Path, parts: dict[Part, list[str]], facts: dict[str, object]) -> None:
    """Write the split with the facts of how it was made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({**facts, **parts}, indent=1) + "\n", encoding="utf-8")


def read_split(path: Path) -> dict[Part, list[str]]:
    """Read a split. Raises TrainingError `split.malformed` or `split.overlap`."""
    content = read_json(path)
    parts: dict[Part, list[str]] = {}
    for part in PARTS:
        names = content.get(part) if isinstance(content, dict) else None
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise TrainingError("split.malformed", f"{path} has no list of names for {part}.")
        parts[part] = names
    together = [name for names in parts.values() for name in names]
    if len(set(together)) != len(together):
        raise TrainingError("split.overlap", f"{path} has a photo in two parts.")
    return parts
