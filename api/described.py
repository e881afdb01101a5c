"""What the description of the API says of all its operations alike: answers that no route gives by itself, headers
that routes read from the request, and names of choices, so that typed clients can be made from it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from api.problems import BAD_REQUEST, DISK_FULL, KEY_NEEDED, MATCH_NEEDED, TOO_LARGE, documented

SAFE = frozenset({"get", "head", "options"})
UNAUTHENTICATED = "401"
EVENTS = "text/event-stream"
CHOICES = {"lang": "Lang", "kind": "InputKind"}
"""Parameter whose values are listed → name of the list."""
UNUSED = ("HTTPValidationError", "ValidationError")
"""Forms of the framework's own errors, which the service never sends."""


def add_common_answers(document: dict[str, Any]) -> None:
    """Add to operations what the layers around the routes answer.

    A body may be too large or not of its media type. Whatever writes finds the disk full some day: every change, and
    every reading by an account, since reading identity is noted in the audit log.
    """
    for operations in document["paths"].values():
        for method, operation in operations.items():
            answers = operation["responses"]
            common = documented(BAD_REQUEST, TOO_LARGE) if "requestBody" in operation else {}
            if method not in SAFE or UNAUTHENTICATED in answers:
                common |= documented(DISK_FULL)
            for status, answer in common.items():
                answers.setdefault(str(status), answer)


def add_request_headers(document: dict[str, Any]) -> None:
    """Add headers that operations read: who answers 428 says which one it wants, who answers 304 compares."""
    for operation in _operations(document):
        for name, required, what in _headers(operation["responses"]):
            told = {
                "name": name, "in": "header", "required": required, "description": what, "schema": {"type": "string"},
            }  # fmt: skip
            operation.setdefault("parameters", []).append(told)


def _headers(answers: dict[str, Any]) -> Iterator[tuple[str, bool, str]]:
    """Name of a header, whether it is needed, and what it says."""
    wanted = _examples(answers.get("428", {}))
    if KEY_NEEDED.slug in wanted:
        yield "Idempotency-Key", True, "Any text of the caller's; the same request once more has no further effect."
    if MATCH_NEEDED.slug in wanted:
        yield "If-Match", True, "The ETag that was read; `\"v0\"` where there is nothing yet."
    if "304" in answers:
        yield "If-None-Match", False, "The ETag of an answer that the caller has; unchanged, it is answered by 304."
    if EVENTS in answers.get("200", {}).get("content", {}):
        yield "Last-Event-ID", False, "The last event that was seen; those after it follow."


def _examples(answer: dict[str, Any]) -> set[str]:
    return {slug for content in answer.get("content", {}).values() for slug in content.get("examples", {})}


def name_choices(document: dict[str, Any]) -> None:
    """Give lists of choices a name of their own, so that all operations share one; drop forms that nobody uses."""
    forms = document.setdefault("components", {}).setdefault("schemas", {})
    for operation in _operations(document):
        for parameter in operation.get("parameters", ()):
            name = CHOICES.get(parameter["name"])
            if name is not None:
                _share(parameter["schema"], name, forms)
    for name in UNUSED:
        forms.pop(name, None)


def _share(schema: dict[str, Any], name: str, forms: dict[str, Any]) -> None:
    """Put a reference in place of a list of choices, also where the parameter may be missing."""
    for place in (schema, *schema.get("anyOf", ())):
        if "enum" in place:
            forms[name] = {"type": "string", "title": name, "enum": place["enum"]}
            place.clear()
            place["$ref"] = f"#/components/schemas/{name}"


def _operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for operations in document["paths"].values():
        yield from operations.values()
