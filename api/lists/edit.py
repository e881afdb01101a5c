"""A change of single facts of a worker, judged like the cells of a list."""

from __future__ import annotations

from collections.abc import Mapping

from api.lists.contract import NEEDED
from api.lists.frames import Setting, judge_row
from api.lists.ground import Ground
from api.lists.merge import TOGETHER
from api.lists.verdict import FACTS, fact_text


def facts_after(
    facts: Mapping[str, str], changes: Mapping[str, str | None], ground: Ground
) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Facts with some changed, and pairs of column and reason of what cannot be.

    A column that is not changed is not held against the change, unless both together make no sense.
    """
    texts = {**facts, **{name: value or "" for name, value in changes.items()}}
    empty = [(name, "every worker needs it") for name in NEEDED if name in changes and not texts[name].strip()]
    setting = Setting(ground.campaign, ground.places, {}, by_bureau=True)
    frame, found = judge_row({name: text for name, text in texts.items() if text.strip()}, setting)
    errors = [(name, fault.reason) for (_, name), fault in found.items() if name in changes or name == "due_at"]
    if empty or errors:
        return {}, [*empty, *errors]
    clock = ground.campaign.clock
    made = {
        name: fact_text(frame.values[name][0], frame.table.column(name).kind, clock)
        for name in FACTS
        if frame.has(name)
    }
    # what was not changed stays as it was, even where it could not be read today
    kept = {name: text for name, text in facts.items() if name not in changes}
    return {**kept, **{name: text for name, text in made.items() if name in changes}}, []


def apart_from(others: Mapping[str, Mapping[str, str]], person: str, facts: Mapping[str, str]) -> bool:
    """Whether a worker would stand apart from the others of their travel group.

    Parameters
    ----------
    others : mapping
        Facts of the enterprise's travelling workers by blind index, the worker's own included.
    """
    group = facts.get("group_id")
    own = tuple(facts.get(name, "") for name in TOGETHER)
    return group is not None and any(
        index != person and known.get("group_id") == group and tuple(known.get(n, "") for n in TOGETHER) != own
        for index, known in others.items()
    )
