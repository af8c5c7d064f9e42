"""The frame header of a JPEG stream (ISO/IEC 10918-1, B.2.2)."""

import struct
from dataclasses import dataclass

NOT_FRAMES = frozenset({0xC4, 0xC8, 0xCC})
"""Markers among the frame headers that are none."""


@dataclass(frozen=True)
class JpegFrame:
    """What the header says."""

    process: int
    """0..15 after the marker SOF0..SOF15: 0 baseline, 1 extended, 2 progressive, 3 lossless."""
    precision: int
    """Bits per sample."""
    width_px: int
    height_px: int
    components: int


def frame_header(stream: bytes) -> JpegFrame | None:
    """The first frame header; None where there is none."""
    at = 2
    while at + 10 <= len(stream) and stream[at] == 0xFF:
        marker = stream[at + 1]
        if marker == 0xFF:
            # Fill bytes may stand before a marker.
            at += 1
        elif 0xC0 <= marker <= 0xCF and marker not in NOT_FRAMES:
            precision, height, width, components = struct.unpack_from(">BHHB", stream, at + 4)
            return JpegFrame(marker - 0xC0, precision, width, height, components)
        else:
            at += 2 + int.from_bytes(stream[at + 2 : at + 4], "big")
    return None
