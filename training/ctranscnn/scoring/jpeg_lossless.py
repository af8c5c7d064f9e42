"""Lossless JPEG (process 14, ISO/IEC 10918-1 annex H) of one grey frame, as DICOM files carry it.

Where each code word begins depends on the one before it, but what a code word would mean at *every* bit is
looked up for all bits at once; only the walk from one to the next is left to a loop.
"""

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ctranscnn.scoring.refusal import Refused

Values = NDArray[np.uint16]
TABLES, RESTARTS, SCAN = 0xC4, 0xDD, 0xDA
CODE_BITS = 16
WHOLE = 16
"""The category whose difference is 32768 and has no bits of its own."""


@dataclass(frozen=True)
class _Scan:
    """Code words by their first 16 bits, and how to undo the prediction."""

    code_bits: NDArray[np.uint8]
    categories: NDArray[np.uint8]
    predictor: int
    first_byte: int


def decode_lossless(stream: bytes, shape: tuple[int, int], precision: int) -> Values:
    """[H, W] values of a stream whose frame header was checked.

    Raises Refused `dicom.unreadable`, or `dicom.unsupported` for several components, restart intervals and
    point transforms.
    """
    scan = _read_scan(stream)
    packed = _entropy_bytes(stream, scan.first_byte)
    differences = _differences(packed, scan, shape[0] * shape[1])
    return _undo_prediction(differences.reshape(shape), scan.predictor, 1 << (precision - 1))


