"""DICOM files to pictures: the first frame, value for value as src-main/dicom reads it."""

import itertools
import struct
import warnings

import numpy as np
from numpy.typing import NDArray

from ctranscnn.data.pictures import Picture
from ctranscnn.scoring.decode import decode_image
from ctranscnn.scoring.dicom_header import (
    INTERCEPT,
    MODALITY_LUT,
    PIXELS,
    SLOPE,
    Header,
    Layout,
    read_header,
)
from ctranscnn.scoring.jpeg_frame import JpegFrame, frame_header
from ctranscnn.scoring.jpeg_lossless import decode_lossless
from ctranscnn.scoring.raster import ColourRaster, GreyRaster, GreyValues, Raster, Window, raster_of_rgb
from ctranscnn.scoring.refusal import Refused

Stored = NDArray[np.uint8 | np.uint16]
UNDEFINED_LENGTH = 0xFFFFFFFF
ITEM, LOSSLESS = (0xFFFE, 0xE000), 3
END_OF_IMAGE = b"\xff\xd9"


def read_dicom(content: bytes) -> Raster:
    """The first frame after the modality rescale, with its windows.

    Uncompressed (implicit, explicit, big endian), JPEG of 8 bits and lossless JPEG.
    Raises Refused `dicom.unreadable`, `dicom.unsupported`, `dicom.noPixels` or `image.tooLarge`.
    """
    try:
        with warnings.catch_warnings():
            # Of odd files that are read all the same.
            warnings.simplefilter("ignore")
            return _read(content)
    except Refused:
        raise
    except Exception as error:
        # A parser raises whatever a broken file leads it into, RecursionError included.
        raise Refused("dicom.unreadable", reason="structure") from error


def _read(content: bytes) -> Raster:
    header = read_header(content)
    layout = header.layout()
    frame = _frame(header, layout)
    if frame.ndim == 3:
        return raster_of_rgb(frame.astype(np.uint8, copy=False))
    return _grey_raster(frame, layout, header)


def _frame(header: Header, layout: Layout) -> Stored:
    """[rows, columns] as stored, or [rows, columns, 3] RGB of 8 bits."""
    stream = header.raw(PIXELS)
    if stream is None:
        raise Refused("dicom.noPixels")
    packed = header.element(PIXELS).length == UNDEFINED_LENGTH
    if header.encoding == "plain":
        if packed:
            raise Refused("dicom.unreadable", reason="length")
        return _in_order(_uncompressed(stream, header, layout), layout)
    if not packed:
        raise Refused("dicom.unreadable", reason="fragments")
    image = _first_image(stream, layout.frames)
    if header.encoding == "jpegLossless":
        return _lossless(image, layout)
    return _jpeg(image, layout)


def _uncompressed(stream: bytes, header: Header, layout: Layout) -> Stored:
    halved = layout.photometric == "YBR_FULL_422"
    frame_bytes = layout.frame_bytes * 2 // 3 if halved else layout.frame_bytes
    if len(stream) < frame_bytes * layout.frames:
        raise Refused("dicom.unreadable", reason="length")
    if layout.bits_allocated == 16:
        order = "<" if header.little_endian else ">"
        return np.frombuffer(stream, f"{order}u2", frame_bytes // 2).astype(np.uint16)
    values = np.frombuffer(stream, np.uint8)
    if not header.little_endian and header.element(PIXELS).VR == "OW":
        # Bytes written as big-endian words come in swapped pairs.
        even = frame_bytes + frame_bytes % 2
        values = values[:even].reshape(-1, 2)[:, ::-1].ravel()
    return values[:frame_bytes]


def _first_image(stream: bytes, frames: int) -> bytes:
    """The fragments of the first frame, joined (PS3.5 A.4)."""
    offsets, fragments = _fragments(stream)
    if not fragments:
        raise Refused("dicom.unreadable", reason="fragments")
    if frames == 1 or len(fragments) == 1:
        return b"".join(fragment for _, fragment in fragments)
    if len(fragments) == frames:
        return fragments[0][1]
    if len(offsets) > 1:
        return b"".join(fragment for at, fragment in fragments if at < offsets[1])
    ends = (index for index, (_, fragment) in enumerate(fragments) if END_OF_IMAGE in fragment[-3:])
    last = next(ends, len(fragments) - 1)
    return b"".join(fragment for _, fragment in itertools.islice(fragments, last + 1))


def _fragments(stream: bytes) -> tuple[tuple[int, ...], list[tuple[int, bytes]]]:
    """The basic offset table, and each fragment with its offset as that table counts."""
    items: list[tuple[int, bytes]] = []
    at = 0
    while at + 8 <= len(stream):
        group, element, length = struct.unpack_from("<HHI", stream, at)
        if (group, element) != ITEM:
            break
        if at + 8 + length > len(stream):
            raise Refused("dicom.unreadable", reason="length")
        items.append((at, stream[at + 8 : at + 8 + length]))
        at += 8 + length
    if not items:
        return (), []
    table = items[0][1]
    origin = 8 + len(table)
    offsets = struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4])
    return offsets, [(place - origin, fragment) for place, fragment in items[1:]]


