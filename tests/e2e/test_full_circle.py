"""A report from its preparer to its acceptance, returned once on the way (flow B10)."""

from __future__ import annotations

from tests.e2e.conftest import Person, Someone
from tests.running_site import Site

NAME = "「规范化建设基层便民服务点数量」"
WHY = "部分点位产权核查用时较长，下年提前开展核查。"
WHERE = "乙街道一处选址调整，下年一季度建成。"
GOAL = (
    "窗口办件量53860件；规范化建设基层便民服务点{}个；推出“一件事”集成办事项13项；"
    "承诺件按时办结率99.4%；网上可办事项占比82.5%；办事群众满意度94.17%。"
)
CHANGES = [
    f"目标实际完成情况 {GOAL.format(10)} {GOAL.format(11)}",
    f"{NAME}实际完成值 10个 11个",
    f"{NAME}自评得分 6.67 7.33",
    f"{NAME}偏差原因分析及改进措施 {WHY} {WHERE}",
]


def test_from_preparer_to_accepted_with_one_return(site: Site, someone: Someone) -> None:
    preparer, head, reviewer = someone("jb03"), someone("fz03", 390, 844), someone("sh1")

    _give_reasons(preparer)
    _file(preparer)
    assert site.states(3) == ["with_head"]
    assert _locked(preparer) == "这份自评报告已送单位负责人审核，现在不能改。需要修改请先“撤回”。"

    _agree(head, "这是第一次报送。")
    assert site.states(3) == ["with_bureau"]

    _open_review(reviewer)
    assert _locked(preparer) == (
        "这份自评报告财政局正在审核，暂时锁定，现在不能改。需要修改请联系财政局退回。"
    )
    assert _receipt(preparer)["如何撤回"] == "这份自评报告财政局正在审核，暂时锁定，现在不能撤回。"
    _return_with_two_opinions(reviewer)
    assert site.states(3) == ["returned"]

    _put_right(preparer)
    _file(preparer)
    _agree(head, *CHANGES[1].split())
    _see_what_changed(reviewer)
    _accept(reviewer)
    assert site.states(3) == ["accepted"]

    receipt = _receipt(preparer)
    assert [receipt[name] for name in ("状态", "受理编号", "稿次")] == ["通过", "ZP2023-0003", "第 2 稿"]
    assert preparer.page.get_by_role("button", name="撤回").count() == 0
    assert _locked(preparer) == "这份自评报告已审核通过，现在不能改。需要修改请联系财政局退回。"
    assert _timeline(preparer)[-10:] == [
        "经办人 报送单位负责人",
        "单位负责人 同意报送财政局",
        "绩效股审核1 开始审核",
        "绩效股审核1 退回修改 请按 2 条审核意见修改。",
        "经办人 答复意见 已补传验收单。",
        "经办人 答复意见",
        "经办人 报送单位负责人",
        "单位负责人 同意报送财政局",
        "绩效股审核1 开始审核",
        "绩效股审核1 通过",
    ]


# --- the unit ----------------------------------------------------------------------------------------


def _give_reasons(preparer: Person) -> None:
    preparer.open("/reports/3/self/")
    missing = preparer.page.locator('td[data-severity="error"] textarea[data-cell$=".reason"]')
    for cell in [box.get_attribute("data-cell") or "" for box in missing.all()]:
        preparer.type(cell, WHY)
    preparer.page.wait_for_selector('[data-count="errors"]:has-text("0")')
    preparer.wait_saved()


def _file(preparer: Person) -> None:
    preparer.open("/reports/3/check/").press("报送单位负责人")
    assert preparer.notes() == ["已报送单位负责人审核。"]


def _agree(head: Person, *expected: str) -> None:
    """By telephone: from the workbench to the one page, which says what changed since the last draft."""
    head.open("/")
    head.follow("审核这份报告")
    [changed] = head.texts(".panel:has(h2:text-is('比上一稿改了什么'))")
    assert [text for text in expected if text not in changed] == []
    head.page.get_by_role("link", name="同意报送财政局").click()
    head.page.wait_for_url("**/agree/")
    assert head.texts("dl.facts dd")[:3] == ["区委组织部", "2023 年度部门整体支出绩效自评", "2023 年度"]
    head.press("确认报送财政局")
    assert head.notes() == ["已报送财政局，编号 ZP2023-0003。审核开始前可以撤回。"]


