"""The whole path by HTTP alone, on processes of their own and by a client generated from the API's description:
accounts, a campaign's inputs, lists, a charter request, a plan as a job, its publication, and what each role reads."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import openpyxl
import pytest
from openapi_python_client.parser.errors import GeneratorError

from tests.client import made
from tests.client.generated import WAITS_S, TypedClient, connect, load, make
from tests.client.service import run, service

ROLES = {
    "bureau": ("bureau", None), "second": ("bureau", None), "firm a": ("enterprise", "E1"),
    "firm b": ("enterprise", "E2"), "logistics": ("logistics", None), "gate": ("gate", None),
}  # fmt: skip
PASSWORD = "correct horse battery"
CAMPAIGN = "whole-path"
TABLES = ("enterprises", "sites", "stops", "coaches", "services", "heat", "demand")
KEYS = count(1)


@dataclass
class Whole:
    """The running service, and the client of everybody in it."""

    address: str
    scenario: Path
    package: ModuleType
    warnings: list[GeneratorError]
    clients: dict[str, TypedClient]
    tokens: dict[str, str]

    def by(self, who: str) -> TypedClient:
        """The client of somebody."""
        return self.clients[who]

    def file(self, content: bytes, name: str = "list.xlsx") -> Any:
        """A file as the client sends it."""
        return self.package.types.File(io.BytesIO(content), name)

    def log_in(self, who: str) -> None:
        """Open a session; from now on ``by(who)`` asks in that name."""
        form = self.by("nobody").form("Login", name=who.replace(" ", "-"), password=PASSWORD)
        told = self.by("nobody").call("sessions.log_in", body=form)
        assert isinstance(told, self.package.models.LoggedIn), told
        self.tokens[who] = told.token
        self.clients[who] = connect(self.package, self.address, told.token)


def key() -> str:
    """A fresh Idempotency-Key."""
    return f"whole-path-{next(KEYS)}"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    folder = tmp_path_factory.mktemp("whole-path")
    run(folder, "scenario", "build", "toy", "--as", "heat", "--seed", "7", "-o", str(folder / "scenario"))
    run(folder, "keys", "new")
    run(folder, "user", "add", "administrator", "--role", "administrator", said=PASSWORD)
    with service(folder) as address:
        document = httpx.get(f"{address}/api/v1/openapi.json", timeout=WAITS_S).json()
        warnings = list(make(document, folder))
        package = load(folder)
        clients = {"nobody": connect(package, address, None)}
        found = Whole(address, folder / "scenario", package, warnings, clients, {})
        add_accounts(found)
        yield found


def add_accounts(whole: Whole) -> None:
    """The administrator lets everybody in."""
    whole.log_in("administrator")
    administrator = whole.by("administrator")
    for who, (role, firm) in ROLES.items():
        given = {} if firm is None else {"enterprise_id": firm}
        new = administrator.form("NewUser", name=who.replace(" ", "-"), role=whole.package.models.Role(role),
                                 password=PASSWORD, **given)  # fmt: skip
        answer = administrator.whole("users.add_user", body=new, idempotency_key=key())
        assert answer.status_code == HTTPStatus.CREATED, answer.content
        whole.log_in(who)


def test_the_generator_has_nothing_to_warn_of(whole: Whole) -> None:
    assert whole.warnings == []


@pytest.mark.slow
def test_the_generated_client_is_typed_throughout(whole: Whole) -> None:
    package = str(whole.package.__path__[0])
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file", "", package]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=whole.scenario)
    assert done.returncode == 0, done.stdout


def test_the_whole_path(whole: Whole) -> None:
    keep_a_rule_pack(whole)
    begin_campaign(whole)
    replace_inputs(whole)
    own_list = send_lists(whole)
    request_id = ask_for_a_charter(whole)
    plan_id = plan(whole)
    schedule_id = publish(whole, plan_id)
    read_as_everybody(whole, schedule_id)
    read_other_forms(whole, schedule_id)
    read_manifests(whole, schedule_id)
    read_own_alone(whole, own_list, request_id, schedule_id)


def keep_a_rule_pack(whole: Whole) -> None:
    """The bureau keeps a pack of its own beside those that ship; a bad version of it is refused whole."""
    bureau, name = whole.by("bureau"), "whole-path"
    for follows, content, status in (
        (0, made.PACK, HTTPStatus.OK), (1, made.PACK.replace('"0.8"', '"8"'), HTTPStatus.UNPROCESSABLE_ENTITY),
    ):  # fmt: skip
        body, match = whole.file(content.encode()), f'"v{follows}"'
        answer = bureau.whole("rule_packs.replace_rule_pack", name, body=body, if_match=match)
        assert answer.status_code == status, answer.content
    [own] = [pack for pack in bureau.call("rule_packs.list_rule_packs").items if not pack.ships]
    assert (own.name, own.version, own.extends) == (name, 1, "bare")
    assert [view.version for view in bureau.call("rule_packs.list_rule_pack_versions", name).items] == [1]


def begin_campaign(whole: Whole) -> None:
    """The bureau begins to prepare a campaign."""
    bureau = whole.by("bureau")
    new = bureau.form(
        "NewCampaign", campaign_id=CAMPAIGN, name="测试返岗专运", start=datetime(2020, 2, 17).date(),
        end=datetime(2020, 2, 21).date(), as_of=datetime.fromisoformat("2020-02-14T09:00+08:00"),
        destination_adcode="330206", policy_pack="whole-path",
        network_provider=whole.package.models.NewCampaignNetworkProvider("great-circle"),
    )  # fmt: skip
    answer = bureau.whole("campaigns_in_preparation.add_campaign", body=new, idempotency_key=key())
    assert answer.status_code == HTTPStatus.CREATED, answer.content
    foreign = whole.by("firm a").whole("campaigns_in_preparation.read_setup", CAMPAIGN)
    assert foreign.status_code == HTTPStatus.FORBIDDEN


def replace_inputs(whole: Whole) -> None:
    """Tables of fleets, services and the rest, areas with levels by day, capacities, and a rule pack of its own."""
    bureau, kinds = whole.by("bureau"), whole.package.models.InputKind
    sent: dict[str, Any] = {name: whole.file((whole.scenario / f"{name}.csv").read_bytes()) for name in TABLES}
    sent["capacities"] = whole.file(made.CAPACITIES.encode())
    sent["rule-pack"] = whole.file(made.PACK.encode())
    sent["zone-areas"] = whole.package.models.ReplaceInputJsonBody.from_dict(made.AREAS)
    for name, body in sent.items():
        answer = bureau.whole(
            "campaigns_in_preparation.replace_input", CAMPAIGN, kinds(name), body=body, if_match='"v0"'
        )
        assert answer.status_code == HTTPStatus.OK, (name, answer.content)
    setup = bureau.call("campaigns_in_preparation.read_setup", CAMPAIGN)
    assert set(setup.inputs.to_dict()) == set(sent)
    [own] = whole.by("firm a").call("campaigns_in_preparation.list_enterprises", CAMPAIGN).items
    assert (own.enterprise_id, [site.site_id for site in own.sites]) == ("E1", ["S1"])


def send_lists(whole: Whole) -> str:
    """Lists with Chinese headers: a question answered, a bad cell marked, a good one taken; firm A's list."""
    forms, (first, second) = whole.package.models, (whole.by("firm a"), whole.by("firm b"))

    def send(client: TypedClient, content: bytes) -> Any:
        body = forms.AddListUploadForm(file=whole.file(content))
        return client.whole("lists.add_list", CAMPAIGN, body=body, idempotency_key=key())

    asked = send(first, made.book([[*r[:2], "测试联系人", *r[2:]] for r in made.people(12)], made.WITH_CONTACT))
    assert asked.status_code == HTTPStatus.ACCEPTED, asked.content
    assert {h.label for h in asked.parsed.headers if h.how == "asked"} == {"紧急联系人", "联系电话"}
    meanings = forms.ConfirmationHeaders.from_dict({"紧急联系人": None, "联系电话": "phone"})
    taken = first.whole("lists.confirm_headers", asked.parsed.list_id, body=forms.Confirmation(headers=meanings),
                        if_match=asked.headers["etag"])  # fmt: skip
    assert (taken.parsed.state, taken.parsed.counts.added) == ("accepted", 12), taken.content
    rows = made.people(8, first=100)
    rows[3][1] = rows[3][1][:-1] + ("1" if rows[3][1][-1] != "1" else "2")
    refused = send(second, made.book(rows)).parsed
    assert (refused.state, [cell.cell for cell in refused.bad_cells]) == ("refused", ["B5"])
    marked = openpyxl.load_workbook(second.call("lists.read_annotated", refused.list_id).payload)
    assert any(page["B5"].comment for page in marked.worksheets), "the bad cell says what is wrong with it"
    assert send(second, made.book(made.people(8, first=100))).parsed.counts.added == 8
    return str(asked.parsed.list_id)


