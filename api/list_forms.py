"""Forms of lists and workers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from api.schemas import Form, NoQuery, PageQuery, Url

CELLS_SHOWN = 200
"""Bad cells in the answer to an upload; ``/cells`` has more, the annotated workbook marks them."""
COLUMN_MAX, HEADER_MAX, VALUE_MAX = 40, 120, 200
State = Literal["asking", "refused", "accepted"]
Value = Annotated[str, StringConstraints(max_length=VALUE_MAX)]
Mapping = dict[
    Annotated[str, StringConstraints(max_length=HEADER_MAX)],
    Annotated[str, StringConstraints(max_length=COLUMN_MAX)] | None,
]


class GivenOnce(Form):
    """What holds for every worker of a list that says nothing else. Dates or moments, names or codes as in lists."""

    site_id: Value | None = Field(default=None, description="Site, by id or name.")
    origin_adcode: Value | None = Field(default=None, description="County, by name or code.")
    ready_at: Value | None = Field(default=None, examples=["2020-02-17"])
    due_at: Value | None = Field(default=None, examples=["2020-02-24T18:00"])
    health_code: Value | None = Field(default=None, examples=["green"])

    def given(self) -> dict[str, str]:
        """The columns that are given."""
        values = self.model_dump(include=set(GivenOnce.model_fields))
        return {name: value for name, value in values.items() if value is not None and value.strip()}


class UploadForm(GivenOnce):
    """Fields beside the file. ``headers``: JSON object from header (as ``label`` names it) to column or null."""

    dry_run: bool = False
    headers: Mapping = Field(default_factory=dict)


class Confirmation(Form):
    """Answer to the questions about a list."""

    headers: Mapping = Field(default_factory=dict, examples=[{"联系电话": "phone", "紧急联系人": None}])
    values: GivenOnce = Field(default_factory=GivenOnce)


class HeaderView(Form):
    """How a header was read; ``column`` null: not used. ``asked``: a proposal that waits for an answer."""

    sheet: str
    letters: str = Field(examples=["C"])
    header: str
    label: str
    column: str | None
    how: Literal["exact", "remembered", "confirmed", "unused", "asked"]
    candidates: list[str]


class WantedView(Form):
    """A column that every worker needs and that neither the list nor the form gives."""

    column: str
    header_zh: str
    known: list[str] = Field(description="Values that it can have, where there are few.")


class BadCellView(Form):
    """One bad cell, named as the file shows it; identity is masked."""

    sheet: str
    row: int
    column: str = Field(description="Letters of the column.", examples=["C"])
    cell: str = Field(examples=["C7"])
    header: str
    value: str
    code: str = Field(examples=["bad_check_digit"])
    reason_zh: str
    reason_en: str


class SkippedView(Form):
    """A sheet that was not read."""

    sheet: str
    why: Literal["hidden", "no_header", "empty"]


class Counts(Form):
    """What came of the rows. ``missing``: workers of the lists before who are not in this one; they stay."""

    rows: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    still_withdrawn: int = 0
    missing: int = 0
    bad_cells: int = 0


class ListView(Form):
    """An upload, its verdict, and what came of it."""

    list_id: str | None = Field(description="Null for a dry run.")
    campaign_id: str
    enterprise_id: str
    file_name: str
    file_sha256: str
    state: State
    dry_run: bool
    headers: list[HeaderView]
    wanted: list[WantedView]
    skipped: list[SkippedView]
    counts: Counts
    missing_workers: list[str] = Field(description="Ids of the missing, the first thousand.")
    bad_cells: list[BadCellView] = Field(description=f"The first {CELLS_SHOWN}.")
    annotated: Url | None
    version: int
    created_at: AwareDatetime


class ListPage(Form):
    """Uploads in order of their id."""

    items: list[ListView]
    next_cursor: str | None = None


class CellPage(Form):
    """Bad cells in the order of the file."""

    items: list[BadCellView]
    count: int = Field(description="Bad cells in all; the report keeps the first ten thousand.")
    next_cursor: str | None = None


class OwnerQuery(NoQuery):
    """Whose list it is: needed of the bureau, an enterprise's own goes without saying."""

    enterprise_id: str | None = Field(default=None, min_length=1, max_length=200)


class WorkersQuery(PageQuery):
    """Which workers."""

    enterprise_id: str | None = Field(default=None, max_length=200)
    list_id: str | None = Field(default=None, max_length=32)
    withdrawn: bool | None = None
    reveal: bool = Field(default=False, description="Ids and telephones in full; the bureau alone.")


class WorkerQuery(BaseModel):
    """How a worker is told."""

    model_config = ConfigDict(extra="forbid")

    reveal: bool = Field(default=False, description="Id and telephone in full; the bureau alone.")
    lang: Literal["zh", "en"] | None = Field(default=None, description="Language of error texts.")


class Facts(Form):
    """What planning reads of a worker, as the workers table writes it; absent: not given."""

    site_id: Value | None = None
    origin_adcode: Value | None = None
    pickup_stop_id: Value | None = None
    ready_at: Value | None = None
    due_at: Value | None = None
    requested_at: Value | None = None
    group_id: Value | None = None
    stage: Value | None = None
    health_code: Value | None = None
    health_code_at: Value | None = None
    test_result: Value | None = None
    test_at: Value | None = None
    origin_proof: Value | None = None
    health_certificate: Value | None = None
    tier: Value | None = Field(default=None, description="Set by the bureau alone.")
    needs: Value | None = None


class WorkerView(Form):
    """A worker; id and telephone show the last four digits unless they were asked for in full."""

    worker_id: str
    campaign_id: str
    enterprise_id: str
    list_id: str
    name: str
    national_id: str
    phone: str
    facts: Facts
    withdrawn: bool
    version: int
    updated_at: AwareDatetime


class WorkerPage(Form):
    """Workers in order of their id."""

    items: list[WorkerView]
    next_cursor: str | None = None


