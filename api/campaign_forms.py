"""Forms of campaigns in preparation."""

from __future__ import annotations

import datetime
from typing import Any, Literal

from pydantic import AwareDatetime, Field

from api.schemas import Form

CAMPAIGN_ID = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"


class CampaignSetup(Form):
    """What a campaign is planned under: horizon, destination, rule pack, travel."""

    name: str = Field(min_length=1, max_length=200, examples=["宁波返岗专运"])
    timezone: str = Field(default="Asia/Shanghai", max_length=64)
    start: datetime.date
    end: datetime.date
    as_of: AwareDatetime
    destination_adcode: str = Field(pattern=r"^\d{6}$", examples=["330200"])
    policy_pack: str = Field(pattern=r"^[a-z0-9-]{1,64}$", examples=["covid-2020"])
    policy_override: dict[str, Any] = Field(default_factory=dict)
    network_provider: Literal["county-graph", "great-circle"] = "county-graph"
    objective: dict[str, Any] = Field(default_factory=dict)


class NewCampaign(CampaignSetup):
    """A campaign to prepare."""

    campaign_id: str = Field(pattern=CAMPAIGN_ID, examples=["ningbo-2020-02"])


class Setup(CampaignSetup):
    """A campaign in preparation, with the latest version of each of its inputs."""

    campaign_id: str
    version: int
    inputs: dict[str, int]


class InputVersion(Form):
    """One version of an input."""

    kind: str
    version: int
    rows: int
    sha256: str
    created_at: AwareDatetime


class InputVersionPage(Form):
    """Versions of an input, the latest first."""

    items: list[InputVersion]
    next_cursor: str | None = None
