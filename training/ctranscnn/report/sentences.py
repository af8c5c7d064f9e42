"""Plain sentences: who is ahead, who cannot be told apart, where the reference stays behind."""

from ctranscnn.calibrate import SUFFICIENT_POSITIVES
from ctranscnn.metrics import Interval
from ctranscnn.report.numbers import verdict
from ctranscnn.report.plot_spread import VIOLIN_SEEDS
from ctranscnn.report.view import View
from ctranscnn.runs import IMAGES_SEEN_TOLERANCE


def summary(view: View) -> list[str]:
    """The findings, then what they do not cover."""
    if not view.numbers.others:
        return [_own_value(view), view.words("summary.alone", reference=view.reference)]
    return [_leader(view), _own_value(view), *_verdicts(view), _by_label(view), *_caveats(view)]


def comparability(view: View) -> list[str]:
    """What was compared on what, and which labels count."""
    words, study, facts = view.words, view.study, view.numbers.reference.facts
    measured = [view.labels[column] for column in study.columns]
    left_out = [
        words("compared.positives", label=label, positives=view.numbers.positives[column])
        for column, label in enumerate(view.labels)
        if column not in study.columns
    ]
    insufficient = words("compared.insufficient.none")
    if left_out:
        insufficient = words("compared.insufficient", labels=words.listed(left_out))
    return [
        words(
            "compared.facts",
            study=study.study,
            task=study.task,
            pictures=f"{len(study.names):,}",
            patients=f"{len(set(study.patients.tolist())):,}",
            folds=facts.split,
            images=f"{facts.images_seen:,}",
            data=facts.data.rstrip(". "),
        ),
        *_images_seen(view),
        words(
            "compared.macro",
            count=len(measured),
            least=SUFFICIENT_POSITIVES,
            labels=words.listed(measured),
        ),
        insufficient,
        words("compared.intervals", rounds=f"{view.numbers.rounds:,}"),
    ]


def _images_seen(view: View) -> list[str]:
    """One sentence per network that saw a few more or fewer images than the reference."""
    theirs = view.numbers.reference.facts.images_seen
    return [
        view.words(
            "compared.imagesSeen",
            name=view.name(network),
            mine=f"{network.facts.images_seen:,}",
            reference=view.reference,
            theirs=f"{theirs:,}",
            percent=f"{100 * IMAGES_SEEN_TOLERANCE:g}",
        )
        for network in view.numbers.others
        if network.facts.images_seen != theirs
    ]


def exclusions(view: View) -> list[str]:
    """One sentence per run that was given but is not compared."""
    return [
        view.words("excluded.run", name=run.name, seed=run.seed, reason=view.words(run.reason, **run.values))
        for run in view.study.excluded
    ]


def _leader(view: View) -> str:
    best = view.numbers.networks[0]
    return view.words("summary.leads", best=view.name(best), **_value(best.macro))


def _own_value(view: View) -> str:
    rank = list(view.numbers.networks).index(view.numbers.reference) + 1
    return view.words(
        "summary.reference",
        reference=view.reference,
        rank=rank,
        count=len(view.numbers.networks),
        **_value(view.numbers.reference.macro),
    )


def _value(interval: Interval) -> dict[str, str]:
    return {
        "value": f"{interval.value:.3f}",
        "low": f"{interval.low:.3f}",
        "high": f"{interval.high:.3f}",
    }


def _verdicts(view: View) -> list[str]:
    """Ahead, not distinguishable, behind: each with its networks, in the order of their macro AUC."""
    words = view.words
    names: dict[str, list[str]] = {"behind": [], "open": [], "ahead": []}
    for network in view.numbers.others:
        if network.difference is not None:
            names[network.difference.verdict].append(view.name(network))
    found = [
        words(f"summary.{key}", reference=view.reference, names=words.listed(group))
        for key, group in names.items()
        if group
    ]
    return found if names["ahead"] else [*found, words("summary.ahead.none", reference=view.reference)]


def _by_label(view: View) -> str:
    words = view.words
    places: list[str] = []
    for column in view.study.columns:
        ahead = [
            view.name(network)
            for network in view.numbers.others
            if network.difference is not None and verdict(network.difference.labels[column]) == "ahead"
        ]
        if ahead:
            places.append(words("label.against", label=view.labels[column], names=words.listed(ahead)))
    if not places:
        return words("summary.label.ahead.none", reference=view.reference)
    return words("summary.label.ahead", reference=view.reference, labels=words.listed(places))


def _caveats(view: View) -> list[str]:
    words, others = view.words, view.numbers.others
    sentences = [
        words("summary.many", comparisons=len(others), labelComparisons=len(others) * len(view.study.columns))
    ]
    fewest = min(len(network.seeds) for network in view.numbers.networks)
    if fewest == 1:
        sentences.append(words("summary.seeds.one"))
    elif fewest < VIOLIN_SEEDS:
        sentences.append(words("summary.seeds.few"))
    return sentences
