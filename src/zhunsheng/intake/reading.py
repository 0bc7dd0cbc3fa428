"""From a document to the reports in it: which form each table is, whose report, what it says."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cached_property

from zhunsheng.intake.captions import is_caption, is_note, money_unit
from zhunsheng.intake.cells_by_line import labels_in, with_tables
from zhunsheng.intake.document import Cell, Document, Paragraph, Table
from zhunsheng.intake.form_rows import FormRows, rows_of
from zhunsheng.intake.matcher import Catalogue, TableMatcher, prepare
from zhunsheng.intake.matching import TableReader, TableReading, seen_table
from zhunsheng.intake.narrative import read_mentions, read_section_facts, read_sections
from zhunsheng.intake.outline import numbered
from zhunsheng.intake.parts import (
    CERTAIN,
    FEWEST_LABELS,
    Group,
    Part,
    begins_report,
    parts_of,
    with_heads,
    without_lookalikes,
)
from zhunsheng.intake.repeated_cells import with_merges
from zhunsheng.intake.row_numbers import without_row_numbers
from zhunsheng.kernel.errors import UnreadableFile
from zhunsheng.kernel.facts import Fact, State, blank
from zhunsheng.kernel.form import Form
from zhunsheng.kernel.labels import compact
from zhunsheng.kernel.numerals import BLANKS, read_value
from zhunsheng.kernel.places import CellPlace, TextPlace
from zhunsheng.kernel.report import ANNEX_LIST, FRONT, SIGN_OFF, Doubt, Report, Section, TableSeen, Unread
from zhunsheng.rulebook.facts import kind_of
from zhunsheng.rulebook.loading import Rulebook
from zhunsheng.rulebook.phrases import load_phrases

_IN_LABELS = (".points", ".year")
"""Ends of facts a blank form prints inside its labels."""

STRANGE = 0.5
"""More strange labels than this share of the known ones make a table another form."""

_NOT_A_REPORT = "没有找到绩效自评的表格或章节，请确认是否选错了文件。"
_LOST_CELLS = "有张表散成了文字，分不清哪格是空的，没有读取，能否提供 Word 或网页原件？"

WORKBOOKS = frozenset(("xlsx", "xls", "ods", "csv"))
"""Formats that hold tables and no text."""

_DATE_ALONE = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")
_UNIT_ALONE = re.compile(
    r"(?:局|办公室|办|中心|委员会|委|会|部|院|馆|府|处|站|所|校|学|社|厅|\(盖章\)|\(公章\))$"
)

_ANNEX_LIST = re.compile(
    r"^(附件[:：]?(\s*1[.、．].{2,40})?|.{0,6}(报告)?应?包括以下附件[:：]?|附件清单[:：]?|附[:：])$"
)
_TITLE = re.compile(r"绩效.{0,4}(自评|评价).{0,6}(报告|表|情况)$|自评报告$|自评表$")
_FILLED_LABEL = re.compile(r"(?:人|日期|单位|电话)\s*[：:].")
_YEAR_AT_END = re.compile(r"\(\d{4}年度?\)$")
_NEXT_ENTRY = re.compile(r"\s+(?:[^\s:：（(]{2,6}(?:[（(][^）)]{1,6}[）)])?[:：]|[（(]\s*\d{4}\s*年)")
"""In a line of labels and values: where something else begins."""
_LIKE_A_LABEL = re.compile(r"^[^\d。；]{2,14}$")
_YEAR = re.compile(r"((?:19|20)\d{2})\s*年")
_FISCAL_YEAR = re.compile(r"((?:19|20)\d{2})年度")
_YEAR_OF_NO_DATE = re.compile(r"((?:19|20)\d{2})年(?!\d{1,2}月)")
_UNIT_IN_TITLE = re.compile(
    r"^(?:关于)?(?P<before>.*?)(?:(?:19|20)\d{2}年度?)?(?P<after>.*?)(?:预算)?(?:部门|单位)?(?:整体)?(?:项目)?(?:预算)?(?:支出)?"
    r"(?:的)?绩效.{0,4}(?:自评|评价)"
)


UNFILLED = blank()
"""A fact of the form the file says nothing of: one for all, facts are replaced, never changed."""


class Intake:
    """Reads documents with the forms of one rulebook."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.matchers = {
            (form.id, table.id): prepare(form, table)
            for form in rulebook.forms.values()
            for table in form.tables
        }
        self.catalogue = Catalogue(tuple(self.matchers.values()))
        self.phrases = load_phrases()

    @cached_property
    def _form_rows(self) -> list[FormRows]:
        return rows_of(self.matchers.values())

    def read(self, document: Document, scheme: str | None = None) -> list[Report]:
        """Every report of a document.

        Raises UnreadableFile(not_a_report) for a text that is no report at all.
        """
        only = self.rulebook.forms[self.rulebook.schemes[scheme].form] if scheme else None
        blocks = with_tables(document, self._form_rows)
        groups = self._groups(blocks, only)
        reports = [report for group in groups if _is_report(report := self._report(group, document, scheme))]
        lost_cells = self._lost_cells(document, blocks)
        if not reports:
            raise UnreadableFile("not_a_report", _LOST_CELLS if lost_cells else _NOT_A_REPORT)
        if lost_cells:
            reports[0].doubts.append(Doubt(_LOST_CELLS, None, []))
        return self._without_blank_forms(reports)

    def _lost_cells(self, document: Document, blocks: list[Paragraph | Table]) -> bool:
        """Whether a form's labels stand in lines of text and nothing tells which values are whose."""
        if document.has_tables:
            return False
        candidates = self.catalogue.candidates(labels_in(blocks))
        return any(candidate.coverage >= CERTAIN for candidate in candidates)

    def _without_blank_forms(self, reports: list[Report]) -> list[Report]:
        """A form left blank beside filled ones is nobody's report; that it is there is said."""
        filled = [report for report in reports if not self._is_blank_form(report)]
        if not filled or len(filled) == len(reports):
            return reports
        for report in filled:
            report.notes.append(f"文件里还有{len(reports) - len(filled)}份没有填的空白表，没有当作报告。")
        return filled

    def _is_blank_form(self, report: Report) -> bool:
        """Whether nothing stands in the tables but what the blank form prints."""
        if report.form is None or report.indicators or report.unread or report.sections:
            return False
        printed = {key for table in self.rulebook.forms[report.form].tables for key in table.fixed}
        given = [key for key, fact in report.facts.items() if fact.state is State.GIVEN]
        return all(
            key in printed or key.startswith("score.class.") or key.endswith(_IN_LABELS) for key in given
        )

    # -- which rows are which table ---------------------------------------------------------------

    def _groups(self, blocks: list[Paragraph | Table], only: Form | None) -> list[Group]:
        tables = [block for block in blocks if isinstance(block, Table)]
        parts = self._parts(tables, only)
        groups = [Group()]
        seen: list[Part] = []
        number = 0
        for block in blocks:
            if isinstance(block, Paragraph):
                groups[-1].blocks += _lines(block) if "\n" in block.text else (block,)
                continue
            mine = [part for part in parts if part.number == number]
            if not mine:
                groups[-1].blocks.append((block, number))
            for part in mine:
                if begins_report(part, seen):
                    groups.append(_split_off(groups[-1]))
                    seen = []
                groups[-1].blocks.append(part)
                seen.append(part)
            number += 1
        return groups

    def _parts(self, tables: list[Table], only: Form | None) -> list[Part]:
        """Every form table in the tables of a file."""
        tables = [with_merges(table, self.catalogue.is_label) for table in without_row_numbers(tables)]
        parts: list[Part] = []
        for number, table in enumerate(tables):
            parts += parts_of(self.catalogue, table, number, only, parts[-1] if parts else None)
        return with_heads(without_lookalikes(parts), tables)

    # -- one report -------------------------------------------------------------------------------

    def _report(self, group: Group, document: Document, forced: str | None) -> Report:
        report = Report(notes=list(document.notes))
        self._recognise(report, group, forced)
        prose = _Prose()
        known = self._tables(report, group, prose)
        strange = _too_strange(report, group, known) or _is_of_another_kind(report, self.rulebook)
        if forced is None and report.scheme is not None and strange:
            self._ask_for_scheme(report)
        front, report.sections = read_sections(prose.paragraphs, self._titles(report, forced))
        prose.outside = {FRONT: front} | prose.outside
        report.title = _title(list(prose.outside.values()))
        report.annexes_only = document.format in WORKBOOKS and bool(report.tables) and not report.sections
        self._outside(report, prose)
        report.fiscal_year = _fiscal_year(report)
        report.unit = _unit(report)
        read_mentions(report, self.phrases)
        read_section_facts(report, self.phrases)
        return report

    def _recognise(self, report: Report, group: Group, forced: str | None) -> None:
        parts = group.parts
        form = (
            max((p.matcher.form for p in parts), key=lambda f: _total_coverage(f, parts)) if parts else None
        )
        if forced:
            report.scheme = forced
            form = self.rulebook.forms[self.rulebook.schemes[forced].form]
        elif form is not None and _table_coverage(form, parts) >= CERTAIN:
            report.scheme = self.rulebook.scheme_of_form(form.id)
        if form is None:
            form = self._form_of_text(report, group)
        if form is None:
            return
        report.form = form.id
        if report.scheme is None:
            self._ask_for_scheme(report)
        report.facts |= dict.fromkeys(form.keys, UNFILLED)

    def _ask_for_scheme(self, report: Report) -> None:
        """The form is none of ours: its table was read by the nearest."""
        nearest = self.rulebook.scheme_of_form(report.form or "")
        title = self.rulebook.schemes[nearest].title
        question = f"没有认出这张表属于哪个方案，最接近“{title}”，是否按它读取？"
        report.scheme = None
        report.doubts.insert(0, Doubt(question, None, [nearest]))

    def _form_of_text(self, report: Report, group: Group) -> Form | None:
        """The form of a report without tables, by the headings its scheme asks for."""
        lines = {
            compact(found.body).rstrip("。")
            for b in group.blocks
            if isinstance(b, Paragraph) and (found := numbered(b.text))
        }
        for scheme in self.rulebook.schemes.values():
            titles = {compact(section.title) for section in scheme.sections}
            if len(titles & lines) >= FEWEST_LABELS:
                report.scheme = scheme.id
                return self.rulebook.forms[scheme.form]
        return None

    def _titles(self, report: Report, forced: str | None) -> tuple[str, ...]:
        scheme = self.rulebook.schemes.get(forced or report.scheme or "")
        if scheme is None:
            return ()
        return tuple(t for section in scheme.sections for t in (section.title, *section.synonyms))

    def _tables(self, report: Report, group: Group, prose: _Prose) -> set[str]:
        """Read every table; the labels of the form met."""
        blocks = group.blocks
        reader: TableReader | None = None
        known: set[str] = set()
        pending: list[Paragraph] = []
        for block in blocks:
            if isinstance(block, Paragraph):
                pending.append(block)
                continue
            if isinstance(block, tuple):
                table, number = block
                _note_unknown_rows(report, table.rows, number)
                continue
            captions = self._take_captions(pending, block.matcher)
            if reader is not None:
                self._after_table(report, pending, reader.matcher, prose)
            else:
                prose.take(pending)
            pending = []
            reader = self._table(report, block, captions, prose, reader)
            known |= reader.reading.known
        if reader is not None:
            self._after_table(report, pending, reader.matcher, prose)
        else:
            prose.take(pending)
        return known

    def _table(
        self, report: Report, part: Part, captions: list[str], prose: _Prose, before: TableReader | None
    ) -> TableReader:
        matcher = part.matcher
        name = _outside_name(matcher, prose)
        unit = next((found for line in captions if (found := money_unit(line))), "")
        if part.continues and before is not None and before.matcher is matcher:
            reader = before
            reading = reader.go_on(part)
        else:
            reader = TableReader(part, report, unit)
            reading = reader.reading if _is_left_unread(report, part) else reader.read()
            _note_table(report, matcher, part.number, reading, captions, unit)
        lines = prose.outside.setdefault(name, [])
        for line in captions:
            self._line(report, matcher, line, name, lines)
            lines.append(line)
        for loose in reading.loose:
            _loose_line(report, matcher, loose.text, loose.place, lines)
        reading.loose.clear()
        return reader

    def _take_captions(self, pending: list[Paragraph], matcher: TableMatcher) -> list[str]:
        """The lines right above a table that belong to it, taken off the paragraphs before it."""
        taken: list[str] = []
        labels = tuple(label for label, _ in matcher.table.above.fields)
        while pending:
            text = pending[-1].text.strip(BLANKS)
            if text and (numbered(text) is not None or _ANNEX_LIST.match(text)):
                break
            if text and not is_caption(text) and not compact(text).startswith(labels):
                break
            pending.pop()
            if text:
                taken.insert(0, text)
        return taken

    def _after_table(
        self, report: Report, paragraphs: list[Paragraph], matcher: TableMatcher, prose: _Prose
    ) -> None:
        """Lines below a table: its signature line and notes belong to it, the rest is prose."""
        name = _outside_name(matcher, prose)
        lines = prose.outside.setdefault(name, [])
        rest: list[Paragraph] = []
        for paragraph in paragraphs:
            text = paragraph.text.strip(BLANKS)
            if not text:
                continue
            if not rest and (self._line(report, matcher, text, name, lines) or is_note(text)):
                lines.append(text)
            else:
                rest.append(paragraph)
        prose.take(rest)

    def _line(self, report: Report, matcher: TableMatcher, text: str, name: str, lines: list[str]) -> bool:
        """Facts of a line such as “填表人：… 填报日期：…”. False when it has none of the labels."""
        found = _fields(text, matcher)
        offset = sum(len(line) + 1 for line in lines) if found else 0
        for key, start, end in found:
            place = TextPlace(name, offset + start, offset + end)
            _put_line_fact(report, key, text[start:end], place, matcher.table.money)
        return bool(found)

    def _outside(self, report: Report, prose: _Prose) -> None:
        report.outside = [
            Section(name, lines[0] if lines else "", "\n".join(lines))
            for name, lines in prose.outside.items()
            if lines
        ]


