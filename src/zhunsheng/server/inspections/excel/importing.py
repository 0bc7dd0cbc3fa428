"""A 问题清单 brought in: what each row would register, what is wrong with it, and registering the good ones."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from django.db import models
from xlsxwriter.utility import xl_col_to_name

from zhunsheng.kernel.labels import compact
from zhunsheng.kernel.numerals import chinese_integer
from zhunsheng.server.inspections.excel.models import ImportedRow, IssueImport
from zhunsheng.server.inspections.excel.workbook import Choices, IssueRow, IssueTable, MeasureRow
from zhunsheng.server.inspections.issues.actions import (
    NewIssue,
    NewMeasure,
    born_overdue,
    faults_of,
    taken_numbers,
)
from zhunsheng.server.inspections.models import (
    FOUND_BY_ROUNDS,
    Category,
    Inspectee,
    Issue,
    Measure,
    Round,
    Source,
    Theme,
)
from zhunsheng.server.inspections.queries import register_or_plain
from zhunsheng.server.inspections.special_actions.models import SpecialAction
from zhunsheng.server.inspections.special_actions.queries import special_actions_visible_to
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.orgs.unit_names import UnitNames


class Standing(StrEnum):
    """Where a row of the Excel stands."""

    NEW = "new"
    DONE = "done"
    EXISTING = "existing"
    UNSURE = "unsure"
    FAULTY = "faulty"

    @property
    def label(self) -> str:
        return {
            "new": "新增",
            "done": "已导入",
            "existing": "台账里已有",
            "unsure": "单位待选定",
            "faulty": "有错",
        }[self.value]


@dataclass(slots=True, frozen=True)
class Fault:
    row: int
    column: int | None
    """None: of the row as a whole."""
    words: str

    @property
    def told(self) -> str:
        where = f" {xl_col_to_name(self.column)} 列" if self.column is not None else ""
        return f"第 {self.row} 行{where}：{self.words}"


@dataclass(slots=True)
class PlannedIssue:
    row: IssueRow
    standing: Standing = Standing.NEW
    unit: Unit | None = None
    new: NewIssue | None = None
    """Of a unit yet to be chosen, a nameless one stands in: such a row is checked, and not registered."""
    special_actions: list[SpecialAction] = field(default_factory=list)
    """What the new issue is tagged with."""
    faults: list[Fault] = field(default_factory=list)
    asks_unit: bool = False
    """What unit its name means is for a person to choose."""
    note: str = ""
    """Worth a look, no hindrance."""

    @property
    def number(self) -> int:
        return self.row.number


@dataclass(slots=True, frozen=True)
class Question:
    """A name of which we aren't sure what unit it is: asked, never guessed."""

    name: str
    rows: int
    candidates: list[Unit]


@dataclass(slots=True)
class Plan:
    table: IssueTable
    issues: list[PlannedIssue]
    questions: list[Question]

    def of(self, standing: Standing) -> list[PlannedIssue]:
        return [planned for planned in self.issues if planned.standing is standing]

    @property
    def listed(self) -> list[PlannedIssue]:
        """What somebody has to look at comes first."""
        first = (Standing.FAULTY, Standing.UNSURE)
        return sorted(self.issues, key=lambda planned: (planned.standing not in first, not planned.faults))

    @property
    def counts(self) -> list[tuple[Standing, int]]:
        found = Counter(planned.standing for planned in self.issues)
        shown = (Standing.NEW, Standing.EXISTING, Standing.UNSURE, Standing.FAULTY)
        return [(standing, found[standing]) for standing in shown]

    @property
    def by_unit(self) -> list[tuple[str, int, int]]:
        """Unit, issues to register, their measures."""
        found: dict[str, list[int]] = {}
        for planned in self.of(Standing.NEW):
            if planned.unit is not None:
                found.setdefault(planned.unit.name, []).append(len(planned.row.measures))
        return [(unit, len(many), sum(many)) for unit, many in found.items()]

    @property
    def faults(self) -> list[Fault]:
        return [fault for planned in self.issues for fault in planned.faults]

    @property
    def noted(self) -> list[tuple[str, list[int]]]:
        """What is worth a look, and in which rows."""
        found: dict[str, list[int]] = {}
        for planned in self.of(Standing.NEW):
            if planned.note and planned.unit is not None:
                found.setdefault(f"{planned.unit.name}{planned.note}", []).append(planned.number)
        return list(found.items())

    @property
    def measures(self) -> int:
        return sum(len(planned.row.measures) for planned in self.of(Standing.NEW))


