"""THE preprocessing: from a picture to the tensor a model reads.

The workstation mirrors this file (the resampling integer for integer, resample.py); golden tensors beside
each model hold both sides to it within 2/255 on average.
"""

from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ctranscnn.data.pictures import Picture
from ctranscnn.errors import TrainingError
from ctranscnn.resample import resample
from ctranscnn.strict import build
from ctranscnn.tongue.grid import Flags, bounding_box
from ctranscnn.tongue.separate import separate

REGION_MARGIN = 0.05
"""The tongue's box grows on every side by this share of its longer side."""


@dataclass(frozen=True)
class InputFacts:
    """What a model reads; mirrors `manifest.input` (docs/model-format.md) field by field."""

    width_px: int
    height_px: int
    colour: Literal["grey", "rgb"]
    mean: tuple[float, ...] = (0.5, 0.5, 0.5)
    std: tuple[float, ...] = (0.25, 0.25, 0.25)
    region: Literal["whole", "tongue", "coating-and-body"] = "whole"
    """`coating-and-body`: the tongue's region twice, six channels: RGB of the coating alone, then of the body
    alone.
    """
    fit: Literal["stretch"] = "stretch"
    kernel: Literal["cubic"] = "cubic"
    name: str = "image"
    channels: int = 3

    def __post_init__(self) -> None:
        if self.channels != len(self.mean) or self.channels != len(self.std):
            raise TrainingError("input.channels", "mean and std need one value per channel.")
        if (self.region == "coating-and-body") != (self.channels == 6):
            raise TrainingError(
                "input.channels", "6 channels belong to the region 'coating-and-body' and to no other."
            )
        if self.region == "coating-and-body" and self.colour != "rgb":
            raise TrainingError("input.colour", "Coating is told from body in colour: colour must be 'rgb'.")
        if self.width_px < 1 or self.height_px < 1:
            raise TrainingError("input.size", "widthPx and heightPx must be positive.")

    def as_manifest(self) -> dict[str, Any]:
        """The `input` object of manifest.json."""
        facts = asdict(self)
        facts["widthPx"], facts["heightPx"] = facts.pop("width_px"), facts.pop("height_px")
        facts["mean"], facts["std"] = list(self.mean), list(self.std)
        return facts

    @staticmethod
    def from_manifest(values: dict[str, Any]) -> "InputFacts":
        """Read the `input` object of manifest.json. Raises TrainingError where it does not fit."""
        renamed = {"widthPx": "width_px", "heightPx": "height_px"}
        return build(InputFacts, {renamed.get(key, key): value for key, value in values.items()}, "input")


def prepare(picture: Picture, facts: InputFacts, mask: Picture | None = None) -> NDArray[np.float32]:
    """Picture [H, W] or [H, W, 3] uint8 -> tensor [channels, heightPx, widthPx] float32.

    `mask` [H, W] (0/255) is needed where the region is not `whole`.
    Raises TrainingError `input.picture`, `input.maskMissing`, `input.maskEmpty` or `input.maskSize`.
    """
    return normalise(resized(picture, facts, mask), facts)


def resized(picture: Picture, facts: InputFacts, mask: Picture | None = None) -> Picture:
    """The region in the model's colours and size, still uint8: [h, w] grey, [h, w, 3] RGB or [h, w, 6] twice
    RGB.
    """
    coloured = in_colours(picture, facts.colour)
    if facts.region == "whole":
        return _fitted(coloured, facts)
    if mask is None:
        raise TrainingError("input.maskMissing", "A tongue model needs the mask of the tongue.")
    if facts.region == "tongue":
        return _fitted(tongue_region(coloured, mask, facts), facts)
    return coating_and_body(coloured, mask, facts)


def _fitted(region: Picture, facts: InputFacts) -> Picture:
    return resample(region, facts.width_px, facts.height_px)


def normalise(values: Picture, facts: InputFacts) -> NDArray[np.float32]:
    """uint8 [h, w] or [h, w, 3] -> (v / 255 - mean) / std as float32 [channels, h, w]."""
    scaled = values.astype(np.float32) / np.float32(255)
    if scaled.ndim == 2:
        scaled = np.repeat(scaled[:, :, None], facts.channels, axis=2)
    mean, std = np.asarray(facts.mean, np.float32), np.asarray(facts.std, np.float32)
    return np.ascontiguousarray(((scaled - mean) / std).transpose(2, 0, 1))


def in_colours(picture: Picture, colour: Literal["grey", "rgb"]) -> Picture:
    """[H, W] for grey (ITU-R 601 luma, as Pillow's mode L), [H, W, 3] for RGB."""
    if (
        picture.dtype != np.uint8
        or picture.ndim not in (2, 3)
        or (picture.ndim == 3 and picture.shape[2] != 3)
    ):
        raise TrainingError("input.picture", "A picture must be uint8 [H, W] or [H, W, 3].")
    if picture.shape[0] == 0 or picture.shape[1] == 0:
        raise TrainingError("input.picture", "The picture has no pixels.")
    if colour == "grey":
        return picture if picture.ndim == 2 else np.asarray(Image.fromarray(picture).convert("L"))
    return picture if picture.ndim == 3 else np.repeat(picture[:, :, None], 3, axis=2)


def coating_and_body(picture: Picture, mask: Picture, facts: InputFacts) -> Picture:
    """The tongue's region twice, resized: [H, W, 3] RGB → [h, w, 6], the coating alone, then the body alone.

    What is not shown has the mean colour. A bare tongue's coating and a fully coated one's body are blank.
    """
    inside = _inside(mask, picture)
    parts = separate(picture, mask)
    shown = ((parts.coating, facts.mean[:3]), (parts.body, facts.mean[3:]))
    regions = [_cut_out(picture, (inside, kept), mean) for kept, mean in shown]
    return np.concatenate([_fitted(region, facts) for region in regions], axis=2)


def tongue_region(picture: Picture, mask: Picture, facts: InputFacts) -> Picture:
    """Cut out the tongue's box, grown by the margin and clamped; outside the mask the mean colour.

    picture [H, W, 3] (or [H, W]), mask [H, W] (0/255, a pixel above 127 is tongue) -> the box, same channels.
    """
    inside = _inside(mask, picture)
    return _cut_out(picture, (inside, inside), facts.mean)


def _inside(mask: Picture, picture: Picture) -> Flags:
    if mask.shape != picture.shape[:2]:
        raise TrainingError("input.maskSize", "The mask must have the picture's own size.")
    return mask > 127


def _cut_out(picture: Picture, masks: tuple[Flags, Flags], mean: tuple[float, ...]) -> Picture:
    """The box of the first mask with its margin, blanked to the mean outside the second."""
    inside, kept = masks
    box = bounding_box(inside)
    if box is None:
        raise TrainingError("input.maskEmpty", "The mask shows no tongue.")
    grow = int(REGION_MARGIN * max(box.bottom - box.top, box.right - box.left) + 0.5)
    height, width = inside.shape
    window = (
        slice(max(0, box.top - grow), min(height, box.bottom + grow)),
        slice(max(0, box.left - grow), min(width, box.right + grow)),
    )
    fill = np.floor(255 * np.asarray(mean) + 0.5).astype(np.uint8)
    region = picture[window].copy()
    region[~kept[window]] = fill if picture.ndim == 3 else fill[0]
    return region
