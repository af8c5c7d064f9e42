"""The other side of the decoding bench: a drawn film in each transfer syntax, and pydicom's time for each.

`prepare FOLDER` writes the film as `film.u16` (little-endian words, row by row) and one DICOM file per syntax that
pydicom can write with the plug-ins of the training environment. `wrap FOLDER` makes a file of each codestream that
was laid beside them (`*.j2c`). `time FILE ROUNDS` decodes one from memory and prints the median in milliseconds of
the fastest plug-in that can decode it, reading of the header included.
"""

import json
import statistics
import sys
import time
import warnings
from io import BytesIO
from pathlib import Path

import numpy as np
import pydicom
from PIL import Image
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.pixels import get_decoder, pixel_array
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRLittleEndian,
    HTJ2KLossless,
    JPEG2000,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGLSLossless,
    JPEGLSNearLossless,
    RLELossless,
)

warnings.simplefilter("ignore")
ROWS, COLUMNS = 2400, 2000


def drawn_film() -> np.ndarray:
    """Two dark lungs in a bright body, 12 bits, with the noise of a detector. [rows, columns] uint16."""
    across = np.abs((np.arange(COLUMNS) + 0.5) / COLUMNS - 0.5)[None, :]
    down = ((np.arange(ROWS) + 0.5) / ROWS - 0.5)[:, None]
    lung = ((across - 0.18) / 0.14) ** 2 + (down / 0.31) ** 2
    shade = 3000 - 2100 / (1 + np.exp(12 * (lung - 1)))
    noise = np.random.default_rng(12).normal(0, 12, (ROWS, COLUMNS))
    return np.clip(np.rint(shade + noise), 0, 4095).astype("<u2")


def data_set(values: np.ndarray, bits: int) -> FileDataset:
    """An uncompressed file of grey values."""
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.MediaStorageSOPClassUID = UID("1.2.840.10008.5.1.4.1.1.1.1")
    meta.MediaStorageSOPInstanceUID = UID("1.2.826.0.1.3680043.8.498.1")
    made = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    made.SOPClassUID, made.SOPInstanceUID = meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID
    made.Rows, made.Columns = values.shape
    made.SamplesPerPixel, made.PhotometricInterpretation, made.PixelRepresentation = 1, "MONOCHROME2", 0
    made.BitsAllocated, made.BitsStored, made.HighBit = 8 * values.dtype.itemsize, bits, bits - 1
    made.PixelData = values.tobytes()
    made["PixelData"].VR = "OW" if bits > 8 else "OB"
    return made


def encapsulated(made: FileDataset, frame: bytes, syntax: UID) -> FileDataset:
    """The same file with a frame that is compressed already."""
    made.file_meta.TransferSyntaxUID = syntax
    made.PixelData = encapsulate([frame])
    made["PixelData"].VR = "OB"
    made["PixelData"].is_undefined_length = True
    return made


def prepare(folder: Path) -> None:
    """Write every file."""
    film = drawn_film()
    film.tofile(folder / "film.u16")
    data_set(film, 12).save_as(folder / "native.dcm")
    deflated = data_set(film, 12)
    deflated.file_meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian
    deflated.save_as(folder / "deflated.dcm")
    compressions = {
        "rle": (RLELossless, {}),
        "jpegLs": (JPEGLSLossless, {}),
        "jpegLsNear": (JPEGLSNearLossless, {"jls_error": 2}),
        "jpeg2000Lossless": (JPEG2000Lossless, {}),
        "jpeg2000": (JPEG2000, {"j2k_cr": [10]}),
    }
    for name, (syntax, options) in compressions.items():
        made = data_set(film, 12)
        made.compress(syntax, **options)
        made.save_as(folder / f"{name}.dcm")
    eight = (film >> 4).astype(np.uint8)
    jpeg = BytesIO()
    Image.fromarray(eight).save(jpeg, "JPEG", quality=90)
    encapsulated(data_set(eight, 8), jpeg.getvalue(), JPEGBaseline8Bit).save_as(folder / "jpegBaseline.dcm")


def fastest_ms(data: bytes, rounds: int) -> float:
    """Median of the fastest of the plug-ins."""
    syntax = pydicom.dcmread(BytesIO(data), stop_before_pixels=True).file_meta.TransferSyntaxUID
    plugins = get_decoder(syntax).available_plugins or ("",)
    medians = []
    for plugin in plugins:
        times = []
        for _ in range(rounds):
            begun = time.perf_counter()
            pixel_array(pydicom.dcmread(BytesIO(data)), index=0, decoding_plugin=plugin)
            times.append((time.perf_counter() - begun) * 1000)
        medians.append(statistics.median(times))
    return min(medians)


def main() -> None:
    """Run one of the two steps."""
    step, place = sys.argv[1], Path(sys.argv[2])
    if step == "prepare":
        prepare(place)
    elif step == "wrap":
        for codestream in place.glob("*.j2c"):
            made = encapsulated(data_set(drawn_film(), 12), codestream.read_bytes(), HTJ2KLossless)
            made.save_as(place / f"{codestream.stem}.dcm")
    else:
        print(json.dumps({"ms": fastest_ms(place.read_bytes(), int(sys.argv[3]))}))


main()
