"""A hundred generated workers whose names, identity numbers and telephones must not turn up where nobody may see them.

All are made up and marked as such: names 测试雀…, identity numbers with a birth year of 1900, telephones of the
unassigned range 100.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

import httpx
import numpy as np
from sqlalchemy.orm import Session

from api.identity.cipher import Cell, Cipher
from api.store.accounts import new_id
from api.store.work_models import ListRow, WorkerRow
from planner.recipes import people

CANARIES = 100
FIRST_PHONE = 10_090_000_000
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


def enlist(session: Session, cipher: Cipher, campaign_id: str, birds: list[Canary], now: int) -> dict[str, str]:
    """Write canaries as the accepted lists of their firms; firm → id of its list."""
    lists = {}
    for firm in sorted({bird.enterprise_id for bird in birds}):
        row = ListRow(
            list_id=new_id(), campaign_id=campaign_id, enterprise_id=firm, file_name="list.xlsx", file_sha256="0" * 64,
            state="accepted", headers=[], report={}, annotated=None, version=1, created_by="", created_at=now,
        )  # fmt: skip
        session.add(row)
        lists[firm] = row.list_id
    session.flush()
    for number, bird in enumerate(birds):
        session.add(_worker(cipher, campaign_id, bird, f"W-CANARY-{number:03d}", lists[bird.enterprise_id], now))
    return lists


def _worker(cipher: Cipher, campaign_id: str, bird: Canary, worker_id: str, list_id: str, now: int) -> WorkerRow:
    sealed = {
        f"{kind}_sealed": cipher.seal(value, Cell("workers", kind, worker_id)) for kind, value in bird.secrets.items()
    }
    facts = {
        "site_id": bird.site_id, "origin_adcode": ORIGIN, "ready_at": "2020-02-18T06:00+08:00",
        "due_at": "2020-02-20T22:00+08:00", "health_code": "green", "health_code_at": "2020-02-14T09:00+08:00",
        "origin_proof": "true",
    }  # fmt: skip
    return WorkerRow(
        worker_id=worker_id, campaign_id=campaign_id, enterprise_id=bird.enterprise_id, list_id=list_id,
        national_id_index=cipher.index(bird.national_id, "national_id"), facts=facts, row_digest="0" * 64,
        withdrawn=False, version=1, created_at=now, updated_at=now, **sealed,
    )  # fmt: skip


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
