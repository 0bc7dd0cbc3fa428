"""A hundred expression rules on one report, in exact Decimal.

The scheme has fewer; its first ones come twice to make up the hundred, compiled once more each.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from itertools import cycle, islice
from random import Random

from benchmarks.printing import against, table
from benchmarks.reports import read_reports
from benchmarks.timing import Spread, once, only_new_garbage
from zhunsheng.kernel.checks import FAILED, INAPPLICABLE, MISSING, PASSED, ExpressionRules
from zhunsheng.kernel.facts import Fact
from zhunsheng.rulebook.loading import load_rulebook
from zhunsheng.rulebook.rules import checker

RULES = 100
REPORTS = 2_000
ROUNDS = 15
_READ = 40
"""Reports read from files; the others have their figures under other facts of the same kinds."""
_SEED = 20_240_315
_OUTCOMES = {PASSED: "通过", FAILED: "不符", MISSING: "缺数", INAPPLICABLE: "不适用"}

Facts = dict[str, Fact]


@dataclass(slots=True)
class Measured:
    per_second: Spread
    own_rules: int
    """Of the scheme, before repeating."""
    rules: int
    reports: int
    outcomes: Counter[int]


def measure(reports: int = REPORTS, rounds: int = ROUNDS, read: int = _READ) -> Measured:
    found = read_reports(read)
    rulebook = load_rulebook()
    own = checker(rulebook, rulebook.schemes[found[0].scheme or ""], found[0].fiscal_year).expressions
    hundred = ExpressionRules(islice(cycle(own.rules), RULES), own.settings, own.form_keys)
    facts = distinct_facts([report.facts for report in found], reports)

    def run_all(_: int) -> None:
        run = hundred.run
        for entry in facts:
            run(entry)

    run_all(0)
    with only_new_garbage():
        rates = [reports / once(run_all, number) for number in range(rounds)]
    outcomes = Counter(outcome for entry in facts for outcome in hundred.run(entry))
    return Measured(Spread.of(rates), len(own.rules), len(hundred.rules), reports, outcomes)


def distinct_facts(read: list[Facts], count: int) -> list[Facts]:
    """The reports' facts with every figure in other proportions; no two have the same figures."""
    random = Random(_SEED)
    return [_varied(facts, random) for facts in islice(cycle(read), count)]


def _varied(facts: Facts, random: Random) -> Facts:
    factor = Decimal(random.randint(20_000, 500_000)) / 100_000
    return {key: _times(fact, factor) for key, fact in facts.items()}


def _times(fact: Fact, factor: Decimal) -> Fact:
    number = fact.number
    if number is None or not number:
        return fact
    return Fact((number * factor).quantize(number), fact.state, fact.text, fact.place)


def run() -> None:
    show(measure())


def show(measured: Measured) -> None:
    rate, total = measured.per_second, sum(measured.outcomes.values())
    repeated = measured.rules - measured.own_rules
    shares = "、".join(f"{name} {measured.outcomes[code] / total:.0%}" for code, name in _OUTCOMES.items())
    table(
        f"规则：{measured.rules} 条公式规则（方案有 {measured.own_rules} 条，重复前 {repeated} 条凑足），"
        f"{measured.reports} 份互不相同的数据项，精确 Decimal",
        ["", "份 / 秒 / 核", "微秒 / 份", "目标"],
        [
            [
                "全部规则",
                rate.show(0),
                f"{1e6 / rate.median:.1f}",
                against(rate.median, 30_000, at_least=True),
            ],
            [f"结果：{shares}", "", "", ""],
        ],
    )
