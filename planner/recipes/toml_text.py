"""Just enough TOML to write scenario.toml the same way every time."""

from __future__ import annotations

import json
from collections.abc import Mapping


def toml_text(document: Mapping[str, object]) -> str:
    """TOML of nested tables; scalars of a table first, lists of tables inline."""
    lines: list[str] = []
    _table(document, (), lines)
    return "\n".join(lines).lstrip("\n") + "\n"


def _table(table: Mapping[str, object], path: tuple[str, ...], lines: list[str]) -> None:
    scalars = {key: value for key, value in table.items() if not isinstance(value, Mapping)}
    if path and (scalars or not table):
        lines += ["", f"[{'.'.join(path)}]"]
    lines += [f"{key} = {inline(value)}" for key, value in scalars.items()]
    for key, value in table.items():
        if isinstance(value, Mapping):
            _table(value, (*path, key), lines)


def inline(value: object) -> str:
    """One value as TOML text.

    Raises
    ------
    TypeError
        TOML has no such value.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(inline(item) for item in value) + "]"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {inline(item)}" for key, item in value.items()) + " }"
    raise TypeError(f"{value!r} cannot be written as TOML")
