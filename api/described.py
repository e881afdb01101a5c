"""What the description of the API says of all its operations alike: answers that no route gives by itself."""

from __future__ import annotations

from typing import Any

from api.problems import BAD_REQUEST, DISK_FULL, TOO_LARGE, documented

SAFE = frozenset({"get", "head", "options"})
UNAUTHENTICATED = "401"


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