def choices_of(actor: Actor) -> Choices:
    """What the template's drop-downs offer: the region's rounds, units and dictionaries."""
    rounds = Round.objects.filter(term__tenant_id=actor.tenant).select_related("term")
    return Choices(
        {
            "source": [source.label for source in Source],
            "round": [entry.name for entry in rounds],
            "unit": list(Unit.objects.filter(tenant_id=actor.tenant).values_list("name", flat=True)),
            "category": [
                str(entry) for entry in Category.objects.filter(tenant_id=actor.tenant, is_active=True)
            ],
            "theme": [entry.name for entry in Theme.objects.filter(tenant_id=actor.tenant, is_active=True)],
            "special_actions": [entry.name for entry in special_actions_visible_to(actor)],
            "immediate": ["是", "否"],
        }
    )


def plan_of(actor: Actor, source: IssueImport, table: IssueTable) -> Plan:
    """What the rows would register as the register stands now; nothing is changed."""
    known = _Known(actor, source, table)
    planned = [_planned(row, known) for row in table.rows]
    _find_repeated(planned, table.columns)
    taken = taken_numbers(actor, [entry.new for entry in planned if entry.new is not None])
    for entry in planned:
        _settle(actor, entry, known, taken)
    return Plan(table, planned, known.questions(planned))


# --- what the register knows -------------------------------------------------------------------------------


class _Known:
    """Everything rows are compared with, read once."""

    def __init__(self, actor: Actor, source: IssueImport, table: IssueTable) -> None:
        tenant = actor.tenant
        self.columns = table.columns
        self.unknown_unit = Unit(tenant_id=tenant)
        self.units = UnitNames(Unit.objects.filter(tenant_id=tenant, is_active=True))
        by_id = {unit.pk: unit for unit in self.units.units}
        self.chosen = {
            name: by_id[unit_id] for name, unit_id in source.chosen_units.items() if unit_id in by_id
        }
        self.rounds = _rounds(Round.objects.filter(term__tenant_id=tenant).select_related("term"))
        self.categories = _categories(Category.objects.filter(tenant_id=tenant, is_active=True))
        self.themes = {
            compact(entry.name): entry for entry in Theme.objects.filter(tenant_id=tenant, is_active=True)
        }
        self.special_actions = {
            _key(_parts(entry.name)): entry for entry in special_actions_visible_to(actor)
        }
        self.inspectees: dict[tuple[int, int], list[Inspectee]] = {}
        for entry in Inspectee.objects.filter(
            round__term__tenant_id=tenant, unit__isnull=False
        ).select_related("theme", "round__term"):
            self.inspectees.setdefault((entry.round_id, entry.unit_id or 0), []).append(entry)
        self.register = register_or_plain(actor)
        self.done = set(ImportedRow.objects.filter(source=source).values_list("number", flat=True))
        self._tenant = tenant
        self._wordings: dict[int, dict[str, str]] = {}
        self._numbers = dict(
            Issue.objects.filter(
                tenant_id=tenant, number__in=filter(None, (_number_text(row) for row in table.rows))
            ).values_list("number", "wording")
        )

    def wording_of(self, number: str) -> str | None:
        return self._numbers.get(number)

    def number_of(self, new: NewIssue) -> str | None:
        """Of an issue of the same unit, the same day and the same wording; a unit's are read when first asked."""
        if new.unit.pk not in self._wordings:
            rows = Issue.objects.filter(tenant_id=self._tenant, unit=new.unit)
            self._wordings[new.unit.pk] = {
                f"{day} {compact(text)}": number
                for number, text, day in rows.values_list("number", "wording", "found_on")
            }
        return self._wordings[new.unit.pk].get(f"{new.found_on} {compact(new.wording)}")

    def unit_of(self, row: IssueRow) -> tuple[Unit | None, str]:
        """The unit of a row; or None and what to say, empty where a person is to choose."""
        code, name = row.text("unit_code"), row.text("unit")
        if not code and not name:
            return None, "没有写单位。"
        unit, reason = self.units.find(code, name)
        if unit is None and not code:
            unit, _ = self.units.find(name, "")
            unit = unit or self.chosen.get(compact(name)) or self.units.sure([name])
            reason = ""
        return unit, reason

    def questions(self, planned: Iterable[PlannedIssue]) -> list[Question]:
        asked = Counter(entry.row.text("unit") for entry in planned if entry.standing is Standing.UNSURE)
        return [
            Question(name, rows, self.units.candidates([name]) or self.units.units)
            for name, rows in asked.items()
        ]


