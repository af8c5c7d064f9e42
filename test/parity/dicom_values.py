"""Print what pydicom makes of DICOM files, one JSON line each: the workstation's reader is held against it.

`values` is the SHA-256 of the first frame's pixels as little-endian int32, row by row: modality values of
grey pictures, RGB of colour ones. Files that pydicom cannot decode here are left out.
"""

import hashlib
import json
import sys
import warnings

import numpy as np
import pydicom
from pydicom.pixels import apply_modality_lut, pixel_array

warnings.simplefilter("ignore")


def values_of(path: str) -> dict[str, object]:
    """Digest and mean of one file's first frame."""
    data_set = pydicom.dcmread(path, force=True)
    frame = pixel_array(data_set, index=0)
    is_grey = frame.ndim == 2
    values = np.rint(apply_modality_lut(frame, data_set)) if is_grey else frame
    digest = hashlib.sha256(np.ascontiguousarray(values, "<i4").tobytes()).hexdigest()
    return {"path": path, "grey": is_grey, "values": digest, "mean": float(values.mean())}


for name in sys.argv[1:]:
    try:
        print(json.dumps(values_of(name)))
    except Exception:
        # Whatever pydicom cannot read here is no reference.
        continue
