"""Reads de-identified files with pydicom, every warning an error, and prints a line of JSON for each."""

import hashlib
import json
import sys
import warnings

import pydicom

warnings.simplefilter("error")
for path in sys.argv[1:]:
    with open(path, "rb") as file:
        dataset = pydicom.dcmread(file)
    dataset.walk(lambda _, element: element.value)
    print(
        json.dumps(
            {
                "study": dataset.StudyInstanceUID,
                "patient": str(dataset.PatientID),
                "instance": dataset.SOPInstanceUID,
                "mediaInstance": dataset.file_meta.MediaStorageSOPInstanceUID,
                "syntax": dataset.file_meta.TransferSyntaxUID,
                "methods": [item.CodeValue for item in dataset.DeidentificationMethodCodeSequence],
                "private": sum(1 for element in dataset.iterall() if element.tag.is_private),
                "pixels": hashlib.sha256(dataset.PixelData).hexdigest(),
            }
        )
    )