# --- helpers of the assembly -----------------------------------------------------------------------


@dataclass(slots=True)
class _Prose:
    """The report's own text, and the text that stands around tables and before headings."""

    paragraphs: list[str] = field(default_factory=list)
    outside: dict[str, list[str]] = field(default_factory=dict)

    def take(self, paragraphs: list[Paragraph]) -> None:
        """Sort paragraphs: the list of annexes and what signs the report off go outside, the rest is prose."""
        place = ""
        for paragraph in paragraphs:
            text = paragraph.text.strip(BLANKS)
            if not text:
                continue
            if "附" in text and _ANNEX_LIST.match(text):
                place = ANNEX_LIST
            elif place == ANNEX_LIST and not _annex_item(text):
                place = SIGN_OFF
            if place == SIGN_OFF and not _signs_off(text):
                place = ""
            if place:
                self.outside.setdefault(place, []).append(text)
            else:
                self.paragraphs.append(text)
        self._take_sign_off()

    def _take_sign_off(self) -> None:
        """A date as the last line of the prose, with the unit's name above it, signs the report off."""
        if not self.paragraphs or _DATE_ALONE.fullmatch(compact(self.paragraphs[-1])) is None:
            return
        lines = [self.paragraphs.pop()]
        if (
            self.paragraphs
            and _UNIT_ALONE.search(compact(self.paragraphs[-1]))
            and _signs_off(self.paragraphs[-1])
        ):
            lines.insert(0, self.paragraphs.pop())
        self.outside.setdefault(SIGN_OFF, []).extend(lines)


