"""`ctranscnn paper-audit`: the published tables, text and released code against what can be recomputed."""

import argparse
import json
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from ctranscnn.paper.audit import audit
from ctranscnn.paper.findings import Finding
from ctranscnn.paths import REAL_DATA_FOLDER

NIH_TABLE = REAL_DATA_FOLDER / "nih-chest" / "Data_Entry_2017_v2020.csv.gz"


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command and its options."""
    parser = subparsers.add_parser(
        "paper-audit",
        help="recompute what the CTransCNN paper states",
        description="Print how many of the paper's figures agree with what can be recomputed, by topic, "
        "and every one that does not. See docs/paper-audit.md.",
    )
    parser.add_argument("--all", action="store_true", help="also what agrees")
    parser.add_argument("--json", action="store_true", help="one JSON object a finding, all of them")
    parser.add_argument(
        "--nih-table",
        type=Path,
        help="NIH's Data_Entry_2017 table (default: the one beside the project, where it is there)",
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Compute and print."""
    nih_table: Path | None = options.nih_table
    if nih_table is None and NIH_TABLE.is_file():
        nih_table = NIH_TABLE
    if nih_table is None:
        sys.stderr.write(
            "NIH's label table is not here: two checks of the split are left out (--nih-table).\n"
        )
    findings = audit(nih_table)
    if options.json:
        sys.stdout.write(
            "".join(json.dumps(asdict(finding), ensure_ascii=False) + "\n" for finding in findings)
        )
        return
    sys.stdout.write(_counts(findings))
    shown = [finding for finding in findings if options.all or finding.verdict != "agrees"]
    sys.stdout.write("".join(_line(finding) for finding in shown))


def _counts(findings: list[Finding]) -> str:
    counts = Counter((finding.topic, finding.verdict) for finding in findings)
    topics = list(dict.fromkeys(finding.topic for finding in findings))
    lines = [
        f"{topic}: "
        + ", ".join(f"{count} {verdict}" for (other, verdict), count in counts.items() if other == topic)
        for topic in topics
    ]
    return "\n".join(lines) + "\n\n"


def _line(finding: Finding) -> str:
    return (
        f"{finding.verdict:10}  {finding.topic} | {finding.where} | stated: {finding.stated} | "
        f"computed: {finding.computed}\n"
    )
