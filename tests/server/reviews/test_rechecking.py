"""抽查复核: the sample with its seed, scores beside self scores, deviation, pages."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from tests.server.conftest import Advance, Office
from tests.server.reviews.conftest import AddReport

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.campaigns.models import Campaign
from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.reviews.models import Recheck, Sample
from zhunsheng.server.reviews.rechecking import (
    Deviation,
    Scored,
    Statistics,
    deviation,
    deviation_of,
    draw_sample,
    drawn_again,
    lines_of,
    save_recheck,
    statistics,
)

D = Decimal


@pytest.fixture
def recheck(office: Office, campaign: Campaign, advance: Advance) -> Recheck:
    """甲局's accepted report, drawn."""
    advance("accepted")
    draw_sample(office.actor("bureau"), campaign=campaign, method="random", size=1, seed="7")
    return Recheck.objects.get()


def test_only_what_was_accepted_is_drawn_and_the_seed_is_kept(
    office: Office, campaign: Campaign, queued: AddReport
) -> None:
    accepted = [queued(f"{n}局", "accepted", risk=D(n)) for n in range(4)]
    queued("待审局")
    sample = draw_sample(office.actor("bureau"), campaign=campaign, method="risk", size=2, seed="20240731")
    assert sample.population == [[report.pk, f"{report.risk:.2f}"] for report in accepted]
    drawn = list(sample.rechecks.order_by("pk").values_list("report_id", flat=True))
    assert drawn == drawn_again(Sample.objects.get())
    said = json.loads(Entry.objects.get(verb="draw_sample").details)
    assert (said["seed"], said["drawn"], said["population"]) == ("20240731", drawn, 4)


def test_without_a_seed_one_is_made(office: Office, campaign: Campaign, queued: AddReport) -> None:
    queued("甲局", "accepted")
    seeds = {
        draw_sample(office.actor("bureau"), campaign=campaign, method="random", size=1).seed for _ in range(2)
    }
    assert [len(seed) for seed in seeds] == [16, 16]


def test_more_than_there_are(office: Office, campaign: Campaign, queued: AddReport) -> None:
    with pytest.raises(Refused, match="没有可抽的"):
        draw_sample(office.actor("bureau"), campaign=campaign, method="random", size=1)
    queued("甲局", "accepted")
    with pytest.raises(Refused, match="抽取家数应为 1 到 1。"):
        draw_sample(office.actor("bureau"), campaign=campaign, method="random", size=2)


# --- scoring -------------------------------------------------------------------------------------------


def test_the_lines_are_those_of_the_draft_drawn(recheck: Recheck) -> None:
    lines = lines_of(recheck)
    assert [(line.row, line.name, line.weight) for line in lines[:2]] == [
        ("funds.score", "预算执行率", D(10)),
        ("r1", "窗口办件量", D(8)),
    ]


def test_scores_are_kept_with_the_self_score_beside(office: Office, recheck: Recheck) -> None:
    scores = [Scored("r1", "6", "佐证不全", "佐证不全"), Scored("r2", "", "口径存疑"), Scored("r99", "3")]
    save_recheck(office.actor("other_reviewer"), recheck_id=recheck.pk, scores=scores, finish=True)
    recheck.refresh_from_db()
    assert list(recheck.scores.order_by("row").values_list("row", "name", "weight", "filed", "score")) == [
        ("r1", "窗口办件量", D(8), D(8), D(6)),
        ("r2", "规范化建设基层便民服务点数量", D(8), lines_of(recheck)[2].filed, None),
    ]
    assert deviation_of(recheck) == Deviation(D(8), D(6), 1)
    assert recheck.done_at is not None
    said = json.loads(Entry.objects.get(verb="save_recheck").details)
    assert said["scores"]["r1"] == [["", "", ""], ["6.00", "佐证不全", "佐证不全"]]


@pytest.mark.parametrize("score", ["8.1", "-1", "约5", "满分"])
def test_a_score_beyond_the_weight_or_no_number(office: Office, recheck: Recheck, score: str) -> None:
    with pytest.raises(Refused, match="应为 0 到 8 之间的数"):
        save_recheck(
            office.actor("bureau"), recheck_id=recheck.pk, scores=[Scored("r1", score)], finish=False
        )


def test_nothing_scored_is_not_finished(office: Office, recheck: Recheck) -> None:
    with pytest.raises(Refused, match="一个复核分都没有填"):
        save_recheck(office.actor("bureau"), recheck_id=recheck.pk, scores=[], finish=True)


def test_nobody_rechecks_what_they_reviewed(office: Office, recheck: Recheck) -> None:
    with pytest.raises(Refused, match="这份报告是您审核的，请换人复核。"):
        save_recheck(office.actor("reviewer"), recheck_id=recheck.pk, scores=[], finish=False)
    with pytest.raises(Refused, match="复核由财政审核和财政管理员办理。"):
        save_recheck(office.actor("jia"), recheck_id=recheck.pk, scores=[], finish=False)


# --- deviation -----------------------------------------------------------------------------------------


def test_deviation_over_what_was_rechecked() -> None:
    found = deviation([(D(10), D(8)), (D(20), None), (None, D(3)), (D(5), D(5))])
    assert found == Deviation(D(15), D(13), 2)
    assert (found.absolute, found.ratio) == (D(2), D("0.1333"))
    assert deviation([(D(20), None)]) is None


def test_nothing_claimed_has_no_ratio() -> None:
    found = deviation([(D(0), D(0))])
    assert found is not None
    assert found.ratio is None


def test_statistics() -> None:
    found = [Deviation(D(90), D(80), 9), Deviation(D(80), D(82), 9)]
    assert statistics(found) == Statistics(2, D("4.00"), D("0.0431"), D(10), 1)
    assert statistics([]) is None


# --- pages ----------------------------------------------------------------------------------------------


def test_from_the_draw_to_the_statistics(office: Office, campaign: Campaign, advance: Advance) -> None:
    advance("accepted")
    client = office.client("bureau")
    answer = client.post(
        f"/reviews/{campaign.pk}/samples/draw/", {"method": "risk", "size": "1", "seed": "8", "note": "全部"}
    )
    recheck = Recheck.objects.get()
    assert answer["Location"] == f"/reviews/samples/{recheck.sample_id}/"
    client.post(f"/reviews/rechecks/{recheck.pk}/", {"score.r1": "4", "reason.r1": "少一半。", "finish": "1"})
    page = client.get(answer["Location"]).content.decode()
    assert "用抽签号重抽，结果一致" in page
    assert "平均偏差 4 分，平均偏差率 50.0%" in page
    assert "已有扣分，但没有写扣分标准" in page
    client.post(answer["Location"], {"note": "全部", "scale": "按比例", "scale_published": "2024-07-01"})
    assert "没有写扣分标准" not in client.get(answer["Location"]).content.decode()


def test_the_page_asks_as_often_for_three_as_for_one(
    office: Office, campaign: Campaign, queued: AddReport, django_assert_num_queries: object
) -> None:
    for number in range(3):
        queued(f"{number}局", "accepted")
    client, bureau = office.client("bureau"), office.actor("bureau")
    for size in (1, 3):
        sample = draw_sample(bureau, campaign=campaign, method="random", size=size)
        with django_assert_num_queries(8):  # type: ignore[operator]
            client.get(f"/reviews/samples/{sample.pk}/")
