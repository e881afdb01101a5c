"""What is written as TOML is read back the same."""

import tomllib

import pytest

from planner.recipes.toml_text import inline, toml_text


def test_a_document_comes_back_as_it_was() -> None:
    document = {
        "campaign": {"id": "a-1", "name": '宁波“返岗”"直通"'},
        "policy": {
            "pack": "covid-2020",
            "override": {
                "caps": [{"mode": "flight", "share": "1.0"}],
                "permit_required": True,
                "times": {"max_ride_s": 172800},
            },
        },
    }
    assert tomllib.loads(toml_text(document)) == document


def test_what_toml_cannot_hold_is_an_error() -> None:
    with pytest.raises(TypeError, match="TOML"):
        inline(None)
