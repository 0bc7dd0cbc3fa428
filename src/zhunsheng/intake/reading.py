"""From a document to the reports in it: which form each table is, whose report, what it says."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from zhunsheng.intake.document import Document, Paragraph, Table
from zhunsheng.intake.matcher import Catalogue, TableMatcher, prepare
from zhunsheng.intake.matching import TableReader, TableReading, seen_table
from zhunsheng.intake.narrative import read_mentions, read_section_facts, read_sections
from zhunsheng.intake.outline import numbered
from zhunsheng.kernel.errors import UnreadableFile
from zhunsheng.kernel.facts import Fact, State, blank
from zhunsheng.kernel.form import Form
from zhunsheng.kernel.labels import compact, read_label
from zhunsheng.kernel.numerals import BLANKS, read_value
from zhunsheng.kernel.places import CellPlace, TextPlace
from zhunsheng.kernel.report import Doubt, Report, Section, TableSeen, Unread
from zhunsheng.rulebook.facts import kind_of
from zhunsheng.rulebook.loading import Rulebook
from zhunsheng.rulebook.phrases import load_phrases

CERTAIN = 0.5
"""Share of a form's labels from which a table is taken to be that form."""
NEAREST = 0.12
"""Share from which a form is at least named as the nearest."""
FEWEST_LABELS = 3

FRONT, ANNEX_LIST = "卷首", "附件清单"

_ANNEX_LIST = re.compile(r"^(附件[:：]?|.{0,6}(报告)?应?包括以下附件[:：]?|附件清单[:：]?|附[:：])$")
_CAPTION = re.compile(r"^(附件|附表|附)\s*[\d一二三四五六七八九十\-—－.]*[:：]?|绩效(自评|评价).{0,8}表$|基础数据表$|(^|[（(])单位[:：]|^[（(]?\s*\d{0,4}\s*年度?\s*[)）]$|^报表编号")
_NOTE = re.compile(r"^(说明|注|备注|填表说明)\s*[:：]")
_TITLE = re.compile(r"绩效.{0,4}(自评|评价).{0,6}(报告|表|情况)$|自评报告$|自评表$")
_YEAR = re.compile(r"((?:19|20)\d{2})\s*年")
_MONEY_UNIT = re.compile(r"单位[:：]\s*(?:人民币)?\s*(万元|元)")
_UNIT_IN_TITLE = re.compile(
    r"^(?:关于)?(?P<before>.*?)(?:(?:19|20)\d{2}年度?)?(?P<after>.*?)(?:预算)?(?:部门|单位)?(?:整体)?(?:项目)?(?:预算)?(?:支出)?"
    r"(?:的)?绩效.{0,4}(?:自评|评价)"
)


@dataclass(slots=True)
class Part:
    """A run of rows of one table of the file that is one table of a form."""

    table: Table
    number: int
    """Number of the table in the file."""
    start: int
    end: int
    matcher: TableMatcher
    coverage: float
    continues: bool = False


@dataclass(slots=True)
class Group:
    """The blocks of one report."""

    blocks: list[Paragraph | Part | tuple[Table, int]] = field(default_factory=list)
    """In order; a table of no known form as (table, its number)."""

    @property
    def parts(self) -> list[Part]:
        return [block for block in self.blocks if isinstance(block, Part)]


