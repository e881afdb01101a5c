"""Ways of trips as geometries of PostGIS: found by its index, the same rows as on the embedded database."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import Engine, create_engine, select, text

from api.publishing import publish_plan
from api.store.database import open_database, reading, revision, upgrade
from api.store.models import GeometryRow
from api.store.schedules import TripFilter, list_features
from api.store.ways import Box, near
from planner.errors import BadUsage
from planner.publish.tables import write_plan
from tests.api.fakes import NOW, FakePapers, small_plan
from tests.postgres.cluster import empty_database

pytestmark = pytest.mark.postgres
WORLD: Box = (-180.0, -90.0, 180.0, 90.0)
BOXES = 200


@dataclass(frozen=True)
class Place:
    """A database with one schedule."""

    engine: Engine
    schedule_id: str

    def trips_in(self, box: Box | None) -> list[int]:
        """Ordinals of the trips near a box."""
        with reading(self.engine) as session:
            rows = list_features(session, self.schedule_id, TripFilter(box=box), 0, 1_000)
        return [row[0].ordinal for row in rows]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Place, Place]]:
    """The same publication on a server and embedded."""
    folder, papers = tmp_path_factory.mktemp("ways"), FakePapers(plan=small_plan())
    write_plan(papers.plan, papers.scenario, folder / "plan")
    found = []
    for address in (empty_database(), f"sqlite:///{folder / 'ways.db'}"):
        engine = open_database(address)
        upgrade(engine)
        done = publish_plan(folder, folder / "plan", address, papers, clock=lambda: NOW)
        found.append(Place(engine, done.schedule_id))
    yield found[0], found[1]
    for place in found:
        place.engine.dispose()


def boxes(place: Place) -> list[Box]:
    """Boxes of every size over the ways, some with an edge right on the edge of a way."""
    with reading(place.engine) as session:
        ways = session.scalars(select(GeometryRow)).all()
    draw, made = random.Random(5), [WORLD]
    for _ in range(BOXES):
        way, size = draw.choice(ways), 10 ** draw.uniform(-5, 1)
        west, south = draw.choice([(way.max_lon, way.max_lat), (way.min_lon - size, way.min_lat - size)])
        shift = draw.choice([0.0, 0.0, 1e-7, -1e-7, draw.uniform(-1, 1)])
        made.append((west + shift, south + shift, west + shift + size, south + shift + size))
    return made


def test_both_databases_find_the_same_trips_to_the_last_digit(both: tuple[Place, Place]) -> None:
    server, embedded = both
    found = [(server.trips_in(box), embedded.trips_in(box)) for box in boxes(server)]
    assert all(one == other for one, other in found)
    sizes = {len(one) for one, _ in found}
    assert 0 in sizes and max(sizes) == len(embedded.trips_in(None)) and len(sizes) > 3


def test_the_geometry_is_the_way_that_the_geojson_tells(both: tuple[Place, Place]) -> None:
    server, _ = both
    with server.engine.connect() as connection:
        rows = connection.execute(
            text("SELECT ST_SRID(way), ST_XMin(way) - min_lon, ST_YMax(way) - max_lat FROM geometries")
        ).all()
    assert len(rows) == len(server.trips_in(None))
    assert {row[0] for row in rows} == {4326} and all(abs(row[1]) < 1e-9 > abs(row[2]) for row in rows)


def test_a_box_is_looked_up_in_the_index(both: tuple[Place, Place]) -> None:
    server, _ = both
    with reading(server.engine) as session:
        query = select(GeometryRow.ordinal).where(near(session, (120.0, 29.0, 121.0, 30.0)))
        told = query.compile(session.connection(), compile_kwargs={"literal_binds": True})
        # few rows are read faster without any index; the question is whether the condition can use one
        session.execute(text("SET LOCAL enable_seqscan = off"))
        plan = "\n".join(session.scalars(text(f"EXPLAIN {told}")))
    assert "ix_geometries_way" in plan, plan


def test_a_server_without_postgis_is_refused_with_what_to_do() -> None:
    engine = open_database(empty_database())
    with engine.begin() as connection:
        # what the server offers is asked of the first pg_available_extensions on the path
        connection.execute(text("CREATE SCHEMA bare"))
        connection.execute(text("CREATE VIEW bare.pg_available_extensions AS SELECT ''::name AS name WHERE false"))
        path = "bare, pg_catalog, public"
        connection.execute(text(f"ALTER DATABASE {engine.url.database} SET search_path = {path}"))
    engine.dispose()
    with pytest.raises(BadUsage, match="apt-get install postgresql-postgis"):
        upgrade(engine)
    assert revision(engine) is None


def test_a_user_who_may_not_add_postgis_is_told_who_can() -> None:
    address = empty_database()
    engine = create_engine(address)
    with engine.begin() as connection:
        connection.execute(text("CREATE ROLE modest LOGIN"))
        connection.execute(text("GRANT ALL ON SCHEMA public TO modest"))
    modest = open_database(address.replace("returnline@", "modest@"))
    with pytest.raises(BadUsage, match="superuser"):
        upgrade(modest)
    with engine.begin() as connection:
        connection.execute(text("CREATE EXTENSION postgis"))
    upgrade(modest)
    engine.dispose()
    modest.dispose()