def _read_scan(stream: bytes) -> _Scan:
    tables: dict[int, tuple[NDArray[np.uint8], NDArray[np.uint8]]] = {}
    at = 2
    while at + 4 <= len(stream) and stream[at] == 0xFF:
        marker = stream[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        length = int.from_bytes(stream[at + 2 : at + 4], "big")
        body = stream[at + 4 : at + 2 + length]
        if marker == TABLES:
            tables |= _read_tables(body)
        elif marker == RESTARTS and any(body):
            raise Refused("dicom.unsupported", jpeg="restart intervals")
        elif marker == SCAN:
            components, _, table, predictor, _, low = struct.unpack_from(">BBBBBB", body)
            if components != 1 or low & 0x0F:
                raise Refused("dicom.unsupported", jpeg="components or point transform")
            if table >> 4 not in tables or not 1 <= predictor <= 7:
                raise Refused("dicom.unreadable", reason="jpeg")
            return _Scan(*tables[table >> 4], predictor, at + 2 + length)
        at += 2 + length
    raise Refused("dicom.unreadable", reason="jpeg")


def _read_tables(body: bytes) -> dict[int, tuple[NDArray[np.uint8], NDArray[np.uint8]]]:
    """Huffman tables of one segment by number, each as (bits of the code word, category) for any 16 bits."""
    tables: dict[int, tuple[NDArray[np.uint8], NDArray[np.uint8]]] = {}
    while body:
        counts = body[1:17]
        symbols = body[17 : 17 + sum(counts)]
        lengths = np.repeat(np.arange(1, CODE_BITS + 1), list(counts))
        # A code word of n bits stands for all 2^(16 - n) continuations, and the words follow one another.
        spans = 1 << (CODE_BITS - lengths)
        if len(symbols) != len(lengths) or spans.sum() > 1 << CODE_BITS or any(s > WHOLE for s in symbols):
            raise Refused("dicom.unreadable", reason="jpeg")
        code_bits, categories = np.zeros((2, 1 << CODE_BITS), np.uint8)
        code_bits[: spans.sum()] = np.repeat(lengths, spans)
        categories[: spans.sum()] = np.repeat(np.frombuffer(symbols, np.uint8), spans)
        tables[body[0] & 0x0F] = (code_bits, categories)
        body = body[17 + len(symbols) :]
    return tables


def _entropy_bytes(stream: bytes, start: int) -> NDArray[np.uint8]:
    """The scan's bytes up to the next marker, stuffed zeros left out, and room to read beyond the end."""
    scan = np.frombuffer(stream, np.uint8, offset=start)
    marks = np.flatnonzero(scan[:-1] == 0xFF)
    ends = marks[scan[marks + 1] != 0]
    scan = scan[: ends[0]] if ends.size else scan
    stuffed = marks[marks + 1 < scan.size] + 1
    return np.concatenate([np.delete(scan, stuffed), np.zeros(8, np.uint8)])


def _differences(packed: NDArray[np.uint8], scan: _Scan, count: int) -> NDArray[np.int32]:
    # 40 bits from each byte on: a code word of 16 bits and a difference of 16, from any bit of the byte.
    room = packed.size - 8
    windows = np.zeros(room, np.uint64)
    for byte in range(5):
        windows = (windows << np.uint64(8)) | packed[byte : byte + room]
    steps = np.empty((room, 8), np.uint8)
    for bit in range(8):
        code = ((windows >> np.uint64(24 - bit)) & np.uint64(0xFFFF)).astype(np.uint16)
        steps[:, bit] = scan.code_bits[code] + scan.categories[code] % WHOLE
    starts = np.asarray(_walk(steps.tobytes(), count), np.int64)
    window, bit = windows[starts >> 3], (starts & 7).astype(np.uint64)
    code = ((window >> (np.uint64(24) - bit)) & np.uint64(0xFFFF)).astype(np.uint16)
    category = scan.categories[code].astype(np.int64)
    used = scan.code_bits[code]
    if not used.all():
        raise Refused("dicom.unreadable", reason="jpeg")
    own = category % WHOLE
    shift = np.uint64(40) - bit - (used + own).astype(np.uint64)
    extra = (window >> shift).astype(np.int64) & ((1 << own) - 1)
    negative = extra < (1 << own) >> 1
    differences = np.where(negative, extra - (1 << own) + 1, extra)
    return np.where(category == WHOLE, 32_768, np.where(category == 0, 0, differences)).astype(np.int32)


def _walk(steps: bytes, count: int) -> list[int]:
    """Bit positions of `count` code words."""
    starts: list[int] = []
    at = 0
    try:
        for _ in range(count):
            starts.append(at)
            at += steps[at]
    except IndexError as error:
        raise Refused("dicom.unreadable", reason="jpeg") from error
    return starts


def _undo_prediction(differences: NDArray[np.int32], predictor: int, first: int) -> Values:
    """Sums modulo 2^16. The first row is predicted from the left, the first column from above."""
    out = np.zeros(differences.shape, np.int64)
    out[0] = (first + np.cumsum(differences[0])) & 0xFFFF
    column = (out[0, 0] + np.cumsum(differences[1:, 0])) & 0xFFFF
    out[1:, 0] = column
    for row in range(1, len(out)):
        above, own = out[row - 1], differences[row]
        if predictor in (2, 3):
            out[row, 1:] = (own[1:] + (above[1:] if predictor == 2 else above[:-1])) & 0xFFFF
        elif predictor in (1, 4, 5):
            slope = {1: 0, 4: 1, 5: 1}[predictor] * (above[1:] - above[:-1]) >> (predictor == 5)
            out[row, 1:] = (out[row, 0] + np.cumsum(own[1:] + slope)) & 0xFFFF
        else:
            out[row] = _row_by_sample(above.tolist(), own.tolist(), (int(out[row, 0]), predictor))
    return out.astype(np.uint16)


def _row_by_sample(above: list[int], own: list[int], begin: tuple[int, int]) -> list[int]:
    """Predictors 6 and 7 halve a sum with the left neighbour: no running sum gives them."""
    left, predictor = begin
    row = [left]
    for index in range(1, len(own)):
        up, corner = above[index], above[index - 1]
        guess = up + ((left - corner) >> 1) if predictor == 6 else (left + up) >> 1
        left = (guess + own[index]) & 0xFFFF
        row.append(left)
    return row