class Intake:
    """Reads documents with the forms of one rulebook."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.matchers = {
            (form.id, table.id): prepare(form, table) for form in rulebook.forms.values() for table in form.tables
        }
        self.catalogue = Catalogue(tuple(self.matchers.values()))
        self.phrases = load_phrases()

    def read(self, document: Document, scheme: str | None = None) -> list[Report]:
        """Every report of a document.

        Raises UnreadableFile(not_a_report) for a text that is no report at all.
        """
        only = self.rulebook.forms[self.rulebook.schemes[scheme].form] if scheme else None
        groups = self._groups(document, only)
        reports = [self._report(group, document, scheme) for group in groups]
        if not any(_is_report(report) for report in reports):
            raise UnreadableFile("not_a_report", "没有找到绩效自评的表格或章节，请确认是否选错了文件。")
        return [report for report in reports if _is_report(report)]

    # -- which rows are which table ---------------------------------------------------------------

    def _groups(self, document: Document, only: Form | None) -> list[Group]:
        groups = [Group()]
        number = 0
        seen: list[Part] = []
        for block in document.blocks:
            if isinstance(block, Paragraph):
                groups[-1].blocks.append(block)
                continue
            parts = self._parts(block, number, only, seen[-1] if seen else None)
            if not parts:
                groups[-1].blocks.append((block, number))
            for part in parts:
                if _begins_report(part, seen):
                    groups.append(_split_off(groups[-1]))
                    seen = []
                groups[-1].blocks.append(part)
                seen.append(part)
            number += 1
        return groups

    def _parts(self, table: Table, number: int, only: Form | None, before: Part | None) -> list[Part]:
        keys = _keys(table)
        candidates = [
            candidate
            for candidate in self.catalogue.candidates(keys)
            if candidate.found >= FEWEST_LABELS
            and candidate.coverage >= NEAREST
            and (only is None or candidate.matcher.form is only)
        ]
        if not candidates:
            return _continuation(table, number, before)
        best = candidates[0]
        if before is not None and best.coverage < CERTAIN and before.matcher.form is not best.matcher.form:
            same = [c for c in candidates if c.matcher is before.matcher and c.coverage > best.coverage * 0.7]
            best = same[0] if same else best
        cuts = _cuts(table, [c.matcher for c in candidates if c.matcher.form is best.matcher.form and c.coverage >= 0.4])
        if not cuts:
            part = Part(table, number, 0, len(table.rows), best.matcher, best.coverage)
            part.continues = before is not None and _is_rest_of(part, before)
            return [part]
        coverage = {c.matcher.table.id: c.coverage for c in candidates if c.matcher.form is best.matcher.form}
        return [Part(table, number, start, end, m, coverage[m.table.id]) for start, end, m in cuts]

    # -- one report -------------------------------------------------------------------------------

    def _report(self, group: Group, document: Document, forced: str | None) -> Report:
        report = Report(notes=list(document.notes))
        self._recognise(report, group, forced)
        prose = _Prose()
        self._tables(report, group, prose)
        front, report.sections = read_sections(prose.paragraphs, self._titles(report, forced))
        prose.outside = {FRONT: front} | prose.outside
        report.title = _title(prose.outside[FRONT] or [line for lines in prose.outside.values() for line in lines])
        self._outside(report, prose)
        report.fiscal_year = _fiscal_year(report)
        report.unit = _unit(report)
        read_mentions(report, self.phrases)
        read_section_facts(report, self.phrases)
        return report

    def _recognise(self, report: Report, group: Group, forced: str | None) -> None:
        parts = group.parts
        form = max((p.matcher.form for p in parts), key=lambda f: _total_coverage(f, parts)) if parts else None
        if forced:
            report.scheme = forced
            form = self.rulebook.forms[self.rulebook.schemes[forced].form]
        elif form is not None and max(part.coverage for part in parts if part.matcher.form is form) >= CERTAIN:
            report.scheme = self.rulebook.scheme_of_form(form.id)
        if form is None:
            form = self._form_of_text(report, group)
        if form is None:
            return
        report.form = form.id
        if report.scheme is None:
            nearest = self.rulebook.scheme_of_form(form.id)
            report.doubts.append(
                Doubt(f"没有认出这张表属于哪个方案，最接近“{self.rulebook.schemes[nearest].title}”，是否按它读取？", None, [nearest])
            )
        report.facts |= {key: blank() for key in form.keys}

    def _form_of_text(self, report: Report, group: Group) -> Form | None:
        """The form of a report without tables, by the headings its scheme asks for."""
        lines = {
            compact(found.body).rstrip("。") for b in group.blocks if isinstance(b, Paragraph) and (found := numbered(b.text))
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

    def _tables(self, report: Report, group: Group, prose: _Prose) -> None:
        blocks = group.blocks
        reader: TableReader | None = None
        pending: list[Paragraph] = []
        for block in blocks:
            if isinstance(block, Paragraph):
                pending.append(block)
                continue
            if isinstance(block, tuple):
                _note_unknown_table(report, *block)
                continue
            captions = self._take_captions(pending, block.matcher)
            if reader is not None:
                self._after_table(report, pending, reader.matcher, prose)
            else:
                prose.take(pending)
            pending = []
            reader = self._table(report, block, captions, prose, reader)
        if reader is not None:
            self._after_table(report, pending, reader.matcher, prose)
        else:
            prose.take(pending)

    def _table(
        self, report: Report, part: Part, captions: list[str], prose: _Prose, before: TableReader | None
    ) -> TableReader:
        matcher = part.matcher
        name = _outside_name(matcher, prose)
        unit = next((match[1] for line in captions if (match := _MONEY_UNIT.search(line))), "")
        table = Table([[]] * part.start + part.table.rows[part.start : part.end], part.table.gridded)
        if part.continues and before is not None and before.matcher is matcher:
            reader = before
            reader.table, reader.number = table, part.number
            reading = reader.read()
        else:
            reader = TableReader(matcher, table, part.number, report, unit)
            reading = reader.read()
            _note_table(report, matcher, part.number, reading, captions, unit)
        lines = prose.outside.setdefault(name, [])
        for line in captions:
            self._line(report, matcher, matcher.table.above.fields, line, name, lines)
            lines.append(line)
        for loose in reading.loose:
            _loose_line(report, matcher, loose.text, loose.place, lines)
        reading.loose.clear()
        return reader

    def _take_captions(self, pending: list[Paragraph], matcher: TableMatcher) -> list[str]:
        """The lines right above a table that belong to it, taken off the paragraphs before it."""
        taken: list[str] = []
        labels = [label for label, _ in matcher.table.above.fields]
        while pending:
            text = pending[-1].text.strip(BLANKS)
            head = compact(text)
            mine = any(head.startswith(label) for label in labels)
            if text and (numbered(text) is not None or _ANNEX_LIST.match(text)):
                break
            if text and not mine and not (_CAPTION.search(head) and len(head) <= 40):
                break
            pending.pop()
            if text:
                taken.insert(0, text)
        return taken

    def _after_table(self, report: Report, paragraphs: list[Paragraph], matcher: TableMatcher, prose: _Prose) -> None:
        """Lines below a table: its signature line and notes belong to it, the rest is prose."""
        name = _outside_name(matcher, prose)
        lines = prose.outside.setdefault(name, [])
        rest: list[Paragraph] = []
        for paragraph in paragraphs:
            text = paragraph.text.strip(BLANKS)
            if not text:
                continue
            if not rest and self._line(report, matcher, matcher.table.below.fields, text, name, lines):
                lines.append(text)
            elif not rest and _NOTE.match(text):
                lines.append(text)
            else:
                rest.append(paragraph)
        prose.take(rest)

    def _line(
        self,
        report: Report,
        matcher: TableMatcher,
        fields: tuple[tuple[str, str], ...],
        text: str,
        name: str,
        lines: list[str],
    ) -> bool:
        """Facts of a line such as “填表人：… 填报日期：…”. False when it has none of the labels."""
        offset = sum(len(line) + 1 for line in lines)
        found = _fields(text, fields)
        for key, start, end in found:
            place = TextPlace(name, offset + start, offset + end)
            _put_line_fact(report, key, text[start:end], place, matcher.table.money)
        return bool(found)

    def _outside(self, report: Report, prose: _Prose) -> None:
        report.outside = [
            Section(name, lines[0] if lines else "", "\n".join(lines)) for name, lines in prose.outside.items() if lines
        ]


# --- helpers of the assembly -----------------------------------------------------------------------


@dataclass(slots=True)
class _Prose:
    """The report's own text, and the text that stands around tables and before headings."""

    paragraphs: list[str] = field(default_factory=list)
    outside: dict[str, list[str]] = field(default_factory=dict)

    def take(self, paragraphs: list[Paragraph]) -> None:
        in_list = False
        for paragraph in paragraphs:
            text = paragraph.text.strip(BLANKS)
            if not text:
                continue
            if _ANNEX_LIST.match(text):
                in_list = True
            elif in_list and not _annex_item(text):
                in_list = False
            if in_list:
                self.outside.setdefault(ANNEX_LIST, []).append(text)
            else:
                self.paragraphs.append(text)


