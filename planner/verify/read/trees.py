"""JSON files of a plan folder that hold one object, and the numbers in them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from planner.errors import BadPlanFolder


def read_tree(path: Path) -> Mapping[str, Any]:
    """The object of a file.

    Raises
    ------
    BadPlanFolder
        The file is missing, no JSON, or holds something else.
    """
    try:
        tree = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadPlanFolder(f"{path.name} cannot be read: {error}") from error
    if not isinstance(tree, dict):
        raise BadPlanFolder(f"{path.name} holds no JSON object")
    return tree


def whole(value: Any) -> int:
    """A whole number as it stands; ``ValueError`` for anything else."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"{value!r} is not a whole number")
    return value
