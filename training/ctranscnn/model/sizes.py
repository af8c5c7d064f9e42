"""Named sizes of CTransCNN: from the paper's to what a clinic's computer runs at once.

docs/results.md has what each costs and reaches.
"""

from dataclasses import replace

from ctranscnn.errors import TrainingError
from ctranscnn.model.config import NetworkConfig

SIZES: dict[str, NetworkConfig] = {
    "full": NetworkConfig(
        classes=1, image_px=224, embed=384, depth=12, heads=6, image_mlp_ratio=4.0, label_mlp_ratio=4.0
    ),
    "deep": NetworkConfig(classes=1, image_px=224, embed=192, depth=12, heads=6),
    "lite": NetworkConfig(classes=1, image_px=224, embed=128, depth=3, heads=4, final_stride=1),
    "tiny": NetworkConfig(
        classes=1,
        image_px=224,
        embed=64,
        depth=3,
        heads=2,
        base_width=32,
        final_stride=1,
        image_mlp_ratio=2.0,
        label_mlp_ratio=1.0,
    ),
}
"""`full`: the paper's L, h and d. `lite`: CTransCNN-Lite, one exchange per conv stage (three layers), a third
of the embedding, and a last map of twice the cells, so that its maps stay as fine as the full form's.
"""


def sized(name: str, classes: int, image_px: int) -> NetworkConfig:
    """A named size for a task. Raises TrainingError `network.sizeName`."""
    if name not in SIZES:
        raise TrainingError("network.sizeName", f"There is no size '{name}'; known: {', '.join(SIZES)}.")
    return replace(SIZES[name], classes=classes, image_px=image_px)
