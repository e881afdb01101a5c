"""Rule packs that the bureau sends: told by their own name, allowed to extend only what ships, judged whole."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from api.passing import passing_folder
from planner.errors import BadPolicy
from planner.policy import pack_file, pack_names, policy_of
from planner.units import HOUR_S, LocalClock

MOST_BYTES = 262_144
"""The largest pack that ships has a tenth of it; a parser of TOML is no place for megabytes."""
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
CHINA = LocalClock(8 * HOUR_S)
"""Where the dates of a pack are read before any campaign is planned under it."""


def tree_of(content: bytes) -> dict[str, Any]:
    """A pack as a tree.

    Raises
    ------
    BadPolicy
        It is no TOML, or too large.
    """
    if len(content) > MOST_BYTES:
        raise BadPolicy(f"the pack has {len(content):,} bytes; at most {MOST_BYTES:,} are read")
    try:
        return tomllib.loads(content.decode("utf-8"))
    # beside its own error the parser has those of numbers and dates, and runs out of frames on deep nesting
    except (ValueError, RecursionError) as error:
        raise BadPolicy(f"the pack is not TOML in UTF-8: {error}") from error


def file_name(content: bytes) -> str:
    """Name of a pack's file in a scenario folder: plans cite the pack by it.

    Raises
    ------
    BadPolicy
        The pack has no name, that of a pack that ships, or extends anything but such a pack.
    """
    tree = tree_of(content)
    name, base = tree.get("pack"), tree.get("extends")
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise BadPolicy(f"pack is {name!r}; it must be a name of small letters, digits and hyphens: plans cite it")
    if name in pack_names():
        raise BadPolicy(f"pack is {name!r}, which ships with the program; take another name and extend it")
    if base is not None and base not in pack_names():
        raise BadPolicy(f"extends is {base!r}; it must be one of: {', '.join(pack_names())}")
    return f"{name}.toml"


def rulesets(content: bytes) -> int:
    """Rule sets that a pack itself holds."""
    return len(tree_of(content).get("ruleset", ()))


def told_of(content: bytes) -> dict[str, Any]:
    """Title of a pack, the pack that it extends, and the dates of the rule sets that it holds itself."""
    tree = tree_of(content)
    dates = [str(row["effective_from"]) for row in tree.get("ruleset", ())]
    return {"title": tree.get("title", tree["pack"]), "extends": tree.get("extends"), "rulesets": dates}


def refuse_bad_rules(settings: Mapping[str, Any], content: bytes | None) -> None:
    """Refuse rules under which a campaign cannot be planned.

    Parameters
    ----------
    settings : mapping
        What scenario.toml says: dates, pack, overrides of rules and objective.
    content : bytes or None
        The pack that was sent; ``None``: the pack that the settings name.

    Raises
    ------
    BadPolicy
        Its faults, all of them, name file, key, value and limit.
    """
    campaign, policy = settings["campaign"], settings["policy"]
    clock = LocalClock.of(
        campaign["timezone"], date.fromisoformat(campaign["start"]), date.fromisoformat(campaign["end"])
    )
    start_at = clock.span_start(campaign["start"])
    with _file_of(content, policy["pack"]) as path:
        policy_of(path, clock, start_at, policy.get("override", {}), settings.get("objective", {}))


def refuse_bad_pack(name: str, content: bytes) -> None:
    """Refuse a pack under which no campaign could be planned.

    Raises
    ------
    BadPolicy
        It does not bear the name that it is sent under, or has faults, all of which are told.
    """
    told = file_name(content).removesuffix(".toml")
    if told != name:
        raise BadPolicy(f"pack is {told!r}; it must be {name!r}, the name that it is sent under")
    with _file_of(content, name) as path:
        policy_of(path, CHINA, None, {}, {})


@contextmanager
def _file_of(content: bytes | None, name: str) -> Iterator[Path]:
    """The file of a pack that was sent, or of one that ships."""
    if content is None:
        yield pack_file(name)
        return
    with passing_folder("rules") as folder:
        path = folder / file_name(content)
        path.write_bytes(content)
        yield path
