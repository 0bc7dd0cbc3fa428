"""Rules (审核规则) and how they run on one report, with five outcomes.

Two kinds: an expression rule is a formula of the rulebook, all compiled into one function; a text
rule is a generator function that yields a Problem for each thing wrong. A rule whose figures are
missing raises NotEvaluable, one that makes no sense for the report raises NotApplicable.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, DivisionByZero, InvalidOperation
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from zhunsheng.kernel import compilation
from zhunsheng.kernel.derivation import Derivation
from zhunsheng.kernel.facts import NOT_APPLICABLE, Fact, Kind
from zhunsheng.kernel.findings import (
    AtFact,
    CheckResult,
    Finding,
    Outcome,
    Problem,
    Severity,
    Unanswered,
    nested_quotes,
)
from zhunsheng.kernel.formula import Compare, Name, Node, explain, fact_keys, parse, walk
from zhunsheng.kernel.numerals import show
from zhunsheng.kernel.report import Indicator, Mention, Report
from zhunsheng.kernel.scheme import Scheme
from zhunsheng.kernel.scoring import ScoreLine, actual_of, score_indicator
from zhunsheng.kernel.sentences import sentences_with
from zhunsheng.kernel.targets import Actual, Target, read_target


class Mode(StrEnum):
    """D: figures decide. H: a heuristic, says so and never accuses. M: a person decides."""

    DETERMINISTIC = "D"
    HEURISTIC = "H"
    PERSON = "M"


class NotApplicable(Exception):
    """The rule makes no sense for this report."""


class NotEvaluable(Exception):
    """Figures the rule needs are missing."""

    def __init__(self, *missing: str) -> None:
        super().__init__(*missing)
        self.missing = missing


class Sentence(NamedTuple):
    """One sentence of a section, by its characters in the section's text."""

    section: str
    start: int
    end: int
    text: str


