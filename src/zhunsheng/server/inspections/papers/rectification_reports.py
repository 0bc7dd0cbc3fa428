"""整改报告: a unit's report on the issues of a round, in the wording the place keeps, its ledger as the annex.

Every count in it is the ledger's. What only people can say is left as a line to write on: of clues and
letters there stand numbers alone, and people write them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.utils import timezone

from zhunsheng.press.headings import chinese
from zhunsheng.press.tree import Page, Role, Table, Text, Tree, plain_table
from zhunsheng.press.values import day_text
from zhunsheng.server.audit.trail import record
from zhunsheng.server.inspections.ledger.totals import UnitLine, totals_by, totals_of, unit_line
from zhunsheng.server.inspections.models import ENDED, Inspectee, Issue, IssueState, Measure, Round
from zhunsheng.server.inspections.queries import register_of, register_or_plain, rounds_visible_to, visible_to
from zhunsheng.server.inspections.rounds.notice_models import NoticeKind
from zhunsheng.server.inspections.rounds.notices import BLANK, day_words, filled, wording_of
from zhunsheng.server.inspections.subjects import round_subject
from zhunsheng.server.inspections.supervision.accountability import held_to_account
from zhunsheng.server.inspections.supervision.models import IssuedRule
from zhunsheng.server.inspections.supervision.rules import rules_after
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Role as Duty
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.orgs.subtrees import units_below
from zhunsheng.server.orgs.verdicts import YES, Verdict, no, require

_HEADING = re.compile(r"[一二三四五六七八九十]+、[^，。；]{2,30}")


def may_draw(actor: Actor, unit_id: int) -> Verdict:
    """The office and the leading group of every unit, a unit's own people and its 派驻纪检组 of theirs."""
    if actor.has(Duty.INSPECTION, Duty.LEADING):
        return YES
    if unit_id in units_below(actor, Duty.RECTIFIER, Duty.DISCIPLINE):
        return YES
    return no("整改报告由责任单位、派驻纪检组和巡察办查看。")


@dataclass(slots=True, frozen=True)
class ReportLine:
    round: Round
    line: UnitLine


def reported_rounds(actor: Actor) -> list[Round]:
    """Those with issues this person sees, the newest first."""
    seen = Exists(visible_to(actor).filter(round=OuterRef("pk")))
    return list(rounds_visible_to(actor).filter(seen).order_by("-term__number", "-number"))


def reports_for(actor: Actor, rounds: Sequence[Round]) -> list[ReportLine]:
    """Each of the rounds and unit with issues this person may report on, with the ledger's counts."""
    issues, places = visible_to(actor), {entry.pk: place for place, entry in enumerate(rounds)}
    issues = issues.filter(round__in=places)
    found = totals_by(issues, register_or_plain(actor), timezone.localdate(), "round_id", "unit_id")
    units = {unit.pk: unit for unit in Unit.objects.filter(pk__in={unit_id for _, unit_id in found})}
    lines = [
        ReportLine(rounds[places[round_id]], unit_line(units[unit_id], totals))
        for (round_id, unit_id), totals in found.items()
        if may_draw(actor, unit_id)
    ]
    return sorted(lines, key=lambda of: (places[of.round.pk], -of.line.overdue, of.line.unit.code))


@transaction.atomic
def draw_report(actor: Actor, *, round_id: int, unit_id: int) -> Tree:
    """The report as of today; that it was drawn stands in the trace."""
    require(may_draw(actor, unit_id))
    entry = rounds_visible_to(actor).filter(pk=round_id).first()
    unit = Unit.objects.filter(pk=unit_id, tenant_id=actor.tenant).first()
    issues = visible_to(actor).filter(round=entry, unit_id=unit_id)
    found = list(issues.order_by("number").select_related("category").prefetch_related("measures__unit"))
    if entry is None or unit is None or not found:
        raise Http404
    today = timezone.localdate()
    line = unit_line(unit, totals_of(issues, register_or_plain(actor), today))
    record(actor, "draw_report", round_subject(entry), {"unit": unit.name, "issues": line.total})
    return _tree(actor, entry, line, found, today)


def _tree(actor: Actor, entry: Round, line: UnitLine, issues: list[Issue], today: date) -> Tree:
    wording = wording_of(actor.tenant, NoticeKind.REPORT)
    values = _values(actor, entry, line, issues, today)
    title = filled(wording.title, values)
    page = Page([Text(part, Role.TITLE) for part in _title_lines(title)])
    for at, text in enumerate(filter(None, (line.strip() for line in wording.text.split("\n")))):
        page.blocks += _blocks(text, at == 0, values, issues)
    page.blocks += [
        Text("附件：", Role.LIST_HEAD),
        Text("整改台账", Role.LIST_ITEM),
        Text(filled(wording.sign, values), Role.SIGN_OFF),
        Text(day_text(today), Role.SIGN_OFF),
    ]
    annex = Page(landscape=True)
    annex.blocks += [Text("附件", Role.ANNEX_NUMBER), Text(f"{line.unit.name}整改台账", Role.TABLE_TITLE)]
    annex.blocks.append(_ledger(issues))
    return Tree(title, [page, annex])


_TITLE_SIGNS = 20
"""Of 二号 on a line."""


def _title_lines(title: str) -> list[str]:
    """Who it is from on a line of its own, where all of it is too long for one."""
    who, about, what = title.partition("关于")
    return [who, about + what] if who and what and len(title) > _TITLE_SIGNS else [title]


