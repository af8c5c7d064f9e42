"""Print what pydicom reads in DICOM results, one JSON line each: the workstation's writer is held against it."""

import json
import sys
import warnings
from typing import Any

import numpy as np
import pydicom
from pydicom.dataset import Dataset

warnings.simplefilter("error")


def code_of(item: Dataset) -> list[str]:
    """Value, scheme and meaning."""
    value = item.get("CodeValue") or item.LongCodeValue
    return [str(value), str(item.CodingSchemeDesignator), str(item.CodeMeaning)]


def value_of(item: Dataset) -> Any:
    """The value of a content item by its type."""
    match item.ValueType:
        case "CODE":
            return code_of(item.ConceptCodeSequence[0])
        case "TEXT":
            return str(item.TextValue)
        case "PNAME":
            return str(item.PersonName)
        case "UIDREF":
            return str(item.UID)
        case "NUM":
            measured = item.MeasuredValueSequence[0]
            return [float(measured.NumericValue), code_of(measured.MeasurementUnitsCodeSequence[0])[0]]
        case "IMAGE":
            return str(item.ReferencedSOPSequence[0].ReferencedSOPInstanceUID)
        case "SCOORD":
            return [str(item.GraphicType), [float(value) for value in item.GraphicData]]
        case _:
            return None


def tree_of(item: Dataset) -> dict[str, Any]:
    """A content item with all below it."""
    name = item.get("ConceptNameCodeSequence")
    return {
        "relation": item.get("RelationshipType"),
        "type": str(item.ValueType),
        "name": code_of(name[0]) if name else None,
        "value": value_of(item),
        "items": [tree_of(child) for child in item.get("ContentSequence", [])],
    }


def segments_of(data_set: Dataset) -> list[dict[str, Any]]:
    """Every segment with the box and the number of its pixels."""
    frames = data_set.pixel_array.reshape(-1, data_set.Rows, data_set.Columns)
    found: list[dict[str, Any]] = []
    for frame, groups in zip(frames, data_set.PerFrameFunctionalGroupsSequence, strict=True):
        number = groups.SegmentIdentificationSequence[0].ReferencedSegmentNumber
        segment = data_set.SegmentSequence[number - 1]
        rows, columns = np.nonzero(frame)
        box = [int(columns.min()), int(rows.min()), int(columns.max()), int(rows.max())]
        kind = code_of(segment.SegmentedPropertyTypeCodeSequence[0])
        found.append({"label": str(segment.SegmentLabel), "uid": str(segment.TrackingUID), "type": kind, "box": box, "pixels": len(rows)})
    return found


def state_of(data_set: Dataset) -> dict[str, Any]:
    """What a presentation state shows and over what."""
    annotation = data_set.GraphicAnnotationSequence[0]
    window = data_set.SoftcopyVOILUTSequence[0]
    table = window.get("VOILUTSequence")
    area = data_set.DisplayedAreaSelectionSequence[0]
    graphics = [[str(one.GraphicType), [float(value) for value in one.GraphicData]] for one in annotation.GraphicObjectSequence]
    return {
        "image": str(data_set.ReferencedSeriesSequence[0].ReferencedImageSequence[0].ReferencedSOPInstanceUID),
        "window": [float(window.WindowCenter), float(window.WindowWidth), str(window.VOILUTFunction)] if table is None else [],
        "table": [] if table is None else [*map(int, table[0].LUTDescriptor), len(table[0].LUTData) // 2],
        "area": [*map(int, area.DisplayedAreaTopLeftHandCorner), *map(int, area.DisplayedAreaBottomRightHandCorner)],
        "rescale": [float(data_set.RescaleSlope), float(data_set.RescaleIntercept)],
        "shape": str(data_set.PresentationLUTShape),
        "graphics": graphics,
        "turned": [data_set.get("ImageRotation"), data_set.get("ImageHorizontalFlip")],
        "texts": [str(one.UnformattedTextValue) for one in annotation.TextObjectSequence],
    }


for path in sys.argv[1:]:
    data_set = pydicom.dcmread(path)
    facts: dict[str, Any] = {
        "modality": str(data_set.Modality),
        "characters": str(data_set.SpecificCharacterSet),
        "patient": [str(data_set.PatientName), str(data_set.PatientID), str(data_set.PatientBirthDate)],
        "study": [str(data_set.StudyInstanceUID), str(data_set.StudyDate), str(data_set.AccessionNumber)],
        "instance": str(data_set.SOPInstanceUID),
    }
    if data_set.Modality in {"SR", "KO"}:
        evidence = data_set.CurrentRequestedProcedureEvidenceSequence[0].ReferencedSeriesSequence[0].ReferencedSOPSequence
        facts |= {"evidence": [str(one.ReferencedSOPInstanceUID) for one in evidence], "root": tree_of(data_set)}
    elif data_set.Modality == "SEG":
        facts |= {"size": [data_set.Columns, data_set.Rows], "segments": segments_of(data_set)}
    else:
        facts |= {"state": state_of(data_set)}
    print(json.dumps(facts))
