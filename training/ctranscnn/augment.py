"""Random changes to a batch of training pictures, on the tensor, drawn from PyTorch's generator."""

import math

import torch
from torch import Tensor
from torch.nn import functional as F
from torchvision.transforms import v2

from ctranscnn.recipe import Augmentation

RAND_AUGMENT = v2.RandAugment(num_ops=2, magnitude=9)
CROP_ASPECT = 4 / 3
"""A random crop is at most this much wider than high, or higher than wide."""


def rand_augment(pixels: Tensor, probability: float) -> Tensor:
    """RandAugment on each of uint8 [B, 1 or 3, H, W] with the given probability."""
    if probability == 0:
        return pixels
    chosen = torch.rand(len(pixels)) < probability
    return torch.stack(
        [
            RAND_AUGMENT(picture) if changed else picture
            for picture, changed in zip(pixels, chosen, strict=True)
        ]
    )


def augment(pictures: Tensor, plan: Augmentation, out_px: int) -> Tensor:
    """Normalised pictures [B, c, H, W] (somewhat larger than needed) → [B, c, out_px, out_px].

    One bilinear sampling does flip, rotation, zoom, shift and the reduction to `out_px`; then light and
    colour.
    """
    batch = pictures.shape[0]
    grid = F.affine_grid(
        _affine(batch, plan), [batch, pictures.shape[1], out_px, out_px], align_corners=False
    )
    result = F.grid_sample(pictures, grid, mode="bilinear", padding_mode="border", align_corners=False)
    if plan.hue_degrees and result.shape[1] % 3 == 0:
        result = _turn_hue(result, plan.hue_degrees)
    if plan.contrast:
        result = result * (1 + plan.contrast * (torch.rand(batch, 1, 1, 1) - 0.5))
    if plan.brightness:
        result = result + plan.brightness * (torch.rand(batch, 1, 1, 1) - 0.5)
    if plan.erase:
        result = _erase(result, plan.erase)
    return result


def mix(pictures: Tensor, targets: Tensor, strength: float) -> tuple[Tensor, Tensor]:
    """MixUp: each picture with another of the batch; targets likewise (NaN stays NaN: unknown in either)."""
    share = torch.distributions.Beta(strength, strength).sample((pictures.shape[0],))
    share = torch.maximum(share, 1 - share)
    other = torch.randperm(pictures.shape[0])
    image_share, target_share = share[:, None, None, None], share[:, None]
    mixed = image_share * pictures + (1 - image_share) * pictures[other]
    return mixed, target_share * targets + (1 - target_share) * targets[other]


def _affine(batch: int, plan: Augmentation) -> Tensor:
    # [B, 2, 3]: output coordinates (-1..1) -> input coordinates
    def spread(size: float) -> Tensor:
        return size * (2 * torch.rand(batch) - 1)

    angle = spread(plan.rotation_degrees * math.pi / 180)
    zoom = 1 + spread(plan.scale)
    side = torch.where(torch.rand(batch) < 0.5, -1.0, 1.0) if plan.flip else torch.ones(batch)
    wide, high = zoom, zoom
    across, down = 2 * spread(plan.shift), 2 * spread(plan.shift)
    if plan.crop:
        wide, high, right, below = _crop(batch, plan.crop)
        wide, high, across, down = zoom * wide, zoom * high, across + right, down + below
    cosine, sine = angle.cos(), angle.sin()
    first = torch.stack([wide * cosine * side, -high * sine, across], dim=1)
    second = torch.stack([wide * sine * side, high * cosine, down], dim=1)
    return torch.stack([first, second], dim=1)


def _crop(batch: int, smallest: float) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    # shares of width and height that a random crop keeps, and where its centre lies (-1..1 coordinates)
    area = smallest + (1 - smallest) * torch.rand(batch)
    aspect = torch.exp(math.log(CROP_ASPECT) * (2 * torch.rand(batch) - 1))
    wide, high = (area * aspect).sqrt().clamp(max=1), (area / aspect).sqrt().clamp(max=1)
    right, below = (1 - wide) * (2 * torch.rand(batch) - 1), (1 - high) * (2 * torch.rand(batch) - 1)
    return wide, high, right, below


def _turn_hue(pictures: Tensor, degrees: float) -> Tensor:
    # rotation about the grey axis of RGB (Rodrigues): brightness stays, the hue turns
    angle = (2 * torch.rand(pictures.shape[0]) - 1) * degrees * math.pi / 180
    cosine, sine = angle.cos()[:, None, None], angle.sin()[:, None, None]
    axis = 3**-0.5 * torch.tensor([[0.0, -1.0, 1.0], [1.0, 0.0, -1.0], [-1.0, 1.0, 0.0]])
    turn = cosine * torch.eye(3) + (1 - cosine) / 3 + sine * axis
    # [B, 3 or 6, H, W]: coating and body of one tongue turn alike
    return torch.einsum("bij,bpjhw->bpihw", turn, pictures.unflatten(1, (-1, 3))).flatten(1, 2)


def _erase(pictures: Tensor, probability: float) -> Tensor:
    batch, _, height, width = pictures.shape
    rows, columns = torch.arange(height), torch.arange(width)
    top, left = torch.rand(batch, 1), torch.rand(batch, 1)
    tall, wide = torch.rand(batch, 1) / 3, torch.rand(batch, 1) / 3
    in_rows = (rows >= top * height) & (rows < (top + tall) * height)
    in_columns = (columns >= left * width) & (columns < (left + wide) * width)
    chosen = (torch.rand(batch) < probability)[:, None, None]
    hole = in_rows[:, :, None] & in_columns[:, None, :] & chosen
    return pictures.masked_fill(hole[:, None], 0.0)
