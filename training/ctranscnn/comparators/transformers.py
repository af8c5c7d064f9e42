"""The transformer comparators from timm: ViT, DeiT and Swin; random weights."""

from timm.models.swin_transformer import SwinTransformer
from timm.models.vision_transformer import VisionTransformer

from ctranscnn.comparators.widths import Embedding, scaled_embedding, swin_window
from ctranscnn.model.comparator_config import ComparatorConfig


def build_vit(config: ComparatorConfig) -> VisionTransformer:
    """Dosovitskiy et al., ICLR 2021, size B with patches of 16 px."""
    return _vision_transformer(config, Embedding(size=768, heads=12))


def build_deit(config: ComparatorConfig) -> VisionTransformer:
    """Touvron et al., ICML 2021, size S with patches of 16 px.

    Without the distillation token: it learns from a teacher network, which no comparison here has. What is
    left of DeiT is a ViT of its smaller size.
    """
    return _vision_transformer(config, Embedding(size=384, heads=6))


def build_swin(config: ComparatorConfig) -> SwinTransformer:
    """Liu et al., ICCV 2021, size T: 2, 2, 6, 2 blocks; the window follows the picture (`swin_window`)."""
    first = max(1, round(96 * config.width))
    heads = max(1, round(first / 32))
    return SwinTransformer(
        img_size=config.image_px,
        num_classes=config.classes,
        embed_dim=first,
        depths=(2, 2, 6, 2),
        num_heads=(heads, 2 * heads, 4 * heads, 8 * heads),
        head_dim=round(first / heads),  # 32 as published; lets the embedding be any number
        window_size=swin_window(config.image_px),
        drop_path_rate=config.drop_path,
    )


def _vision_transformer(config: ComparatorConfig, published: Embedding) -> VisionTransformer:
    embedding = scaled_embedding(published, config.width)
    return VisionTransformer(
        img_size=config.image_px,
        patch_size=16,
        num_classes=config.classes,
        embed_dim=embedding.size,
        depth=12,
        num_heads=embedding.heads,
        drop_path_rate=config.drop_path,
    )
