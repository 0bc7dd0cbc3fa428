"""常用筛选: named filter sets of one's own, shared with the bureau, opened by their address."""

from __future__ import annotations

import pytest
from tests.server.conftest import Office
from tests.server.reviews.conftest import AddReport

from zhunsheng.server.campaigns.models import Campaign
from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.reviews.filters import Filters
from zhunsheng.server.reviews.models import SavedView
from zhunsheng.server.reviews.saved_views import drop_view, keep_view, visible_to

FAR = Filters(state="all", gap="5", sort="gap", page=3)


def names(office: Office, who: str) -> list[str]:
    return [view.name for view in visible_to(office.actor(who))]


def test_one_s_own_are_seen_by_nobody_else_until_shared(office: Office) -> None:
    reviewer = office.actor("reviewer")
    keep_view(reviewer, name="差异大", filters=FAR, shared=False)
    assert (names(office, "reviewer"), names(office, "other_reviewer")) == (["差异大"], [])
    keep_view(reviewer, name=" 差异大 ", filters=FAR, shared=True)
    assert (names(office, "reviewer"), names(office, "other_reviewer")) == (["差异大"], ["差异大"])
    assert names(office, "bureau") == ["差异大"]
    view = SavedView.objects.get()
    assert view.query == "state=all&gap=5&sort=gap"
    with pytest.raises(Refused, match="这组筛选由存它的人删。"):
        drop_view(office.actor("other_reviewer"), view_id=view.pk)
    drop_view(reviewer, view_id=view.pk)
    assert names(office, "reviewer") == []


@pytest.mark.parametrize("name", ["", "  ", "长" * 41])
def test_a_name_is_needed(office: Office, name: str) -> None:
    with pytest.raises(Refused, match="请给这组筛选起个名字，最多 40 个字。"):
        keep_view(office.actor("reviewer"), name=name, filters=FAR, shared=False)


def test_who_does_not_review_keeps_none(office: Office) -> None:
    with pytest.raises(Refused, match="审核由财政审核和财政管理员办理。"):
        keep_view(office.actor("jia"), name="x", filters=FAR, shared=True)


def test_on_the_page(office: Office, campaign: Campaign, queued: AddReport) -> None:
    queued("示例一局", filed="95", computed="88")
    queued("示例二局", filed="95", computed="94")
    client, colleague = office.client("reviewer"), office.client("other_reviewer")
    page = f"/reviews/{campaign.pk}/"
    answer = client.post(f"{page}views/?gap=5&sort=gap", {"name": "差异大", "shared": "1"})
    assert answer["Location"] == f"{page}?gap=5&sort=gap"
    view = SavedView.objects.get()
    address = f"{page}views/{view.pk}/"
    assert f'href="{address}" aria-current="true"' in client.get(answer["Location"]).content.decode()
    shown = colleague.get(page).content.decode()
    assert f'href="{address}">差异大 <span class="small">reviewer</span>' in shown
    assert f"{address}drop/" not in shown
    opened = colleague.get(address, follow=True).content.decode()
    assert "示例一局" in opened
    assert "示例二局" not in opened
    assert colleague.post(f"{address}drop/").status_code == 403
    client.post(f"{address}drop/")
    assert not SavedView.objects.exists()


def test_what_is_not_shared_does_not_open_for_others(office: Office, campaign: Campaign) -> None:
    view = keep_view(office.actor("reviewer"), name="自己的", filters=FAR, shared=False)
    assert office.client("bureau").get(f"/reviews/{campaign.pk}/views/{view.pk}/").status_code == 403
    assert office.client("bureau").get(f"/reviews/{campaign.pk}/views/999/").status_code == 404