@dataclass
class Case:
    """What a rule may look at: the report, its scheme, last year's report, how it will be used."""

    report: Report
    scheme: Scheme
    previous: Report | None = None
    publish: bool = False

    @cached_property
    def prose(self) -> str:
        """The text of all sections, to ask cheaply whether something occurs at all."""
        return "\n".join(section.text for section in self.report.sections)

    @cached_property
    def texts(self) -> dict[str, str]:
        """The text of each section by its number."""
        return {section.number: section.text for section in self.report.sections}

    def setting(self, name: str) -> Decimal:
        """The scheme's threshold of that name in the report's fiscal year."""
        found = self._settings.get(name)
        if found is None:
            found = self._settings[name] = self.scheme.setting(name, self.report.fiscal_year)
        return found

    @cached_property
    def _settings(self) -> dict[str, Decimal]:
        """Those asked for so far: a rule may ask for each row."""
        return {}

    @cached_property
    def score_lines(self) -> list[ScoreLine]:
        """The score of each indicator recomputed."""
        scoring, year = self.scheme.scoring, self.report.fiscal_year
        return [score_indicator(row, i, scoring, year) for row, i in enumerate(self.report.indicators)]

    @property
    def can_explain(self) -> bool:
        """Whether there is room for a reason beside a figure: a text part or a cell for it."""
        has_text = bool(self.scheme.sections) and not self.report.annexes_only
        return has_text or "funds.reason" in self.report.facts

    @cached_property
    def rows(self) -> list[tuple[int, Indicator, Target, Actual]]:
        """Every indicator with its target and actual value as read."""
        year = self.report.fiscal_year
        return [
            (row, indicator, read_target(indicator.target, year), actual_of(indicator, year))
            for row, indicator in enumerate(self.report.indicators)
        ]

    @cached_property
    def figures(self) -> list[tuple[str, Fact, Decimal]]:
        """The facts that are numbers."""
        facts = self.report.facts
        return [(key, fact, number) for key, fact in facts.items() if (number := fact.number) is not None]

    @cached_property
    def _keys(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for key in self.report.facts:
            found.setdefault(_family(key), []).append(key)
        return found

    def keys_of(self, family: str) -> list[str]:
        """The facts whose key begins so: goal.expected and goal[2].expected are of “goal”."""
        return self._keys.get(family, [])

    @cached_property
    def mentions_by_section(self) -> dict[str, list[Mention]]:
        found: dict[str, list[Mention]] = {}
        for mention in self.report.mentions:
            found.setdefault(mention.section, []).append(mention)
        return found

    @cached_property
    def mentions_by_sentence(self) -> list[tuple[Sentence, list[Mention]]]:
        """Each sentence with the quantities in it; sentences without any are left out."""
        found: list[tuple[Sentence, list[Mention]]] = []
        for section in self.report.sections:
            mentions = self.mentions_by_section.get(section.number)
            if mentions is None:
                continue
            first, count = 0, len(mentions)
            for match in _SENTENCE.finditer(section.text):
                end = match.end()
                last = first
                while last < count and mentions[last].start < end:
                    last += 1
                if last > first:
                    sentence = Sentence(section.number, match.start(), end, match.group())
                    found.append((sentence, mentions[first:last]))
                    first = last
                if first == count:
                    break
        return found

    def explains(self, words: tuple[str, ...]) -> bool:
        """Whether a sentence with one of the words gives a reason, or the form's cell for it is filled."""
        return has_reason(self.report.text("funds.reason")) or any(
            _REASON.search(self._told[start:end]) is not None
            for word in words
            for start, end in sentences_with(self._told, word, _STOPS)
        )

    @cached_property
    def _told(self) -> str:
        """Where reasons may stand: the sections; in a report without any, the cells on what was achieved."""
        if self.report.sections:
            return self.prose
        keys = [key for key in self.keys_of("goal") if key.endswith("achieved")]
        cells = [self.report.text(key) for key in (*keys, "conclusion", "problems")]
        return "\n".join(cells + [indicator.reason for indicator in self.report.indicators])

    def explains_amount(self, amount: Decimal) -> bool:
        """Whether a sentence says that just so much was added, and why: 增加34万元，系追加校园安防资金."""
        return any(
            any(mention.value == amount and mention.unit == _MONEY_UNIT for mention in mentions)
            and _ADDED.search(sentence.text) is not None
            and _REASON.search(sentence.text) is not None
            for sentence, mentions in self.mentions_by_sentence
        )


@lru_cache(maxsize=5000)
def _family(key: str) -> str:
    return key.partition(".")[0].partition("[")[0]


@lru_cache(maxsize=1000)
def has_reason(text: str) -> bool:
    """Whether a cell for reasons really gives one; “核实无误” is none."""
    return (
        len(text) >= 4
        and len(_BLANKS.sub("", text)) >= 4
        and _EMPTY_REASON.fullmatch(_BLANKS_AND_STOPS.sub("", text)) is None
    )


_BLANKS, _BLANKS_AND_STOPS = re.compile(r"\s"), re.compile(r"[\s。，,.]")
_EMPTY_REASON = re.compile(
    "(经?核实)?(无误|属实|情况属实|核实无误|数据无误|已核实|不适用|无偏差|没有偏差|按时完成|正常)*"
)
_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?")
_STOPS = "。！？；\n"
_MONEY_UNIT = "万元"
_ADDED = re.compile("追加|新增|增加|调增|增拨")
_REASON = re.compile(
    "因(?![公地人材])|由于|主要是|主要用于|系|受.{1,12}影响|按照?.{1,30}(要求|规定)|根据.{1,30}(要求|规定|安排)|为了|新增|追加了|所致|"
    # What was added, item by item: 追加的218.40万元中，学位建设奖补资金150.00万元.
    r"部分(?:组成|构成)|(?:追加|调增|增拨)[^\n]*?[一-龥]{4,}(?:资金|经费|补助|补贴|工资|项目|款)[为约]?\d|"
    # And what it was for: 追加240万元用于公立医院改革, 追加100万元（水毁修复）, 上级转移支付资金下达1260万元.
    r"(?:追加|调[增减]|增[加拨]|压减|核减|下达)[^。；\n（(]{0,20}元(?:，?用于|[（(][一-龥]{3,})|转移支付[^。；\n]{0,12}下达"
)


@dataclass(slots=True, frozen=True)
class Example:
    """A tiny report that shows a rule at work; texts as they would stand in the file."""

    facts: Mapping[str, str] = field(default_factory=dict)
    indicators: tuple[Mapping[str, str], ...] = ()
    prose: tuple[str, ...] = ()
    """Paragraphs of the report's text, headings included, as they would stand in the file."""
    outside: Mapping[str, str] = field(default_factory=dict)
    """Text around the tables by where it stands (卷首, 附件清单, 附件1-1)."""
    report: Mapping[str, Any] = field(default_factory=dict)
    """Other fields of the Report, set as they are."""
    previous: Example | None = None
    scheme: str = "hunan-overall"
    deadline: date | None = None
    """Last day of filing, for the rule that needs one: no scheme of the package names any."""


@dataclass(slots=True, frozen=True)
class Rule:
    """What every rule says of itself."""

    code: str
    id: str
    title: str
    severity: Severity
    mode: Mode
    basis: str
    """Identifier in the legal register."""
    fires: Example
    silent: Example
    blocking: bool = False
    publication_only: bool = False
    schemes: tuple[str, ...] = ()
    """Schemes it belongs to; empty for all."""


@dataclass(slots=True, frozen=True)
class TextRule(Rule):
    run: Callable[[Case], Iterator[Problem]] = lambda case: iter(())


class Tolerance(StrEnum):
    AMOUNT = "amount"
    """0.005 万元 a printed term."""
    RATE = "rate"
    """0.01 percentage points; 0.5 where the rate is printed without decimals."""
    SCORE = "score"
    """0.01 points."""
    EXACT = "exact"


@dataclass(slots=True, frozen=True)
class ExpressionRule(Rule):
    expect: str = ""
    """What must hold."""
    when: str = ""
    """What must hold for the rule to apply."""
    tolerance: Tolerance = Tolerance.AMOUNT
    at: tuple[str, ...] = ()
    """Fact keys the finding points at."""
    message: str = ""
    """Text with {key} for a shown figure, {formula|kind} for a computed one, {key|label} for a name."""
    hint: str = ""
    excused_by: tuple[str, ...] = ()
    """Words: a sentence of the report with one of them and a reason clears the finding."""
    excused_amount: str = ""
    """A fact: a sentence that says why just this amount was added clears the finding."""


# --- expression rules: one compiled function for all of them ---------------------------------------

PASSED, FAILED, MISSING, INAPPLICABLE = range(4)
_TOLERANCES = {
    Tolerance.RATE: Decimal("0.0001"),
    Tolerance.SCORE: Decimal("0.01"),
    Tolerance.EXACT: Decimal(0),
}
_HALF_CENT = Decimal("0.005")


class RuleEmitter(compilation.Emitter):
    """Writes `==` and the inequalities with the tolerance of the rule at hand."""

    def __init__(self) -> None:
        super().__init__()
        self.tolerance = Decimal(0)

    def expression(self, node: Node, settings: compilation.Settings) -> str:
        if not isinstance(node, Compare) or not self.tolerance:
            return compilation.Emitter.expression(self, node, settings)
        left, right = (self.expression(side, settings) for side in (node.left, node.right))
        slack, below = self.constant(self.tolerance), self.constant(-self.tolerance)
        match node.operator:
            case "==":
                return f"({below} <= {left} - {right} <= {slack})"
            case "!=":
                return f"(not {below} <= {left} - {right} <= {slack})"
            case "<=":
                return f"({left} <= {right} + {slack})"
            case ">=":
                return f"({left} + {slack} >= {right})"
            case _:
                return f"({left} {node.operator} {right})"


def tolerance_of(rule: ExpressionRule, formula: Node) -> Decimal:
    if rule.tolerance is Tolerance.AMOUNT:
        terms = sum(isinstance(part, Name) and not part.is_setting for part in walk(formula))
        return _HALF_CENT * terms
    return _TOLERANCES[rule.tolerance]


def _keys(expect: Node, when: Node | None) -> tuple[str, ...]:
    keys = fact_keys(expect) + (fact_keys(when) if when is not None else ())
    return tuple(dict.fromkeys(keys))


class ExpressionRules:
    """All expression rules of a scheme as one function from facts to a result for each."""

    def __init__(
        self,
        rules: Iterable[ExpressionRule],
        settings: compilation.Settings,
        form_keys: frozenset[str] = frozenset(),
    ) -> None:
        self.rules = tuple(rules)
        self.settings = settings
        self.form_keys = form_keys
        """Facts every report of the form has."""
        self.formulas = [(parse(r.expect), parse(r.when) if r.when else None) for r in self.rules]
        self.keys = [_keys(expect, when) for expect, when in self.formulas]
        """Facts each rule uses."""
        self._compiled: dict[Node, compilation.Formula] = {}
        self._of_messages: dict[str, compilation.Formula] = {}
        self.run = self._compile()

    def _compile(self) -> Callable[[Mapping[str, Fact]], list[int]]:
        emitter = RuleEmitter()
        body: list[str] = []
        for index, (rule, (expect, when)) in enumerate(zip(self.rules, self.formulas, strict=True)):
            body += self._rule_source(index, rule, expect, when, emitter)
        lines = [
            "def run(facts):",
            *compilation.loading(emitter, self.form_keys),
            f"    out = [0] * {len(self.rules)}",
            *body,
        ]
        lines.append("    return out")
        namespace = compilation.RUNTIME | compilation.constants(emitter)
        exec("\n".join(lines), namespace)  # noqa: S102 - source made by the emitter alone
        run: Callable[[Mapping[str, Fact]], list[int]] = namespace["run"]
        return run

    def _rule_source(
        self, index: int, rule: ExpressionRule, expect: Node, when: Node | None, emitter: RuleEmitter
    ) -> list[str]:
        emitter.tolerance = Decimal(0)
        guard_missing = (
            compilation.missing_condition(when, emitter, self.settings) if when is not None else ""
        )
        missing = compilation.missing_condition(expect, emitter, self.settings)
        guard = emitter.expression(when, self.settings) if when is not None else ""
        emitter.tolerance = tolerance_of(rule, expect)
        claim = emitter.expression(expect, self.settings)
        branches = [(guard_missing, MISSING), (f"not {guard}" if guard else "", INAPPLICABLE)]
        branches += [(missing, MISSING), (f"not {claim}", FAILED)]
        lines, word = [], "if"
        for condition, result in branches:
            if condition:
                lines.append(f"    {word} {condition}: out[{index}] = {result}")
                word = "elif"
        if "/" not in claim + guard:
            return lines
        indented = ["    try:", *("    " + line for line in lines)]
        return [
            *indented,
            f"    except InvalidOperation: out[{index}] = {INAPPLICABLE}",
            f"    except DivisionByZero: out[{index}] = {FAILED}",
        ]

    def missing_keys(self, index: int, facts: Mapping[str, Fact]) -> tuple[str, ...]:
        return tuple(key for key in self.keys[index] if key not in facts or facts[key].number is None)

    def value(self, formula: str, facts: Mapping[str, Fact]) -> compilation.Result:
        """The value of a formula of a message; each formula is compiled once."""
        found = self._of_messages.get(formula)
        if found is None:
            found = self._of_messages[formula] = self.compiled(parse(formula))
        return found(facts)

    def compiled(self, node: Node) -> compilation.Formula:
        found = self._compiled.get(node)
        if found is None:
            found = self._compiled[node] = compilation.compile_formula(node, self.settings)
        return found


# --- running ---------------------------------------------------------------------------------------


@dataclass(slots=True)
class Checker:
    """All rules of one scheme, ready to run on any number of reports."""

    scheme: Scheme
    expressions: ExpressionRules
    text_rules: tuple[TextRule, ...]
    cite: Callable[[str], str]
    """From the identifier of a basis to what is printed."""
    label: Callable[[str], str]
    """From a fact key to its Chinese label."""
    kind: Callable[[str], Kind]

    def check(self, report: Report, previous: Report | None = None, publish: bool = False) -> CheckResult:
        """Every rule run on the report; findings in order of place weight, errors first."""
        case = Case(report, self.scheme, previous, publish)
        result = CheckResult()
        self._run_expressions(case, result)
        for rule in self.text_rules:
            if publish or not rule.publication_only:
                self._run_text_rule(rule, case, result)
        if report.scheme is None:
            _soften(result)
        result.findings.sort(key=lambda finding: (finding.severity.rank, finding.code))
        return result

    def explain(self, report: Report, result: CheckResult) -> None:
        """Puts beside each finding of an expression rule what it computed, for people to follow."""
        rules = self.expressions
        claims = {rule.id: claim for rule, (claim, _) in zip(rules.rules, rules.formulas, strict=True)}
        derivation = Derivation(report.facts, rules.settings, self.label, self.kind, rules.compiled)
        for finding in result.findings:
            if finding.rule in claims:
                finding.formula = derivation.of(claims[finding.rule])

    def _run_expressions(self, case: Case, result: CheckResult) -> None:
        facts = case.report.facts
        try:
            outcomes = self.expressions.run(facts)
        except Exception as error:
            result.outcomes[Outcome.CRASHED] += len(self.expressions.rules)
            result.crashes.append(f"公式规则：{error!r}")
            return
        result.outcomes[Outcome.PASSED] += outcomes.count(PASSED)
        result.outcomes[Outcome.NOT_APPLICABLE] += outcomes.count(INAPPLICABLE)
        for index, outcome in enumerate(outcomes):
            if outcome == MISSING:
                self._note_missing(index, case, result)
            elif outcome == FAILED:
                self._note_failure(index, case, result)

    def _note_missing(self, index: int, case: Case, result: CheckResult) -> None:
        facts = case.report.facts
        missing = self.expressions.missing_keys(index, facts)
        if all((fact := facts.get(key)) is None or fact.state is NOT_APPLICABLE for key in missing):
            result.outcomes[Outcome.NOT_APPLICABLE] += 1
            return
        rule = self.expressions.rules[index]
        result.outcomes[Outcome.NOT_EVALUABLE] += 1
        result.unanswered.append(Unanswered(rule.code, rule.id, missing))

    def _note_failure(self, index: int, case: Case, result: CheckResult) -> None:
        rule = self.expressions.rules[index]
        within = rule.tolerance is Tolerance.RATE and self._within_printed_rate(index, case.report)
        if within or self._is_excused(rule, case):
            result.outcomes[Outcome.PASSED] += 1
            return
        result.outcomes[Outcome.FAILED] += 1
        targets = [AtFact(key) for key in rule.at if key in case.report.facts]
        problem = Problem(
            self._fill(rule.message, case.report), list(targets), self._fill(rule.hint, case.report)
        )
        if rule.excused_by and not case.can_explain:
            problem.severity = max(rule.severity, Severity.WARNING, key=lambda level: level.rank)
        result.findings.append(self._finding(rule, problem))

    @staticmethod
    def _is_excused(rule: ExpressionRule, case: Case) -> bool:
        if rule.excused_by and case.explains(rule.excused_by):
            return True
        amount = case.report.number(rule.excused_amount) if rule.excused_amount else None
        return amount is not None and case.explains_amount(amount)

    def _within_printed_rate(self, index: int, report: Report) -> bool:
        """A rate printed without decimals may be off by half a percentage point."""
        formula = self.expressions.formulas[index][0]
        if not isinstance(formula, Compare) or formula.operator != "==":
            return False
        printed = [report.text(key) for key in self.expressions.rules[index].at]
        if not printed or any("." in text for text in printed):
            return False
        sides = (formula.left, formula.right)
        try:
            left, right = (self.expressions.compiled(side)(report.facts) for side in sides)
        except DivisionByZero:
            return False
        return isinstance(left, Decimal) and isinstance(right, Decimal) and abs(left - right) <= _HALF_CENT

    def _run_text_rule(self, rule: TextRule, case: Case, result: CheckResult) -> None:
        try:
            problems = list(rule.run(case))
        except NotApplicable:
            result.outcomes[Outcome.NOT_APPLICABLE] += 1
        except NotEvaluable as gap:
            result.outcomes[Outcome.NOT_EVALUABLE] += 1
            result.unanswered.append(Unanswered(rule.code, rule.id, gap.missing))
        except Exception as error:
            result.outcomes[Outcome.CRASHED] += 1
            result.crashes.append(f"{rule.code}：{error!r}")
        else:
            result.outcomes[Outcome.FAILED if problems else Outcome.PASSED] += 1
            for problem in problems:
                result.findings.append(self._finding(rule, problem))

    def _finding(self, rule: Rule, problem: Problem) -> Finding:
        severity = problem.severity or rule.severity
        hint = problem.hint
        if rule.mode is not Mode.DETERMINISTIC:
            hint = f"{hint}（按用语推断，请人工核对）" if hint else "按用语推断，请人工核对。"
        return Finding(
            rule.code,
            severity,
            rule.blocking and severity is Severity.ERROR,
            nested_quotes(problem.message),
            nested_quotes(hint),
            self.cite(problem.basis or rule.basis),
            problem.targets,
            rule.id,
        )

    def _fill(self, template: str, report: Report) -> str:
        return (
            _BLANK_IN_TEMPLATE.sub(lambda match: self._shown(match[1], report), template) if template else ""
        )

    def _shown(self, inner: str, report: Report) -> str:
        formula, _, kind = inner.partition("|")
        if kind == "label":
            return self.label(formula)
        if kind == "figures":
            return self._figures(parse(formula), report).replace(" ", "")
        fact = report.facts.get(formula)
        if fact is not None:
            return show(fact.value, Kind(kind) if kind else self.kind(formula))
        try:
            value = self.expressions.value(formula, report.facts)
        except (DivisionByZero, InvalidOperation):
            return "无法计算"
        return show(value if isinstance(value, Decimal) else None, Kind(kind or "money"))

    def _figures(self, node: Node, report: Report) -> str:
        """A formula with the report's figures in it."""
        keys = fact_keys(node)
        return explain(node, {key: show(report.number(key), self.kind(key)) for key in keys})


def _soften(result: CheckResult) -> None:
    """A report whose form nobody knows is checked by the nearest one: that can only ask."""
    for finding in result.findings:
        finding.blocking = False
        if finding.severity is Severity.ERROR:
            finding.severity = Severity.WARNING


_BLANK_IN_TEMPLATE = re.compile(r"\{([^{}]+)\}")
