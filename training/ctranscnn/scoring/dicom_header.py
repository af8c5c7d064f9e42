"""The few header values of a DICOM file that its pixels need. Nothing about the patient is read."""

import io
import math
import re
from dataclasses import dataclass
from typing import Any, Literal, get_args

from pydicom.dataset import Dataset
from pydicom.filereader import read_dataset
from pydicom.tag import BaseTag

from ctranscnn.scoring.probe import check_size
from ctranscnn.scoring.raster import Window
from ctranscnn.scoring.refusal import Refused

Encoding = Literal["plain", "jpeg", "jpegLossless"]
IMPLICIT_LITTLE, EXPLICIT_LITTLE, EXPLICIT_BIG = (
    "1.2.840.10008.1.2",
    "1.2.840.10008.1.2.1",
    "1.2.840.10008.1.2.2",
)
ENCODINGS: dict[str, Encoding] = {
    IMPLICIT_LITTLE: "plain",
    EXPLICIT_LITTLE: "plain",
    EXPLICIT_BIG: "plain",
    "1.2.840.10008.1.2.4.50": "jpeg",
    "1.2.840.10008.1.2.4.51": "jpeg",
    "1.2.840.10008.1.2.4.57": "jpegLossless",
    "1.2.840.10008.1.2.4.70": "jpegLossless",
}
Photometric = Literal["MONOCHROME1", "MONOCHROME2", "RGB", "YBR_FULL", "YBR_FULL_422"]

TRANSFER_SYNTAX = 0x00020010
SAMPLES, PHOTOMETRIC, PLANAR, FRAMES = 0x00280002, 0x00280004, 0x00280006, 0x00280008
ROWS, COLUMNS, ALLOCATED, STORED, HIGH_BIT, SIGNED = (
    0x00280010,
    0x00280011,
    0x00280100,
    0x00280101,
    0x00280102,
    0x00280103,
)
CENTRE, WIDTH, INTERCEPT, SLOPE, MODALITY_LUT = 0x00281050, 0x00281051, 0x00281052, 0x00281053, 0x00283000
RED_PALETTE = 0x00281101
FLOAT_PIXELS, DOUBLE_PIXELS, PIXELS = 0x7FE00008, 0x7FE00009, 0x7FE00010
WANTED = (
    SAMPLES, PHOTOMETRIC, PLANAR, FRAMES, ROWS, COLUMNS, ALLOCATED, STORED, HIGH_BIT, SIGNED,
    CENTRE, WIDTH, INTERCEPT, SLOPE, MODALITY_LUT, FLOAT_PIXELS, DOUBLE_PIXELS, PIXELS,
)  # fmt: skip
WINDOWS_READ = 8
MAXIMUM_FRAMES_BYTES = 2**40
NUMBER = re.compile(r"\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)")


