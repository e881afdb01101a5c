"""Manifests: what each role sees and does not, byte by byte, and what the audit log keeps of it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import openpyxl
import pytest

from api.identity.cipher import masked
from api.store import audit_log
from api.store.account_models import AuditRow
from api.store.database import reading
from tests.api.manifests import Published, make_plan, published

NOWHERE = "0" * 16


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    with published(tmp_path_factory.mktemp("manifests")) as found:
        yield found


def ask(out: Published, name: str | None, address: str, **query: object) -> httpx.Response:
    client = out.house.anonymous if name is None else out.house.client(name)
    return client.get(address, params={key: str(value) for key, value in query.items()})


def book(address: str, trip_id: str) -> str:
    """Address of the workbook of a trip."""
    return f"{address}/trips/{quote(trip_id, safe='')}/manifest.xlsx"


def whole(out: Published, name: str, address: str, limit: int = 1_000, **query: object) -> list[dict[str, Any]]:
    """Entries of all pages."""
    found: list[dict[str, Any]] = []
    more: dict[str, object] = {}
    while True:
        answer = ask(out, name, f"{address}/manifests", limit=limit, **query, **more)
        assert answer.status_code == 200, answer.text
        found += answer.json()["items"]
        if answer.json()["next_cursor"] is None:
            return found
        more = {"cursor": answer.json()["next_cursor"]}


def last_entry(out: Published) -> AuditRow:
    with reading(out.house.app.app.state.engine) as session:
        return audit_log.list_entries(session, None, 1)[0]


def count(out: Published) -> int:
    with reading(out.house.app.app.state.engine) as session:
        return audit_log.count(session)


def a_trip(out: Published, own: str | None = None) -> str:
    """A coach trip that somebody of a firm rides."""
    entries = whole(out, "bureau", out.plan)
    return next(e["trip_id"] for e in entries if own is None or e["enterprise_id"] == own)


def test_the_bureau_sees_everybody_masked_unless_it_asks_for_more(out: Published) -> None:
    entries = whole(out, "bureau", out.plan)
    assert {e["worker_id"] for e in entries} == set(out.persons)
    for e in entries:
        person = out.persons[e["worker_id"]]
        assert (e["name"], e["national_id"], e["phone"]) == (
            person.name, masked(person.national_id), masked(person.phone),
        )  # fmt: skip
    full = {e["worker_id"]: (e["national_id"], e["phone"]) for e in whole(out, "bureau", out.plan, reveal="true")}
    assert full == {key: (person.national_id, person.phone) for key, person in out.persons.items()}


def test_entries_stand_by_trip_and_seat_with_place_and_local_time(out: Published) -> None:
    entries = whole(out, "bureau", out.schedule)
    assert [e["trip_id"] for e in entries] == sorted(e["trip_id"] for e in entries)
    trip = out.house.anonymous.get(f"{out.schedule}/trips?mode=train&limit=1").json()["items"][0]
    rider = next(e for e in entries if e["trip_id"] == trip["trip_id"])
    assert rider["board"] == {
        "place_id": trip["from_place"]["place_id"], "name": trip["from_place"]["name"], "at": trip["depart_at"],
    }  # fmt: skip
    assert rider["alight"]["at"] == trip["arrive_at"]


def test_pages_join_to_the_whole(out: Published) -> None:
    assert whole(out, "bureau", out.plan, limit=7) == whole(out, "bureau", out.plan)
    wrong = ask(out, "bureau", f"{out.plan}/manifests", cursor="abc")
    assert wrong.status_code == 422


def test_a_firm_sees_its_own_people_only_and_their_last_digits(out: Published) -> None:
    for name, firm in (("own-1", "E1"), ("own-2", "E2")):
        entries = whole(out, name, out.schedule)
        assert {e["worker_id"] for e in entries} == {key for key, own in out.firms.items() if own == firm}
        text = ask(out, name, f"{out.schedule}/manifests", limit=1000).text
        for key, person in out.persons.items():
            assert person.national_id not in text and person.phone not in text
            assert (key in text) == (out.firms[key] == firm)


def test_logistics_see_name_seat_stops_and_the_last_digits_of_the_telephone(out: Published) -> None:
    entries = whole(out, "logistics", out.schedule)
    assert len(entries) == len(whole(out, "bureau", out.schedule))
    known = {(person.name, masked(person.phone)) for person in out.persons.values()}
    assert {(e["name"], e["phone"]) for e in entries} == known
    hidden = {(e["worker_id"], e["enterprise_id"], e["national_id"], e["withdrawn"]) for e in entries}
    assert hidden == {(None, None, None, None)}
    assert all(e["board"]["name"] and e["alight"]["name"] for e in entries)


def test_the_gate_sees_name_seat_and_the_last_digits_of_the_id(out: Published) -> None:
    entries = whole(out, "gate", out.schedule)
    known = {(person.name, masked(person.national_id)) for person in out.persons.values()}
    assert {(e["name"], e["national_id"]) for e in entries} == known
    others = ("worker_id", "enterprise_id", "phone", "board", "alight", "withdrawn")
    assert {e[column] for e in entries for column in others} == {None}


@pytest.mark.parametrize("rest", ["/manifests", "/trips/T000001/manifest.xlsx"])
def test_the_administrator_may_not_and_nobody_must_log_in_whatever_is_named(out: Published, rest: str) -> None:
    for address in (out.plan, out.schedule, f"/api/v1/plans/{NOWHERE}", f"/api/v1/schedules/{NOWHERE}"):
        assert ask(out, "administrator", f"{address}{rest}").status_code == 403
        assert ask(out, None, f"{address}{rest}").status_code == 401


def test_only_the_bureau_sees_numbers_in_full(out: Published) -> None:
    trip = a_trip(out, "E1")
    for name in ("own-1", "logistics", "gate"):
        assert ask(out, name, f"{out.schedule}/manifests", reveal="true", trip_id=trip).status_code == 403
        assert ask(out, name, book(out.schedule, trip), reveal="true").status_code == 403


def test_what_is_foreign_answers_byte_for_byte_like_what_does_not_exist(out: Published) -> None:
    riders: dict[str, set[str]] = {}
    for e in whole(out, "bureau", out.plan):
        riders.setdefault(e["trip_id"], set()).add(e["enterprise_id"])
    foreign = next(trip_id for trip_id, firms in riders.items() if "E2" not in firms)
    known, nowhere = a_trip(out), f"/api/v1/schedules/{NOWHERE}"
    nothing = ask(out, "firm-a", f"{nowhere}/manifests")
    assert nothing.status_code == 404
    cases = [
        ask(out, "firm-a", f"{out.schedule}/manifests"), ask(out, "firm-a", f"{out.plan}/manifests"),
        ask(out, "firm-a", book(nowhere, known)), ask(out, "firm-a", book(out.schedule, known)),
        ask(out, "firm-a", f"{out.schedule}/manifests", trip_id=known),
        ask(out, "firm-a", f"/api/v1/plans/{NOWHERE}/manifests"),
        ask(out, "own-2", book(out.schedule, "T-nowhere")), ask(out, "own-2", book(out.schedule, foreign)),
        ask(out, "own-2", book(out.plan, foreign)), ask(out, "own-2", f"{out.plan}/manifests", trip_id=foreign),
    ]  # fmt: skip
    for answer in cases:
        assert (answer.status_code, answer.content) == (404, nothing.content)
        assert _told(answer) == _told(nothing)


def _told(answer: httpx.Response) -> dict[str, str]:
    """Headers that do not count requests."""
    return {name: value for name, value in answer.headers.items() if name not in {"date", "x-request-id"}}


def test_a_plan_that_has_not_left_the_bureau_is_nobody_elses(out: Published) -> None:
    waiting = make_plan(out.house, "m2", seed=5)
    address = f"/api/v1/plans/{waiting}/manifests"
    assert ask(out, "bureau", address).status_code == 200
    for name in ("own-1", "logistics", "gate"):
        nothing = ask(out, name, f"/api/v1/plans/{NOWHERE}/manifests")
        assert (ask(out, name, address).status_code, ask(out, name, address).content) == (404, nothing.content)


def test_every_look_is_in_the_audit_log_with_ids_and_no_value(out: Published) -> None:
    trip = a_trip(out)
    json_query = {"trip_id": trip, "reveal": "true"}
    for name, address, query, form in (
        ("bureau", f"{out.schedule}/manifests", json_query, "json"), ("gate", book(out.schedule, trip), {}, "xlsx"),
    ):  # fmt: skip
        assert ask(out, name, address, **query).status_code == 200
        found = last_entry(out)
        riders = sorted({e["worker_id"] for e in whole(out, "bureau", out.plan, trip_id=trip)})
        assert (found.action, found.object_type, found.object_id) == ("manifest.read", "plan", out.plan_id)
        assert found.detail == {"workers": riders, "in_full": form == "json", "form": form, "trip_id": trip}
        told = str(found.detail)
        assert not [p for p in out.persons.values() if p.name in told or p.national_id in told or p.phone in told]


def test_what_was_refused_is_no_look(out: Published) -> None:
    before = count(out)
    for name, address in (("firm-a", out.schedule), ("administrator", out.plan), ("own-1", f"/api/v1/plans/{NOWHERE}")):
        ask(out, name, f"{address}/manifests")
    assert count(out) == before


def test_when_the_look_cannot_be_kept_nothing_is_shown(out: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the log is broken")

    monkeypatch.setattr(audit_log, "record", fail)
    answer = ask(out, "bureau", f"{out.plan}/manifests")
    assert answer.status_code == 500
    assert not [person for person in out.persons.values() if person.name in answer.text]


def cells(answer: httpx.Response) -> list[tuple[object, ...]]:
    assert answer.status_code == 200, answer.text
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    return [tuple(row) for row in sheet.iter_rows(values_only=True)]


def test_the_workbook_of_a_trip_has_the_columns_of_the_role(out: Published) -> None:
    trip = a_trip(out, "E1")
    heads = {
        "bureau": ["座位", "姓名", "身份证号", "手机号", "企业", "上车点", "上车时间", "下车点", "下车时间"],
        "own-1": ["座位", "姓名", "身份证号", "手机号", "企业", "上车点", "上车时间", "下车点", "下车时间"],
        "logistics": ["座位", "姓名", "手机号", "上车点", "上车时间", "下车点", "下车时间"],
        "gate": ["座位", "姓名", "身份证号"],
    }
    for name, columns in heads.items():
        answer = ask(out, name, book(out.schedule, trip))
        assert answer.headers["cache-control"] == "no-store"
        lines = cells(answer)
        assert list(lines[0]) == columns
        entries = whole(out, name, out.schedule, trip_id=trip)
        assert [line[:2] for line in lines[3:]] == [(e["seat"], e["name"]) for e in entries]
        text = str(lines)
        assert not [p for p in out.persons.values() if p.national_id in text or p.phone in text]


def test_a_parameter_that_is_not_known_is_refused(out: Published) -> None:
    assert ask(out, "bureau", book(out.plan, a_trip(out)), trip="T1").status_code == 422
    assert ask(out, "bureau", f"{out.plan}/manifests", worker_id="W000001").status_code == 422


def test_who_was_withdrawn_after_the_plan_is_marked(out: Published) -> None:
    rider = whole(out, "bureau", out.plan)[0]
    assert rider["withdrawn"] is False
    address = f"/api/v1/workers/{rider['worker_id']}"
    tag = out.house.client("bureau").get(address).headers["etag"]
    assert out.house.client("bureau").delete(address, headers={"if-match": tag}).status_code == 200
    now = [e for e in whole(out, "bureau", out.plan) if e["worker_id"] == rider["worker_id"]]
    assert now and all(e["withdrawn"] is True for e in now)
