"""Generated pictures in the formats that scoring reads, as bytes by name."""

import io
import struct
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import (
    UID,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    JPEGBaseline8Bit,
    JPEGLossless,
)

Values = NDArray[Any]


def noise(shape: tuple[int, ...], depth: int = 8, seed: int = 0) -> Values:
    """Smooth shapes with noise on them: every level occurs, and a decoder's shortcuts would show."""
    random = np.random.default_rng(seed)
    rows, columns = np.mgrid[0 : shape[0], 0 : shape[1]]
    wave = 0.5 + 0.25 * np.sin(rows / 7) + 0.2 * np.cos(columns / 5)
    planes = wave if len(shape) == 2 else np.stack([np.roll(wave, 3 * k, 0) for k in range(shape[2])], 2)
    values = np.clip(planes + random.normal(0, 0.05, shape), 0, 1) * (2**depth - 1)
    return values.astype(np.uint8 if depth == 8 else np.uint16)


def saved(picture: Values | Image.Image, kind: str, **options: Any) -> bytes:  # noqa: ANN401 - Pillow's own
    """The picture as a file."""
    image = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def pictures() -> dict[str, bytes]:
    """JPEG, PNG, TIFF and WebP in their kinds."""
    grey, colour = noise((61, 83)), noise((61, 83, 3))
    alpha = np.dstack([colour, noise((61, 83), seed=1)])
    deep = noise((61, 83), depth=16)
    wide_gamut = _wide_gamut_profile()
    palette = Image.fromarray(colour).quantize(40)
    found = {
        "grey.jpg": saved(grey, "JPEG", quality=85),
        "progressive.jpg": saved(grey, "JPEG", progressive=True),
        "profile.jpg": saved(colour, "JPEG", quality=95, icc_profile=wide_gamut),
        "grey-as-colour.jpg": saved(np.repeat(grey[..., None], 3, 2), "JPEG"),
        "grey.png": saved(grey, "PNG"),
        "deep.png": saved(deep, "PNG"),
        "narrow-deep.png": saved((deep >> 8) + 30_000, "PNG"),
        "colour.png": saved(colour, "PNG"),
        "alpha.png": saved(alpha, "PNG"),
        "profile.png": saved(alpha, "PNG", icc_profile=wide_gamut),
        "grey-alpha.png": saved(Image.fromarray(alpha).convert("LA"), "PNG"),
        "palette.png": saved(palette, "PNG"),
        "palette-hole.png": saved(palette, "PNG", transparency=3),
        "grey-hole.png": saved(grey, "PNG", transparency=int(grey[5, 5])),
        "one-bit.png": saved(Image.fromarray(grey).convert("1"), "PNG"),
        "deep-colour.png": deep_png(noise((19, 23, 3), 16)),
        "deep-alpha.png": deep_png(noise((19, 23, 4), 16)),
        "deep-grey-alpha.png": deep_png(noise((19, 23, 2), 16)),
        "grey.tif": saved(grey, "TIFF", compression="tiff_lzw"),
        "deep.tif": saved(deep, "TIFF"),
        "white-is-zero.tif": saved(Image.fromarray(grey).convert("1"), "TIFF", compression="group4"),
        "colour.tif": saved(colour, "TIFF", compression="tiff_deflate"),
        "lossy.webp": saved(colour, "WEBP", quality=80),
        "lossless.webp": saved(alpha, "WEBP", lossless=True),
    }
    for name, sampling in (("444", 0), ("422", 1), ("420", 2)):
        found[f"colour-{name}.jpg"] = saved(colour, "JPEG", quality=75, subsampling=sampling)
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        found[f"turned-{orientation}.jpg"] = saved(grey, "JPEG", exif=exif)
    return found