def _annex_item(text: str) -> bool:
    """A line of the list of annexes; a heading in Chinese numerals ends the list."""
    found = numbered(text)
    return len(text) <= 60 and (found is None or found.level != 1) and not text.endswith("。")


def _keys(table: Table) -> set[str]:
    keys = set()
    for row in table.rows:
        for cell in row:
            if cell.text:
                label = read_label(cell.text).key
                if label and len(label) < 40:
                    keys.add(label)
                if "：" in cell.text or ":" in cell.text:
                    keys.add(read_label(cell.text.replace("：", ":").rpartition(":")[0]).key)
    return keys


def _columns(table: Table) -> int:
    return max((row[-1].column + row[-1].span for row in table.rows if row), default=0)


def _continuation(table: Table, number: int, before: Part | None) -> list[Part]:
    """A table without labels right after a known one and as wide: the rest of it (a page break)."""
    if before is None or _columns(table) != _columns(before.table):
        return []
    return [Part(table, number, 0, len(table.rows), before.matcher, 0.0, continues=True)]


def _is_rest_of(part: Part, before: Part) -> bool:
    """Whether a table only goes on with what the one before began: none of its labels came yet."""
    if part.matcher is not before.matcher:
        return False
    old, new = _keys(before.table), _keys(part.table)
    structural = part.matcher.known - part.matcher.class_points - part.matcher.headers
    return not (old & new & structural)