def _lines(paragraph: Paragraph) -> list[Paragraph]:
    """The lines of a paragraph with line breaks: a title and a unit of money, or headings, may stand in one."""
    return [replace(paragraph, text=line) for line in paragraph.text.split("\n")]


def _signs_off(text: str) -> bool:
    """A short line without a full stop or number, such as the unit's name or the date."""
    return len(text) <= 40 and not text.endswith(("。", "；", "：")) and numbered(text) is None


def _annex_item(text: str) -> bool:
    """A line of the list of annexes; a heading in Chinese numerals or the sign-off lines end the list."""
    found = numbered(text)
    if len(text) > 60 or text.endswith("。") or (found is not None and found.level <= 1):
        return False
    return found is not None or "表" in text or "附件" in text or "《" in text


def _split_off(group: Group) -> Group:
    """Paragraphs after the last table that already belong to the next report, moved to a new group."""
    last = max(i for i, block in enumerate(group.blocks) if not isinstance(block, Paragraph))
    tail = group.blocks[last + 1 :]
    begin = next(
        (i for i, block in enumerate(tail) if isinstance(block, Paragraph) and _begins_title(block.text)),
        None,
    )
    if begin is None:
        return Group()
    group.blocks[last + 1 + begin :] = []
    return Group(list(tail[begin:]))


