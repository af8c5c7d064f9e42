"""One module per command; each offers `register(subparsers)` and sets `run` to its function."""

from ctranscnn.commands import phantoms, segment_train, train

COMMANDS = (train, segment_train, phantoms)
"""In the order of `ctranscnn --help`; each command's module adds itself here."""