def _begins_report(part: Part, seen: list[Part]) -> bool:
    """A form table that was already there, or a table of another scheme, begins another report."""
    if not seen or part.continues:
        return False
    same_form = [earlier for earlier in seen if earlier.matcher.form is part.matcher.form]
    if not same_form:
        return part.coverage >= CERTAIN and max(p.coverage for p in seen) >= CERTAIN
    return any(earlier.matcher is part.matcher for earlier in same_form)


def _split_off(group: Group) -> Group:
    """Paragraphs after the last table that already belong to the next report, moved to a new group."""
    last = max(i for i, block in enumerate(group.blocks) if not isinstance(block, Paragraph))
    tail = group.blocks[last + 1 :]
    begin = next((i for i, block in enumerate(tail) if isinstance(block, Paragraph) and _begins_title(block.text)), None)
    if begin is None:
        return Group()
    group.blocks[last + 1 + begin :] = []
    return Group(list(tail[begin:]))


def _begins_title(text: str) -> bool:
    head = compact(text)
    return bool(head) and len(head) <= 60 and bool(_CAPTION.search(head) or _TITLE.search(head) or _YEAR.match(head))


def _cuts(table: Table, matchers: list[TableMatcher]) -> list[tuple[int, int, TableMatcher]]:
    """Where one table of the file is several tables of the form, one below the other."""
    owners: list[TableMatcher | None] = []
    firsts: list[bool] = []
    for row in table.rows:
        keys = [read_label(cell.text).key for cell in row if cell.text and not cell.continued]
        counts = [(sum(_owns(m, key) for key in keys), m) for m in matchers]
        best = max(counts, key=lambda pair: pair[0], default=(0, None))
        clear = best[0] and sum(count == best[0] for count, _ in counts) == 1
        owners.append(best[1] if clear else None)
        firsts.append(any(best[0] and _is_first_label(m, key) for count, m in counts if count for key in keys))
    cuts: list[tuple[int, int, TableMatcher]] = []
    current: TableMatcher | None = None
    start = 0
    begun = False
    for row, (owner, first) in enumerate(zip(owners, firsts, strict=True)):
        if owner is not None and current is not None and owner is not current or (first and begun):
            cuts.append((start, row, current or matchers[0]))
            start, begun = row, False
        current = owner or current
        begun = begun or first
    if not cuts:
        return []
    cuts.append((start, len(table.rows), current or matchers[0]))
    return cuts