def _begins_title(text: str) -> bool:
    head = compact(text)
    return (
        bool(head) and len(head) <= 60 and bool(is_caption(head) or _TITLE.search(head) or _YEAR.match(head))
    )


def _too_strange(report: Report, group: Group, known: set[str]) -> bool:
    """Whether the tables print so many labels the form knows nothing of that they are another form."""
    tables = {part.number for part in group.parts}
    strangers = {
        entry.text
        for entry in report.unread
        if isinstance(entry.place, CellPlace)
        and entry.place.table in tables
        and _LIKE_A_LABEL.match(compact(entry.text))
    }
    return len(strangers) > len(known) * STRANGE


_WHOLE = re.compile("部门整体|单位整体|整体支出")


def _is_of_another_kind(report: Report, rulebook: Rulebook) -> bool:
    """Whether a table is headed as one of a whole department and the form is a project's, or the other way round.

    The two have nearly all labels in common.
    """
    if report.form is None:
        return False
    whole = _WHOLE.search(rulebook.forms[report.form].title) is not None
    for table in report.tables:
        title = compact(table.title)
        if (not whole and _WHOLE.search(title)) or (whole and "项目支出绩效自评表" in title):
            return True
    return False


def _table_coverage(form: Form, parts: list[Part]) -> float:
    """Of the table of the form there is most of; page breaks may have cut it into several parts."""
    coverage: dict[str, float] = {}
    for part in parts:
        if part.matcher.form is form:
            table = part.matcher.table.id
            coverage[table] = coverage.get(table, 0.0) + part.coverage
    return max(coverage.values(), default=0.0)


