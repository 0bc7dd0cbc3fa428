"""通报 as an official document, and what the office begins to write it from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from zhunsheng.press.headings import chinese
from zhunsheng.press.tree import Page, Role, Text, Tree
from zhunsheng.press.values import day_text
from zhunsheng.server.inspections.circulars.models import Circular, CircularRecipient
from zhunsheng.server.inspections.common.documents import units_of
from zhunsheng.server.inspections.common.problems import Counted
from zhunsheng.server.inspections.queries import register_of
from zhunsheng.server.inspections.rounds.notices import BLANK
from zhunsheng.server.orgs.actors import Actor


def draft_text(problems: Iterable[Counted], *, named: bool) -> str:
    """Each problem with its counts, to be written on by people; `named`: with the units."""
    return "\n".join(
        f"（{chinese(at) if at < 100 else at}）{counted.problem.title.rstrip('。')}。"
        f"涉及{counted.units}个单位、{counted.issues}个问题。"
        + (f"分别是：{units_of(counted.problem)}。" if named else "")
        for at, counted in enumerate(problems, start=1)
    )


def circular_tree(actor: Actor, circular: Circular) -> Tree:
    """What everybody it is sent to may have: nothing but what the office wrote for it."""
    register, parts = register_of(actor), parts_of(circular)
    page = Page(
        [
            Text(circular.title, Role.TITLE),
            Text(f"（{circular.number}）", Role.SUBTITLE),
            Text(f"{parts[CircularRecipient.Part.ADDRESSED.label]}：", Role.ADDRESSEE),
            Text(f"一、{circular.heading}", Role.HEADING, 1),
            *_lines(circular.text),
            Text("二、工作要求", Role.HEADING, 1),
            *_lines(circular.request),
        ]
    )
    if circular.due_on is not None:
        page.blocks.append(Text(f"请于{day_text(circular.due_on)}前报送落实情况。", Role.BODY))
    page.blocks += [
        Text(register.unit.name if register is not None else BLANK, Role.SIGN_OFF),
        Text(day_text(circular.issued_on), Role.SIGN_OFF),
    ]
    copied = parts.get(CircularRecipient.Part.COPIED.label)
    if copied is not None:
        page.blocks.append(Text(f"抄送：{copied}", Role.LINE))
    return Tree(circular.title, [page])


def parts_of(circular: Circular) -> dict[str, str]:
    """主送 and 抄送, by name: everybody who has the paper reads to whom it went."""
    units: dict[str, list[str]] = {}
    for recipient in circular.recipients.select_related("unit"):
        units.setdefault(recipient.get_part_display(), []).append(recipient.unit.name)
    return {part: "、".join(names) for part, names in units.items()}


def _lines(text: str) -> Iterator[Text]:
    return (Text(line.strip(), Role.BODY) for line in text.splitlines() if line.strip())
