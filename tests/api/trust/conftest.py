"""One service in full life for all tests of what it promises."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.api.trust.household import Household, household


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Household]:
    with household(tmp_path_factory.mktemp("household")) as found:
        yield found
