"""The options that every command over a data set shares."""

import argparse
from pathlib import Path

from ctranscnn.data.opened import OpenOptions


def add_data_options(parser: argparse.ArgumentParser, needs_task: bool = True) -> None:
    """How to open a data set (data/opened.OpenOptions)."""
    parser.add_argument(
        "--task",
        required=needs_task,
        help="chestxray11, chestxray14, tcmtd or another label set of the project",
    )
    parser.add_argument(
        "--images", type=Path, metavar="DIR", help="folder of the pictures, if not beside the table"
    )
    parser.add_argument(
        "--allow-missing", action="store_true", help="go on without the pictures that are missing"
    )
    parser.add_argument(
        "--missing-list", type=Path, metavar="FILE", help="write the names of all missing pictures here"
    )
    parser.add_argument(
        "--ignore-split", action="store_true", help="leave out the split that the data brings"
    )
    parser.add_argument(
        "--patient-pattern",
        metavar="REGEX",
        help="finds the patient in a picture's name: group (?<patient>…); 'each': every picture is a patient",
    )
    parser.add_argument(
        "--patient-table", type=Path, metavar="CSV", help="pictures and patients, e.g. RANZCR's train.csv"
    )
    parser.add_argument(
        "--label-order",
        metavar="KEYS",
        help="columns of label files, by comma (default: the label set's order)",
    )
    parser.add_argument(
        "--skip-content", action="store_true", help="do not look for the same picture under two names"
    )


def open_options(options: argparse.Namespace) -> OpenOptions:
    """The options as the loaders take them."""
    order: str | None = options.label_order
    return OpenOptions(
        images=options.images,
        allow_missing=options.allow_missing,
        missing_list=options.missing_list,
        keep_split=not options.ignore_split,
        patient_pattern=options.patient_pattern,
        patient_table=options.patient_table,
        label_order=None if order is None else tuple(key.strip() for key in order.split(",")),
        compare_contents=not options.skip_content,
    )
