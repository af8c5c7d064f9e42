"""Tongue segmentation: an encoder-decoder with attention at several levels and a fused edge head."""
