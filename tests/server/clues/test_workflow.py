"""Where clues and complaints may go, who may send them there, who is let near them."""

from __future__ import annotations

import re
import secrets
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.utils import timezone
from tests.server.clues.conftest import REGISTERED, TRANSFERRED, WORDING, Cast, bring

from zhunsheng.kernel.sources import CountedList
from zhunsheng.server.audit.models import Entry
from zhunsheng.server.audit.words import VERBS
from zhunsheng.server.clues import actions
from zhunsheng.server.clues.actions import NewRecord
from zhunsheng.server.clues.counts import CountOut, count_out
from zhunsheng.server.clues.models import Kind, Record, Step
from zhunsheng.server.clues.queries import READING, identity_for, listed, opened_for, record_for
from zhunsheng.server.clues.workflow import MOVES, Verb
from zhunsheng.server.inspections.models import Issue, Register
from zhunsheng.server.inspections.queries import visible_to
from zhunsheng.server.inspections.statistics.feed import RegisterSource
from zhunsheng.server.orgs.models import Duty
from zhunsheng.server.orgs.verdicts import Refused

YESTERDAY = timezone.localdate() - timedelta(days=1)


def _who_sees(cast: Cast, entry: Record) -> set[str]:
    """By the page and by the list; the two must agree."""
    opens = {name for name in cast.office.people if _opens(cast, name, entry)}
    lists = {name for name in cast.office.people if _lists(cast, name, entry)}
    assert opens == lists
    return opens


def _opens(cast: Cast, name: str, entry: Record) -> bool:
    try:
        record_for(cast.office.actor(name), entry.pk)
    except Http404:
        return False
    return True


def _lists(cast: Cast, name: str, entry: Record) -> bool:
    try:
        return entry in listed(cast.office.actor(name)).mine
    except Refused:
        return False


# --- who is let near -----------------------------------------------------------------------------------


def test_only_who_is_named_sees_a_clue(cast: Cast, clue: Record) -> None:
    assert _who_sees(cast, clue) == {"inspector"}
    cast.name("aide", clue)
    assert _who_sees(cast, clue) == {"inspector", "aide"}
    actions.remove_handler(
        cast.office.actor("inspector"), record_id=clue.pk, user_id=cast.office.people["aide"].pk
    )
    assert _who_sees(cast, clue) == {"inspector"}


def test_a_handler_names_nobody_unless_they_registered_it_or_lead(cast: Cast, clue: Record) -> None:
    cast.name("aide", clue)
    with pytest.raises(Refused, match="经办人由登记人或者领导小组的人指定。"):
        actions.add_handler(
            cast.office.actor("aide"), record_id=clue.pk, user=cast.office.people["bystander"]
        )
    cast.name("leading", clue)
    actions.add_handler(cast.office.actor("leading"), record_id=clue.pk, user=cast.office.people["bystander"])
    assert _who_sees(cast, clue) == {"inspector", "aide", "leading", "bystander"}


@pytest.mark.parametrize("name", ["bystander", "other_leader", "admin"])
def test_nobody_names_themselves(cast: Cast, clue: Record, name: str) -> None:
    with pytest.raises(Http404):
        actions.add_handler(cast.office.actor(name), record_id=clue.pk, user=cast.office.people[name])


def test_whoever_has_no_duty_in_inspections_cannot_be_named(cast: Cast, clue: Record) -> None:
    with pytest.raises(Refused, match="只能指定本地区在岗的巡察工作人员。"):
        cast.name("admin", clue)


def test_the_duty_over_the_sight_is_over(cast: Cast, clue: Record) -> None:
    Duty.objects.filter(user=cast.office.people["inspector"]).update(until=YESTERDAY)
    assert _who_sees(cast, clue) == set()


def test_where_nobody_is_left_a_leader_names_others_without_seeing_a_word(cast: Cast, clue: Record) -> None:
    leader = cast.office.actor("leading")
    assert listed(leader).orphans == []
    Duty.objects.filter(user=cast.office.people["inspector"]).update(until=YESTERDAY)
    assert listed(leader).orphans == [clue]
    page = cast.office.client("leading").get("/clues/").content.decode()
    assert (clue.number in page, WORDING in page) == (True, False)
    actions.add_handler(leader, record_id=clue.pk, user=cast.office.people["aide"])
    assert (_who_sees(cast, clue), listed(leader).orphans) == ({"aide"}, [])


def test_the_last_handler_stays(cast: Cast, clue: Record) -> None:
    inspector = cast.office.people["inspector"]
    with pytest.raises(Refused, match="至少留一位能办理的经办人"):
        actions.remove_handler(cast.office.actor("inspector"), record_id=clue.pk, user_id=inspector.pk)
    assert _who_sees(cast, clue) == {"inspector"}


# --- whoever is named in it ----------------------------------------------------------------------------


def test_who_is_named_in_a_complaint_loses_it_at_once(cast: Cast, complaint: Record) -> None:
    cast.name("bystander", complaint)
    client = cast.office.client("bystander")
    assert client.get(f"/clues/{complaint.pk}/").status_code == 200
    actions.name_subjects(
        cast.office.actor("inspector"), record_id=complaint.pk, users=[cast.office.people["bystander"]]
    )
    assert client.get(f"/clues/{complaint.pk}/").status_code == 404
    assert client.post(f"/clues/{complaint.pk}/steps/verify_complaint/", {"words": "属实"}).status_code == 404
    assert complaint.number not in client.get("/clues/").content.decode()
    assert _who_sees(cast, complaint) == {"inspector"}


def test_who_is_named_in_it_cannot_handle_approve_or_register_it(cast: Cast, complaint: Record) -> None:
    with pytest.raises(Refused, match="这个人是被举报人，应当回避。"):
        cast.name("aide", complaint)
    leader = cast.office.people["leading"]
    actions.name_subjects(cast.office.actor("inspector"), record_id=complaint.pk, users=[leader])
    cast.move("inspector", complaint, Verb.VERIFY, words="情况属实", on=REGISTERED)
    with pytest.raises(Refused, match="应当回避"):
        cast.move("inspector", complaint, Verb.PROPOSE, words="批评教育", approver=leader)
    new = NewRecord(Kind.COMPLAINT, REGISTERED, wording="接受宴请", subjects=(leader,))
    with pytest.raises(Refused, match="举报的是您本人，请由其他人受理。"):
        actions.register_record(cast.office.actor("leading"), new)


def test_who_was_named_by_mistake_is_taken_back_by_a_leader(cast: Cast, complaint: Record) -> None:
    wrong = cast.office.people["bystander"]
    cast.name("bystander", complaint)
    actions.name_subjects(cast.office.actor("inspector"), record_id=complaint.pk, users=[wrong])

    def withdraw(name: str, reason: str = "同名，不是他") -> None:
        actor = cast.office.actor(name)
        actions.withdraw_subject(actor, record_id=complaint.pk, user_id=wrong.pk, reason=reason)

    with pytest.raises(Refused, match="登记错的由经办的领导小组的人撤回。"):
        withdraw("inspector")
    for outsider in ("bystander", "leading"):  # the one named, and a leader who does not handle it
        with pytest.raises(Http404):
            withdraw(outsider)
    cast.name("leading", complaint)
    with pytest.raises(Refused, match="请写明登记错在哪里"):
        withdraw("leading", " ")
    page = f"/clues/{complaint.pk}/subjects/{wrong.pk}/withdraw/"
    cast.office.client("leading").post(page, {"reason": "同名，不是他"})
    assert _who_sees(cast, complaint) == {"inspector", "bystander", "leading"}
    with pytest.raises(Http404):
        withdraw("leading")
    read = cast.office.client("bystander").get(f"/clues/{complaint.pk}/").content.decode()
    assert f"撤回 {wrong.name}：同名，不是他（{cast.office.people['leading'].name}）" in read


def test_a_leader_named_in_a_complaint_does_not_rescue_it(cast: Cast, complaint: Record) -> None:
    leader = cast.office.people["leading"]
    actions.name_subjects(cast.office.actor("inspector"), record_id=complaint.pk, users=[leader])
    Duty.objects.filter(user=cast.office.people["inspector"]).update(until=YESTERDAY)
    found = {name: listed(cast.office.actor(name)).orphans for name in ("leading", "other_leader")}
    assert found == {"leading": [], "other_leader": [complaint]}