def _jpeg_frame(image: bytes) -> JpegFrame:
    frame = frame_header(image)
    if frame is None:
        raise Refused("dicom.unreadable", reason="jpeg")
    return frame


def _lossless(image: bytes, layout: Layout) -> Stored:
    frame = _jpeg_frame(image)
    if frame.process != LOSSLESS:
        raise Refused("dicom.unsupported", jpegProcess=frame.process)
    size = (frame.width_px, frame.height_px, frame.components)
    if size != (layout.columns, layout.rows, layout.samples) or frame.precision > layout.bits_allocated:
        raise Refused("dicom.unreadable", reason="size")
    values = decode_lossless(image, (layout.rows, layout.columns), frame.precision)
    return values.astype(np.uint8) if layout.bits_allocated == 8 else values


def _jpeg(image: bytes, layout: Layout) -> Stored:
    frame = _jpeg_frame(image)
    if frame.precision != 8:
        raise Refused("dicom.unsupported", precision=frame.precision)
    if (frame.width_px, frame.height_px) != (layout.columns, layout.rows):
        raise Refused("dicom.unreadable", reason="size")
    try:
        raster = decode_image(image, "jpeg")
    except Refused as error:
        raise Refused("dicom.unreadable", reason="jpeg") from error
    return raster.rgb if isinstance(raster, ColourRaster) else raster.values.astype(np.uint8)


def _in_order(values: Stored, layout: Layout) -> Stored:
    """Rows of grey, or of RGB triples."""
    shape = (layout.rows, layout.columns)
    if layout.samples == 1:
        return values.reshape(shape)
    if values.dtype != np.uint8:
        raise Refused("dicom.unsupported", pixels="16-bit colour")
    colours = values.astype(np.uint8, copy=False)
    if layout.photometric == "YBR_FULL_422":
        return _rgb_of_ybr(_full_chroma(colours, layout.rows * layout.columns)).reshape(*shape, 3)
    triples = colours.reshape(3, -1).T if layout.planar else colours.reshape(-1, 3)
    return (_rgb_of_ybr(triples) if layout.photometric == "YBR_FULL" else triples).reshape(*shape, 3)


def _full_chroma(values: Picture, pixels: int) -> Picture:
    """Y1 Y2 Cb Cr for two neighbours → Y Cb Cr of each."""
    pixel = np.arange(pixels)
    group = (pixel >> 1) * 4
    return np.stack([values[group + (pixel & 1)], values[group + 2], values[group + 3]], axis=1)


def _rgb_of_ybr(values: Picture) -> Picture:
    """Full-range YCbCr → RGB, [n, 3] (PS3.3 C.7.6.3.1.2), rounded half to even as typed arrays clamp."""
    light, blue, red = (values[:, channel].astype(np.float64) for channel in range(3))
    blue, red = blue - 128, red - 128
    rgb = (light + 1.402 * red, light - 0.344136 * blue - 0.714136 * red, light + 1.772 * blue)
    return np.clip(np.rint(np.stack(rgb, axis=1)), 0, 255).astype(np.uint8)


def _grey_raster(stored: Stored, layout: Layout, header: Header) -> GreyRaster:
    """Bits beyond those stored masked away, signs extended, rescaled where that stays whole.

    Otherwise the stored values are kept and the windows are brought into their units: the same picture.
    """
    if header.has(MODALITY_LUT) and header.values[MODALITY_LUT].value:
        # A straight line instead of its table would show other values than the maker meant.
        raise Refused("dicom.unsupported", pixels="modality LUT")
    slope, intercept = header.decimal(SLOPE) or 1.0, header.decimal(INTERCEPT) or 0.0
    invert, windows = layout.photometric == "MONOCHROME1", header.windows()
    values = _significant(stored, layout)
    rescaled = _rescaled(values, slope, intercept)
    if rescaled is not None:
        return GreyRaster(rescaled, windows, invert)
    # The plain function counts in steps of one, which have another size there.
    moved = tuple(
        Window((window.centre - 0.5 - intercept) / slope + 0.5, max(1, window.width - 1) / abs(slope) + 1)
        for window in windows
    )
    return GreyRaster(values, moved, invert != (slope < 0))


def _significant(stored: Stored, layout: Layout) -> GreyValues:
    if not layout.signed and layout.bits_stored == layout.bits_allocated:
        return stored
    bits = layout.bits_stored
    values = (stored.astype(np.int32) >> (layout.high_bit + 1 - bits)) & ((1 << bits) - 1)
    if layout.signed:
        return np.where(values >= 1 << (bits - 1), values - (1 << bits), values).astype(np.int16)
    return values.astype(stored.dtype)


def _rescaled(values: GreyValues, slope: float, intercept: float) -> GreyValues | None:
    """None where the result is not whole or does not fit 16 bits."""
    if (slope, intercept) == (1, 0):
        return values
    if not (slope.is_integer() and intercept.is_integer()):
        return None
    ends = [int(end) * int(slope) + int(intercept) for end in (values.min(), values.max())]
    lowest, highest = min(ends), max(ends)
    if lowest < -32_768 or highest > 65_535 or (lowest < 0 and highest > 32_767):
        return None
    out = values.astype(np.int64) * int(slope) + int(intercept)
    return out.astype(np.int16) if lowest < 0 else out.astype(np.uint16)