def _total_coverage(form: Form, parts: list[Part]) -> float:
    return sum(part.coverage for part in parts if part.matcher.form is form)


def _outside_name(matcher: TableMatcher, prose: _Prose) -> str:
    return matcher.table.number or matcher.table.title


def _note_table(
    report: Report, matcher: TableMatcher, number: int, reading: TableReading, captions: list[str], unit: str
) -> None:
    seen: TableSeen = seen_table(matcher, number, reading)
    seen.money_unit = unit or seen.money_unit
    titles = [line for line in captions if _TITLE.search(compact(line)) or compact(line).endswith("表")]
    titles = titles or [loose.text for loose in reading.loose if compact(loose.text).endswith("表")]
    seen.title = titles[-1] if titles else ""
    numbers = [
        m.group()
        for line in captions
        if (m := re.match(r"附[件表]?\s*[\d一二三四五六七八九十]+(?:[-—－.]\d+)?", line))
    ]
    seen.number = numbers[-1] if numbers else ""
    report.tables.append(seen)


def _is_left_unread(report: Report, part: Part) -> bool:
    """Whether a table is laid out so that nothing in it may be taken for a value: then that is said."""
    if not part.is_transposed:
        return False
    question = "这张表的栏目横着排、内容写在栏目下面，没有读取，能否照表样把栏目竖着排好再读？"
    report.doubts.append(Doubt(question, CellPlace(part.number, part.start, 0), []))
    _note_unknown_rows(report, part.rows, part.number)
    return True


