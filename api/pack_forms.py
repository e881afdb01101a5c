"""Forms of rule packs."""

from __future__ import annotations

from pydantic import AwareDatetime, Field

from api.schemas import Form


class RulePackView(Form):
    """A version of a rule pack. One that ships with the program has the version 0."""

    name: str = Field(examples=["ningbo-2020"])
    version: int
    ships: bool
    title: str
    extends: str | None = None
    rulesets: list[str] = Field(description="Dates from which its own rule sets are in force.")
    sha256: str
    created_at: AwareDatetime | None = None
    content: str = Field(description="Address of the pack as TOML.")


class RulePackPage(Form):
    """Rule packs, or versions of one."""

    items: list[RulePackView]
    next_cursor: str | None = None