def ask_for_a_charter(whole: Whole) -> str:
    """Firm A asks for seats before it has more names."""
    firm = whole.by("firm a")
    new = firm.form(
        "NewRequest", site_id="S1", origin_adcode="341222", persons=9,
        ready_at=datetime.fromisoformat("2020-02-18T08:00+08:00"),
        due_at=datetime.fromisoformat("2020-02-21T18:00+08:00"),
    )  # fmt: skip
    answer = firm.whole("requests.add_request", CAMPAIGN, body=new, idempotency_key=key())
    assert answer.status_code == HTTPStatus.CREATED, answer.content
    return str(answer.parsed.request_id)


def plan(whole: Whole) -> str:
    """A plan is a job: accepted with its address, followed step by step, resumed after a lost connection."""
    bureau = whole.by("bureau")
    wanted = bureau.form("PlanRequest", time_limit_s=3.0, deterministic=True, iterations=300)
    asked = bureau.whole("plans.ask_for_plan", CAMPAIGN, body=wanted, idempotency_key=key())
    plan_id = str(asked.parsed.plan_id)
    assert (asked.status_code, asked.headers["location"]) == (HTTPStatus.ACCEPTED, f"/api/v1/plans/{plan_id}")
    headers = {"Authorization": f"Bearer {whole.tokens['bureau']}"}
    address = f"{whole.address}{asked.parsed.events}"
    with httpx.stream("GET", address, headers=headers, timeout=WAITS_S) as stream:
        last = next(line for line in stream.iter_lines() if line.startswith("id: "))
    rest = bureau.call("plans.follow_plan", plan_id, last_event_id=last.removeprefix("id: ")).payload.read().decode()
    told = [dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
            for block in rest.replace("\r\n", "\n").split("\n\n")]  # fmt: skip
    steps = [step for step in told if "event" in step]
    assert last == "id: 1" and [int(step["id"]) for step in steps] == list(range(2, len(steps) + 2))
    assert steps[-1]["event"] == "done", steps[-1]
    assert json.loads(steps[-1]["data"])["served"] > 0
    return plan_id


