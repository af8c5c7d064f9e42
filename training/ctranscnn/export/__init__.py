"""From a trained module to a model folder (docs/model-format.md), and back."""
