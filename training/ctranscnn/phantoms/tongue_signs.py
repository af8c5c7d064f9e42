"""Which signs a drawn tongue carries, constitution by constitution.

The signs follow the usual table of constitutions and tongues. Two constitutions have no sign of their own
that could be drawn, so they get a stand-in, chosen by us: qi stagnation (a weak sign) a red tip and red
sides, special diathesis (no typical tongue) a peeled, map-like coating.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

CONSTITUTIONS = ("qixu", "yinxu", "tanshi", "shire", "xueyu", "qiyu", "tebing")
# Scanty coating cannot lie beside a thick one, nor can it be peeled: these pairs are never drawn together.
INCOMPATIBLE = (frozenset(("yinxu", "tanshi")), frozenset(("yinxu", "shire")), frozenset(("yinxu", "tebing")))
THICK_OPACITY = 0.55
NUMBER_OF_LABELS = (0.12, 0.55, 0.27, 0.06)

Colour = tuple[float, float, float]
PALE_RED: Colour = (0.770, 0.470, 0.475)
PALE: Colour = (0.835, 0.655, 0.635)
RED: Colour = (0.725, 0.300, 0.320)
PURPLE: Colour = (0.480, 0.300, 0.425)
WHITE_COATING: Colour = (0.865, 0.835, 0.800)
YELLOW_COATING: Colour = (0.800, 0.670, 0.385)


@dataclass(frozen=True)
class TongueSigns:
    """What is drawn: colours are sRGB 0..1, strengths 0..1, counts are numbers, `deviation_deg` leans right
    if > 0.

    `coating_coverage` is the coated part of the tongue's area; `fullness` 0 is thin, 1 enlarged.
    """

    body: Colour
    fullness: float
    tooth_marks_left: int
    tooth_marks_right: int
    tooth_depth: float
    cracks: int
    stasis_spots: int
    prickles: float
    coating: Colour
    coating_coverage: float
    coating_opacity: float
    greasy: float
    peeled: float
    moisture: float
    red_edge: float
    deviation_deg: float
    curdy: float = 0.0
    """Drawn on request only, for measuring: no constitution of these asks for it, and no model learns it."""


def sample_constitutions(random: np.random.Generator) -> tuple[str, ...]:
    """None to three constitutions, sorted, never an incompatible pair."""
    wanted = int(random.choice(len(NUMBER_OF_LABELS), p=NUMBER_OF_LABELS))
    chosen: list[str] = []
    for candidate in random.permutation(CONSTITUTIONS):
        name = str(candidate)
        if len(chosen) < wanted and not any(frozenset((name, other)) in INCOMPATIBLE for other in chosen):
            chosen.append(name)
    return tuple(sorted(chosen))


def neutral_signs(random: np.random.Generator) -> TongueSigns:
    """A balanced tongue: pale-red body, thin white coating, with the small variations every tongue has."""
    shade = random.normal(0.0, 0.018, 3) + random.normal(0.0, 0.02)
    marked = random.random() < 0.15
    return TongueSigns(
        body=_colour(np.asarray(PALE_RED) + shade),
        fullness=float(np.clip(random.normal(0.42, 0.12), 0.1, 0.75)),
        tooth_marks_left=int(marked) * int(random.integers(0, 3)),
        tooth_marks_right=int(marked) * int(random.integers(0, 3)),
        tooth_depth=random.uniform(0.015, 0.03),
        cracks=int(random.random() < 0.2) * int(random.integers(1, 3)),
        stasis_spots=0,
        prickles=random.uniform(0.0, 0.35),
        coating=_colour(np.asarray(WHITE_COATING) + random.normal(0.0, 0.015, 3)),
        coating_coverage=random.uniform(0.32, 0.58),
        coating_opacity=random.uniform(0.22, 0.38),
        greasy=random.uniform(0.0, 0.15),
        peeled=0.0,
        moisture=random.uniform(0.35, 0.7),
        red_edge=random.uniform(0.0, 0.18),
        deviation_deg=float(np.clip(random.normal(0.0, 2.5), -8.0, 8.0)),
    )


def with_constitutions(
    base: TongueSigns, constitutions: tuple[str, ...], random: np.random.Generator
) -> TongueSigns:
    """The neutral tongue `base` with the signs of the constitutions laid over it, each with its
    own severity.
    """
    signs = base
    severity = {name: random.uniform(0.5, 1.0) for name in CONSTITUTIONS}
    # Coatings are laid before they are peeled, and body colours before dark blood turns them purple.
    order = ("qixu", "yinxu", "tanshi", "shire", "qiyu", "xueyu", "tebing")
    for name in (name for name in order if name in constitutions):
        signs = _APPLY[name](signs, severity[name], random)
    return signs


def with_curds(signs: TongueSigns, random: np.random.Generator) -> TongueSigns:
    """The same tongue under a thick, whole coating of loose lumps."""
    return replace(
        signs,
        coating_coverage=max(signs.coating_coverage, random.uniform(0.6, 0.86)),
        coating_opacity=max(signs.coating_opacity, random.uniform(0.62, 0.92)),
        greasy=random.uniform(0.0, 0.3),
        peeled=0.0,
        curdy=random.uniform(0.5, 1.0),
    )


def sign_keys(signs: TongueSigns) -> tuple[str, ...]:
    """The keys of the sign ontology that a reader would tick on this tongue."""
    coated = signs.coating_opacity > 0.15 and signs.coating_coverage > 0.12
    thick = coated and signs.coating_opacity > THICK_OPACITY
    present = {
        _nearest_body(signs.body): True,
        "enlarged": signs.fullness > 0.78,
        "thin": signs.fullness < 0.18,
        "tooth-marked": signs.tooth_marks_left + signs.tooth_marks_right >= 4,
        "cracked": signs.cracks >= 3,
        "stasis-spots": signs.stasis_spots > 0,
        "spots-prickles": signs.prickles > 0.6,
        "deviated": abs(signs.deviation_deg) > 6.0,
        "coating-yellow": coated and signs.coating[2] < 0.62,
        "coating-white": coated and signs.coating[2] >= 0.62,
        "coating-none": not coated,
        "coating-thick": thick,
        "coating-thin": coated and not thick,
        "greasy": coated and signs.greasy > 0.45,
        "peeled": signs.peeled > 0.0,
        "curdy": coated and signs.curdy > 0.0,
        "moist": signs.moisture >= 0.3,
        "dry": signs.moisture < 0.12,
    }
    return tuple(sorted(key for key, holds in present.items() if holds))


def _qixu(signs: TongueSigns, severity: float, random: np.random.Generator) -> TongueSigns:
    return replace(
        signs,
        body=_mix(signs.body, PALE, 0.45 + 0.55 * severity),
        fullness=max(signs.fullness, 0.70 + 0.30 * severity),
        tooth_marks_left=int(random.integers(3, 6)),
        tooth_marks_right=int(random.integers(3, 6)),
        tooth_depth=0.035 + 0.055 * severity,
    )


def _yinxu(signs: TongueSigns, severity: float, random: np.random.Generator) -> TongueSigns:
    return replace(
        signs,
        body=_mix(signs.body, RED, 0.4 + 0.55 * severity),
        fullness=min(signs.fullness, 0.35 - 0.25 * severity) if signs.fullness < 0.75 else signs.fullness,
        cracks=int(random.integers(4, 9)),
        coating_coverage=random.uniform(0.0, 0.10),
        coating_opacity=random.uniform(0.05, 0.25),
        moisture=0.10 * (1.0 - severity),
    )


def _tanshi(signs: TongueSigns, severity: float, random: np.random.Generator) -> TongueSigns:
    return replace(
        signs,
        fullness=max(signs.fullness, 0.65 + 0.30 * severity),
        coating=_colour(np.asarray(WHITE_COATING) + random.normal(0.0, 0.015, 3)),
        coating_coverage=random.uniform(0.66, 0.86),
        coating_opacity=0.62 + 0.30 * severity,
        greasy=0.55 + 0.45 * severity,
        moisture=max(signs.moisture, 0.75),
    )


def _shire(signs: TongueSigns, severity: float, random: np.random.Generator) -> TongueSigns:
    # Damp-heat over phlegm: the white coating turns yellow only in part, so both stay to be seen.
    share = 0.55 if signs.greasy > 0.5 else 1.0
    return replace(
        signs,
        body=_mix(signs.body, RED, (0.35 + 0.45 * severity) * share),
        coating=_mix(signs.coating, YELLOW_COATING, (0.65 + 0.35 * severity) * (0.5 + 0.5 * share)),
        coating_coverage=max(signs.coating_coverage, random.uniform(0.60, 0.82)),
        coating_opacity=max(signs.coating_opacity, 0.58 + 0.32 * severity),
        greasy=max(signs.greasy, 0.45 + 0.4 * severity),
        prickles=random.uniform(0.4, 1.0),
    )


def _qiyu(signs: TongueSigns, severity: float, random: np.random.Generator) -> TongueSigns:
    return replace(
        signs, red_edge=0.55 + 0.4 * severity, prickles=max(signs.prickles, random.uniform(0.2, 0.7))
    )


def _xueyu(signs: TongueSigns, severity: float, random: np.random.Generator) -> TongueSigns:
    return replace(
        signs,
        body=_mix(signs.body, PURPLE, 0.40 + 0.55 * severity),
        stasis_spots=int(random.integers(5, 15)),
    )


def _tebing(signs: TongueSigns, severity: float, random: np.random.Generator) -> TongueSigns:
    return replace(
        signs,
        coating_coverage=max(signs.coating_coverage, random.uniform(0.68, 0.85)),
        coating_opacity=max(signs.coating_opacity, random.uniform(0.50, 0.68)),
        peeled=0.30 + 0.22 * severity,
    )


_APPLY = {
    "qixu": _qixu,
    "yinxu": _yinxu,
    "tanshi": _tanshi,
    "shire": _shire,
    "qiyu": _qiyu,
    "xueyu": _xueyu,
    "tebing": _tebing,
}


def _mix(first: Colour, second: Colour, share: float) -> Colour:
    return _colour(np.asarray(first) * (1.0 - share) + np.asarray(second) * share)


def _colour(values: np.ndarray) -> Colour:
    red, green, blue = np.clip(values, 0.0, 1.0).tolist()
    return (red, green, blue)


def _nearest_body(body: Colour) -> str:
    anchors = {"body-pale": PALE, "body-pale-red": PALE_RED, "body-red": RED, "body-blue-purple": PURPLE}
    return min(anchors, key=lambda key: float(np.linalg.norm(np.asarray(anchors[key]) - np.asarray(body))))