def test_who_complained_is_for_a_second_list(cast: Cast, complaint: Record) -> None:
    cast.name("bystander", complaint)
    bystander, inspector = cast.office.actor("bystander"), cast.office.actor("inspector")
    with pytest.raises(Refused, match="举报人的身份只有另行指定的人能看。"):
        identity_for(bystander, complaint.pk)
    with pytest.raises(Refused, match="经办人由登记人或者领导小组的人指定。"):
        actions.let_see_identity(bystander, record_id=complaint.pk, user_id=bystander.person, sees=True)
    actions.let_see_identity(inspector, record_id=complaint.pk, user_id=bystander.person, sees=True)
    assert identity_for(bystander, complaint.pk)[1] == {"name": "示例来信人", "contact": "139 0000 0001"}
    actions.let_see_identity(inspector, record_id=complaint.pk, user_id=bystander.person, sees=False)
    with pytest.raises(Refused, match="至少留一位可以看举报人身份的人。"):
        actions.let_see_identity(inspector, record_id=complaint.pk, user_id=inspector.person, sees=False)


def test_where_nobody_on_the_second_list_is_left_a_leader_who_handles_it_may_fill_it(
    cast: Cast, complaint: Record
) -> None:
    cast.name("leading", complaint)
    leader = cast.office.actor("leading")
    with pytest.raises(Refused, match="举报人的身份只有另行指定的人能看。"):
        actions.let_see_identity(leader, record_id=complaint.pk, user_id=leader.person, sees=True)
    Duty.objects.filter(user=cast.office.people["inspector"]).update(until=YESTERDAY)
    actions.let_see_identity(leader, record_id=complaint.pk, user_id=leader.person, sees=True)
    assert identity_for(leader, complaint.pk)[1]["name"] == "示例来信人"


# --- the way of a clue ---------------------------------------------------------------------------------


def test_a_clue_goes_all_the_way(cast: Cast, clue: Record) -> None:
    bring(cast, clue, 4)
    due = timezone.localdate() + timedelta(days=30)
    cast.move("inspector", clue, Verb.URGE, due_on=due, words="请于月底前反馈")
    cast.move("inspector", clue, Verb.FEED_BACK, words="已立案", on=date(2023, 8, 1))
    cast.move("leading", clue, Verb.CLOSE, words="同意办结")
    assert (clue.state, clue.paper_number, clue.transferred_on, clue.received_on, clue.due_on) == (
        "closed", "巡移〔2023〕1号", TRANSFERRED, TRANSFERRED, due,
    )  # fmt: skip
    opened = opened_for(cast.office.actor("inspector"), clue.pk)
    assert [(taken.label, taken.by, taken.words) for taken in opened.steps] == [
        ("拟办分流", "inspector", ""),
        ("批准分流", "leading", ""),
        ("移交", "inspector", ""),
        ("登记回执", "inspector", ""),
        ("督办", "inspector", "请于月底前反馈"),
        ("登记反馈", "inspector", "已立案"),
        ("办结", "leading", "同意办结"),
    ]
    told = {name: opened.texts[name] for name in ("recipient", "ground", "signer")}
    assert told == {"recipient": "区纪委监委", "ground": "涉嫌违纪", "signer": "案管室"}


def test_who_asks_does_not_approve(cast: Cast, clue: Record) -> None:
    cast.name("leading", clue)
    said = {"recipient": "区纪委监委", "ground": "涉嫌违纪"}
    with pytest.raises(Refused, match="不能请自己批准"):
        cast.move("leading", clue, Verb.ASK_ROUTING, **said, approver=cast.office.people["leading"])
    cast.move("leading", clue, Verb.ASK_ROUTING, **said, approver=cast.office.people["other_leader"])
    with pytest.raises(Refused, match="自己拟办的不能自己批准分流"):
        cast.move("leading", clue, Verb.APPROVE_ROUTING)
    with pytest.raises(Refused, match="批准分流由领导小组的经办人办理。"):
        cast.move("inspector", clue, Verb.APPROVE_ROUTING)
    with pytest.raises(Refused, match="请您批准，或者写明理由不同意。"):
        cast.move("other_leader", clue, Verb.RECALL_ROUTING)
    cast.move("leading", clue, Verb.RECALL_ROUTING)
    cast.move("leading", clue, Verb.ASK_ROUTING, **said, approver=cast.office.people["other_leader"])
    cast.move("other_leader", clue, Verb.APPROVE_ROUTING)
    assert clue.state == "routed"


