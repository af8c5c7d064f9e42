"""Figures, tables and plain sentences about the finished runs of one study."""
