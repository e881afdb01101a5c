"""Which of the two languages an answer is written in."""

from __future__ import annotations

from typing import Literal

from starlette.requests import Request

Language = Literal["zh", "en"]


def language_of(request: Request) -> Language:
    """Language of ``?lang=``, else the one that ``Accept-Language`` likes better, else Chinese."""
    asked = request.query_params.get("lang")
    if asked in ("en", "zh"):
        return "en" if asked == "en" else "zh"
    return preferred(request.headers.get("accept-language", ""))


def preferred(header: str) -> Language:
    """Better liked of Chinese and English in an ``Accept-Language`` header.

    >>> preferred("en-GB,en;q=0.9,zh;q=0.8"), preferred("de,zh-CN;q=0.5"), preferred("")
    ('en', 'zh', 'zh')
    """
    weights = {"zh": 0.0, "en": 0.0}
    for part in header.lower().split(","):
        tag, _, rest = part.strip().partition(";")
        primary = tag.partition("-")[0]
        if primary in weights:
            weights[primary] = max(weights[primary], _weight(rest))
    return "en" if weights["en"] > weights["zh"] else "zh"


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name != "q":
        return 1.0
    try:
        return min(1.0, max(0.0, float(value)))
    except ValueError:
        return 0.0