def _note_unknown_rows(report: Report, rows: list[list[Cell]], number: int) -> None:
    for row, cells in enumerate(rows):
        for cell in cells:
            if text := cell.text.strip(BLANKS):
                report.unread.append(Unread(text, CellPlace(number, row, cell.column)))


def _fields(text: str, matcher: TableMatcher) -> list[tuple[str, int, int]]:
    """(fact key, start, end) of each value in a line of labels and values."""
    if ":" not in text and "：" not in text:
        return []
    found = matcher.find_lines(text)
    result = []
    for index, (_, end, key) in enumerate(found):
        stop = found[index + 1][0] if index + 1 < len(found) else len(text)
        value = text[end:stop]
        start = end + len(value) - len(value.lstrip(BLANKS))
        value_end = start + len(value.strip(BLANKS))
        other = _NEXT_ENTRY.search(text, start, value_end)
        result.append((key, start, other.start() if other else value_end))
    return result


def _put_line_fact(report: Report, key: str, text: str, place: TextPlace | CellPlace, money: str) -> None:
    before = report.facts.get(key)
    if before is not None and before.state is not State.BLANK:
        return
    kind = kind_of(key)
    state, value = read_value(text, kind, money)
    if state is State.UNREADABLE and text.startswith(("（略", "(略", "*")):
        state, value = State.GIVEN, None
    report.facts[key] = Fact(value, state, text, place)
    if state is State.UNREADABLE:
        report.doubts.append(Doubt(f"“{text[:20]}”读不出日期，应为哪一天？", place, []))


def _loose_line(report: Report, matcher: TableMatcher, text: str, place: CellPlace, lines: list[str]) -> None:
    """A line of text inside the table: signature lines become facts, titles and units are kept."""
    for key, start, end in _fields(text, matcher):
        _put_line_fact(report, key, text[start:end], place, matcher.table.money)
    lines.append(text)


def _title(places: list[list[str]]) -> str:
    """The title among the lines around the text and the tables; else the first line there is."""
    lines = [_title_lines(lines) for lines in places]
    whole = next(filter(None, map(_whole_title, lines)), "")
    return whole or next((found[0] for found in lines if found), "")


def _title_lines(lines: list[str]) -> list[str]:
    """The first lines that may be those of a title."""
    taken: list[str] = []
    for line in lines[:6]:
        if len(line) > 60 or line.endswith(("。", "：", ":")):
            break
        if not line.startswith(("附", "报表编号")) and _FILLED_LABEL.search(line) is None:
            taken.append(line)
    return taken


def _whole_title(lines: list[str]) -> str:
    """The title, which may be broken over lines: all lines up to the one that ends it."""
    title = ""
    for line in lines:
        title += line
        if _TITLE.search(_YEAR_AT_END.sub("", compact(title))):
            return title
    return ""


def _fiscal_year(report: Report) -> int | None:
    """The year of the title, else of the lines around (a 年度 before any other, a date is none), else the tables'."""
    match = _YEAR.search(compact(report.title))
    if match is not None:
        return int(match[1])
    around = [compact(section.text) for section in report.outside if section.number != ANNEX_LIST]
    for pattern in (_FISCAL_YEAR, _YEAR_OF_NO_DATE):
        for text in around:
            match = pattern.search(text)
            if match is not None:
                return int(match[1])
    years = [year for table in report.tables for year in table.years]
    return max(years) if years else None


def _unit(report: Report) -> str:
    for key in ("unit.name", "project.unit", "unit.filer"):
        fact = report.facts.get(key)
        if fact is not None and fact.state is State.GIVEN:
            return fact.text
    match = _UNIT_IN_TITLE.match(compact(report.title))
    return (match["before"] + match["after"]).removeprefix("年度").strip() if match else ""


def _is_report(report: Report) -> bool:
    """Whether anything of a self-evaluation was found."""
    if report.tables or report.indicators:
        return True
    filled = sum(fact.state is not State.BLANK for fact in report.facts.values())
    titled = _TITLE.search(compact(report.title)) is not None
    return filled >= FEWEST_LABELS or (titled and len(report.sections) >= FEWEST_LABELS)
