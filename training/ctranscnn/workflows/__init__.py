"""Whole jobs, from a data set to a model folder; each one reads as a list of steps."""
