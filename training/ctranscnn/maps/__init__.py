"""Where a network looked: Grad-CAM++ maps, their smoothing, and whether they find what radiologists boxed."""
