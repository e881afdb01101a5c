from __future__ import annotations

from pathlib import Path

import pytest

from api.identity.keys import KeyRing, read_keys, write_keys
from planner.errors import BadUsage


def test_keys_are_read_as_they_were_written_by_their_owner_alone(tmp_path: Path) -> None:
    ring = KeyRing.new().rotated()
    write_keys(tmp_path / "k" / "keys.json", ring)
    assert read_keys(tmp_path / "k" / "keys.json") == ring
    assert (tmp_path / "k" / "keys.json").stat().st_mode & 0o777 == 0o600


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    write_keys(path, KeyRing.new())
    path.chmod(0o640)
    with pytest.raises(BadUsage, match="chmod 600"):
        read_keys(path)


def test_keys_in_use_are_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    write_keys(path, KeyRing.new())
    with pytest.raises(BadUsage, match="exists"):
        write_keys(path, KeyRing.new())


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"seal": {"1": "AAAA"}, "index": "AAAA", "current": 1}'])
def test_a_malformed_key_file_is_refused_in_words(tmp_path: Path, text: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(BadUsage, match="malformed"):
        read_keys(path)