def publish(whole: Whole, plan_id: str) -> str:
    """Verified, approved by another person, published."""
    bureau = whole.by("bureau")
    made_plan = bureau.whole("plans.read_plan", plan_id)
    assert made_plan.parsed.state == "verified" and len(made_plan.parsed.receipt) == 64
    alone = bureau.whole("plans.approve_plan", plan_id, if_match=made_plan.headers["etag"])
    assert alone.status_code == HTTPStatus.CONFLICT
    approved = whole.by("second").whole("plans.approve_plan", plan_id, if_match=made_plan.headers["etag"])
    assert approved.parsed.state == "approved", approved.content
    done = bureau.whole("plans.publish_plan", plan_id, if_match=approved.headers["etag"])
    assert done.parsed.state == "published", done.content
    late = bureau.whole("plans.publish_plan", plan_id, if_match=approved.headers["etag"])
    assert late.status_code == HTTPStatus.PRECONDITION_FAILED
    return str(done.parsed.schedule_id)


def read_as_everybody(whole: Whole, schedule_id: str) -> None:
    """What is published is read by anybody, and once only while it does not change."""
    for who in (*ROLES, "administrator", "nobody"):
        client = whole.by(who)
        first = client.whole("schedules.read_schedule", schedule_id)
        assert (first.status_code, first.parsed.version) == (HTTPStatus.OK, 1)
        again = client.whole("schedules.read_schedule", schedule_id, if_none_match=first.headers["etag"])
        assert (again.status_code, again.content) == (HTTPStatus.NOT_MODIFIED, b"")
        trips = client.call("schedules.list_trips", schedule_id)
        assert trips.count == len(trips.items) > 0
        one = client.call("trips.read_trip", trips.items[0].id)
        assert one.trip_id == trips.items[0].trip_id
        halts = client.call("schedules.list_stop_times", schedule_id, one.trip_id)
        assert len(halts.items) >= 2


