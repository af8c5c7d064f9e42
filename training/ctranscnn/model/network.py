"""CTransCNN (Wu et al., Knowledge-Based Systems 2023), readable from top to bottom.

Shapes: B pictures, C labels, E embedding, n = grid² image tokens, K channels of the last conv map.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ctranscnn.model.config import NetworkConfig
from ctranscnn.model.conv_branch import conv_block
from ctranscnn.model.initial_weights import draw_initial_weights
from ctranscnn.model.interaction import conv_to_transformer, to_tokens, transformer_to_conv
from ctranscnn.model.output import NetworkOutput
from ctranscnn.model.transformer_branch import ImageEncoderLayer, LabelLayer


class InteractionLayer(nn.Module):
    """One layer after the first: conv block → C2T → tokens and labels → T2C → conv block."""

    def __init__(self, config: NetworkConfig, index: int, drop_path: float) -> None:
        super().__init__()
        third = config.depth // 3
        stage = index // third
        enters = stage > 0 and index % third == 0
        inputs = config.widths[stage - 1] if enters else config.widths[stage]
        outputs = config.widths[stage]
        scale = 4 // 2**stage  # cells of the conv map per image token and side: 4, 2, 1
        last = index == config.depth - 1
        stride, final_stride = 2 if enters else 1, config.final_stride if last else 1
        self.conv = conv_block(config, (inputs, outputs), stride)
        self.conv_to_transformer = conv_to_transformer(config, outputs // 4, scale)
        self.image_encoder = ImageEncoderLayer(config, drop_path)
        self.label_layer = LabelLayer(config, drop_path) if config.attention == "mmaef" else None
        self.transformer_to_conv = transformer_to_conv(config, outputs // 4, scale)
        self.fuse = conv_block(config, (outputs, outputs), final_stride, drop_path)

    def forward(self, x: Tensor, tokens: Tensor, labels: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """x [B, K', H, W], tokens [B, 1 + n, E], labels [B, C, E] → the same three, one layer on."""
        x, narrow = self.conv(x)
        arriving = self.conv_to_transformer(narrow)
        tokens = torch.cat([tokens[:, :1], tokens[:, 1:] + arriving], dim=1)
        tokens = self.image_encoder(tokens)
        if self.label_layer is not None:
            labels = self.label_layer(labels, tokens)
        grid = narrow.shape[2] // self.transformer_to_conv.scale
        x, _ = self.fuse(x, self.transformer_to_conv(tokens[:, 1:], grid))
        return x, tokens, labels


class CTransCNN(nn.Module):
    """Stem, two branches that exchange information in every layer after the first, two heads.

    Labels and class token are read after the last image layer, which precedes the last conv block: no logit
    of
    the transformer head depends on the last conv map, so Grad-CAM++ of the fused logit has a closed form.
    """

    def __init__(self, config: NetworkConfig) -> None:
        super().__init__()
        self.config = config
        width, embed = config.base_width, config.embed
        rates = torch.linspace(0, config.drop_path, config.depth).tolist()
        self.stem = nn.Conv2d(config.input_channels, width, 7, 2, 3, bias=False)
        self.stem_norm = nn.BatchNorm2d(width)
        self.patches = nn.Conv2d(width, embed, config.PATCH_PX // 4, config.PATCH_PX // 4)
        self.class_token = nn.Parameter(torch.zeros(1, 1, embed))
        self.positions = nn.Parameter(torch.zeros(1, 1 + config.grid**2, embed))
        # without MMAEF there are no labels in the transformer branch: an empty sequence [B, 0, E]
        queries = config.classes if config.attention == "mmaef" else 0
        self.label_embeddings = nn.Parameter(torch.zeros(1, queries, embed))
        self.first_conv = conv_block(config, (width, config.widths[0]))
        self.first_image_encoder = ImageEncoderLayer(config, rates[0])
        self.first_label_layer = LabelLayer(config, rates[0]) if queries else None
        self.layers = nn.ModuleList(
            InteractionLayer(config, index, rates[index]) for index in range(1, config.depth)
        )
        self.token_norm = nn.LayerNorm(embed)
        self.label_norm = nn.LayerNorm(embed) if queries else None
        self.head_dropout = nn.Dropout(config.head_dropout)
        self.conv_head = nn.Linear(config.widths[2], config.classes)
        self.class_token_head = nn.Linear(embed, config.classes)
        self.label_head = nn.Parameter(torch.zeros(queries, embed))
        """[C, E]: each label token is read by its own row."""
        self.auxiliary_head = nn.Linear(config.widths[2], config.auxiliary) if config.auxiliary else None
        self.apply(draw_initial_weights)
        for parameter in (self.class_token, self.positions, self.label_embeddings, self.label_head):
            nn.init.trunc_normal_(parameter, std=0.02)

    def forward(self, image: Tensor) -> NetworkOutput:
        """image [B, input_channels, image_px, image_px], normalised → NetworkOutput."""
        # [B, 3, H, W] -> [B, base, H/4, W/4]: both branches start here
        start = F.max_pool2d(F.relu(self.stem_norm(self.stem(image))), 3, 2, 1)
        x, _ = self.first_conv(start)
        batch = image.shape[0]
        patches = to_tokens(self.patches(start))
        tokens = torch.cat([self.class_token.expand(batch, -1, -1), patches], dim=1) + self.positions
        tokens = self.first_image_encoder(tokens)
        labels = self.label_embeddings.expand(batch, -1, -1)
        if self.first_label_layer is not None:
            labels = self.first_label_layer(labels, tokens)
        for layer in self.layers:
            x, tokens, labels = layer(x, tokens, labels)
        return self._heads(x, self.token_norm(tokens[:, 0]), labels)

    def _heads(self, activation: Tensor, class_token: Tensor, labels: Tensor) -> NetworkOutput:
        features = activation.mean(dim=(2, 3))
        conv_logits = self.conv_head(self.head_dropout(features))
        transformer_logits = self.class_token_head(class_token)
        if self.label_norm is not None:
            per_label = (self.label_norm(labels) * self.label_head).sum(dim=-1)  # [B, C]
            transformer_logits = transformer_logits + per_label
        conv_share, transformer_share = self.config.shares
        return NetworkOutput(
            logits=conv_share * conv_logits + transformer_share * transformer_logits,
            conv_logits=conv_logits,
            transformer_logits=transformer_logits,
            features=features,
            class_token=class_token,
            activation=activation,
            auxiliary=None if self.auxiliary_head is None else self.auxiliary_head(features),
            joined=self.config.fusion == "concatenate",
        )
