"""The register's settings, section by section: each is a form of its own, saved by itself."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from zhunsheng.server.inspections.deadlines import fault_of_lights
from zhunsheng.server.inspections.forms import active_units, choice, in_days, number, option, rows
from zhunsheng.server.inspections.models import ALERTED, Register, ReviewAgain, Step
from zhunsheng.server.orgs.actors import Actor


def _between(steps: str, also: str = "") -> forms.IntegerField:
    """The period of a step, which may be left out."""
    return in_days(f"{steps}（{also}{'，' if also else ''}天）", required=False)


def _told(label: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=list(ALERTED.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": f"{label.split('（')[0]}请从列出的里面选。"},
    )


class Section(forms.Form):
    """`anchor`: its place on the page, and what a post says it is of."""

    anchor: ClassVar[str]
    title: ClassVar[str]
    hint: ClassVar[str]
    said: ClassVar[str] = "已保存。"

    def __init__(self, actor: Actor, register: Register, data: Any = None) -> None:
        kept = {name: getattr(register, name) for name in self.base_fields if name != "unit"}
        super().__init__(data, initial=kept | {"unit": register.unit_id}, auto_id=f"{self.anchor}-%s")


class Keeping(Section):
    anchor = "keeping"
    title = "谁管台账、谁看问题"
    hint = "单位负责人平时看不到问题，勾了才看得到本单位的。"

    unit = choice("台账由哪个单位管理", None, required=True)
    heads_read = forms.BooleanField(
        label="单位负责人可以看本单位的问题（反馈以后，只看不办）", required=False
    )

    def __init__(self, actor: Actor, register: Register, data: Any = None) -> None:
        super().__init__(actor, register, data)
        rows(self, "unit", active_units(actor))


class Periods(Section):
    anchor = "periods"
    title = "整改和公开的期限"
    hint = "天数是各地做法，按本地的规定填。只管以后定的时限，已经定的不变。"
    said = "已保存。天数只管以后定的时限，已经定的不变。"

    period_days = in_days("整改期限（天）")
    immediate_days = in_days("立行立改期限（天）")
    disclosure_days = in_days("双公开期限（天，从反馈、整改之日起）")


class Avoidance(Section):
    anchor = "avoidance"
    title = "回避"
    hint = "默认 3 年，是通行做法；本地另有规定的按本地的改。"

    avoidance_years = number("回避年限（年）：不巡察离开不满几年的单位，0 为只回避现单位", 0, 30)


class Lights(Section):
    anchor = "lights"
    title = "三色提醒"
    hint = (
        "今天到期是剩 0 天。剩余天数在绿灯、黄灯之内和超期的红灯各提醒一次，告诉勾选的人，不勾就不提醒："
        "整改联络人、单位负责人、派驻纪检组是责任单位的，配合单位的送达以后才告诉，巡察办、领导小组是本地区的。提醒只写编号、单位和天数。"
    )
    said = "已保存。三色今天起按新的算。"

    green_days = in_days("绿灯：剩余天数不多于")
    yellow_days = in_days("黄灯：剩余天数不多于")
    told_green = _told("绿灯告诉谁")
    told_yellow = _told("黄灯告诉谁")
    told_red = _told("红灯告诉谁（已超期）")

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        green, yellow = given.get("green_days"), given.get("yellow_days")
        if green is not None and yellow is not None and (fault := fault_of_lights(green, yellow)):
            self.add_error("yellow_days", fault)
        return given


class Steps(Section):
    anchor = "steps"
    title = "轮次各步的期限"
    hint = "从上一步的日期起算，到期没有填日期的列在工作台上；空着的不提醒。“整改”按整改期限。"

    approved_days = _between("制定到批准")
    formed_days = _between("批准到建组")
    announced_days = _between("建组到公告")
    entered_days = _between("公告到进驻")
    reported_days = _between("进驻到报告", "驻点时间")
    fed_back_days = _between("报告到反馈")
    looked_back_days = _between("整改到回头看")
    archived_days = _between("回头看到归档")
    done_step = option("轮次算“完成”的口径：到了哪一步", Step.choices)


class JointReview(Section):
    anchor = "review"
    title = "多部门联审"
    hint = "由谁审、先后次序，在“联审”的“联审部门和次序”里设。"

    review_again = option("联审退回，单位另报一稿以后", ReviewAgain.choices)


SECTIONS: tuple[type[Section], ...] = (Keeping, Periods, Avoidance, Lights, Steps, JointReview)
