"""Lists of firms through the service: taken whole or refused cell by cell, asked about, sent again, kept apart."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import func, select

from api.store.account_models import AuditRow
from api.store.database import reading
from api.store.work_models import ListRow, WorkerRow
from tests.api.campaigns import CAMPAIGN, CAMPAIGNS, ask, worker
from tests.api.lists.made import HEADERS, as_csv, as_xlsx, begin_with_firms, firms, rows, send
from tests.api.people import People, people

OWN_CONTACT = ("姓名", "身份证号", "紧急联系人", "联系电话", "出发地", "健康码", "可出发日期", "到岗日期")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[People]:
    """The toy campaign, with an account of two of its firms."""
    with people(tmp_path, fill=begin_with_firms) as found:
        yield found


def stored(house: People) -> list[WorkerRow]:
    """Every row of workers."""
    with reading(house.app.app.state.engine) as session:
        return list(session.scalars(select(WorkerRow).order_by(WorkerRow.worker_id)))


def audited(house: People, action: str) -> int:
    """Entries of an action in the audit log."""
    with reading(house.app.app.state.engine) as session:
        return session.scalar(select(func.count()).where(AuditRow.action == action)) or 0


@pytest.mark.parametrize("name", ["list.csv", "list.xlsx"])
def test_a_good_list_is_taken_with_identity_sealed(house: People, name: str) -> None:
    content = as_csv(rows(4)) if name.endswith("csv") else as_xlsx(rows(4), above=2)
    answer = send(house, content, name)
    assert (answer.status_code, answer.json()["state"]) == (201, "accepted"), answer.text
    assert answer.json()["counts"]["added"] == 4
    assert len(stored(house)) == 4
    for row, person in zip(sorted(stored(house), key=lambda r: r.created_at), rows(4), strict=True):
        for text in map(str, person[:3]):
            assert text.encode() not in (row.name_sealed or b"") + (row.phone_sealed or b"") + str(row.facts).encode()
        assert row.facts["origin_adcode"] == "510821" and row.facts["site_id"] == next(iter(firms().values()))
    assert audited(house, "list.accepted") == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_is_read_in_the_encodings_of_excel(house: People, encoding: str) -> None:
    answer = send(house, as_csv(rows(2), encoding=encoding))
    assert answer.json()["counts"]["added"] == 2, answer.text


def test_every_bad_cell_is_named_and_nothing_is_taken(house: People) -> None:
    body = rows(8)
    body[0][1] = str(body[0][1])[:-1] + ("1" if str(body[0][1])[-1] != "1" else "2")
    body[1][1] = 510821190001010010
    body[2][2] = "12345"
    body[3][3] = "朝阳区"
    body[4][3] = "没有县"
    body[5][6] = "2020-03-17"
    body[6][5] = "2月17日"
    body[7][0] = "=HYPERLINK(1)"
    answer = send(house, as_xlsx(body, above=1), "list.xlsx")
    assert (answer.status_code, answer.json()["state"]) == (201, "refused")
    found = {cell["cell"]: cell["code"] for cell in answer.json()["bad_cells"]}
    assert found == {
        "B3": "bad_check_digit", "B4": "number_rounded", "C5": "bad_phone", "D6": "ambiguous_county",
        "D7": "unknown_county", "G8": "outside_horizon", "F9": "no_year", "A10": "formula",
    }  # fmt: skip
    bad = answer.json()["bad_cells"]
    assert all(cell["sheet"] == "名单" and cell["reason_zh"] and cell["reason_en"] for cell in bad)
    assert str(body[0][1]) not in answer.text and stored(house) == []


def test_the_annotated_workbook_marks_the_bad_cells_and_can_be_sent_again(house: People) -> None:
    body = rows(3)
    body[1][3] = "江北区"
    answer = send(house, as_xlsx(body), "list.xlsx")
    given = house.client("own-a").get(answer.json()["annotated"])
    assert given.status_code == 200 and audited(house, "list.annotated_read") == 1
    book = openpyxl.load_workbook(io.BytesIO(given.content))
    cell = book["名单"]["D3"]
    assert cell.value == "江北区" and cell.fill.fgColor.rgb == "FFFFC7CE" and "330205" in cell.comment.text
    assert book["名单"]["D2"].comment is None
    cell.value = "四川省广元市旺苍县"
    again = io.BytesIO()
    book.save(again)
    taken = send(house, again.getvalue(), "list.xlsx", key="corrected")
    assert taken.json()["counts"]["added"] == 3, taken.text
    assert house.client("own-b").get(answer.json()["annotated"]).status_code == 404


def test_the_same_file_changes_nothing_however_often_it_comes(house: People) -> None:
    content = as_csv(rows(5))
    first = send(house, content, key="k1")
    before = [(row.worker_id, row.version, row.updated_at) for row in stored(house)]
    house.clock.now += 60
    for key in ("k1", "k2", "k3"):
        again = send(house, content, key=key)
        assert again.json()["list_id"] == first.json()["list_id"]
        assert again.json()["counts"]["unchanged"] == (0 if key == "k1" else 5)
    assert [(row.worker_id, row.version, row.updated_at) for row in stored(house)] == before
    with reading(house.app.app.state.engine) as session:
        assert session.scalar(select(func.count()).select_from(ListRow)) == 1


def test_a_corrected_file_changes_just_the_rows_that_differ_and_names_the_missing(house: People) -> None:
    send(house, as_csv(rows(6)))
    before = {row.worker_id: row.version for row in stored(house)}
    body = rows(7)
    body[0][2] = "10099999999"
    answer = send(house, as_csv([row for i, row in enumerate(body) if i != 3]))
    counts = answer.json()["counts"]
    assert {name: counts[name] for name in ("added", "changed", "unchanged", "missing", "withdrawn")} == {
        "added": 1, "changed": 1, "unchanged": 4, "missing": 1, "withdrawn": 0,
    }  # fmt: skip
    after = {row.worker_id: row.version for row in stored(house)}
    assert sorted(after[i] - before[i] for i in before) == [0, 0, 0, 0, 0, 1]
    assert answer.json()["missing_workers"][0] in before
    assert not any(row.withdrawn for row in stored(house))


def test_a_list_of_another_workshop_does_not_make_the_first_one_missing(house: People) -> None:
    send(house, as_csv(rows(3)))
    answer = send(house, as_csv(rows(3, first=10)))
    assert (answer.json()["counts"]["added"], answer.json()["counts"]["missing"]) == (3, 0)


def test_a_status_column_withdraws_and_a_stale_list_does_not_bring_back(house: People) -> None:
    send(house, as_csv(rows(2)))
    headers = [*HEADERS, "登记状态"]
    gone = [[*row, "已放弃" if i == 0 else "已录用"] for i, row in enumerate(rows(2))]
    answer = send(house, as_csv(gone, headers))
    assert answer.json()["counts"]["withdrawn"] == 1 and sum(row.withdrawn for row in stored(house)) == 1
    body = rows(2)
    body[0][2] = "10088888888"
    stale = send(house, as_csv(body))
    assert stale.json()["counts"]["still_withdrawn"] == 1 and sum(row.withdrawn for row in stored(house)) == 1


def test_nobody_travels_for_two_firms_and_neither_learns_of_the_other(house: People) -> None:
    send(house, as_csv(rows(2)))
    answer = send(house, as_csv(rows(3)), who="own-b")
    assert answer.json()["state"] == "refused"
    assert [(cell["cell"], cell["code"]) for cell in answer.json()["bad_cells"]] == [
        ("B2", "person_elsewhere"), ("B3", "person_elsewhere"),
    ]  # fmt: skip
    firm_a = next(iter(firms()))
    told = {cell["reason_en"] for cell in answer.json()["bad_cells"]}
    assert not any(firm_a in reason for reason in told) and len(stored(house)) == 2


def test_a_person_twice_in_a_list_is_named_with_the_other_row(house: People) -> None:
    body = rows(3)
    answer = send(house, as_csv([*body, body[0]]))
    assert [(cell["cell"], cell["code"]) for cell in answer.json()["bad_cells"]] == [("B5", "duplicate_person")]
    assert "row 2" in answer.json()["bad_cells"][0]["reason_en"]


def test_the_telephone_beside_an_emergency_contact_is_asked_about_and_the_answer_remembered(house: People) -> None:
    body = [[row[0], row[1], "测试联系人", *row[2:]] for row in rows(3)]
    asked = send(house, as_csv(body, OWN_CONTACT))
    assert (asked.status_code, asked.json()["state"]) == (202, "asking")
    doubts = {h["label"]: h["candidates"] for h in asked.json()["headers"] if h["how"] == "asked"}
    assert doubts == {"紧急联系人": [], "联系电话": ["phone"]} and stored(house) == []
    client, address = house.client("own-a"), f"/api/v1/lists/{asked.json()['list_id']}/headers"
    answer = {"headers": {"紧急联系人": None, "联系电话": "phone"}}
    assert client.post(address, json=answer).status_code == 428
    assert house.client("own-b").post(address, json=answer, headers={"if-match": '"v1"'}).status_code == 404
    taken = client.post(address, json=answer, headers={"if-match": asked.headers["etag"]})
    assert (taken.status_code, taken.json()["counts"]["added"]) == (200, 3), taken.text
    assert client.post(address, json=answer, headers={"if-match": taken.headers["etag"]}).status_code == 409
    nexts = send(house, as_csv([[r[0], r[1], "测试", *r[2:]] for r in rows(4)], OWN_CONTACT))
    assert (nexts.status_code, nexts.json()["counts"]["added"]) == (201, 1), nexts.text
    other = [[row[0], row[1], "测试", *row[2:]] for row in rows(2, first=20)]
    assert send(house, as_csv(other, OWN_CONTACT), who="own-b").status_code == 202


def test_an_answer_that_makes_no_sense_is_refused(house: People) -> None:
    body = [[row[0], row[1], "测试联系人", *row[2:]] for row in rows(1)]
    asked = send(house, as_csv(body, OWN_CONTACT))
    address = f"/api/v1/lists/{asked.json()['list_id']}/headers"
    twice = {"紧急联系人": "phone", "联系电话": "phone"}
    for headers in ({"联系电话": "nothing"}, {"没有": "phone"}, {"联系电话": "tier"}, twice):
        answer = house.client("own-a").post(address, json={"headers": headers}, headers={"if-match": '"v1"'})
        assert answer.status_code == 422, headers


def test_what_every_worker_needs_is_asked_once_for_the_list(house: People) -> None:
    headers = ("姓名", "身份证号", "手机号", "出发地")
    body = [row[:4] for row in rows(2)]
    asked = send(house, as_csv(body, headers))
    assert [wanted["column"] for wanted in asked.json()["wanted"]] == ["ready_at", "health_code"]
    given = {"ready_at": "2020年2月17日", "health_code": "绿码", "due_at": "2020-02-20 18:00"}
    taken = send(house, as_csv(body, headers), **given)
    assert taken.json()["state"] == "accepted", taken.text
    assert {row.facts["due_at"] for row in stored(house)} == {"2020-02-20T18:00+08:00"}
    wrong = send(house, as_csv(body, headers), **{**given, "ready_at": "2月17日"})
    assert wrong.status_code == 422 and wrong.json()["errors"][0]["parameter"] == "ready_at"


def test_a_dry_run_tells_the_verdict_and_keeps_nothing(house: People) -> None:
    answer = send(house, as_csv(rows(3)), dry_run="true")
    assert (answer.status_code, answer.json()["list_id"], answer.json()["counts"]["added"]) == (200, None, 3)
    with reading(house.app.app.state.engine) as session:
        assert session.scalar(select(func.count()).select_from(ListRow)) == 0
    assert stored(house) == [] and audited(house, "list.tried") == 1


def test_the_bureau_sends_for_a_firm_that_it_names(house: People) -> None:
    content, firm = as_csv(rows(2)), next(iter(firms()))
    assert send(house, content, who="bureau", key="b1").status_code == 422
    taken = send(house, content, who="bureau", key="b2", query=f"?enterprise_id={firm}")
    assert taken.json()["enterprise_id"] == firm and len(stored(house)) == 2
    assert send(house, content, who="own-b", key="b3", query=f"?enterprise_id={firm}").status_code == 422


def test_a_firm_does_not_set_its_own_precedence(house: People) -> None:
    body = [[*row, "0"] for row in rows(1)]
    answer = send(house, as_csv(body, [*HEADERS, "优先级"]))
    assert {h["how"] for h in answer.json()["headers"] if h["header"] == "优先级"} == {"unused"}
    assert "tier" not in stored(house)[0].facts
    query = f"?enterprise_id={next(iter(firms()))}"
    by_bureau = send(house, as_csv(body, [*HEADERS, "优先级"]), who="bureau", query=query)
    assert by_bureau.json()["counts"]["changed"] == 1 and stored(house)[0].facts["tier"] == "0"


def test_a_list_for_another_firm_is_refused_by_its_own_column(house: People) -> None:
    body = [[*row, "别的公司"] for row in rows(1)]
    answer = send(house, as_csv(body, [*HEADERS, "企业"]))
    assert [cell["code"] for cell in answer.json()["bad_cells"]] == ["foreign_enterprise"]


@pytest.mark.parametrize("field", ["list_id", "enterprise_id", "state", "version", "withdrawn"])
def test_an_upload_takes_no_field_that_is_not_its_own(house: People, field: str) -> None:
    answer = send(house, as_csv(rows(1)), key=field, **{field: "x"})
    assert answer.status_code == 422 and answer.json()["errors"][0]["parameter"] == field


def test_a_foreign_list_answers_as_one_that_is_not_there(house: People) -> None:
    body = rows(1)
    body[0][2] = "1"
    made = send(house, as_csv(body))
    for part in ("", "/cells", "/annotated"):
        foreign = house.client("own-b").get(f"/api/v1/lists/{made.json()['list_id']}{part}")
        nothing = house.client("own-b").get(f"/api/v1/lists/nothing{part}")
        assert (foreign.status_code, foreign.content) == (404, nothing.content)
        assert house.client("own-a").get(f"/api/v1/lists/{made.json()['list_id']}{part}").status_code == 200
    assert house.client("own-b").get(f"{CAMPAIGNS}/{CAMPAIGN}/lists").json()["items"] == []
    assert len(house.client("bureau").get(f"{CAMPAIGNS}/{CAMPAIGN}/lists").json()["items"]) == 1


@pytest.mark.parametrize("name", ["administrator", "logistics", "gate"])
def test_other_roles_neither_send_nor_read_lists(house: People, name: str) -> None:
    assert send(house, as_csv(rows(1)), who=name).status_code == 403
    assert house.client(name).get(f"{CAMPAIGNS}/{CAMPAIGN}/lists").status_code == 403


def test_bad_cells_are_told_page_by_page(house: People) -> None:
    body = rows(30)
    for row in body:
        row[2] = "1"
    made = send(house, as_csv(body))
    address, cursor, seen = f"/api/v1/lists/{made.json()['list_id']}/cells?limit=7", "", []
    while cursor is not None:
        page = house.client("own-a").get(address + (f"&cursor={cursor}" if cursor else "")).json()
        seen += [cell["cell"] for cell in page["items"]]
        cursor = page["next_cursor"]
    assert seen == [f"C{line}" for line in range(2, 32)] and page["count"] == 30


def test_members_of_a_group_on_two_lists_stay_together(house: People) -> None:
    headers = [*HEADERS, "同行组"]
    send(house, as_csv([[*row, "1"] for row in rows(2)], headers))
    apart = rows(1, first=5)
    apart[0][3] = "510824"
    answer = send(house, as_csv([[*apart[0], "1"]], headers))
    assert [(c["cell"], c["code"]) for c in answer.json()["bad_cells"]] == [("H2", "group_apart")]
    other = send(house, as_csv([[*apart[0], "1"]], headers), who="own-b")
    assert other.json()["state"] == "accepted", "groups of two firms are not the same"


def test_a_plan_carries_the_listed_and_knows_no_name(house: People) -> None:
    headers = [*HEADERS, "同行组"]
    send(house, as_csv([[*row, "1" if i < 2 else ""] for i, row in enumerate(rows(6))], headers))
    asked = ask(house, key="lists").json()
    assert worker(house).step()
    plan = house.client("bureau").get(f"/api/v1/plans/{asked['plan_id']}").json()
    assert plan["state"] == "verified", plan["error"]


def test_a_request_without_file_or_with_broken_form_is_told(house: People) -> None:
    client, address = house.client("own-a"), f"{CAMPAIGNS}/{CAMPAIGN}/lists"
    headers = {"idempotency-key": "broken"}
    assert client.post(address, content=b"x", headers=headers).status_code == 422
    assert client.post(address, data={"dry_run": "true"}, headers=headers).status_code == 422
    typed = {**headers, "content-type": "multipart/form-data; boundary=x"}
    for content in (b"--x\r\nnonsense", b"", b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--"):
        assert client.post(address, content=content, headers=typed).status_code in (400, 422)
    missing = {**headers, "content-type": "multipart/form-data"}
    assert client.post(address, content=b"x", headers=missing).status_code in (400, 422)
    for value in ("[]", "{", '{"a": "\\ud800"}', "1", '{"a": 1}'):
        assert send(house, as_csv(rows(1)), key=value, headers=value).status_code == 422, value
    assert send(house, as_csv(rows(1)), key="no-campaign").status_code == 201
    nowhere = f"{CAMPAIGNS}/nowhere/lists"
    files = {"file": ("list.csv", as_csv(rows(1)))}
    assert client.post(nowhere, files=files, headers={"idempotency-key": "nowhere"}).status_code == 404


def test_headers_confirmed_with_the_upload_are_taken_at_once(house: People) -> None:
    body = [[row[0], row[1], "测试联系人", *row[2:]] for row in rows(2)]
    mapping = json.dumps({"紧急联系人": None, "联系电话": "phone"})
    assert send(house, as_csv(body, OWN_CONTACT), headers=mapping).json()["counts"]["added"] == 2
