"""The networks that a study can name: CTransCNN, its ablations, the released form, the comparators."""

from dataclasses import replace
from typing import Any, cast, get_args

import torch

from ctranscnn.errors import TrainingError
from ctranscnn.model.build import build_network
from ctranscnn.model.comparator_config import ComparatorName
from ctranscnn.model.config import NetworkConfig
from ctranscnn.model.cost import Cost, cost_of
from ctranscnn.model.official_config import OfficialConfig
from ctranscnn.recipe import AnyNetwork

BASELINE = {"attention": "encoder", "mss": False, "block": "bottleneck", "interaction": "plain"}
LABELS, BLOCKS, IIM, MSS = (
    {"attention": "mmaef"},
    {"block": "mbr"},
    {"interaction": "iim"},
    {"mss": True},
)
ABLATIONS: dict[str, list[dict[str, Any]]] = {
    "baseline": [],
    "model-1": [LABELS],
    "model-2": [BLOCKS],
    "model-3": [LABELS, BLOCKS],
    "model-4": [IIM],
    "model-5": [LABELS, IIM],
    "model-6": [IIM, BLOCKS],
    "model-7": [LABELS, IIM, BLOCKS],
    "model-8": [IIM, BLOCKS, MSS],
}
"""Section 4.7: what each model adds to the baseline; CTransCNN adds all four. The image tokens of a model
without MSS weigh each other by the plain softmax.
"""
VARIANTS: dict[str, dict[str, Any]] = {
    "ctranscnn": {},
    "fusion-add": {"fusion": "add"},
    "fusion-concatenate": {"fusion": "concatenate"},
    "fusion-half": {"conv_weight": 0.5},
    "plain-image-attention": {"image_attention": "softmax"},
}
"""CTransCNN and questions that the paper leaves open or answers without figures."""


def named_network(name: str, size: NetworkConfig) -> AnyNetwork:
    """The network of that name at the study's size.

    `released` is the authors' code at the same embedding, depth and width; a comparator is scaled in width to
    the multiply-accumulates of CTransCNN. Raises TrainingError `study.network`.
    """
    if name in VARIANTS:
        return replace(size, **VARIANTS[name])
    if name in ABLATIONS:
        options: dict[str, Any] = dict(BASELINE)
        for addition in ABLATIONS[name]:
            options.update(addition)
        weighting = "mss" if options["mss"] else "softmax"
        return replace(size, image_attention=weighting, **options)
    if name == "released":
        return OfficialConfig(
            classes=size.classes,
            image_px=size.image_px,
            embed=size.embed,
            depth=size.depth,
            heads=size.heads,
            base_width=size.base_width,
            drop_path=size.drop_path,
        )
    if name in get_args(ComparatorName):
        from ctranscnn.comparators import scaled_to_macs  # noqa: PLC0415 - timm takes seconds to import

        macs = network_cost(size).macs
        return scaled_to_macs(cast(ComparatorName, name), size.classes, size.image_px, macs)
    known = ", ".join([*VARIANTS, *ABLATIONS, "released", *get_args(ComparatorName)])
    raise TrainingError("study.network", f"There is no network '{name}'; known: {known}.")


def network_cost(config: AnyNetwork) -> Cost:
    """Cost of a network in the form that is trained."""
    with torch.random.fork_rng():
        return cost_of(build_network(config), config.image_px)
