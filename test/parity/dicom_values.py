"""Print what pydicom makes of DICOM files, one JSON line each: the workstation's reader is held against it.

The first frame after the modality transformation (`apply_modality_lut(pixel_array)`), RGB of colour, lies as
little-endian doubles, row by row, in the folder given first, under the file's place in the list. Files that
pydicom cannot decode here are left out.
"""

import json
import sys
import warnings
from pathlib import Path

import numpy as np
import pydicom
from pydicom.pixels import apply_modality_lut, pixel_array

warnings.simplefilter("ignore")

folder = Path(sys.argv[1])
for place, name in enumerate(sys.argv[2:]):
    try:
        data_set = pydicom.dcmread(name, force=True)
        values = apply_modality_lut(pixel_array(data_set, index=0), data_set)
        syntax = str(data_set.file_meta.TransferSyntaxUID)
        frames = int(data_set.get("NumberOfFrames") or 1)
    except Exception:
        # Whatever pydicom cannot read here is no reference.
        continue
    np.ascontiguousarray(values, "<f8").tofile(folder / str(place))
    print(json.dumps({"path": name, "place": place, "shape": list(values.shape), "syntax": syntax, "frames": frames}))
