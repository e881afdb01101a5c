"""Lists of generated people, as firms would write them, and the application that they are sent to."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Sequence

import httpx
import numpy as np
import xlsxwriter

from api.access.roles import Role
from api.store import accounts
from api.store.database import writing
from planner.recipes import people as generated
from tests.api.campaigns import CAMPAIGN, CAMPAIGNS, begin_campaign, toy
from tests.api.people import PASSWORD, People, cheap_hash

HEADERS = ("姓名", "身份证号", "手机号", "出发地", "健康码", "可出发日期", "到岗日期")
ORIGIN = "四川省广元市旺苍县"
READY, DUE = "2020-02-17", "2020-02-21"
Rows = list[list[object]]


def firms() -> dict[str, str]:
    """A site of each firm of the toy campaign."""
    with (toy() / "sites.csv").open(encoding="utf-8", newline="") as file:
        return {row["enterprise_id"]: row["site_id"] for row in csv.DictReader(file)}


def add_firms(house: People) -> None:
    """Accounts ``own-a`` and ``own-b`` of the first two firms of the toy campaign."""
    hashed = cheap_hash(PASSWORD)
    with writing(house.app.app.state.engine) as session:
        for name, firm in zip(("own-a", "own-b"), firms(), strict=False):
            user = accounts.add_user(session, accounts.NewUser(name, Role.ENTERPRISE, firm, hashed), house.clock.now)
            _, house.tokens[name] = accounts.open_session(session, user, house.clock.now, 10_000_000, False)


def begin_with_firms(house: People) -> None:
    """The toy campaign, with accounts of two of its firms."""
    begin_campaign(house)
    add_firms(house)


def rows(count: int, first: int = 0) -> Rows:
    """Rows of generated people, from number ``first`` on."""
    end = first + count
    ids = generated.national_ids(np.array(["510821"] * end))
    people = zip(generated.names(end)[first:], ids[first:], generated.phones(end)[first:], strict=True)
    return [[name, number, phone, ORIGIN, "绿码", READY, DUE] for name, number, phone in people]


def as_csv(body: Rows, headers: Sequence[str] = HEADERS, encoding: str = "utf-8-sig") -> bytes:
    """A CSV file."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([list(headers), *body])
    return text.getvalue().encode(encoding)


def as_xlsx(body: Rows, headers: Sequence[str] = HEADERS, sheet: str = "名单", above: int = 0) -> bytes:
    """A workbook; texts as text, numbers as numbers; ``above`` title rows stand over the headers."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    page = book.add_worksheet(sheet)
    for line in range(above):
        page.write_string(line, 0, "返岗人员名单（测试）")
    for line, row in enumerate([list(headers), *body], start=above):
        for position, cell in enumerate(row):
            if isinstance(cell, str):
                page.write_string(line, position, cell)
            else:
                page.write(line, position, cell)
    book.close()
    return out.getvalue()


def send(
    house: People, content: bytes, name: str = "list.csv", who: str = "own-a", key: str | None = None, **form: str
) -> httpx.Response:
    """Send a list."""
    query = form.pop("query", "")
    address = f"{CAMPAIGNS}/{CAMPAIGN}/lists{query}"
    told = key or f"{who} {name} {sorted(form.items())} {hashlib.sha256(content).hexdigest()} {house.clock.now}"
    headers = {"idempotency-key": hashlib.sha256(told.encode()).hexdigest()}
    return house.client(who).post(address, files={"file": (name, content)}, data=form, headers=headers)