@dataclass(frozen=True)
class Layout:
    """How the pixels lie in the file, checked."""

    rows: int
    columns: int
    frames: int
    samples: int
    bits_allocated: int
    bits_stored: int
    high_bit: int
    signed: bool
    planar: bool
    photometric: Photometric

    @property
    def frame_bytes(self) -> int:
        """Of one uncompressed frame; YBR_FULL_422 stores two thirds of it."""
        return self.rows * self.columns * self.samples * (self.bits_allocated // 8)


@dataclass(frozen=True)
class Header:
    """The values of one file."""

    values: Dataset
    encoding: Encoding
    little_endian: bool

    def element(self, tag: int) -> Any:  # noqa: ANN401 - a raw element or None, neither of which pydicom types
        """The element as it was read."""
        return self.values.get_item(tag)

    def raw(self, tag: int) -> bytes | None:
        """The bytes of an element; None where it is missing or empty."""
        element = self.element(tag)
        value = None if element is None else element.value
        return value if isinstance(value, bytes) and value else None

    def has(self, tag: int) -> bool:
        """Whether there is such an element, empty or not."""
        return tag in self.values

    def number(self, tag: int, default: int = 0) -> int:
        """An unsigned 16-bit number."""
        value = self.raw(tag)
        if value is None:
            return default
        if len(value) < 2:
            raise Refused("dicom.unreadable", reason="values")
        return int.from_bytes(value[:2], "little" if self.little_endian else "big")

    def text(self, tag: int) -> str | None:
        """A text without its padding."""
        value = self.raw(tag)
        return None if value is None else value.split(b"\0")[0].decode("latin-1").strip()

    def decimals(self, tag: int) -> list[float | None]:
        """Decimal strings; None for what is no finite number."""
        text = self.text(tag)
        return [] if text is None else [_decimal(part) for part in text.split("\\")]

    def decimal(self, tag: int) -> float | None:
        """The first decimal string."""
        return next(iter(self.decimals(tag)), None)

    def windows(self) -> tuple[Window, ...]:
        """Display windows in the units after the rescale; unusable ones are left out."""
        centres, widths = self.decimals(CENTRE)[:WINDOWS_READ], self.decimals(WIDTH)
        pairs = zip(centres, widths, strict=False)
        return tuple(
            Window(centre, width)
            for centre, width in pairs
            if centre is not None and width is not None and width >= 1
        )

    def layout(self) -> Layout:
        """Raises Refused `dicom.noPixels`, `dicom.unreadable`, `dicom.unsupported` or `image.tooLarge`."""
        if not self.has(PIXELS):
            if self.has(FLOAT_PIXELS) or self.has(DOUBLE_PIXELS):
                raise Refused("dicom.unsupported", pixels="float")
            raise Refused("dicom.noPixels")
        rows, columns = self.number(ROWS), self.number(COLUMNS)
        if rows == 0 or columns == 0:
            raise Refused("dicom.noPixels")
        check_size(columns, rows)
        frames, samples = self._frames(), self.number(SAMPLES, 1)
        allocated = self.number(ALLOCATED)
        stored = self.number(STORED, allocated)
        high = self.number(HIGH_BIT, stored - 1)
        if allocated not in (8, 16):
            raise Refused("dicom.unsupported", bitsAllocated=allocated)
        if not (1 <= stored <= allocated and stored <= high + 1 <= allocated and samples in (1, 3)):
            raise Refused("dicom.unreadable", reason="bits")
        signed, planar = self.number(SIGNED) == 1, self.number(PLANAR) == 1
        photometric = self._photometric(samples)
        layout = Layout(rows, columns, frames, samples, allocated, stored, high, signed, planar, photometric)
        if layout.frame_bytes * frames > MAXIMUM_FRAMES_BYTES:
            raise Refused("image.tooLarge", frames=str(frames))
        return layout

    def _frames(self) -> int:
        text = self.text(FRAMES) or "1"
        if not re.fullmatch(r"[0-9]{1,12}", text):
            raise Refused("dicom.unreadable", reason="frames")
        return max(1, int(text))

    def _photometric(self, samples: int) -> Photometric:
        named = self.text(PHOTOMETRIC) or ("RGB" if samples == 3 else "MONOCHROME2")
        for known in get_args(Photometric):
            if known == named:
                if known.startswith("MONO") != (samples == 1):
                    raise Refused("dicom.unreadable", reason="samples")
                return known
        if named == "PALETTE COLOR" and not self.has(RED_PALETTE):
            raise Refused("dicom.unreadable", reason="palette")
        raise Refused("dicom.unsupported", photometric=re.sub(r"[^A-Z0-9_ ]", "", named)[:32])


def read_header(content: bytes) -> Header:
    """With or without preamble and meta header.

    Raises Refused `dicom.unreadable`, or `dicom.unsupported` naming the transfer syntax.
    """
    start = 132 if content[128:132] == b"DICM" else 0
    stream = io.BytesIO(content)
    stream.seek(start)
    named = ""
    if start or content[0] == 0x02:
        meta = read_dataset(stream, False, True, stop_when=_after_meta)
        element: Any = meta.get_item(TRANSFER_SYNTAX)
        value = b"" if element is None else element.value or b""
        named = value.split(b"\0")[0].decode("latin-1").strip()
    body = content[stream.tell() :]
    syntax = named or _guessed(body)
    encoding = ENCODINGS.get(syntax)
    if encoding is None:
        raise Refused("dicom.unsupported", transferSyntax=re.sub(r"[^0-9.]", "", syntax)[:64])
    little = syntax != EXPLICIT_BIG
    values = read_dataset(stream, syntax == IMPLICIT_LITTLE, little, specific_tags=list(map(BaseTag, WANTED)))
    return Header(values, encoding, little)


def _after_meta(tag: BaseTag, _representation: str | None, _length: int) -> bool:
    return tag.group != 2


def _guessed(body: bytes) -> str:
    """Two capital letters after the tag are a value representation."""
    if not re.fullmatch(rb"[A-Z]{2}", body[4:6]):
        return IMPLICIT_LITTLE
    return EXPLICIT_BIG if body[:1] == b"\0" else EXPLICIT_LITTLE


def _decimal(text: str) -> float | None:
    found = NUMBER.match(text)
    value = float(found[1]) if found else math.nan
    return value if math.isfinite(value) else None