def broken() -> dict[str, tuple[bytes, str]]:
    """Files that are refused, with the code they are refused by."""
    film = saved(noise((140, 150)), "JPEG")
    drawing = saved(noise((140, 150)), "PNG")
    flipped = bytearray(drawing)
    flipped[len(drawing) // 2] ^= 0xFF
    return {
        "empty.jpg": (b"", "image.empty"),
        "text.txt": (b"not a picture at all", "image.unsupported"),
        "cut.jpg": (film[: len(film) // 2], "image.unreadable"),
        "flipped.png": (bytes(flipped), "image.unreadable"),
        "drawing.gif": (saved(noise((20, 20)), "GIF"), "image.unsupported"),
        "huge.png": (_huge_png(), "image.tooLarge"),
        "cut.dcm": (dicom(noise((64, 64), 16), {})[:-900], "dicom.unreadable"),
        "bits.dcm": (dicom(noise((64, 64), 16), {"BitsStored": 17}), "dicom.unreadable"),
        "palette.dcm": (
            dicom(noise((64, 64), 16), {"PhotometricInterpretation": "PALETTE COLOR"}),
            "dicom.unreadable",
        ),
    }


def dicoms() -> dict[str, bytes]:
    """Uncompressed, JPEG and lossless JPEG; windows, rescales, signs, overlays in high bits, colours."""
    words = noise((33, 47), 16) >> 4
    grey, colour = noise((33, 47)), noise((33, 47, 3))
    window = {"WindowCenter": ["1500", "99"], "WindowWidth": ["2100", "7"]}
    triples = {"SamplesPerPixel": 3, "PhotometricInterpretation": "RGB", "PlanarConfiguration": 0}
    halved = {"PhotometricInterpretation": "YBR_FULL_422"}
    halves = np.dstack([colour[:, ::2][:, :23, 0], colour[:, 1::2][:, :23, 0], colour[:, ::2][:, :23, 1:]])
    found = {
        "plain.dcm": dicom(words, {}),
        "implicit.dcm": dicom(words, window, syntax=ImplicitVRLittleEndian),
        "big-endian.dcm": dicom(words, window, syntax=ExplicitVRBigEndian),
        "no-preamble.dcm": dicom(words, window)[132:],
        "inverted.dcm": dicom(words, {**window, "PhotometricInterpretation": "MONOCHROME1"}),
        "overlay-bits.dcm": dicom(words | 0xA000, window),
        "signed.dcm": dicom(words, {"PixelRepresentation": 1, "BitsStored": 12, **window}),
        "rescaled.dcm": dicom(words, {"RescaleSlope": "2", "RescaleIntercept": "-1024", **window}),
        "broken-slope.dcm": dicom(words, {"RescaleSlope": "-0.37", "RescaleIntercept": "1500", **window}),
        "eight-bits.dcm": dicom(grey, {}),
        "eight-bits-window.dcm": dicom(grey, {"WindowCenter": "90", "WindowWidth": "100"}),
        "two-frames.dcm": dicom(np.vstack([words, words[::-1]]), {"NumberOfFrames": "2", "Rows": 33}),
        "colour.dcm": dicom(colour, triples),
        "planes.dcm": dicom(colour.transpose(2, 0, 1), {**triples, "PlanarConfiguration": 1}, (33, 47)),
        "ybr.dcm": dicom(colour, {**triples, "PhotometricInterpretation": "YBR_FULL"}),
        "ybr-422.dcm": dicom(halves, {**triples, **halved}, (33, 46)),
        "jpeg.dcm": packed_dicom([saved(grey, "JPEG")], grey, {}, JPEGBaseline8Bit),
        "jpeg-window.dcm": packed_dicom(
            [saved(grey, "JPEG")], grey, {"WindowCenter": "100", "WindowWidth": "120"}, JPEGBaseline8Bit
        ),
        "jpeg-colour.dcm": packed_dicom(
            [saved(colour, "JPEG")], colour, {**triples, **halved}, JPEGBaseline8Bit
        ),
        "jpeg-frames.dcm": packed_dicom(
            [saved(grey, "JPEG"), saved(grey[::-1], "JPEG")], grey, {"NumberOfFrames": "2"}, JPEGBaseline8Bit
        ),
    }  # fmt: skip
    for predictor in range(1, 8):
        stream = lossless_jpeg(words, predictor)
        found[f"lossless-{predictor}.dcm"] = packed_dicom([stream], words, window, JPEGLossless)
    return found


def dicom(
    values: Values,
    facts: dict[str, Any],
    size: tuple[int, int] | None = None,
    syntax: Any = None,  # noqa: ANN401
) -> bytes:
    """An uncompressed file; facts replace what follows from the values."""
    syntax = syntax or ExplicitVRLittleEndian
    data = _data_set(values, facts, size)
    order = ">" if syntax == ExplicitVRBigEndian else "<"
    data.PixelData = values.astype(values.dtype.newbyteorder(order)).tobytes()
    data["PixelData"].VR = "OW" if values.dtype == np.uint16 else "OB"
    return _written(data, syntax)


def packed_dicom(streams: list[bytes], values: Values, facts: dict[str, Any], syntax: str) -> bytes:
    """A file of compressed frames, each in two fragments."""
    data = _data_set(values, facts, None)
    data.PixelData = encapsulate(streams, fragments_per_frame=2)
    data["PixelData"].VR = "OB"
    data["PixelData"].is_undefined_length = True
    return _written(data, syntax)


def _data_set(values: Values, facts: dict[str, Any], size: tuple[int, int] | None) -> Dataset:
    rows, columns = size or values.shape[:2]
    bits = values.dtype.itemsize * 8
    data = Dataset()
    plain = {
        "SOPClassUID": "1.2.840.10008.5.1.4.1.1.7",
        "SOPInstanceUID": "1.2.3.4",
        "PatientName": "Nobody^At All",
        "SamplesPerPixel": 1,
        "PhotometricInterpretation": "MONOCHROME2",
        "Rows": rows,
        "Columns": columns,
        "BitsAllocated": bits,
        "BitsStored": 12 if bits == 16 else 8,
        "HighBit": 11 if bits == 16 else 7,
        "PixelRepresentation": 0,
    }
    for name, value in {**plain, **facts}.items():
        setattr(data, name, value)
    return data


def _written(data: Dataset, syntax: str) -> bytes:
    data.file_meta = FileMetaDataset()
    data.file_meta.TransferSyntaxUID = UID(syntax)
    buffer = io.BytesIO()
    data.save_as(buffer, enforce_file_format=True)
    return buffer.getvalue()


def lossless_jpeg(values: Values, predictor: int) -> bytes:
    """[H, W] of 12 bits as lossless JPEG, every difference category with a code word of five bits."""
    rows, columns = values.shape
    bits = "".join(
        _coded(int(difference)) for difference in _differences(values.astype(int), predictor).ravel()
    )
    bits += "1" * (-len(bits) % 8)
    packed = int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\0")
    table = bytes([0]) + bytes([0, 0, 0, 0, 17, *[0] * 11]) + bytes(range(17))
    frame = struct.pack(">BHHB3B", 12, rows, columns, 1, 1, 0x11, 0)
    scan = bytes([1, 1, 0, predictor, 0, 0])
    segments = [(0xC3, frame), (0xC4, table), (0xDA, scan)]
    head = b"".join(
        bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body for marker, body in segments
    )
    return b"\xff\xd8" + head + packed + b"\xff\xd9"


def _differences(values: NDArray[np.int64], predictor: int) -> NDArray[np.int64]:
    left, above, corner = values[1:, :-1], values[:-1, 1:], values[:-1, :-1]
    guesses = {
        1: left,
        2: above,
        3: corner,
        4: left + above - corner,
        5: left + ((above - corner) >> 1),
        6: above + ((left - corner) >> 1),
        7: (left + above) >> 1,
    }
    guess = np.full(values.shape, 1 << 11)
    guess[0, 1:], guess[1:, 0], guess[1:, 1:] = values[0, :-1], values[:-1, 0], guesses[predictor]
    return values - guess


def _coded(difference: int) -> str:
    category = abs(difference).bit_length()
    own = difference if difference >= 0 else difference + (1 << category) - 1
    return f"{category:05b}" + (f"{own:0{category}b}" if category else "")


def deep_png(values: Values) -> bytes:
    """16-bit samples of 2 to 4 channels, which Pillow does not write."""
    import zlib

    height, width, channels = values.shape
    colour = {2: 4, 3: 2, 4: 6}[channels]
    lines = b"".join(b"\0" + row.astype(">u2").tobytes() for row in values)
    header = struct.pack(">IIBBBBB", width, height, 16, colour, 0, 0, 0)
    return _png(header, zlib.compress(lines))


def _huge_png() -> bytes:
    return _png(struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0), b"\x78\x9c\x03\x00\x00\x00\x00\x01")


def _png(header: bytes, packed: bytes) -> bytes:
    import zlib

    chunks = ((b"IHDR", header), (b"IDAT", packed), (b"IEND", b""))
    body = b"".join(
        struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        for name, content in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


def _wide_gamut_profile() -> bytes:
    """sRGB with red and green exchanged: far from the identity, so that leaving it out would show."""
    content = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = content.index(b"rXYZ"), content.index(b"gXYZ")
    content[red : red + 4], content[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(content)


def written(folder: Path, files: dict[str, bytes]) -> Path:
    """The files in a new folder."""
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder
