"""Which units a term has covered, and the papers filled from the register."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from urllib.parse import unquote
from zipfile import ZipFile

import pytest
from docx import Document
from tests.server.inspections.conftest import Inspections

from zhunsheng.press.tree import Role
from zhunsheng.server.inspections.models import Inspectee, Issue, Step, TeamMember
from zhunsheng.server.inspections.rounds import actions as round_actions
from zhunsheng.server.inspections.rounds.coverage import Coverage, coverage_of
from zhunsheng.server.inspections.rounds.notice_models import NoticeKind, NoticeTemplate
from zhunsheng.server.inspections.rounds.notices import (
    BLANK,
    Wording,
    change_wording,
    notice_tree,
    wording_of,
)
from zhunsheng.server.inspections.talent.actions import Particulars, add_talent
from zhunsheng.server.inspections.talent.models import Talent
from zhunsheng.server.orgs.verdicts import Refused


def _said(coverage: Coverage) -> dict[str, tuple[list[list[str]], date | None]]:
    return {entry.unit.name: (list(entry.rounds.values()), entry.last) for entry in coverage.units}


def test_a_unit_is_covered_once_the_team_has_moved_in(inspections: Inspections) -> None:
    term, today = inspections.round.term, date(2023, 6, 1)
    inspector = inspections.office.actor("inspector")
    fourth = round_actions.create_round(inspector, term=term, number=4)
    theme = round_actions.add_theme(inspector, name="信访")
    for unit, kind in (
        (inspections.office.jia_unit, Inspectee.Kind.SPECIAL),
        (inspections.register.unit, "routine"),
    ):
        round_actions.add_inspectee(
            inspector, entry=fourth, team=None, kind=Inspectee.Kind(kind), unit=unit, theme=theme
        )
    before = {
        "示例区委巡察办": ([], None),
        "示例区甲局": ([["常规"]], date(2023, 3, 1)),
        "示例区乙局": ([["常规"]], date(2023, 3, 1)),
    }
    assert _said(coverage_of(term, today)) == before
    round_actions.date_steps(inspector, entry=fourth, days={Step.ENTERED: date(2023, 6, 1)})
    assert _said(coverage_of(term, today)) == before | {
        "示例区委巡察办": ([["信访常规"]], today),
        "示例区甲局": ([["常规"], ["信访专项"]], today),
    }


@pytest.mark.parametrize(
    ("today", "stale"),
    [
        (date(2026, 2, 28), ["示例区委巡察办"]),
        (date(2026, 3, 1), ["示例区委巡察办", "示例区甲局", "示例区乙局"]),
    ],
)
def test_three_years_without_inspection(inspections: Inspections, today: date, stale: list[str]) -> None:
    found = coverage_of(inspections.round.term, today)
    assert [entry.unit.name for entry in found.stale] == stale
    assert (found.covered, [entry.unit.name for entry in found.uncovered]) == (2, ["示例区委巡察办"])


def test_feedback_is_filled_from_the_register(inspections: Inspections, issue: Issue) -> None:
    inspectee = Inspectee.objects.select_related("round__term", "unit", "team").get(pk=inspections.jia.pk)
    tree = notice_tree(inspections.register, NoticeKind.FEEDBACK, inspectee)
    texts = [block.text for block in tree.pages[0].blocks]
    assert [block.role for block in tree.pages[0].blocks[:3]] == [Role.TITLE, Role.ADDRESSEE, Role.BODY]
    assert texts[:-1] == [
        "第一巡察组关于示例区甲局的反馈意见",
        "示例区甲局：",
        "根据示例区委巡察工作领导小组部署，第一巡察组自2023年3月1日起对你单位开展了常规巡察，共发现问题1个。现反馈如下：",
        "1.固定资产盘点账实不符",
        "请于2023年8月8日前完成整改，并按规定报送整改方案和整改进展报告。",
        "第一巡察组",
    ]


def test_what_the_register_does_not_know_is_left_to_write_on(inspections: Inspections) -> None:
    tree = notice_tree(inspections.register, NoticeKind.RECTIFYING, inspections.jia)
    assert f"已于{BLANK}向你单位反馈巡察意见，共有问题{BLANK}个" in tree.pages[0].blocks[2].text


def test_a_paper_may_name_who_is_on_the_team(inspections: Inspections) -> None:
    inspector, kind = inspections.office.actor("inspector"), NoticeKind.FORMING
    talent = Talent.objects.get(name="member")
    round_actions.add_member(inspector, team=inspections.team, talent=talent, duty=TeamMember.Duty.HEAD)
    words = "人数〔人数〕人，组长〔组长〕，副组长〔副组长〕，组员〔组员〕。"
    change_wording(inspector, kind=kind, wording=Wording("通知", words, "〔巡察办〕"))
    for name in ("人才01", "人才02"):
        particulars = Particulars(name, date(2023, 1, 1))
        other = add_talent(inspector, particulars, unit=inspections.office.yi_unit)
        round_actions.add_member(inspector, team=inspections.team, talent=other)
    tree = notice_tree(inspections.register, kind, inspections.jia)
    assert tree.pages[0].blocks[1].text == f"人数3人，组长member，副组长{BLANK}，组员人才01、人才02。"


def test_a_place_changes_a_wording_and_takes_the_sample_up_again(inspections: Inspections) -> None:
    inspector, tenant = inspections.office.actor("inspector"), inspections.office.tenant.pk
    sample = wording_of(tenant, NoticeKind.ANNOUNCEMENT)
    own = Wording("公告", "〔巡察组〕进驻〔被巡察单位〕。", "〔巡察办〕")
    change_wording(inspector, kind=NoticeKind.ANNOUNCEMENT, wording=own)
    assert wording_of(tenant, NoticeKind.ANNOUNCEMENT) == own
    change_wording(inspector, kind=NoticeKind.ANNOUNCEMENT, wording=None)
    assert (wording_of(tenant, NoticeKind.ANNOUNCEMENT), NoticeTemplate.objects.count()) == (sample, 0)


def test_a_wording_asks_for_nothing_the_register_has_not(inspections: Inspections) -> None:
    with pytest.raises(Refused, match="台账里没有“组长电话”这一项"):
        change_wording(
            inspections.office.actor("inspector"),
            kind=NoticeKind.ANNOUNCEMENT,
            wording=Wording("公告", "电话：〔组长电话〕", ""),
        )


def test_the_papers_of_a_round_are_downloaded_as_word(inspections: Inspections, issue: Issue) -> None:
    client = inspections.office.client("inspector")
    page = client.get(f"/inspections/rounds/{inspections.round.pk}/notices/").content.decode()
    address = f"/inspections/inspectees/{inspections.jia.pk}/notices/feedback/"
    assert address in page
    document = Document(BytesIO(b"".join(client.get(address))))
    assert document.paragraphs[0].text == "第一巡察组关于示例区甲局的反馈意见"


def test_one_paper_for_the_whole_round_is_downloaded_at_once(inspections: Inspections, issue: Issue) -> None:
    inspector, entry = inspections.office.actor("inspector"), inspections.round
    kind, elsewhere = Inspectee.Kind.CROSS, "外县某镇"
    round_actions.add_inspectee(inspector, entry=entry, team=None, kind=kind, elsewhere=elsewhere)
    client, pages = inspections.office.client("inspector"), f"/inspections/rounds/{entry.pk}/notices/"
    assert f"{pages}announcement/" in client.get(pages).content.decode()
    answer = client.get(f"{pages}announcement/")
    assert unquote(answer["Content-Disposition"]).endswith("''六届第三轮巡察公告.zip")
    with ZipFile(BytesIO(b"".join(answer))) as package:
        papers = {name: Document(BytesIO(package.read(name))) for name in package.namelist()}
    said = "根据示例区委巡察工作领导小组统一部署，{}自2023年3月1日起对{}开展{}巡察。"
    assert {name: paper.paragraphs[1].text for name, paper in papers.items()} == {
        "01 巡察公告（示例区甲局）.docx": said.format("第一巡察组", "示例区甲局", "常规"),
        "02 巡察公告（示例区乙局）.docx": said.format("第二巡察组", "示例区乙局", "常规"),
        "03 巡察公告（外县某镇）.docx": said.format(BLANK, "外县某镇", "交叉"),
    }


def test_a_round_without_inspectees_has_no_papers(inspections: Inspections) -> None:
    inspector, client = inspections.office.actor("inspector"), inspections.office.client("inspector")
    empty = round_actions.create_round(inspector, term=inspections.round.term, number=4)
    pages = f"/inspections/rounds/{empty.pk}/notices/"
    assert "整轮" not in client.get(pages).content.decode()
    answer = client.get(f"{pages}announcement/")
    assert (answer.status_code, "六届第四轮还没有巡察对象。" in answer.content.decode()) == (403, True)
    assert client.get(f"{pages}report/").status_code == 404
