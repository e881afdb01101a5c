"""Generated requests never break the service, and it answers as it says it does."""

from __future__ import annotations

import pytest

from api.store import accounts
from tests.api.trust.fuzz import fuzz
from tests.api.trust.household import Household

FEW = ("bureau", "anonymous")


def test_no_generated_request_breaks_the_service_or_gets_an_answer_that_is_not_described(home: Household) -> None:
    found = fuzz(home, 200, FEW)
    print(*found.lines(), sep="\n")
    assert found.cases >= 150
    assert not found.failures, "\n".join(found.lines())


def test_an_error_of_the_service_would_be_noticed(home: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(accounts, "list_users", broken)
    with pytest.raises(ZeroDivisionError):  # in process an error of the service ends the run
        fuzz(home, 5, ("administrator",), only="GET /api/v1/users")


def test_an_answer_that_is_not_described_would_be_noticed(home: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    described = home.client.get("/api/v1/openapi.json").json()
    del described["paths"]["/api/v1/users"]["get"]["responses"]["403"]
    monkeypatch.setattr(home.house.app.app, "openapi_schema", described)
    found = fuzz(home, 5, ("bureau",), only="GET /api/v1/users")
    assert any("UndefinedStatusCode at 403" in name for name in found.failures)