def _rounds(rounds: Iterable[Round]) -> dict[str, Round | None]:
    """六届第三轮, 6-3; 第三轮 alone where only one term has it (None: more than one)."""
    found: dict[str, Round | None] = {}
    for entry in rounds:
        found[f"{entry.term.number}-{entry.number}"] = entry
        short = f"-{entry.number}"
        found[short] = None if short in found else entry
    return found


_ROUND = re.compile(
    r"(?:第?([0-9一二三四五六七八九十]+)届)?(?:区委|县委|市委)?(?:第?([0-9一二三四五六七八九十]+)轮)(?:巡察)?"
)


def _round_key(text: str) -> str:
    match = _ROUND.fullmatch(compact(text))
    if match is None:
        return ""
    return "-".join(str(_figure(part)) if part else "" for part in match.groups())


def _figure(text: str) -> int:
    return int(text) if text.isdecimal() else chinese_integer(text) or 0


def _categories(categories: Iterable[Category]) -> dict[str, Category | None]:
    """By group and name; by either alone where it is the only one (None: more than one)."""
    found: dict[str, Category | None] = {}
    for entry in categories:
        found[compact(str(entry))] = entry
        for part in {compact(entry.name), compact(entry.group)} - {"", compact(str(entry))}:
            found[part] = None if part in found else entry
    return found


_BETWEEN_NAMES = re.compile("[、；;]")


def _parts(text: str) -> list[str]:
    return [part.strip() for part in _BETWEEN_NAMES.split(text) if compact(part)]


def _key(parts: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(compact, parts))


def _named_in(
    text: str, known: Mapping[tuple[str, ...], SpecialAction]
) -> tuple[list[SpecialAction], list[str]]:
    """Each once, and the names that are none of them. The longest name counts: it may hold a 、 itself."""
    found: dict[int, SpecialAction] = {}
    unknown: list[str] = []
    longest, parts = max(map(len, known), default=1), _parts(text)
    while parts:
        taken = next((n for n in range(longest, 0, -1) if _key(parts[:n]) in known), 0)
        if taken:
            action = known[_key(parts[:taken])]
            found[action.pk] = action
        else:
            unknown.append(parts[0])
        parts = parts[taken or 1 :]
    return list(found.values()), unknown


# --- a row -------------------------------------------------------------------------------------------------

_YES, _NO = ("是", "√", "✓", "1", "立行立改"), ("否", "不是", "×", "0", "")
_SOURCES = {compact(source.label): source for source in Source} | {
    "常规": Source.ROUTINE,
    "巡察": Source.ROUTINE,
    "专项": Source.SPECIAL,
    "交叉": Source.CROSS,
    "机动": Source.MOBILE,
    "上级": Source.SUPERIOR,
    "上级巡视巡察反馈": Source.SUPERIOR,
    "“回头看”": Source.LOOK_BACK,
    "巡察“回头看”": Source.RECHECK,
    "共性问题": Source.COMMON,
    "提级": Source.ESCALATED,
    "提级整改": Source.ESCALATED,
}
_DATE = re.compile(r"((?:19|20)\d{2})[年./\-、](\d{1,2})[月./\-、](\d{1,2})日?(?:00:00:00)?")
_RUN_TOGETHER = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_SHOWN = 20
UNKNOWN_UNIT = "没有认出是哪个单位，请写全称或单位编码。"