@pytest.mark.parametrize(
    ("steps", "verb", "said", "message"),
    [
        (0, Verb.ASK_ROUTING, {"recipient": "区纪委监委"}, "拟办分流要填写分流理由、请谁批准。"),
        (0, Verb.TRANSFER, {"on": TRANSFERRED}, "{number} 现在是“已登记”，不能移交。"),
        (2, Verb.TRANSFER, {"on": date(2023, 5, 9)}, "日期 2023-05-09 早于上一步的 2023-05-10。"),
        (2, Verb.TRANSFER, {"on": date(2199, 1, 1)}, "日期 2199-01-01 还没有到。"),
        (3, Verb.RECEIVE, {"signer": " ", "on": TRANSFERRED}, "登记回执要填写签收人。"),
        (4, Verb.URGE, {"due_on": date(2023, 6, 1)}, "督办期限 2023-06-01 已经过了。"),
    ],
)
def test_what_a_step_lacks_is_told(
    cast: Cast, clue: Record, steps: int, verb: Verb, said: dict[str, Any], message: str
) -> None:
    bring(cast, clue, steps)
    with pytest.raises(Refused, match=message.format(number=clue.number)):
        cast.move("inspector", clue, verb, **said)
    assert Step.objects.filter(record=clue).count() == steps


def test_what_was_typed_comes_back_where_somebody_else_was_quicker(cast: Cast, clue: Record) -> None:
    """The page keeps no draft, so the refusal has to."""
    bring(cast, clue, 5)
    client = cast.office.client("inspector")
    typed = {"words": "另一份反馈", "on": "2023-08-02"}
    page = client.post(f"/clues/{clue.pk}/steps/feed_back_clue/", typed)
    assert page.status_code == 400
    text = page.content.decode()
    assert f"{clue.number} 现在是“已反馈”，不能登记反馈。" in text
    assert "另一份反馈</textarea>" in text
    assert client.post(f"/clues/{clue.pk}/steps/verify_complaint/", typed).status_code == 404


def test_a_complaint_goes_all_the_way(cast: Cast, complaint: Record) -> None:
    leader = cast.office.people["leading"]
    cast.move("inspector", complaint, Verb.VERIFY, words="情况属实", on=date(2023, 6, 1))
    cast.move("inspector", complaint, Verb.PROPOSE, words="批评教育", approver=leader)
    cast.move("leading", complaint, Verb.REFUSE, words="请补充依据")
    cast.move("inspector", complaint, Verb.PROPOSE, words="批评教育，调离岗位", approver=leader)
    cast.move("leading", complaint, Verb.APPROVE)
    cast.move("inspector", complaint, Verb.REPLY, words="已当面答复", on=date(2023, 7, 1))
    assert (complaint.state, complaint.closed_on) == ("replied", timezone.localdate())


def test_an_issue_does_not_show_the_clue_that_came_of_it(cast: Cast, issue: Issue) -> None:
    inspector = cast.office.actor("inspector")
    new = NewRecord(Kind.CLUE, REGISTERED, wording=WORDING, issue_number=issue.number)
    entry = actions.register_record(inspector, new)
    assert opened_for(inspector, entry.pk).issue == issue
    assert list(visible_to(inspector)) == [issue]
    assert [relation.name for relation in Issue._meta.related_objects if "clue" in relation.name] == []
    with pytest.raises(Refused, match="没有这个编号的问题"):
        actions.register_record(
            inspector, NewRecord(Kind.CLUE, REGISTERED, wording=WORDING, issue_number="XC1999-1-001")
        )


# --- the trace -----------------------------------------------------------------------------------------


def test_every_verb_has_words() -> None:
    assert {*Verb, *READING} - set(VERBS) == set()
    assert {move.verb for move in MOVES} == set(Verb)


def test_every_step_and_every_reading_leaves_a_trace(cast: Cast, clue: Record) -> None:
    bring(cast, clue, 2)
    opened_for(cast.office.actor("leading"), clue.pk)
    entries = Entry.objects.filter(chain__name=f"clue/{clue.pk}").order_by("number")
    assert [(entry.actor_name, entry.verb, entry.details) for entry in entries] == [
        ("inspector", "register_clue", "{}"),
        ("inspector", "name_handler", '{"user":"leading"}'),
        ("inspector", "ask_routing", '{"from":"registered","to":"routing"}'),
        ("leading", "approve_routing", '{"from":"routing","to":"routed"}'),
        ("leading", "read_clue", "{}"),
    ]


# --- the count that leaves -----------------------------------------------------------------------------


