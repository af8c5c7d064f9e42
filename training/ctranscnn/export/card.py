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
        f"{data['name']}: {_pictures(data)}. Source: {data['source']}. "
        f"Terms: {data['licence']}." + (f" Split: `{data['splitFile']}`." if data["splitFile"] else ""),
        "",
        "## Metrics",
        "",
        *_metric_table(manifest["metrics"]),
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
        f"{_when(training)}. Licence of the weights: {manifest['licence']}.",
        "",
    ]
    return "\n".join(lines)


def _when(training: Mapping[str, Any]) -> str:
    made = f"finished {training['finished']}"
    return made.capitalize() if training["seed"] is None else f"Seed {training['seed']}; {made}"


def _pictures(data: Mapping[str, Any]) -> str:
    if data["images"] is None:
        return "how many pictures of how many people is not known"
    owners = (
        f" of {data['patients']:,} patients"
        if data["patients"]
        else "; how many people they show is not known"
    )
    return f"{data['images']:,} pictures{owners}"


def _metric_table(metrics: Mapping[str, Mapping[str, Any]]) -> list[str]:
    if not metrics:
        return ["None were measured."]
    rows = [_metric_row(name, metric) for name, metric in metrics.items()]
    return ["| metric | value | 95 % interval | how |", "|---|---|---|---|", *rows]


def _metric_row(name: str, metric: Mapping[str, Any]) -> str:
    bounded = metric["low"] is not None and metric["high"] is not None
    interval = f"{metric['low']:.3f} – {metric['high']:.3f}" if bounded else "–"
    how = metric["method"] + (f"; {metric['note']}" if metric["note"] else "")
    return f"| {name} | {metric['value']:.3f} | {interval} | {how} |"
