"""The rulebook as pages to read, generated into docs/rulebook: `python -m zhunsheng.rulebook.documentation`.

Every scheme with its form, every rule with its examples, the legal register. The pages are committed
and a test holds them to the data.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from zhunsheng.kernel.basis import Basis, Mark
from zhunsheng.kernel.checks import Rule
from zhunsheng.rulebook.documentation_rules import GROUPS, group_page
from zhunsheng.rulebook.documentation_schemes import scheme_page
from zhunsheng.rulebook.loading import Rulebook, load_rulebook
from zhunsheng.rulebook.markup import bullets, page, table
from zhunsheng.rulebook.office_rules import OFFICE_RULES
from zhunsheng.rulebook.register_rules import REGISTER_RULES
from zhunsheng.rulebook.rules import expression_rules, text_rules

FOLDER = Path("docs/rulebook")
COMMAND = "python -m zhunsheng.rulebook.documentation"
_MARKS = {Mark.CONFIRMED: "已核实", Mark.SECONDARY: "二手材料", Mark.BACKGROUND: "未核"}


def pages() -> dict[str, str]:
    """File name below docs/rulebook → text."""
    rulebook = load_rulebook()
    rules = _rules()
    found = {"README.md": _index(rulebook, rules), "documents.md": _register(rulebook)}
    found |= {
        f"schemes/{scheme.id}.md": scheme_page(scheme, rulebook) for scheme in rulebook.schemes.values()
    }
    found |= {
        f"rules/{letter}.md": group_page(letter, group, rulebook) for letter, group in _by_letter(rules)
    }
    return found


def _rules() -> list[Rule]:
    order = {letter: number for number, letter in enumerate(GROUPS)}
    rules: list[Rule] = [*expression_rules(), *text_rules(), *OFFICE_RULES, *REGISTER_RULES]
    return sorted(rules, key=lambda rule: (order.get(rule.code[0], len(order)), rule.code, rule.id))


def _by_letter(rules: list[Rule]) -> Iterator[tuple[str, list[Rule]]]:
    for letter, group in groupby(rules, key=lambda rule: rule.code[0]):
        yield letter, list(group)


def _index(rulebook: Rulebook, rules: list[Rule]) -> str:
    schemes = [
        f"[{scheme.title}](schemes/{scheme.id}.md)：{scheme.region}，{scheme.since} 年起"
        for scheme in rulebook.schemes.values()
    ]
    groups = [
        f"[{letter} {GROUPS.get(letter, '其他')}](rules/{letter}.md)：{len({rule.code for rule in group})} 个编号，{len(group)} 条"
        for letter, group in _by_letter(rules)
    ]
    return page(
        "# 规则库",
        f"这里的各页由规则库的数据生成，不要手改；改了数据后运行 `{COMMAND}` 重新生成。",
        "## 评价方案",
        bullets(schemes),
        "## 审核规则",
        "级别分必须改、请核实、提示。方式：D 由数字或格式判定，H 按用语推断，M 只备材料由人判断。",
        bullets(groups),
        "## 依据",
        "[依据登记册](documents.md)：规则、分值和门槛各引用哪一份文件，核实到什么程度。",
        "怎样加一个地区、写一张表样，见 [docs/develop/rulebook.md](../develop/rulebook.md)。",
    )


def _register(rulebook: Rulebook) -> str:
    return page(
        "# 依据登记册",
        "“已核实”的才可以当规定引用；二手材料和未核的只是可改的默认值，出具结果时印作“通行做法（未核原文）”。",
        table(("标识", "文件", "文号", "核实程度", "管什么"), map(_document, rulebook.documents.values())),
    )


def _document(basis: Basis) -> tuple[str, ...]:
    return basis.id, basis.title, basis.number, _MARKS[basis.mark], basis.subject


def write(folder: Path = FOLDER) -> list[Path]:
    """Write every page and remove those no longer generated; the files written."""
    wanted = {folder / name: text for name, text in pages().items()}
    for stale in set(folder.rglob("*.md")) - wanted.keys():
        stale.unlink()
    for file, text in wanted.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8", newline="\n")
    return sorted(wanted)


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    sys.stdout.write(f"已写入 {len(write(folder))} 页：{folder}\n")
