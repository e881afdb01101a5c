"""The contracts are complete, unambiguous and fit the domain types."""

from __future__ import annotations

from dataclasses import fields

import pytest

from planner.domain.demand import Demand, Enterprise, Heat, Inspection, Worker
from planner.domain.fleet import Capacity, Driver, Escort, Fleet, NoShow
from planner.domain.place import IntakeWindow, Link, ModeBan, Site, Stop, Zone
from planner.domain.service import Service, ServiceCall
from planner.ingest.columns import TABLES, Kind, Table, table, zh_headers
from planner.ingest.headers import plain

DOMAIN = {
    "workers": Worker, "heat": Heat, "demand": Demand, "enterprises": Enterprise, "inspections": Inspection,
    "sites": Site, "stops": Stop, "links": Link, "zones": Zone, "mode_bans": ModeBan, "intake_windows": IntakeWindow,
    "coaches": Fleet, "drivers": Driver, "services": Service, "service_stops": ServiceCall, "capacities": Capacity,
    "escorts": Escort, "no_show": NoShow,
}  # fmt: skip


@pytest.mark.parametrize("contract", TABLES, ids=lambda contract: contract.name)
def test_no_header_means_two_columns(contract: Table) -> None:
    words = [plain(word) for c in contract.columns for word in (c.name, c.zh, *c.aliases)]
    assert len(words) == len(set(words))


def test_no_sheet_name_means_two_tables() -> None:
    words = [word for contract in TABLES for word in (contract.name, plain(contract.zh))]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("name", DOMAIN)
def test_every_column_fills_a_field_of_its_domain_type(name: str) -> None:
    targets = {column.target for column in table(name).columns}
    known = {field.name for field in fields(DOMAIN[name])} - {"calls"}
    assert targets == known


@pytest.mark.parametrize("contract", TABLES, ids=lambda contract: contract.name)
def test_references_point_to_tables_with_a_single_key(contract: Table) -> None:
    for column in contract.columns:
        for name in column.reference:
            assert len(table(name).key) == 1


def test_identity_columns_are_private() -> None:
    private = {column.name for contract in TABLES for column in contract.columns if column.private}
    assert private == {"name", "national_id", "phone"}
    assert all(c.private for t in TABLES for c in t.columns if c.kind in (Kind.NATIONAL_ID, Kind.PHONE))


def test_choices_convert_to_domain_values() -> None:
    for contract in TABLES:
        for column in contract.columns:
            for choice in column.choices:
                assert column.convert is None or column.convert(choice.value) is not None


def test_chinese_headers_stand_in_the_order_of_the_columns() -> None:
    assert list(zh_headers("no_show").items()) == [("origin_adcode", "出发地代码"), ("rate", "未到率")]


def test_an_unknown_table_is_named() -> None:
    with pytest.raises(KeyError, match="worker"):
        table("worker")
