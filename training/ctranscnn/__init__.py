"""CTransCNN: the network, its training, evaluation and export. Research use only."""

__version__ = "1.0.0"
