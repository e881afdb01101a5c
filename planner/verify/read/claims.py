"""What a plan claims of bounds: the objects of ``bound.json`` and ``plan.json``, each read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planner.errors import BadPlanFolder
from planner.verify.read.trees import read_tree

BOUND_FILE = "bound.json"
PLAN_FILE = "plan.json"
MEANS = "LEAST_MEANS"


@dataclass(frozen=True, slots=True)
class Claims:
    """Trees of both files of a plan folder."""

    proof: Mapping[str, Any]
    head: Mapping[str, Any]

    @classmethod
    def read(cls, folder: Path) -> Claims:
        """Both files of a folder.

        Raises
        ------
        BadPlanFolder
            One is missing, no JSON, or holds something else.
        """
        return cls(read_tree(folder / BOUND_FILE), read_tree(folder / PLAN_FILE))


def read_told_means(claims: Claims) -> dict[str, tuple[int, int]]:
    """Used and least number by kind of means that the findings of plan.json tell.

    Raises
    ------
    BadPlanFolder
        A finding is malformed.
    """
    try:
        rows = [row for row in claims.head.get("findings", ()) if row["code"] == MEANS]
        return {str(row["subject"]): (int(row["value"]), int(row["limit"])) for row in rows}
    except (KeyError, TypeError, ValueError) as error:
        raise BadPlanFolder(f"{PLAN_FILE}: findings are malformed: {error!r}") from error
