"""One module per command; each offers `register(subparsers)` and sets `run` to its function."""

from ctranscnn.commands import pack, phantoms, segment_train, train

COMMANDS = (train, segment_train, phantoms, pack)
"""In the order of `ctranscnn --help`; each command's module adds itself here."""
