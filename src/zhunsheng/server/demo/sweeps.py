"""大起底 of the made-up district: the year's seven themes, and one of these days that has just been handed over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from zhunsheng.server.inspections.issues.actions import NewIssue
from zhunsheng.server.inspections.models import Issue, IssueState, Theme
from zhunsheng.server.inspections.sweeps import actions
from zhunsheng.server.inspections.sweeps.actions import NewSweep
from zhunsheng.server.inspections.sweeps.models import SweptProblem
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Unit

_WORDINGS = {
    "工程项目": (
        "工程变更没有签证",
        "先施工后补招标手续",
        "结算审计后没有及时收尾款",
        "隐蔽工程没有验收记录",
    ),
    "公务接待": ("接待清单没有写明人数", "一函多餐", "接待费在培训费里列支", "同城接待没有公函"),
    "津贴补贴": ("加班补贴没有考勤依据", "值班补助超过标准", "下乡补贴和差旅补助重复领取"),
    "政府采购": ("办公用品没有在框架协议内采购", "采购合同没有备案", "验收单没有签字日期"),
    "民生资金": ("低保对象死亡后没有及时停发", "产业奖补名册没有公示", "危房改造资金没有一次拨付到户"),
    "干部选任": ("任前公示不足规定天数", "民主推荐会议记录不全", "试用期满没有考核"),
    "基层党建": ("支部没有按期换届", "党费没有按月收缴", "发展党员政审材料缺日期"),
}
_ORIGINS = ("五届第三轮巡察", "五届第四轮巡察", "市委提级巡察")
_REQUEST = "请牵头单位会同配合单位逐个核实，督促责任单位整改到位，举一反三，书面回复办理情况。"
Now = SweptProblem.Now


def sweep_old_problems(
    office: Actor,
    begun_on: date,
    themes: Sequence[Theme],
    problems: Sequence[NewIssue],
    units: Sequence[Unit],
) -> list[Issue]:
    """None of them is in the register yet; each theme is handed to one unit to lead and one to help."""
    new = NewSweep(
        title="巡视巡察共性问题大起底",
        begun_on=begun_on,
        found_since=date(2016, 9, 1),
        found_until=date(2022, 12, 31),
        themes=themes,
        joined_by="区纪委监委",
    )
    sweep = actions.begin_sweep(office, new)
    found: dict[int, list[SweptProblem]] = {}
    for at, problem in enumerate(problems):
        theme = problem.theme
        assert theme is not None
        same = found.setdefault(theme.pk, [])
        new_issue = replace(problem, wording=_WORDINGS[theme.name][len(same)])
        origin = _ORIGINS[at % len(_ORIGINS)]
        same.append(
            actions.register_old(office, sweep_id=sweep.pk, theme=theme, origin=origin, new=new_issue)
        )
    for at, theme in enumerate(themes):
        handed_on = begun_on + timedelta(days=30)
        paper = actions.hand_over(
            office,
            sweep_id=sweep.pk,
            lead=units[2 * at],
            supports=[units[2 * at + 1]],
            problems=found[theme.pk],
            handed_on=handed_on,
            reply_due_on=handed_on + timedelta(days=30),
            request=_REQUEST,
        )
        for recipient in paper.recipients.all():
            reply = "已经逐个核实，正在按整改措施办理，完成情况随台账报送。"
            actions.note_reply(
                office, recipient_id=recipient.pk, replied_on=handed_on + timedelta(days=24), reply=reply
            )
    return [swept.issue for handed in found.values() for swept in handed]


def look_at_them_again(office: Actor, looked_on: date) -> None:
    for problem in SweptProblem.objects.filter(sweep__tenant_id=office.tenant).select_related("issue"):
        done = problem.issue.state == IssueState.CLOSED
        now, note = (
            (Now.RECTIFIED, "现场看过，措施落实，没有反弹。")
            if done
            else (Now.RECTIFYING, "措施落实了一部分，继续跟踪。")
        )
        actions.look_again(office, problem_id=problem.pk, looked_on=looked_on, now=now, note=note)


def sweep_these_days(
    office: Actor, themes: Mapping[str, Theme], lead: Unit, supports: Sequence[Unit], today: date
) -> None:
    """Problems of three rounds under two themes: some looked at again, those that came back handed over and not yet signed for."""
    wanted = {"政府采购": "询价记录不足三家", "公务接待": "报销单据缺少审批事由"}
    new = NewSweep(
        title="政府采购、公务接待老问题大起底",
        begun_on=today - timedelta(days=18),
        found_since=date(2023, 1, 1),
        found_until=date(2023, 12, 31),
        themes=[themes[name] for name in wanted],
    )
    sweep = actions.begin_sweep(office, new)
    for name, words in wanted.items():
        alike = Issue.objects.filter(tenant_id=office.tenant, wording__contains=words).order_by("pk")
        ids = list(alike.values_list("pk", flat=True)[:12:3])
        actions.collect(office, sweep_id=sweep.pk, theme=themes[name], issue_ids=ids)
    seen = list(sweep.problems.select_related("issue")[:5])
    for at, problem in enumerate(seen):
        done = problem.issue.state == IssueState.CLOSED
        now = (Now.RELAPSED if at % 2 else Now.RECTIFIED) if done else Now.RECTIFYING
        note = "近半年的单据里又发现两笔。" if now is Now.RELAPSED else "查了近半年的单据，没有再发现。"
        actions.look_again(
            office, problem_id=problem.pk, looked_on=today - timedelta(days=6), now=now, note=note
        )
    actions.hand_over(
        office,
        sweep_id=sweep.pk,
        lead=lead,
        supports=supports,
        problems=seen[1::2],
        handed_on=today - timedelta(days=3),
        reply_due_on=today + timedelta(days=20),
        request=_REQUEST,
    )
