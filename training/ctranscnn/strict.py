"""Turn parsed JSON into frozen dataclasses, and refuse what does not fit."""

import dataclasses
import json
import types
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from ctranscnn.errors import TrainingError

Built = TypeVar("Built")


def read_json(path: Path) -> Any:  # noqa: ANN401 - parsed JSON has no narrower type
    """Parse a JSON file. Raises TrainingError `file.missing` or `file.notJson`."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise TrainingError("file.missing", f"{path} does not exist.") from error
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise TrainingError("file.notJson", f"{path} is not valid JSON: {error}.") from error


def build(kind: type[Built], values: object, where: str) -> Built:
    """Make the dataclass `kind` from parsed JSON, nested dataclasses and tuples included.

    Raises TrainingError `facts.unknownKey`, `facts.missingKey` or `facts.wrongType`; `where` names the place.
    """
    if not isinstance(values, Mapping):
        raise TrainingError("facts.wrongType", f"{where} must be an object.")
    hints = get_type_hints(kind)
    fields = {field.name: field for field in dataclasses.fields(cast(Any, kind))}
    unknown = sorted(set(values) - set(fields))
    if unknown:
        raise TrainingError("facts.unknownKey", f"{where} has unknown keys: {', '.join(map(str, unknown))}.")
    missing = [
        name
        for name, field in fields.items()
        if name not in values
        and field.default is dataclasses.MISSING
        and field.default_factory is dataclasses.MISSING
    ]
    if missing:
        raise TrainingError("facts.missingKey", f"{where} lacks: {', '.join(missing)}.")
    return kind(**{name: _convert(hints[name], value, f"{where}.{name}") for name, value in values.items()})


def _convert(hint: Any, value: object, where: str) -> object:  # noqa: ANN401 - a type hint is any object
    if dataclasses.is_dataclass(hint):
        return build(cast("type[Any]", hint), value, where)
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is tuple and isinstance(value, list | tuple):
        return tuple(_convert(arguments[0], item, f"{where}[{index}]") for index, item in enumerate(value))
    if origin in (Union, types.UnionType):
        kinds = [part for part in arguments if part is not type(None)]
        missing = value is None and type(None) in arguments
        return None if missing else _convert(_member(kinds, value, where), value, where)
    if origin is Literal and value in arguments:
        return value
    if hint is float and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    number_for_word = isinstance(value, bool) and hint is not bool
    if isinstance(hint, type) and isinstance(value, hint) and not number_for_word:
        return value
    raise TrainingError("facts.wrongType", f"{where} has a value that does not fit: {value!r}.")


def _member(kinds: list[Any], value: object, where: str) -> Any:  # noqa: ANN401 - a type hint is any object
    """The member of a union that the value means: dataclasses are told apart by their field `family`."""
    if len(kinds) == 1 or not isinstance(value, Mapping):
        return kinds[0]
    named = cast(Mapping[str, object], value).get("family")
    if named is None:
        return kinds[0]
    for kind in kinds:
        if named in get_args(get_type_hints(kind)["family"]):
            return kind
    raise TrainingError("facts.wrongType", f"{where}.family is not known: {named!r}.")
