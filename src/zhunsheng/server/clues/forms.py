"""What is typed about clues and complaints. No browser is to remember, complete or check any of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django import forms
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils import timezone

from zhunsheng.server.clues.models import Kind
from zhunsheng.server.clues.workflow import FIELDS, Move, Verb
from zhunsheng.server.inspections.forms import SeveralChoice
from zhunsheng.server.orgs.forms import DayInput, PersonChoice
from zhunsheng.server.orgs.models import User

_WORDS = {
    Verb.APPROVE_ROUTING: "批示",
    Verb.REFUSE_ROUTING: "理由",
    Verb.URGE: "督办要求",
    Verb.FEED_BACK: "反馈情况",
    Verb.ASK_MORE: "要补充什么",
    Verb.CLOSE: "办结意见",
    Verb.REOPEN: "理由",
    Verb.VERIFY: "核实情况",
    Verb.PROPOSE: "处理意见",
    Verb.APPROVE: "批示",
    Verb.REFUSE: "理由",
    Verb.REPLY: "答复情况（匿名的写明不能答复）",
}
_DAYS = {
    Verb.TRANSFER: "移交日期",
    Verb.RECEIVE: "签收日期",
    Verb.FEED_BACK: "反馈日期",
    Verb.VERIFY: "核实日期",
    Verb.REPLY: "答复日期",
}
_LONGEST = 20_000


class Quiet(forms.Form):
    """What is typed goes to the office alone: no completing from it, no spelling checked elsewhere."""

    def __init__(self, typed: QueryDict | None, *, name: str, fields: dict[str, forms.Field]) -> None:
        super().__init__(typed, auto_id=f"{name}_%s")
        for field in fields.values():
            field.widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}
        self.fields |= fields


def _line(label: str, *, required: bool) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=200, required=required, error_messages={"required": f"请填写{label}。"}
    )


def _text(label: str, *, required: bool, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=_LONGEST,
        required=required,
        widget=forms.Textarea({"rows": rows}),
        error_messages={"required": f"请填写{label}。"},
    )


def _day(label: str, initial: Callable[[], date] | None = timezone.localdate) -> forms.DateField:
    said = {"required": f"请选择{label}。", "invalid": "日期要写成 2024-07-31 的样子。"}
    return forms.DateField(label=label, widget=DayInput(), initial=initial, error_messages=said)


class PeopleChoice(SeveralChoice):
    def label_from_instance(self, obj: Model) -> str:
        assert isinstance(obj, User)
        return f"{obj.name}（{obj.username}）"


class RegisterForm(Quiet):
    """A clue, or a complaint with who is named in it and who complained."""

    def __init__(self, kind: Kind, people: QuerySet[User], typed: QueryDict | None = None) -> None:
        complaint = kind is Kind.COMPLAINT
        fields: dict[str, forms.Field] = {
            "registered_on": _day("受理日期" if complaint else "登记日期"),
            "origin": _line("来源（来信、来访、巡察发现……）", required=False),
            "about": _line("反映对象", required=False),
            "wording": _text("反映的内容", required=True, rows=6),
        }
        if complaint:
            fields["subjects"] = PeopleChoice(
                label="被举报的工作人员（有账号的都要选，选中的人随即看不到这件举报；按住 Ctrl 多选）",
                queryset=people,
                required=False,
                widget=forms.SelectMultiple({"size": 5}),
                error_messages={"invalid_choice": "被举报的工作人员请从列出的里面选。"},
            )
            fields["complainant"] = _line("举报人（另行加密，匿名的留空）", required=False)
            fields["contact"] = _line("联系方式", required=False)
        else:
            fields["issue_number"] = _line("由哪个问题转来（问题编号，没有的留空）", required=False)
        super().__init__(typed, name="new", fields=fields)


class StepForm(Quiet):
    """What a step asks for."""

    def __init__(self, move: Move, leaders: QuerySet[User], typed: QueryDict | None = None) -> None:
        self.move = move
        names = (*move.needs, *move.offers)
        fields = {name: _step_field(move, name, name in move.needs, leaders) for name in names}
        super().__init__(typed, name=move.verb.value, fields=fields)


def _step_field(move: Move, name: str, required: bool, leaders: QuerySet[User]) -> forms.Field:
    match name:
        case "approver":
            said = {"required": "请选择请谁批准。"}
            return PersonChoice(
                label=FIELDS[name], queryset=leaders, empty_label="请选择", error_messages=said
            )
        case "on":
            return _day(_DAYS[move.verb])
        case "due_on":
            return _day(FIELDS[name], None)
        case "ground":
            return _text(FIELDS[name], required=required)
        case "words":
            return _text(_WORDS[move.verb], required=required)
        case _:
            return _line(FIELDS[name], required=required)
