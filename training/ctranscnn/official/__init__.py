"""The authors' released network under its own parameter names; from its checkpoint to a model folder."""
