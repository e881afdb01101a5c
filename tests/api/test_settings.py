from __future__ import annotations

import pytest

from api.settings import DEFAULT_DATABASE, Settings, database_url, load_settings
from planner.errors import BadUsage


def test_defaults_listen_on_loopback_and_use_the_embedded_database() -> None:
    found = load_settings()
    assert (found.host, found.port, found.db_url) == ("127.0.0.1", 8080, DEFAULT_DATABASE)


def test_settings_come_from_prefixed_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETURNLINE_PORT", "9000")
    monkeypatch.setenv("RETURNLINE_ALLOWED_HOSTS", '["plan.example"]')
    assert (load_settings().port, load_settings().allowed_hosts) == (9000, ("plan.example",))


def test_an_unknown_setting_is_an_error_that_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETURNLINE_PROT", "9000")
    with pytest.raises(BadUsage, match="RETURNLINE_PROT"):
        load_settings()


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "0"), ("PORT", "many"), ("LOG_LEVEL", "loud"), ("ALLOWED_HOSTS", "x")]
)
def test_a_value_that_is_not_allowed_is_an_error(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"RETURNLINE_{name}", value)
    with pytest.raises(BadUsage, match="not allowed"):
        load_settings()


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().port = 1


def test_a_file_name_is_an_embedded_database() -> None:
    assert database_url("a/b.db") == "sqlite:///a/b.db"