def test_a_small_count_waits_for_a_leader(cast: Cast, clue: Record) -> None:
    tenant = cast.office.tenant.pk
    assert count_out(tenant, 2023) == CountOut(0)
    bring(cast, clue, 3)
    assert (count_out(tenant, 2023), count_out(tenant, 2024)) == (CountOut(None), CountOut(0))
    with pytest.raises(Refused, match="由领导小组的人复核后提供"):
        actions.release_count(cast.office.actor("inspector"), year=2023)
    cast.office.client("leading").post("/clues/counts/", {"year": "2023"})
    assert count_out(tenant, 2023) == CountOut(1)
    another = actions.register_record(
        cast.office.actor("inspector"), NewRecord(Kind.CLUE, REGISTERED, wording=WORDING)
    )
    bring(cast, another, 3)
    assert count_out(tenant, 2023) == CountOut(None)


def test_a_count_that_is_not_small_needs_nobody(cast: Cast, settings: Any) -> None:
    for _ in range(3):
        new = NewRecord(Kind.CLUE, REGISTERED, wording=WORDING)
        bring(cast, actions.register_record(cast.office.actor("inspector"), new), 3)
    assert count_out(cast.office.tenant.pk, 2023) == CountOut(3)
    settings.OPTIONS = {**settings.OPTIONS, "SMALL_COUNT": 5}
    assert count_out(cast.office.tenant.pk, 2023) == CountOut(None)


def test_the_register_quotes_the_count_and_lists_nothing_of_them(cast: Cast, clue: Record) -> None:
    """In the year's counts once it may leave; behind it stands a row for each, without number or day."""
    bring(cast, clue, 3)
    register, day = Register.objects.get(), date(2023, 12, 31)

    def quoted() -> list[Decimal | None]:
        found = RegisterSource().snapshots(register.unit_id, 2023, day)
        return [entry.value for entry in found if entry.key == "clues.transferred"]

    assert quoted() == []
    actions.release_count(cast.office.actor("leading"), year=2023)
    assert quoted() == [Decimal(1)]
    behind = RegisterSource().listed(register.unit_id, 2023, day, "clues.transferred")
    assert behind == CountedList(("类别",), (("问题线索",),))


# --- numbers -------------------------------------------------------------------------------------------


def test_numbers_do_not_run_on(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The year is kept; the rest is drawn, and drawn again where it is taken."""
    drawn, below = iter([7, 7, 7, 48213, 7]), secrets.randbelow
    monkeypatch.setattr(secrets, "randbelow", lambda most: next(drawn) if most == 100_000 else below(most))
    days = [
        (Kind.CLUE, REGISTERED),
        (Kind.CLUE, date(2022, 5, 1)),
        (Kind.CLUE, REGISTERED),
        (Kind.COMPLAINT, REGISTERED),
    ]
    new = [NewRecord(kind, day, wording="票据与实物不符") for kind, day in days]
    made = [actions.register_record(cast.office.actor("inspector"), one).number for one in new]
    assert made == ["XS2023-00007", "XS2022-00007", "XS2023-48213", "JB2023-00007"]


def test_addresses_do_not_run_on_either(cast: Cast) -> None:
    keeper = cast.office.actor("inspector")
    made = [
        actions.register_record(keeper, NewRecord(Kind.CLUE, REGISTERED, wording="票据与实物不符"))
        for _ in range(5)
    ]
    for _ in range(5):
        upload = SimpleUploadedFile("票据.txt", b"x")
        actions.add_file(keeper, record_id=made[0].pk, upload=upload)
    for ids in ([entry.pk for entry in made], [file.pk for file in made[0].attachments.all()]):
        assert all(abs(one - other) > 1 for one, other in pairwise(ids))


# --- the paper that goes with it -------------------------------------------------------------------------


@pytest.mark.parametrize(("files", "said"), [(0, []), (2, ["附件 2 件。"])])
def test_the_paper_counts_the_files_that_go_with_it(
    cast: Cast, clue: Record, files: int, said: list[str]
) -> None:
    for number in range(files):
        upload = SimpleUploadedFile(f"票据{number}.txt", f"票据{number}".encode())
        actions.add_file(cast.office.actor("inspector"), record_id=clue.pk, upload=upload)
    bring(cast, clue, 3)
    page = cast.office.client("inspector").get(f"/clues/{clue.pk}/paper/").content.decode()
    assert re.findall(r"附件 \d+ 件。", page) == said
