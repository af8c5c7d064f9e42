"""One module per command; each offers `register(subparsers)` and sets `run` to its function."""

from ctranscnn.commands import (
    bench_maps,
    compare_inputs,
    convert_official,
    demonstration,
    gate_train,
    pack,
    phantoms,
    segment_evaluate,
    segment_train,
    train,
)

COMMANDS = (
    train,
    bench_maps,
    segment_train,
    segment_evaluate,
    gate_train,
    phantoms,
    demonstration,
    pack,
    convert_official,
    compare_inputs,
)
"""In the order of `ctranscnn --help`; each command's module adds itself here."""