class _Reading:
    """One row's cells, read one after the other; faults are collected with their places."""

    def __init__(self, planned: PlannedIssue, columns: dict[str, int]) -> None:
        self.planned, self.columns = planned, columns

    def fault(self, key: str, words: str, row: int | None = None) -> None:
        number = row if row is not None else self.planned.number
        self.planned.faults.append(Fault(number, self.columns.get(key), words))

    def text(self, key: str) -> str:
        return self.planned.row.text(key)

    def line(
        self, key: str, field_of: type[models.Model], name: str, text: str, row: int | None = None
    ) -> str:
        """A short text; a longer one than the register holds is a fault."""
        most = field_of._meta.get_field(name).max_length  # type: ignore[union-attr]
        if most is not None and len(text) > most:
            self.fault(key, f"“{text[:_SHOWN]}…”有 {len(text)} 个字，最多 {most} 个字。", row)
            return ""
        return text

    def day(self, key: str, text: str, row: int | None = None) -> date | None:
        if not text:
            return None
        day = read_day(text)
        if day is None and text.isdecimal() and len(text) == 5:
            self.fault(key, f"{text} 像是 Excel 内部的日期数，请把这一格设成日期格式。", row)
        elif day is None:
            self.fault(key, f"“{text[:_SHOWN]}”不是日期，请写成 2024-7-30 这样。", row)
        return day

    def source(self) -> Source | None:
        text = compact(self.text("source"))
        if not text:
            self.fault("source", "没有写来源，请从下拉中选。")
        elif text not in _SOURCES:
            self.fault("source", f"没有“{self.text('source')[:_SHOWN]}”这种来源，请从下拉中选。")
        return _SOURCES.get(text)

    def round(self, known: _Known) -> Round | None:
        text = self.text("round")
        if not text:
            return None
        key = _round_key(text)
        found = known.rounds.get(key)
        if found is None and key in known.rounds:
            self.fault("round", f"不止一届有“{text[:_SHOWN]}”，请写明第几届。")
        elif found is None:
            self.fault("round", f"台账里没有“{text[:_SHOWN]}”，请先登记轮次，或从下拉中选。")
        return found

    def category(self, known: _Known) -> Category | None:
        text = self.text("category")
        if not text:
            return None
        found = known.categories.get(compact(text))
        if found is None and compact(text) in known.categories:
            self.fault("category", f"“{text[:_SHOWN]}”不止一类，请从下拉中选。")
        elif found is None:
            self.fault("category", f"问题类别里没有“{text[:_SHOWN]}”，请从下拉中选。")
        return found

    def theme(self, known: _Known) -> Theme | None:
        text = self.text("theme")
        if text and compact(text) not in known.themes:
            self.fault("theme", f"主题里没有“{text[:_SHOWN]}”，请从下拉中选，或先登记主题。")
        return known.themes.get(compact(text))

    def special_actions(self, known: _Known) -> list[SpecialAction]:
        found, unknown = _named_in(self.text("special_actions"), known.special_actions)
        for name in unknown:
            words = f"专项行动里没有“{name[:_SHOWN]}”，请从下拉中选，或先登记专项行动。"
            self.fault("special_actions", words)
        return found

    def immediate(self) -> bool:
        text = compact(self.text("immediate"))
        if text not in (*_YES, *_NO):
            self.fault("immediate", f"立行立改请写“是”或“否”，不是“{text[:_SHOWN]}”。")
        return text in _YES

    def measure(self, row: MeasureRow) -> NewMeasure:
        """What isn't written beside it is the issue's."""
        parts = {
            part: self.line(part, Measure, part, row.texts.get(part) or self.text(part), row.number)
            for part in ("leader", "department", "person")
        }
        key = next((key for key, at in self.columns.items() if at == row.columns.get("due_on")), "due_on")
        due_on = self.day(key, row.texts.get("due_on", ""), row.number)
        text = row.texts.get("text", "")
        if not text:
            self.fault("wording", "写了责任人或时限，没有写措施。", row.number)
        return NewMeasure(text=text, due_on=due_on, **parts)

    def find_same(self, measures: Iterable[NewMeasure]) -> None:
        """The same measure of the same issue once more, as when a row was copied: the later one is at fault."""
        rows: dict[NewMeasure, int] = {}
        for measure, row in zip(measures, self.planned.row.measures, strict=True):
            same = replace(measure, text=compact(measure.text))
            if measure.text and same in rows:
                words = f"和第 {rows[same]} 行是同一个问题的同一条措施，只留一条。"
                self.planned.faults.append(Fault(row.number, row.columns.get("text"), words))
            rows.setdefault(same, row.number)


def read_day(text: str) -> date | None:
    """2024-7-30, 2024.7.30, 2024年7月30日, 20240730, in full-width digits too; nothing else may stand beside it."""
    bare = compact(text)
    match = _DATE.fullmatch(bare) or _RUN_TOGETHER.fullmatch(bare)
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def _number_text(row: IssueRow) -> str:
    return compact(row.text("number"))