def _blocks(text: str, first: bool, values: dict[str, str], issues: list[Issue]) -> list[Text | Table]:
    if text == "〔逐条整改情况〕":
        return [block for at, issue in enumerate(issues, start=1) for block in _one(at, issue)]
    if text == "〔未完成问题〕":
        open_ = [issue for issue in issues if issue.state not in ENDED]
        lines = [_unfinished(at, issue) for at, issue in enumerate(open_, start=1)]
        return [Text(line, Role.BODY) for line in lines or ["没有未完成整改的问题。"]]
    said = filled(text, values)
    if first and said.endswith("："):
        return [Text(said, Role.ADDRESSEE)]
    if _HEADING.fullmatch(said):
        return [Text(said, Role.HEADING, 1)]
    return [Text(said, Role.BODY)]


def _values(actor: Actor, entry: Round, line: UnitLine, issues: list[Issue], today: date) -> dict[str, str]:
    inspectee = Inspectee.objects.filter(round=entry, unit=line.unit).select_related("team").first()
    told = (inspectee.fed_back_on if inspectee is not None else None) or entry.fed_back_on
    register = register_of(actor)
    team = inspectee.team if inspectee is not None else None
    counts = {
        "问题总数": line.total,
        "已销号": line.closed,
        "期内整改": line.in_time,
        "超期未完成": line.overdue,
        "长期坚持": line.long_term,
        "立行立改": sum(issue.immediate for issue in issues),
        "措施总数": sum(issue.measures_total for issue in issues),
        "措施完成": sum(issue.measures_done for issue in issues),
    }
    rules, answered = rules_after(entry, line.unit, told), held_to_account(entry, line.unit)
    return {name: str(number) for name, number in counts.items()} | {
        "被巡察单位": line.unit.name,
        "轮次": entry.name,
        "巡察组": team.name if team is not None else "",
        "反馈日期": day_words(told),
        "截止日期": day_text(today),
        "巡察办": register.unit.name if register is not None else "",
        # What nobody entered is not 0: a line to write on.
        "制度数": str(len(rules)) if rules else "",
        "制度名称": "、".join(map(_cited, rules)),
        **{name: _or_blank(number) for name, number in zip(_ANSWERED_FOR, answered.values(), strict=True)},
        "填写": "",
    }


_ANSWERED_FOR = ("问责组织", "党纪政务处分", "组织处理", "批评教育")
"""What stands in the wording for `accountability.COUNTS`."""


def _or_blank(number: int | None) -> str:
    return "" if number is None else str(number)


def _cited(rule: IssuedRule) -> str:
    """《固定资产管理办法》（示办发〔2023〕11号）."""
    number = f"（{rule.document_number}）" if rule.document_number else ""
    return f"《{rule.name.strip('《》')}》{number}"


# --- issue by issue ----------------------------------------------------------------------------------------


def _one(at: int, issue: Issue) -> list[Text]:
    measures = [_measure(number, measure) for number, measure in enumerate(issue.measures.all(), start=1)]
    return [
        Text(f"（{chinese(at) if at < 100 else at}）{issue.wording.rstrip('。')}", Role.HEADING, 2),
        *(Text(line, Role.BODY) for line in measures or ["还没有写整改措施。"]),
        Text(f"整改进展：{_standing(issue)}。", Role.BODY),
    ]


def _measure(number: int, measure: Measure) -> str:
    who = "、".join(filter(None, (measure.unit_name, measure.leader, measure.department, measure.person)))
    by = f"（{who}）" if who else ""
    if measure.done_on is not None:
        done = f"，{day_text(measure.done_on)}完成"
    else:
        done = f"，时限{day_text(measure.due_on)}，尚未完成" if measure.due_on else "，尚未完成"
    return f"{number}.{measure.text.rstrip('。')}{by}{done}。"


def _in_ledger(number: int, measure: Measure) -> str:
    return f"{number}.{measure.text}" + (f"（{measure.unit_name}）" if measure.unit is not None else "")


def _standing(issue: Issue) -> str:
    if issue.state == IssueState.CLOSED and issue.closed_on is not None:
        return f"{day_text(issue.closed_on)}销号"
    return str(issue.get_state_display())


def _unfinished(at: int, issue: Issue) -> str:
    due = f"，整改时限{day_text(issue.due_on)}" if issue.due_on is not None else ""
    return f"{at}.{issue.wording.rstrip('。')}（{issue.get_state_display()}{due}）。未完成的原因：{BLANK}"


_COLUMNS = (
    ("序号", 6),
    ("编号", 18),
    ("问题", 32),
    ("整改措施", 34),
    ("责任领导", 12),
    ("责任部门", 12),
    ("责任人", 10),
    ("整改时限", 15),
    ("整改进展", 16),
)
_LEFT = ("问题", "整改措施")


def _ledger(issues: list[Issue]) -> Table:
    headings, widths = zip(*_COLUMNS, strict=True)
    return plain_table(headings, [_row(at, issue) for at, issue in enumerate(issues, start=1)], widths, _LEFT)


def _row(at: int, issue: Issue) -> tuple[str, ...]:
    measures = list(issue.measures.all())
    return (
        str(at),
        issue.number,
        issue.wording,
        "\n".join(_in_ledger(number, measure) for number, measure in enumerate(measures, start=1)),
        issue.leader,
        issue.department,
        issue.person,
        str(issue.due_on or ""),
        f"{issue.closed_on}\n销号" if issue.state == IssueState.CLOSED else issue.get_state_display(),
    )