def _locked(preparer: Person) -> str:
    """What is said over the sheet, of which no cell takes any text."""
    preparer.open("/reports/3/self/")
    assert preparer.page.locator("textarea[data-cell]:not([readonly])").count() == 0
    return preparer.page.locator(".work > .note").inner_text()


def _receipt(preparer: Person) -> dict[str, str]:
    preparer.open("/reports/3/receipt/")
    return dict(zip(preparer.texts("dl.facts dt"), preparer.texts("dl.facts dd"), strict=True))


def _put_right(preparer: Person) -> None:
    """The workbench quotes the opinions; each leads to its cell; filing waits until both are answered."""
    preparer.open("/")
    assert preparer.texts(".card blockquote") == ["请附便民服务点建成的验收材料。", "原因请写到具体点位。"]
    preparer.follow("按财政局的 2 条意见修改")
    assert preparer.page.locator("h1").inner_text() == "财政局的 2 条意见"
    assert preparer.page.get_by_role("button", name="核对报送").is_disabled()
    preparer.page.get_by_role("link", name="定位").first.click()
    preparer.page.wait_for_selector('textarea[data-cell="r2.actual"]:focus')
    preparer.type("r2.actual", "11个")
    preparer.page.get_by_role("button", name="采用测算分 7.33").click()
    preparer.type("r2.reason", WHERE)
    preparer.type("goal.achieved", GOAL.format(11))
    preparer.wait_saved()
    assert preparer.count("errors") == 0
    preparer.open("/reports/3/returned/")
    for number, reply in enumerate(("已补传验收单。", "")):
        opinion = preparer.page.locator("[id^=opinion-]").nth(number)
        opinion.locator("textarea").fill(reply)
        opinion.get_by_role("button", name="已改").click()
        preparer.page.wait_for_load_state()
    assert preparer.notes() == ["意见都已答复，可以核对报送了。"]


def _timeline(person: Person) -> list[str]:
    """Who did what, without the times."""
    person.open("/reports/3/timeline/")
    return [" ".join(step.split()[2:]) for step in person.texts(".timeline li")]


# --- the bureau --------------------------------------------------------------------------------------


def _open_review(reviewer: Person) -> None:
    reviewer.open("/reviews/report/3/").press("开始审核")
    assert reviewer.notes() == ["区委组织部：已开始审核，这一稿已锁定。"]


def _return_with_two_opinions(reviewer: Person) -> None:
    reviewer.follow("显示全部行")
    for cell, place, text in (
        ("r2.actual", "实际完成值", "请附便民服务点建成的验收材料。"),
        ("r2.reason", "偏差原因分析及改进措施", "原因请写到具体点位。"),
    ):
        reviewer.page.locator(f'a.cell[data-cell="{cell}"]').click()
        assert reviewer.page.locator("#opine-place").inner_text() == f"{NAME}{place}"
        reviewer.page.fill("#opine-text", text)
        reviewer.press("记下意见")
    reviewer.page.locator("#do-return").click()
    reviewer.press("退回修改，看下一家")
    assert reviewer.notes() == ["区委组织部：已退回修改。"]


def _see_what_changed(reviewer: Person) -> None:
    reviewer.open("/reviews/report/3/")
    assert reviewer.texts("table.read del") == ["10个", "6.67", WHY, GOAL.format(10)]
    assert reviewer.texts("table.read ins") == ["11个", "7.33", WHERE, GOAL.format(11)]
    reviewer.follow("比上次退回改动 4 处")
    assert reviewer.page.locator("h1").inner_text() == "第 1 稿 → 现在：改动 4 处"
    assert reviewer.texts("table.differences tbody tr") == CHANGES


def _accept(reviewer: Person) -> None:
    reviewer.open("/reviews/report/3/").press("开始审核")
    assert reviewer.texts(".review-side .reply") != []
    reviewer.page.get_by_role("button", name="已整改").first.click()
    reviewer.page.wait_for_load_state()
    reviewer.page.locator("#do-accept").click()
    reviewer.page.wait_for_load_state()
    assert reviewer.notes() == ["区委组织部：已通过。"]
