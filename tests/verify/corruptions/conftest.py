"""The valid plans, made once for all corruptions."""

from __future__ import annotations

import pytest

from tests.verify.corruptions.draft import Base
from tests.verify.corruptions.worlds import make_bases


@pytest.fixture(scope="session")
def bases(tmp_path_factory: pytest.TempPathFactory) -> tuple[Base, ...]:
    return make_bases(tmp_path_factory.mktemp("bases"))