def _planned(row: IssueRow, known: _Known) -> PlannedIssue:
    planned = PlannedIssue(row)
    if row.number in known.done:
        planned.standing = Standing.DONE
        return planned
    wording = known.wording_of(_number_text(row))
    if wording is not None:  # whatever else the row says: the register isn't changed
        planned.standing = Standing.EXISTING
        same = not row.text("wording") or compact(wording) == compact(row.text("wording"))
        planned.note = "" if same else "表述和台账里的不一样，台账不改。"
        return planned
    reading = _Reading(planned, known.columns)
    planned.unit, reason = known.unit_of(row)
    planned.asks_unit = planned.unit is None and not reason
    if not row.text("wording"):
        reading.fault("wording", "没有写问题表述。")
    found_on = reading.day("found_on", row.text("found_on"))
    if not row.text("found_on"):
        reading.fault("found_on", "没有写发现日期。")
    source, found_by = reading.source(), reading.round(known)
    category, theme = reading.category(known), reading.theme(known)
    planned.special_actions = reading.special_actions(known)
    immediate, due_on = reading.immediate(), reading.day("due_on", row.text("due_on"))
    fed_back_on = reading.day("fed_back_on", row.text("fed_back_on"))
    number = reading.line("number", Issue, "number", _number_text(row))
    parts = {
        name: reading.line(name, Issue, name, row.text(name)) for name in ("leader", "department", "person")
    }
    measures = tuple(reading.measure(measure) for measure in row.measures)
    reading.find_same(measures)
    if row.due_by_measure:
        due_on = max(filter(None, (due_on, *(measure.due_on for measure in measures))), default=None)
    unreadable = bool(planned.faults) or source is None or found_on is None
    if reason:
        reading.fault("unit", reason)
    if unreadable or source is None or found_on is None:
        return planned
    unit = planned.unit or known.unknown_unit
    inspectee = _inspectee(known, found_by, unit, source)
    if planned.unit and found_by is not None and inspectee is None and source in FOUND_BY_ROUNDS:
        planned.note = (
            f"在{found_by.name}认不出是哪个{source.label}对象，请核对来源和单位。"
            if (found_by.pk, unit.pk) in known.inspectees
            else f"不是{found_by.name}的巡察对象，请核对单位和轮次。"
        )
    planned.new = NewIssue(
        wording=row.text("wording"),
        source=source,
        unit=unit,
        found_on=found_on,
        inspectee=inspectee,
        round=found_by,
        category=category,
        theme=theme,
        immediate=immediate,
        number=number,
        fed_back_on=fed_back_on,
        due_on=due_on,
        measures=measures,
        leader=parts["leader"],
        department=parts["department"],
        person=parts["person"],
    )
    if planned.unit:
        planned.note += _note_of_late_entry(known, planned.new)
    return planned


def _note_of_late_entry(known: _Known, new: NewIssue) -> str:
    told = born_overdue(known.register, new)
    if told is None:
        return ""
    return f"补登的问题，从 {told} 反馈算起已经超期，请填反馈日期或整改时限。"


def _inspectee(known: _Known, found_by: Round | None, unit: Unit, source: Source) -> Inspectee | None:
    """What of the round the issue was found at: the unit's only one of the kind the source tells.

    What was found beside the rounds lies at the regular one.
    """
    if found_by is None:
        return None
    found = known.inspectees.get((found_by.pk, unit.pk), [])
    if len(found) > 1 or source in FOUND_BY_ROUNDS:
        wanted = source if source in FOUND_BY_ROUNDS else Source.ROUTINE
        found = [entry for entry in found if entry.source == wanted]
    return found[0] if len(found) == 1 else None


def _find_repeated(planned: list[PlannedIssue], columns: dict[str, int]) -> None:
    """The same number, or the same issue without a number, twice in the Excel: the later row is at fault."""
    numbers: dict[str, int] = {}
    issues: dict[tuple[int | str, date, str], int] = {}
    for entry in planned:
        if entry.new is None:
            continue
        number = entry.new.number
        unit = entry.new.unit.pk or compact(entry.row.text("unit"))
        same = (unit, entry.new.found_on, compact(entry.new.wording))
        if number and number in numbers:
            words = f"编号 {number} 和第 {numbers[number]} 行的一样。"
            entry.faults.append(Fault(entry.number, columns.get("number"), words))
        elif not number and same in issues:
            words = f"和第 {issues[same]} 行是同一个问题，只留一行。"
            entry.faults.append(Fault(entry.number, columns.get("wording"), words))
        numbers.setdefault(number, entry.number)
        issues.setdefault(same, entry.number)


def _settle(actor: Actor, entry: PlannedIssue, known: _Known, taken: set[str]) -> None:
    """The row's standing, once everything about it is known."""
    if entry.standing is not Standing.NEW:
        return
    if entry.new is not None:
        sure = entry.unit is not None and not entry.faults
        held = known.number_of(entry.new) if sure and not entry.new.number else None
        if held is not None:
            entry.standing, entry.note = Standing.EXISTING, f"台账里的编号是 {held}。"
            return
        entry.faults += [Fault(entry.number, None, words) for words in faults_of(actor, entry.new, taken)]
    if entry.faults:
        entry.standing = Standing.FAULTY
        if entry.asks_unit:
            entry.faults.append(Fault(entry.number, known.columns.get("unit"), UNKNOWN_UNIT))
    elif entry.unit is None:
        entry.standing = Standing.UNSURE
