"""RepVGG, size A2 (Ding et al., CVPR 2021), of timm's blocks: its ready network rounds channels to eights."""

from collections.abc import Iterable

from timm.models.byobnet import RepVggBlock
from torch import Tensor, nn

from ctranscnn.comparators.widths import scaled_channels
from ctranscnn.model.comparator_config import ComparatorConfig


class RepVgg(nn.Module):
    """A stem and stages of 2, 4, 14 and 1 blocks of three parallel branches, which fuse into one convolution.

    Weights start as torch starts them, as in the authors' code.
    """

    def __init__(self, config: ComparatorConfig) -> None:
        super().__init__()
        stem, *stages = scaled_channels((64, 96, 192, 384, 1408), config.width)
        outputs = [stem] + [
            channels for channels, depth in zip(stages, (2, 4, 14, 1), strict=True) for _ in range(depth)
        ]
        # the stem and the first block of each stage halve the map
        strides = [2] + [2 if index == 0 else 1 for depth in (2, 4, 14, 1) for index in range(depth)]
        last = len(outputs) - 1
        self.blocks = nn.Sequential(
            *(
                RepVggBlock(inputs, channels, stride=stride, drop_path_rate=config.drop_path * index / last)
                for index, (inputs, channels, stride) in enumerate(
                    zip([3, *outputs[:-1]], outputs, strides, strict=True)
                )
            )
        )
        self.num_features = outputs[-1]
        self.classifier = nn.Linear(self.num_features, config.classes)

    def forward_features(self, image: Tensor) -> Tensor:
        """[B, 3, H, W] → [B, K, H / 32, W / 32]."""
        return self.blocks(image)

    def forward_head(self, features: Tensor, pre_logits: bool = False) -> Tensor:
        """[B, K, h, w] → [B, K] pooled, or the logits [B, C]."""
        pooled = features.mean(dim=(2, 3))
        return pooled if pre_logits else self.classifier(pooled)

    def get_classifier(self) -> nn.Linear:
        """The map from the pooled features to the logits."""
        return self.classifier

    def fuse(self) -> None:
        """Put one convolution in the place of each block's branches; only for evaluation, once for all."""
        blocks: Iterable[nn.Module] = self.blocks
        for block in blocks:
            if isinstance(block, RepVggBlock):
                block.reparameterize()
