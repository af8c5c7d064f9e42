"""Checkpoints of the released network with random weights, for its tests."""

from pathlib import Path
from typing import Any

import torch

from ctranscnn.labels import read_label_set
from ctranscnn.model.official_config import OfficialConfig
from tests.test_official import randomised

State = dict[str, Any]
LABELS = read_label_set("tcmtd")
SMALL = OfficialConfig(classes=7, image_px=64, embed=24, depth=3, heads=3, base_width=16)


def good_state() -> State:
    return dict(randomised(SMALL).state_dict())


def saved(path: Path, content: object) -> Path:
    torch.save(content, path)
    return path