def _owns(matcher: TableMatcher, key: str) -> bool:
    name = matcher.canonical(key)
    return bool(name) and (name in matcher.singles or name in matcher.by_header)


def _is_first_label(matcher: TableMatcher, key: str) -> bool:
    first = next(iter(cell for row in matcher.table.rows for cell in row.cells if not cell.keys), None)
    return first is not None and matcher.canonical(key) == read_label(first.label_text).key


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
    numbers = [m.group() for line in captions if (m := re.match(r"附[件表]?\s*[\d一二三四五六七八九十]+(?:[-—－.]\d+)?", line))]
    seen.number = numbers[-1] if numbers else ""
    report.tables.append(seen)


def _note_unknown_table(report: Report, table: Table, number: int) -> None:
    for row, cells in enumerate(table.rows):
        for cell in cells:
            if text := cell.text.strip(BLANKS):
                report.unread.append(Unread(text, CellPlace(number, row, cell.column)))


def _fields(text: str, fields: tuple[tuple[str, str], ...]) -> list[tuple[str, int, int]]:
    """(fact key, start, end) of each value in a line of labels and values."""
    found: list[tuple[int, int, str]] = []
    for label, key in fields:
        spaced = r"\s*".join(map(re.escape, label))
        match = re.search(rf"{spaced}\s*(?:[（(][^）)]*[）)])?\s*[:：]", text)
        if match is not None:
            found.append((match.start(), match.end(), key))
    found.sort()
    result = []
    for index, (_, end, key) in enumerate(found):
        stop = found[index + 1][0] if index + 1 < len(found) else len(text)
        value = text[end:stop]
        start = end + len(value) - len(value.lstrip(BLANKS))
        value_end = start + len(value.strip(BLANKS))
        other = re.search(r"\s+[^\s:：]{2,6}[:：]", text[start:value_end])
        result.append((key, start, start + other.start() if other else value_end))
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
    fields = (*matcher.table.above.fields, *matcher.table.below.fields)
    found = _fields(text, fields)
    for key, start, end in found:
        _put_line_fact(report, key, text[start:end], place, matcher.table.money)
    lines.append(text)


def _title(lines: list[str]) -> str:
    """The title, which may be broken over lines: all lines up to the one that ends it."""
    taken: list[str] = []
    for line in lines[:6]:
        if len(line) > 60 or line.endswith(("。", "：", ":")):
            break
        taken.append(line)
        if _TITLE.search(compact("".join(taken))):
            return "".join(taken)
    return "".join(taken[:1])


def _fiscal_year(report: Report) -> int | None:
    """The year of the title, else the newest year of the tables' headers, else of the lines around."""
    for text in (report.title, *(section.text for section in report.outside if section.number != ANNEX_LIST)):
        match = _YEAR.search(compact(text.split("填报日期")[0]))
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
    return (match["before"] + match["after"]).strip() if match else ""


def _is_report(report: Report) -> bool:
    """Whether anything of a self-evaluation was found."""
    filled = sum(fact.state is not State.BLANK for fact in report.facts.values())
    return bool(report.tables or report.indicators) or filled >= FEWEST_LABELS or (
        bool(_TITLE.search(compact(report.title))) and len(report.sections) >= FEWEST_LABELS
    )
