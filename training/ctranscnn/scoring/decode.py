"""JPEG, PNG, TIFF and WebP bytes to an upright picture, sample for sample as src-main/imaging/decode.ts."""

import contextlib
import io
import warnings
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, TiffImagePlugin

from ctranscnn.scoring.jpeg_frame import frame_header
from ctranscnn.scoring.probe import FileFormat, check_size
from ctranscnn.scoring.profile import to_srgb
from ctranscnn.scoring.raster import GreyRaster, Raster, raster_of_rgb
from ctranscnn.scoring.refusal import Refused

Samples = NDArray[np.uint8 | np.uint16]
"""[H, W] grey, [H, W, 2] grey with alpha, [H, W, 3] RGB or [H, W, 4] RGB with alpha."""

PLUGINS = {"jpeg": ("JPEG", "MPO"), "png": ("PNG",), "tiff": ("TIFF",), "webp": ("WEBP",)}
PHOTOMETRIC, EXTRA_SAMPLES = 262, 338
WHITE_IS_ZERO, PREMULTIPLIED = 0, 1
PNG_DEPTH_AT, PNG_COLOUR_AT = 24, 25
PNG_ALPHA = 4
"""Bit of a PNG's colour type."""

# check_size has the limit; Pillow's own would refuse smaller pictures with a warning.
Image.MAX_IMAGE_PIXELS = None


def decode_image(content: bytes, kind: FileFormat) -> Raster:
    """First page, upright after EXIF orientation, sRGB.

    Grey pictures keep 16 bits and their stored values; colour goes through its ICC profile to 8-bit sRGB;
    transparency is laid on black. A colour file without colour in it becomes grey.
    Raises Refused `image.unreadable`, `image.unsupported` or `image.tooLarge`.
    """
    try:
        with warnings.catch_warnings():
            # They speak of metadata that is not used.
            warnings.simplefilter("ignore")
            return _decoded(content, kind)
    except Refused:
        raise
    except Exception as error:
        # Decoders raise whatever a broken file leads them into.
        raise Refused("image.unreadable") from error


def _decoded(content: bytes, kind: FileFormat) -> Raster:
    if kind == "jpeg":
        _check_jpeg(content)
    if kind == "png":
        _check_png(content)
    with Image.open(io.BytesIO(content), formats=PLUGINS[kind]) as image:
        check_size(image.width, image.height)
        orientation = _orientation(image)
        profile = image.info.get("icc_profile")
        samples = _png_samples(image, content) if kind == "png" else _samples(image)
    samples = _upright(samples, orientation)
    if samples.ndim == 2:
        return GreyRaster(samples)
    if samples.shape[2] == 2:
        return GreyRaster(_on_black(samples)[..., 0])
    if profile:
        if samples.dtype != np.uint8:
            raise Refused("image.unsupported", format="16-bit colour with a profile")
        samples = to_srgb(samples.astype(np.uint8, copy=False), profile)
    flat = _on_black(samples)
    return raster_of_rgb((flat if flat.dtype == np.uint8 else flat >> 8).astype(np.uint8, copy=False))


def _check_jpeg(content: bytes) -> None:
    frame = frame_header(content)
    if frame is not None and frame.components not in (1, 3):
        # Inks need a printer's profile, and each decoder brings another one: no two would agree.
        raise Refused("image.unsupported", format="CMYK")


def _check_png(content: bytes) -> None:
    # Reads the check sum of every chunk, which decoding leaves out for the pixels.
    with Image.open(io.BytesIO(content), formats=PLUGINS["png"]) as image:
        image.verify()


def _samples(image: Image.Image) -> Samples:
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        return _tiff_samples(image)
    if image.mode not in ("L", "RGB", "RGBA"):
        raise Refused("image.unsupported", format=f"mode {image.mode}")
    return np.asarray(image)


def _tiff_samples(image: TiffImagePlugin.TiffImageFile) -> Samples:
    if PREMULTIPLIED in image.tag_v2.get(EXTRA_SAMPLES, ()):
        raise Refused("image.unsupported", format="premultiplied alpha")
    if image.mode in ("I;16", "I;16B"):
        values = np.asarray(image).astype(np.uint16)
        # Pillow turns 8 bits the right way round by itself, 16 bits not.
        return 0xFFFF - values if image.tag_v2.get(PHOTOMETRIC) == WHITE_IS_ZERO else values
    if image.mode in ("1", "L"):
        return np.asarray(image.convert("L"))
    if image.mode in ("P", "RGB"):
        return np.asarray(image.convert("RGB"))
    if image.mode in ("LA", "RGBA"):
        return np.asarray(image)
    raise Refused("image.unsupported", format=f"mode {image.mode}")


def _png_samples(image: Image.Image, content: bytes) -> Samples:
    depth, colour = content[PNG_DEPTH_AT], content[PNG_COLOUR_AT]
    if depth == 16 and colour & PNG_ALPHA:
        return _deep_with_alpha(content, is_grey=colour == PNG_ALPHA)
    transparent: Any = image.info.pop("transparency", None)
    if image.mode == "P":
        if transparent is not None:
            image.info["transparency"] = transparent
        return np.asarray(image.convert("RGB" if transparent is None else "RGBA"))
    values: Samples = np.asarray(image.convert("L") if image.mode == "1" else image)
    if transparent is None:
        return values
    # One colour is transparent, and transparency is black.
    key = np.asarray(transparent, np.int64) * (255 // (2**depth - 1) if depth < 8 else 1)
    hidden = values == key if values.ndim == 2 else (values == key).all(axis=2)
    values = values.copy()
    values[hidden] = 0
    return values


def _deep_with_alpha(content: bytes, is_grey: bool) -> Samples:
    # Pillow reads these in 8 bits.
    planes = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_UNCHANGED)
    if planes is None or planes.dtype != np.uint16:
        raise Refused("image.unreadable")
    return np.ascontiguousarray(planes[..., [0, 3] if is_grey else [2, 1, 0, 3]]).astype(
        np.uint16, copy=False
    )


def _on_black(samples: Samples) -> Samples:
    """[H, W, 2 or 4] → [H, W, 1 or 3]: each sample times its alpha, cut to whole numbers."""
    if samples.shape[2] == 3:
        return samples
    alpha = samples[..., -1:].astype(np.uint32)
    full = 255 if samples.dtype == np.uint8 else 65_535
    return (samples[..., :-1] * alpha // full).astype(samples.dtype)


def _orientation(image: Image.Image) -> int:
    """EXIF orientation 1..8; XMP packets are not asked, as the workstation does not ask them."""
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        found = image.tag_v2.get(ExifTags.Base.Orientation, 1)
    else:
        exif = Image.Exif()
        # A damaged block says nothing; the picture is whole.
        with contextlib.suppress(Exception):
            exif.load(image.info.get("exif", b""))
        found = exif.get(ExifTags.Base.Orientation, 1)
    return found if isinstance(found, int) and 1 <= found <= 8 else 1


def _upright(samples: Samples, orientation: int) -> Samples:
    """Turned and mirrored as EXIF orientation says (EXIF 2.3, 4.6.4)."""
    if orientation in (5, 6, 7, 8):
        samples = samples.swapaxes(0, 1)
    if orientation in (3, 4, 7, 8):
        samples = samples[::-1]
    if orientation in (2, 3, 6, 7):
        samples = samples[:, ::-1]
    return np.ascontiguousarray(samples)
