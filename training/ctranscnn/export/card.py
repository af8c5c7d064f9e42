"""card.md: the manifest in words, for people."""

from collections.abc import Mapping, Sequence
from typing import Any

NOTICE = "Research use only. Not for diagnosis or treatment."


def card_text(manifest: Mapping[str, Any], title: str, sections: Sequence[tuple[str, str]]) -> str:
    """The card of a model; `sections` are (heading, text) that the manifest cannot tell."""
    data, training = manifest["data"], manifest["training"]
    lines = [f"# {title}", "", f"**{NOTICE}**", ""]
    if manifest["demonstration"]:
        lines += ["**Demonstration model: its scores show how the workstation works and nothing else.**", ""]
    lines += [f"Model `{manifest['id']}` {manifest['version']}, {manifest['file']['bytes']:,} bytes.", ""]
    for heading, text in sections:
        lines += [f"## {heading}", "", text, ""]
    lines += [
        "## Data",
        "",
        f"{data['name']}: {data['images']:,} pictures{_owners(data['patients'])}. Source: {data['source']}. "
        f"Terms: {data['licence']}." + (f" Split: `{data['splitFile']}`." if data["splitFile"] else ""),
        "",
        "## Metrics",
        "",
        "| metric | value | 95 % interval | how |",
        "|---|---|---|---|",
        *(_metric_row(name, metric) for name, metric in manifest["metrics"].items()),
        "",
        "## Limits",
        "",
        *(f"- {limit}" for limit in manifest["limits"]),
        "",
        "## Reproduce",
        "",
        "```",
        training["command"],
        "```",
        "",
        f"Seed {training['seed']}; finished {training['finished']}. "
        f"Licence of the weights: {manifest['licence']}.",
        "",
    ]
    return "\n".join(lines)


def _owners(patients: int) -> str:
    return f" of {patients:,} patients" if patients else "; how many people they show is not known"


def _metric_row(name: str, metric: Mapping[str, Any]) -> str:
    bounded = metric["low"] is not None and metric["high"] is not None
    interval = f"{metric['low']:.3f} – {metric['high']:.3f}" if bounded else "–"
    how = metric["method"] + (f"; {metric['note']}" if metric["note"] else "")
    return f"| {name} | {metric['value']:.3f} | {interval} | {how} |"
