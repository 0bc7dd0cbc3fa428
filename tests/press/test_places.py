"""A place in words."""

from __future__ import annotations

import pytest
from tests.press.forms import small_form, small_report
from tests.press.reports import rulebook

from zhunsheng.kernel.facts import Fact, State, given
from zhunsheng.kernel.findings import AtDimension, AtFact, AtIndicator, AtPlace, AtSection, Target
from zhunsheng.kernel.places import CellPlace, TextPlace
from zhunsheng.kernel.report import TableSeen
from zhunsheng.press.places import place_words, places_words


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (AtFact("projects.total.final"), "附件1 项目支出 本年决算数"),
        (AtFact("projects.special[1].prior"), "附件1 专项资金 上年决算数（（1）数字档案）"),
        (AtFact("projects.special[2].prior"), "附件1 专项资金 上年决算数（第2项）"),
        (AtFact("staffing.control_rate"), "附件1 控制率"),
        (AtFact("score.total"), "附件2 总分"),
        (AtFact("score.class.产出指标"), "附件2 产出指标分值"),
        (AtFact("staffing.retired"), "正文 一.1“机构设置情况” 退休人数"),
        (AtFact("filing.phone"), "附件1 联系电话"),
        (AtFact("problems"), "存在的问题"),
        (AtIndicator(2, "score"), "附件2 自评表 第3个指标“群众满意度”得分"),
        (AtIndicator(0, "name"), "附件2 自评表 第1个指标“接收档案”名称"),
        (AtIndicator(9, "score"), "附件2 自评表 第10个指标得分"),
        (AtSection("一.1", 0, 3), "正文 一.1“机构设置情况”"),
        (AtSection("三", 0, 0), "正文 三"),
        (AtSection("附件清单", 0, 3), "附件清单"),
        (AtDimension("数量指标"), "数量指标"),
        (AtPlace(CellPlace(1, 3, 2)), "附件2 自评表 第4行第3列"),
        (AtPlace(CellPlace(7, 0, 0)), "第8张表 第1行第1列"),
        (AtPlace(TextPlace("卷首", 0, 2)), "卷首"),
    ],
)
def test_place(target: Target, words: str) -> None:
    report = small_report()
    report.tables = [TableSeen("data", 0), TableSeen("self", 1)]
    report.facts["staffing.retired"] = Fact(None, State.GIVEN, "1人", TextPlace("一.1", 0, 2))
    report.facts["filing.phone"] = given("1", place=TextPlace("附件1", 3, 4))
    assert place_words(target, report, small_form()) == words


def test_a_form_without_number_goes_by_its_name() -> None:
    form = rulebook().forms["national-project-2020"]
    assert place_words(AtFact("funds.score"), small_report(), form) == "自评表 资金执行得分"
    assert place_words(AtIndicator(0, "actual"), small_report(), form) == "自评表 第1个指标“接收档案”完成值"
    assert place_words(AtFact("funds.score"), small_report(), None) == "资金执行得分"


def test_several_places_name_their_table_once() -> None:
    targets = (
        AtFact("projects.total.prior"),
        AtFact("projects.total.final"),
        AtFact("score.total"),
        AtDimension("总分"),
    )
    words = places_words([*targets, targets[0]], small_report(), small_form())
    assert words == "附件1 项目支出 上年决算数；项目支出 本年决算数；附件2 总分；总分"


def test_several_columns_of_an_indicator_name_it_once() -> None:
    targets = (
        AtIndicator(2, "score"),
        AtIndicator(2, "reason"),
        AtIndicator(0, "score"),
        AtIndicator(2, "score"),
    )
    words = places_words(targets, small_report(), small_form())
    assert words == ("附件2 自评表 第3个指标“群众满意度”得分、偏差原因；自评表 第1个指标“接收档案”得分")


def test_where_there_is_little_room_the_rest_is_counted() -> None:
    targets = [AtIndicator(row, "score") for row in (9, 10, 11, 12)]
    words = places_words(targets, small_report(), small_form(), most=2)
    assert words == "附件2 自评表 第10个指标得分；自评表 第11个指标得分 等 4 处"


def test_a_name_with_marks_of_its_own_is_quoted_with_single_ones() -> None:
    report = small_report()
    report.indicators[0].name = "“一件事”办理数"
    words = place_words(AtIndicator(0, "score"), report, small_form())
    assert words == "附件2 自评表 第1个指标“‘一件事’办理数”得分"
