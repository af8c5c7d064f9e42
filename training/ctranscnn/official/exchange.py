"""C2T and T2C of the released network. Parameter names are those of the released state dict."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ctranscnn.model.interaction import to_tokens
from ctranscnn.official.conv_block import NORM_EPSILON, block_norm


class ConvToTransformer(nn.Module):
    """C2T: p = 1×1(x); p + 1×1(σ(BN(1×1(p)))); average pooling to the token grid; LN; GELU."""

    def __init__(self, inputs: int, embed: int, pool: int) -> None:
        super().__init__()
        self.pool = pool
        self.conv_project = nn.Conv2d(inputs, embed, 1)
        self.conv1 = nn.Conv2d(embed, embed, 1)
        self.bn1 = nn.BatchNorm2d(embed)
        self.conv2 = nn.Conv2d(embed, embed, 1)
        self.ln = nn.LayerNorm(embed, eps=NORM_EPSILON)

    def forward(self, narrow: Tensor, class_token: Tensor) -> Tensor:
        """narrow [B, inputs, H, W], class_token [B, 1, E] → [B, 1 + (H/pool)·(W/pool), E].

        The class token goes in front unchanged. The caller adds the result to the tokens it came from, so
        that the class token doubles in every layer; the released weights were trained with that.
        """
        projected = self.conv_project(narrow)
        mixed = self.conv2(torch.sigmoid(self.bn1(self.conv1(projected)))) + projected
        patches = F.gelu(self.ln(to_tokens(F.avg_pool2d(mixed, self.pool))))
        return torch.cat([class_token, patches], dim=1)


class TransformerToConv(nn.Module):
    """T2C: 1×1, BN, ReLU; bilinear to the map's size; u + σ(1×1(ReLU(1×1(u))))."""

    def __init__(self, embed: int, outputs: int, scale: int) -> None:
        super().__init__()
        self.scale = scale
        self.conv_project = nn.Conv2d(embed, outputs, 1)
        self.bn = block_norm(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 1)
        self.conv3 = nn.Conv2d(outputs, outputs, 1)

    def forward(self, patches: Tensor, grid: int) -> Tensor:
        """patches [B, grid², E] without the class token → [B, outputs, grid·scale, grid·scale]."""
        restored = patches.transpose(1, 2).unflatten(2, (grid, grid))
        x = F.relu(self.bn(self.conv_project(restored)))
        if self.scale > 1:
            x = F.interpolate(x, scale_factor=float(self.scale), mode="bilinear", align_corners=False)
        return x + torch.sigmoid(self.conv3(F.relu(self.conv2(x))))
