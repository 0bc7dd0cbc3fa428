"""共性问题: alike wordings are suggested, people decide, and nobody else sees any of it."""

from __future__ import annotations

import io
import json
from datetime import date

import openpyxl
import pytest
from tests.server.inspections.conftest import Inspections

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.inspections.common import problems as common_problems
from zhunsheng.server.inspections.common.documents import common_xlsx
from zhunsheng.server.inspections.common.models import CommonLink, CommonProblem
from zhunsheng.server.inspections.common.neighbours import neighbours_of
from zhunsheng.server.inspections.common.similar import groups_of, pairs_of, share
from zhunsheng.server.inspections.issues.actions import NewIssue, register_issues
from zhunsheng.server.inspections.models import Issue, Source, Support
from zhunsheng.server.orgs.verdicts import Refused

DECIDED = {"decided_by": "领导小组会议", "decided_on": date(2023, 6, 1)}


@pytest.fixture
def issues(inspections: Inspections) -> list[Issue]:
    """001 and 003 alike at two units, 002 and 004 alike at one, 005 alone."""
    office = inspections.office
    found = (
        (office.jia_unit, "固定资产盘点账实不符，3 件没有登记。"),
        (office.jia_unit, "会议记录不完整，2 次没有签字。"),
        (office.yi_unit, "固定资产盘点账实不符，15件没有登记"),
        (office.jia_unit, "会议记录不完整，有 3 次没有签字。"),
        (office.yi_unit, "档案归档没有目录。"),
    )
    news = [NewIssue(wording, Source.SUPERVISION, unit, date(2023, 3, 20)) for unit, wording in found]
    return register_issues(office.actor("inspector"), news)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("固定资产账实不符，3 件没有登记", "固定资产账实不符，１５件没有登记。", True),
        ("差旅报销审核不严，三笔缺少审批单", "差旅报销审核不严格，缺少审批单五笔", True),
        ("固定资产账实不符", "会议记录不完整", False),
        ("党组会议记录不完整", "支部学习记录不完整", False),
    ],
)
def test_alike(one: str, other: str, alike: bool) -> None:
    assert (share(pairs_of(one), pairs_of(other)) >= 0.6) is alike


def test_a_chain_of_small_differences_joins_nothing_far_apart() -> None:
    chain = ["甲乙丙丁戊己庚辛", "甲乙丙丁戊己子丑", "甲乙丙丁寅卯子丑"]
    assert (
        share(pairs_of(chain[0]), pairs_of(chain[2])) < 0.6 <= share(pairs_of(chain[1]), pairs_of(chain[0]))
    )
    assert [group.ids for group in groups_of(enumerate(chain))] == [[0, 1], [2]]


def test_only_what_several_units_have_is_suggested(inspections: Inspections, issues: list[Issue]) -> None:
    inspector = inspections.office.actor("inspector")
    found = common_problems.suggestions(inspector)
    assert [[issue.number[-3:] for issue in entry.issues] for entry in found] == [["001", "003"]]
    assert CommonProblem.objects.count() == 0
    common_problems.decide_common(
        inspector, title="固定资产账实不符", issue_ids=[issues[0].pk, issues[2].pk], **DECIDED
    )
    assert common_problems.suggestions(inspector) == []


def test_a_person_decides_and_the_trace_tells_numbers_only(
    inspections: Inspections, issues: list[Issue]
) -> None:
    inspector = inspections.office.actor("inspector")
    problem = common_problems.decide_common(
        inspector, title="固定资产账实不符", issue_ids=[issues[0].pk, issues[2].pk], **DECIDED
    )
    common_problems.link_common(inspector, problem=problem, issue_ids=[issues[4].pk, issues[0].pk])
    common_problems.unlink_common(inspector, problem=problem, issue_id=issues[4].pk)
    linked = CommonLink.objects.order_by("pk").values_list("issue__number", flat=True)
    assert list(linked) == ["DC2023-001", "DC2023-003"]
    told = [
        (entry.verb, entry.subject_name, json.loads(entry.details))
        for entry in Entry.objects.filter(subject=f"common_problem/{problem.pk}").order_by("id")
    ]
    name = f"共性问题 {problem.pk}"
    assert told == [
        ("decide_common", name, {"issues": ["DC2023-001", "DC2023-003"], "on": "2023-06-01"}),
        ("link_common", name, {"issues": ["DC2023-005"]}),
        ("unlink_common", name, {"issues": ["DC2023-005"]}),
    ]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"title": "账"}, "共性问题写 4 到 100 个字"),
        ({"decided_by": " "}, "请写明由谁认定"),
        ({"decided_on": None}, "请填写认定日期"),
        ({"decided_on": date(2099, 1, 1)}, "不能晚于今天"),
        ({"issue_ids": []}, "至少涉及两个单位"),
    ],
)
def test_what_is_refused(
    inspections: Inspections, issues: list[Issue], changed: dict[str, object], words: str
) -> None:
    given = {"title": "固定资产账实不符", "issue_ids": [issues[0].pk, issues[2].pk]} | DECIDED | changed
    with pytest.raises(Refused, match=words):
        common_problems.decide_common(inspections.office.actor("inspector"), **given)  # type: ignore[arg-type]
    assert CommonProblem.objects.count() == 0


