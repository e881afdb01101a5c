"""A hundred generated workers whose names, identity numbers and telephones must not turn up where nobody may see them.

All are made up and marked as such: names 测试雀…, identity numbers with a birth year of 1900, telephones of the
unassigned range 100.
"""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass

import httpx
import numpy as np

from planner.recipes import people

CANARIES = 100
FIRST_PHONE = 10_090_000_000
MARKS = ("测试雀", "1190001", "10090000")
"""What the secrets of all canaries begin with or hold, by which a text without any is told at once."""
ORIGIN = "341221"


@dataclass(frozen=True)
class Canary:
    """One worker of a firm."""

    enterprise_id: str
    site_id: str
    name: str
    national_id: str
    phone: str

    @property
    def secrets(self) -> dict[str, str]:
        """What identifies the worker, by kind; a telephone's last four digits are no secret to those who carry."""
        return {"name": self.name, "national_id": self.national_id, "phone": self.phone}


def canaries(doors: dict[str, str]) -> list[Canary]:
    """Workers of some firms in equal parts; ``doors``: firm → its site."""
    ids = people.national_ids(np.array([ORIGIN] * CANARIES))
    firms = sorted(doors)
    return [
        Canary(firm, doors[firm], f"测试雀{n:05d}", ids[n], str(FIRST_PHONE + n))
        for n in range(CANARIES)
        for firm in (firms[n % len(firms)],)
    ]


HEADERS = ("姓名", "身份证号", "手机号", "出发地", "健康码", "健康码时间", "十四天证明", "可出发日期", "到岗日期")


def list_of(birds: list[Canary], origin: str = ORIGIN) -> bytes:
    """A list as a firm would send it; an origin that is no county makes every row a bad one."""
    text = io.StringIO(newline="")
    rows = [
        [bird.name, bird.national_id, bird.phone, origin, "绿码", "2020-02-14", "是", "2020-02-18", "2020-02-20"]
        for bird in birds
    ]
    csv.writer(text).writerows([HEADERS, *rows])
    return text.getvalue().encode()


def texts_of(answer: httpx.Response) -> str:
    """All that an answer tells as one text; workbooks and archives are unpacked."""
    told = "\n".join([str(answer.url), str(answer.headers.multi_items())])
    content = answer.content
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [archive.read(name) for name in archive.namelist()]
        content = b"\n".join(parts)
    plain = content.decode("utf-8", "replace")
    # JSON and HTML may write a character otherwise
    return "\n".join([told, plain, plain.encode().decode("unicode_escape", "replace") if "\\u" in plain else ""])
