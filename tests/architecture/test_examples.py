"""Examples in docstrings run as written."""

from __future__ import annotations

import doctest
import importlib

import pytest

from tests.architecture.source_tree import modules

WITH_EXAMPLES = [m.name for m in modules() if ">>> " in m.path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_examples_of_a_module_give_what_they_show(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert result.attempted > 0
    assert result.failed == 0
