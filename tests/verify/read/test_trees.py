"""One object a file, whole numbers as they stand; everything else is refused in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.errors import BadPlanFolder
from planner.verify.read.trees import read_tree, whole


@pytest.mark.parametrize("text", [None, "", "{", "[]", "3"])
def test_a_file_without_an_object_is_refused_by_its_name(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "plan.json"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(BadPlanFolder, match=r"plan\.json"):
        read_tree(path)


def test_an_object_is_read(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text('{"seed": 7}', encoding="utf-8")
    assert read_tree(tmp_path / "plan.json") == {"seed": 7}


@pytest.mark.parametrize("value", [True, 1.0, "1", None])
def test_only_whole_numbers_are_whole(value: object) -> None:
    assert whole(7) == 7
    with pytest.raises(ValueError, match="not a whole number"):
        whole(value)
