from __future__ import annotations

from api.store.models import CampaignRow
from api.views import campaign_view, local
from planner.units import LocalClock


def test_a_moment_carries_the_offset_of_the_campaign() -> None:
    assert local(1_582_524_000, LocalClock(28_800)).isoformat() == "2020-02-24T14:00:00+08:00"


def test_a_campaign_ends_on_its_last_whole_day_and_its_id_is_safe_in_an_address() -> None:
    row = CampaignRow(
        campaign_id="宁波/1 &x", name="n", timezone="Asia/Shanghai", offset_s=28_800, start_at=1_581_868_800,
        end_at=1_583_078_400, destination_adcode="330200", created_at=0,
    )  # fmt: skip
    view = campaign_view(row)
    assert (str(view.start), str(view.end)) == ("2020-02-17", "2020-03-01")
    assert view.schedules.endswith("campaign_id=%E5%AE%81%E6%B3%A2%2F1%20%26x")