def test_the_leading_group_reads_and_has_no_buttons(inspections: Inspections, issues: list[Issue]) -> None:
    office = inspections.office
    problem = common_problems.decide_common(
        office.actor("inspector"), title="固定资产账实不符", issue_ids=[issues[0].pk, issues[2].pk], **DECIDED
    )
    found = {}
    for name in ("inspector", "leading"):
        pages = [
            office.client(name).get(f"/inspections/common/{address}").content.decode()
            for address in ("", f"{problem.pk}/")
        ]
        assert all("固定资产账实不符" in page for page in pages), name
        found[name] = [word in "".join(pages) for word in ("印发通报", "看相近的问题", "移出勾选的")]
    assert found == {"inspector": [True] * 3, "leading": [False] * 3}
    leading = office.actor("leading")
    with pytest.raises(Refused, match="台账由巡察办登记。"):
        common_problems.unlink_common(leading, problem=problem, issue_id=issues[0].pk)
    with pytest.raises(Refused, match="全区的情况由巡察办和巡察领导小组查看。"):
        common_problems.problems_of(office.actor("jia_rectifier"))


def test_nobody_but_the_office(inspections: Inspections, issues: list[Issue]) -> None:
    for name in ("leading", "member", "jia_rectifier", "jia_discipline", "bureau", "admin"):
        with pytest.raises(Refused, match="巡察办"):
            common_problems.suggestions(inspections.office.actor(name))


def test_more_of_the_kind_are_shown_beside_it(inspections: Inspections, issues: list[Issue]) -> None:
    found = common_problems.alike(inspections.office.actor("inspector"), [issues[0]])
    assert [issue.number for issue in found] == ["DC2023-003"]


def test_the_list_names_units_only_if_asked(inspections: Inspections, issues: list[Issue]) -> None:
    inspector = inspections.office.actor("inspector")
    common_problems.decide_common(
        inspector, title="固定资产账实不符", issue_ids=[issues[0].pk, issues[2].pk], **DECIDED
    )
    for named, columns in ((False, 6), (True, 7)):
        page = openpyxl.load_workbook(io.BytesIO(common_xlsx(inspector, named=named))).worksheets[0]
        assert len([cell.value for cell in page[3]]) == columns
        assert page["E4"].value == "固定资产账实不符"


# --- beside an issue -------------------------------------------------------------------------------------


def test_beside_an_issue_stand_those_like_it_of_other_units_and_rounds(
    inspections: Inspections, issues: list[Issue]
) -> None:
    office = inspections.office
    elsewhere = register_issues(
        office.actor("inspector"),
        [
            NewIssue(
                "固定资产盘点账实不符，9 件没有登记",
                Source.ROUTINE,
                office.jia_unit,
                date(2023, 3, 20),
                inspectee=inspections.jia,
            )
        ],
    )

    def beside(issue: Issue) -> list[str]:
        return sorted(entry.number for entry in neighbours_of(office.actor("inspector"), issue))

    first, second, third, _, _ = issues
    assert beside(first) == sorted([third.number, elsewhere[0].number])
    assert beside(second) == []  # the only one like it is of the same unit and round
    page = office.client("inspector").get(f"/inspections/issues/{first.pk}/alike/").content.decode()
    assert [entry.number in page for entry in (third, elsewhere[0], second)] == [True, True, False]


def test_beside_an_issue_stands_nothing_one_may_not_see(
    inspections: Inspections, issues: list[Issue]
) -> None:
    first, third = issues[0], issues[2]
    assert neighbours_of(inspections.office.actor("jia_rectifier"), first) == []
    Support.objects.create(issue=third, unit=inspections.office.jia_unit, sent_on=date(2023, 4, 1))
    assert neighbours_of(inspections.office.actor("jia_rectifier"), first) == [third]


def test_at_most_five_stand_beside_an_issue(inspections: Inspections, issues: list[Issue]) -> None:
    office = inspections.office
    more = [
        NewIssue(
            f"固定资产盘点账实不符，{n} 件没有登记", Source.SUPERVISION, office.yi_unit, date(2023, 3, 20)
        )
        for n in range(6)
    ]
    register_issues(office.actor("inspector"), more)
    assert len(neighbours_of(office.actor("inspector"), issues[0])) == 5