def read_other_forms(whole: Whole, schedule_id: str) -> None:
    """GeoJSON, OGC features, GTFS, Excel, iCalendar, a map."""
    client = whole.by("nobody")
    count_of_trips = client.call("schedules.list_trips", schedule_id).count
    ways = client.call("schedules.read_geojson", schedule_id)
    assert len(ways.features) == count_of_trips
    for name in ("trips", "stops"):
        page = client.call("ogc_features.list_items", schedule_id, name).to_dict()
        assert page["type"] == "FeatureCollection" and page["features"]
    with zipfile.ZipFile(client.call("schedules.read_gtfs", schedule_id).payload) as feed:
        assert {"stops.txt", "trips.txt", "stop_times.txt"} <= set(feed.namelist())
    assert openpyxl.load_workbook(client.call("schedules.read_workbook", schedule_id).payload).sheetnames
    calendar = client.call("schedules.read_calendar", schedule_id).payload.read().decode()
    assert calendar.count("BEGIN:VEVENT") > 0
    page = httpx.get(f"{whole.address}/api/v1/maps/{schedule_id}", timeout=WAITS_S)
    assert page.status_code == HTTPStatus.OK and "<html" in page.text.lower()


def read_manifests(whole: Whole, schedule_id: str) -> None:
    """Who sits where: each role sees its part of the list and of the people."""
    seen = {who: whole.by(who).whole("manifests.list_schedule_manifest", schedule_id) for who in ROLES}
    people = {who: answer.parsed.items for who, answer in seen.items()}
    assert len(people["bureau"]) == len(people["logistics"]) == len(people["gate"])
    seats = {who: {(one.trip_id, one.seat) for one in found} for who, found in people.items()}
    assert seats["firm a"] and seats["firm b"] and not seats["firm a"] & seats["firm b"]
    assert seats["firm a"] | seats["firm b"] == seats["bureau"]
    unset = whole.package.types.Unset
    for who, found in people.items():
        for one in found:
            shown = {name for name in ("national_id", "phone") if isinstance(getattr(one, name), str)}
            assert shown == {"logistics": {"phone"}, "gate": {"national_id"}}.get(who, {"national_id", "phone"})
            assert all("*" in getattr(one, name) for name in shown), "masked to the last four"
            assert isinstance(one.worker_id, unset) or one.worker_id is None or who not in ("logistics", "gate")
    in_full = whole.by("bureau").call("manifests.list_schedule_manifest", schedule_id, reveal=True).items
    assert {one.national_id for one in in_full} <= {row[1] for n in (0, 100) for row in made.people(12, first=n)}
    refused = {"administrator": HTTPStatus.FORBIDDEN, "nobody": HTTPStatus.UNAUTHORIZED}
    for who, status in refused.items():
        assert whole.by(who).whole("manifests.list_schedule_manifest", schedule_id).status_code == status
    for who in ("firm a", "logistics", "gate"):
        revealed = whole.by(who).whole("manifests.list_schedule_manifest", schedule_id, reveal=True)
        assert revealed.status_code == HTTPStatus.FORBIDDEN


def read_own_alone(whole: Whole, list_id: str, request_id: str, schedule_id: str) -> None:
    """What is another firm's is not there, to the byte; the firm's own tells what became of it."""
    for name, own in (("lists.read_list", list_id), ("requests.read_request", request_id)):
        foreign, nothing = (whole.by("firm b").whole(name, one) for one in (own, "0" * 24))
        assert foreign.status_code == HTTPStatus.NOT_FOUND and foreign.content == nothing.content
    request = whole.by("firm a").call("requests.read_request", request_id)
    assert request.outcome.schedule_id == schedule_id
    seated = request.outcome.persons
    assert seated + sum(left.persons for left in request.outcome.unserved) == request.persons
    assert request.state == ("planned" if seated else "open")
    actions = {entry.action for entry in whole.by("administrator").call("audit.list_entries", limit=1000).items}
    assert {"list.accepted", "list.refused", "plan.approved", "plan.published", "manifest.read"} <= actions
