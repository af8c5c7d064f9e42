"""The network as its authors released it, readable from top to bottom.

It differs from the paper's text (docs/paper-audit.md): no label embeddings, no positions, both attentions of
a layer over the same tokens, a class token that doubles in every layer. Parameter names and shapes are those
of the released state dict.

Shapes: B pictures, C labels, E embedding, n = grid² image tokens, K channels of the last conv map.
"""

from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ctranscnn.model.interaction import to_tokens
from ctranscnn.model.official_config import OfficialConfig
from ctranscnn.model.output import NetworkOutput
from ctranscnn.official.conv_block import BlockShape, ConvBlock
from ctranscnn.official.exchange import ConvToTransformer, TransformerToConv
from ctranscnn.official.transformer import TransformerLayer

PATCH_PX = 16
STEM_SCALE = 4
"""The stem halves the picture twice."""


class InteractionBlock(nn.Module):
    """One layer after the first: conv block → C2T → transformer layer → T2C → conv block."""

    def __init__(self, config: OfficialConfig, index: int) -> None:
        super().__init__()
        third = config.depth // 3
        stage = index // third
        enters = stage > 0 and index % third == 0
        outputs = config.base_width * 2**stage
        inputs = outputs // 2 if enters else outputs
        scale = 4 // 2**stage  # cells of the conv map per image token and side: 4, 2, 1
        last = index == config.depth - 1
        drop_path = config.drop_path * index / (config.depth - 1)
        self.cnn_block = ConvBlock(BlockShape(inputs, outputs, 2 if enters else 1, enters))
        self.fusion_block = ConvBlock(BlockShape(outputs, outputs, 2 if last else 1, last, drop_path))
        self.squeeze_block = ConvToTransformer(outputs // 4, config.embed, scale)
        self.expand_block = TransformerToConv(config.embed, outputs // 4, scale)
        self.trans_block = TransformerLayer(config.embed, config.heads, drop_path)

    def forward(self, x: Tensor, tokens: Tensor) -> tuple[Tensor, Tensor]:
        """x [B, K', H, W], tokens [B, 1 + n, E] → the same two, one layer on."""
        x, narrow = self.cnn_block(x)
        arriving = self.squeeze_block(narrow, tokens[:, :1])
        # the class token arrives as it left: here it doubles
        tokens = self.trans_block(arriving + tokens)
        grid = narrow.shape[2] // self.expand_block.scale
        x, _ = self.fusion_block(x, self.expand_block(tokens[:, 1:], grid))
        return x, tokens


class Backbone(nn.Module):
    """Stem and the two branches that exchange information in every layer after the first."""

    def __init__(self, config: OfficialConfig) -> None:
        super().__init__()
        width, embed = config.base_width, config.embed
        self.cls_token = nn.Parameter(torch.zeros(1, 1, embed))
        self.conv1 = nn.Conv2d(3, width, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv_1 = ConvBlock(BlockShape(width, width, reshapes=True))
        patch_cells = PATCH_PX // STEM_SCALE
        self.trans_patch_conv = nn.Conv2d(width, embed, patch_cells, patch_cells)
        self.trans_1 = TransformerLayer(embed, config.heads, 0.0)
        self.layer_names = [f"conv_trans_{index + 1}" for index in range(1, config.depth)]
        for index, name in enumerate(self.layer_names, start=1):
            self.add_module(name, InteractionBlock(config, index))
        self.trans_norm = nn.LayerNorm(embed)

    @property
    def layers(self) -> list[InteractionBlock]:
        """The layers after the first, in order."""
        return [cast(InteractionBlock, self.get_submodule(name)) for name in self.layer_names]

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """image [B, 3, S, S] → the last conv map [B, K, S/32, S/32] and the class token [B, E]."""
        # [B, 3, S, S] -> [B, base, S/4, S/4]: both branches start here
        start = F.max_pool2d(F.relu(self.bn1(self.conv1(image))), 3, 2, 1)
        x, _ = self.conv_1(start)
        patches = to_tokens(self.trans_patch_conv(start))  # [B, n, E]
        class_token = self.cls_token.expand(image.shape[0], -1, -1)
        tokens = self.trans_1(torch.cat([class_token, patches], dim=1))
        for layer in self.layers:
            x, tokens = layer(x, tokens)
        return x, self.trans_norm(tokens)[:, 0]


class Head(nn.Module):
    """One linear map per branch. `fc` is in the released state dict and read by nothing."""

    def __init__(self, config: OfficialConfig) -> None:
        super().__init__()
        self.conv_cls_head = nn.Linear(4 * config.base_width, config.classes)
        self.trans_cls_head = nn.Linear(config.embed, config.classes)
        self.fc = nn.Linear(2 * config.classes, config.classes)


class OfficialNetwork(nn.Module):
    """The released CTransCNN.

    Fused logit: conv_weight · conv + (1 − conv_weight) · transformer. The class token is read after the last
    transformer layer, which precedes the last conv block: Grad-CAM++ of the fused logit has a closed form.
    Raises TrainingError `network.range` of OfficialConfig.
    """

    def __init__(self, config: OfficialConfig) -> None:
        super().__init__()
        self.config = config
        self.backbone = Backbone(config)
        self.head = Head(config)
        self.auxiliary_head = nn.Linear(4 * config.base_width, config.auxiliary) if config.auxiliary else None
        """Not released; exists only where training asks for auxiliary facts."""
        self.apply(_initialise)
        nn.init.trunc_normal_(self.backbone.cls_token, std=0.02)

    def forward(self, image: Tensor) -> NetworkOutput:
        """image [B, 3, image_px, image_px], normalised → NetworkOutput."""
        activation, class_token = self.backbone(image)
        features = activation.mean(dim=(2, 3))
        conv_logits = self.head.conv_cls_head(features)
        transformer_logits = self.head.trans_cls_head(class_token)
        share = self.config.conv_weight
        return NetworkOutput(
            logits=share * conv_logits + (1 - share) * transformer_logits,
            conv_logits=conv_logits,
            transformer_logits=transformer_logits,
            features=features,
            class_token=class_token,
            activation=activation,
            auxiliary=None if self.auxiliary_head is None else self.auxiliary_head(features),
        )


def _initialise(module: nn.Module) -> None:
    # as released: biases of convolutions keep PyTorch's uniform start, and every conv block begins as its
    # shortcuts alone
    if isinstance(module, nn.Linear):
        nn.init.trunc_normal_(module.weight, std=0.02)
        nn.init.zeros_(module.bias)
    elif isinstance(module, nn.Conv2d):
        nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
    elif isinstance(module, ConvBlock):
        nn.init.zeros_(module.bn3.weight)
