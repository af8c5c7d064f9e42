"""card.md: a draft of the reference network's model card, from what its runs noted."""

import json
from dataclasses import asdict

import numpy as np

from ctranscnn.report.markdown import markdown_table
from ctranscnn.report.sentences import comparability, summary
from ctranscnn.report.tables import DASH, Table
from ctranscnn.report.view import View


def card_text(view: View) -> str:
    """The card as Markdown."""
    words, reference = view.words, view.numbers.reference
    title = words("card.title", name=view.reference, study=view.study.study)
    recipe = json.dumps(asdict(reference.facts.recipe), indent=1, ensure_ascii=False)
    lines = [f"# {title}", "", f"**{view.notice}**", "", words("card.draft")]
    lines += ["", f"## {words('card.what')}", "", *_separated(_description(view))]
    lines += [f"## {words('card.use')}", "", words("card.use.for"), "", f"**{words('card.use.not')}**", ""]
    lines += [f"## {words('card.data')}", "", *_separated(comparability(view))]
    lines += [f"## {words('card.results')}", "", *markdown_table(_label_table(view)), ""]
    lines += [f"## {words('card.beside')}", "", *(f"- {sentence}" for sentence in summary(view)), ""]
    lines += [f"## {words('card.limits')}", "", *(f"- {limit}" for limit in _limits(view)), ""]
    lines += [f"## {words('card.reproduce')}", "", words("card.recipe", seed=reference.facts.seed), ""]
    return "\n".join([*lines, "```json", recipe, "```", ""])


def _separated(sentences: list[str]) -> list[str]:
    return [line for sentence in sentences for line in (sentence, "")]


def _description(view: View) -> list[str]:
    words, facts = view.words, view.numbers.reference.facts
    recipe = facts.recipe
    network = words(
        "card.network",
        name=view.reference,
        task=view.study.task,
        parameters=f"{facts.parameters:,}",
        macs=f"{facts.macs:,}",
        px=recipe.network.image_px,
        count=len(view.labels),
        labels=words.listed(view.labels),
    )
    training = words(
        "card.training",
        recipe=recipe.name,
        epochs=recipe.total_epochs,
        batch=recipe.batch_size,
        rate=recipe.learning_rate,
        loss=recipe.loss,
        images=f"{facts.images_seen:,}",
        seeds=words.listed([str(seed) for seed in view.numbers.reference.seeds]),
        device=facts.device,
    )
    return [network, training, *([words("card.code", code=facts.code)] if facts.code else [])]


def _label_table(view: View) -> Table:
    words, reference = view.words, view.numbers.reference
    rows = [
        [
            label,
            str(view.numbers.positives[column]),
            view.number(reference.labels[column].value),
            DASH if np.isnan(reference.labels[column].low) else view.interval(reference.labels[column]),
            "" if column in view.study.columns else words("card.insufficient"),
        ]
        for column, label in enumerate(view.labels)
    ]
    macro = [words("macro"), DASH, view.number(reference.macro.value), view.interval(reference.macro), ""]
    header = [words("card.label"), words("positives"), words("card.auc"), words("interval"), ""]
    return Table(words("card.results"), header, [*rows, macro], emphasised=len(rows))


def _limits(view: View) -> list[str]:
    words = view.words
    unsure = [label for column, label in enumerate(view.labels) if column not in view.study.columns]
    keys = ("source", "groups", "scores", "maps")
    limits = [words(f"card.limit.{key}") for key in keys]
    if unsure:
        limits.append(words("card.limit.insufficient", labels=words.listed(unsure)))
    return [*limits, *([words("demonstration")] if view.study.demonstration else [])]
