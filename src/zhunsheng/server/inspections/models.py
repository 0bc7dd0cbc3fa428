"""The register (台账) of a region's inspections: rounds, what they found, and what was done about it."""

from __future__ import annotations

from datetime import date

from django.db import models

from zhunsheng.press.headings import chinese
from zhunsheng.server.files.models import StoredFile
from zhunsheng.server.orgs.models import Role, Tenant, Unit, User


class Step(models.TextChoices):
    """The steps of a round, in order. Each is a date of `Round`, in the column `<value>_on`."""

    PLANNED = "planned", "制定"
    APPROVED = "approved", "批准"
    FORMED = "formed", "建组"
    ANNOUNCED = "announced", "公告"
    ENTERED = "entered", "进驻"
    REPORTED = "reported", "报告"
    FED_BACK = "fed_back", "反馈"
    RECTIFIED = "rectified", "整改"
    LOOKED_BACK = "looked_back", "回头看"
    ARCHIVED = "archived", "归档"

    @property
    def column(self) -> str:
        return f"{self.value}_on"

    @property
    def period(self) -> str:
        """The column of the register with the days it may take after the step before; not 制定, and not 整改."""
        return f"{self.value}_days"


class ReviewAgain(models.TextChoices):
    """Who reviews the next version of a paper that was sent back."""

    EVERYBODY = "everybody", "全部部门从头再审"
    RETURNING = "returning", "只由退回的和还没审的再审"


HELPER = "helper"
ALERTED = {
    Role.RECTIFIER.value: Role.RECTIFIER.label,
    HELPER: f"配合单位的{Role.RECTIFIER.label}",
    **{role.value: role.label for role in (Role.HEAD, Role.DISCIPLINE, Role.INSPECTION, Role.LEADING)},
}
"""Who may be told that a deadline comes near or is past: roles, and `HELPER`, who writes the measures of a 配合单位."""


def told_green() -> list[str]:
    return [Role.RECTIFIER.value]


def told_yellow() -> list[str]:
    return [Role.RECTIFIER.value, HELPER, Role.HEAD.value]


def told_red() -> list[str]:
    return [Role.RECTIFIER.value, HELPER, Role.HEAD.value, Role.INSPECTION.value]


class Register(models.Model):
    """A region's register: the unit that keeps it (巡察办), and what it goes by.

    The days are local practice; each place sets its own.
    """

    tenant = models.OneToOneField(Tenant, on_delete=models.PROTECT, related_name="register")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    period_days = models.PositiveSmallIntegerField("整改期限（天）", default=90)
    immediate_days = models.PositiveSmallIntegerField("立行立改期限（天）", default=30)
    green_days = models.PositiveSmallIntegerField("绿灯：剩余天数不多于", default=20)
    yellow_days = models.PositiveSmallIntegerField("黄灯：剩余天数不多于", default=10)
    told_green = models.JSONField("绿灯告诉谁", default=told_green)
    told_yellow = models.JSONField("黄灯告诉谁", default=told_yellow)
    told_red = models.JSONField("红灯告诉谁", default=told_red)
    """Of ALERTED, each; none is nobody."""
    approved_days = models.PositiveSmallIntegerField("制定到批准（天）", null=True, blank=True)
    """Between two steps of a round, from the day of the earlier; so the next ones. Empty: no period is set."""
    formed_days = models.PositiveSmallIntegerField("批准到建组（天）", null=True, blank=True)
    announced_days = models.PositiveSmallIntegerField("建组到公告（天）", null=True, blank=True)
    entered_days = models.PositiveSmallIntegerField("公告到进驻（天）", null=True, blank=True)
    reported_days = models.PositiveSmallIntegerField("进驻到报告（天）", null=True, blank=True)
    fed_back_days = models.PositiveSmallIntegerField("报告到反馈（天）", null=True, blank=True)
    looked_back_days = models.PositiveSmallIntegerField("整改到回头看（天）", null=True, blank=True)
    archived_days = models.PositiveSmallIntegerField("回头看到归档（天）", null=True, blank=True)
    disclosure_days = models.PositiveSmallIntegerField("双公开期限（天）", default=30)
    avoidance_years = models.PositiveSmallIntegerField("回避年限（年）", default=3)
    """Nobody inspects a unit they left less than so many years ago; 0: only the one they work at."""
    done_step = models.CharField("轮次完成的口径", max_length=12, choices=Step, default=Step.FED_BACK)
    review_again = models.CharField(
        "联审退回以后", max_length=10, choices=ReviewAgain, default=ReviewAgain.EVERYBODY
    )
    heads_read = models.BooleanField("单位负责人可以看本单位的问题", default=False)
    """Read only, after 反馈."""


class Sequence(models.Model):
    """The last number given under a prefix (XC2023-5-, TS2023-)."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    prefix = models.CharField(max_length=30)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "prefix"], name="sequence_once")]


class Term(models.Model):
    """A party committee's term (届), five years: 六届."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="terms")
    number = models.PositiveSmallIntegerField("第几届")
    since = models.DateField("起")
    until = models.DateField("止")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "number"], name="term_once")]

    @property
    def name(self) -> str:
        return f"{chinese(self.number)}届"

    def __str__(self) -> str:
        return self.name


class Round(models.Model):
    """A round of inspections (轮次), numbered within its term; one date for each step taken."""

    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField("第几轮")
    period_days = models.PositiveSmallIntegerField("整改期限（天）", null=True, blank=True)
    """Of this round; empty for the register's."""
    planned_on = models.DateField("制定", null=True, blank=True)
    approved_on = models.DateField("批准", null=True, blank=True)
    formed_on = models.DateField("建组", null=True, blank=True)
    announced_on = models.DateField("公告", null=True, blank=True)
    entered_on = models.DateField("进驻", null=True, blank=True)
    reported_on = models.DateField("报告", null=True, blank=True)
    fed_back_on = models.DateField("反馈", null=True, blank=True)
    rectified_on = models.DateField("整改", null=True, blank=True)
    looked_back_on = models.DateField("回头看", null=True, blank=True)
    archived_on = models.DateField("归档", null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["term", "number"], name="round_once")]
        ordering = ["term__number", "number"]

    @property
    def name(self) -> str:
        return f"{self.term.name}第{chinese(self.number)}轮"

    def __str__(self) -> str:
        return self.name

    def date_of(self, step: Step) -> date | None:
        day: date | None = getattr(self, step.column)
        return day


class Theme(models.Model):
    """What a special inspection or an issue is about (信访, 安全生产, “三资”); each place keeps its own list."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="themes")
    name = models.CharField("主题", max_length=60)
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "name"], name="theme_once")]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Category(models.Model):
    """A kind of issue (三个聚焦、一个落实 …); each place keeps its own dictionary."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="categories")
    group = models.CharField("大类", max_length=60)
    name = models.CharField("类别", max_length=100)
    place = models.PositiveSmallIntegerField("次序", default=0)
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "group", "name"], name="category_once")]
        ordering = ["place", "id"]

    def __str__(self) -> str:
        return f"{self.group}·{self.name}" if self.name else self.group


class Team(models.Model):
    """An inspection team (巡察组) of a round: one's own, sent to another place, or sent here from above."""

    class Origin(models.TextChoices):
        OWN = "own", "本级组建"
        SENT = "sent", "派出交叉"
        RECEIVED = "received", "上级或外地派来"

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="teams")
    name = models.CharField("组名", max_length=60)
    origin = models.CharField("来源", max_length=10, choices=Origin, default=Origin.OWN)
    headcount = models.PositiveSmallIntegerField("人数", null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "name"], name="team_once")]
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class TeamMember(models.Model):
    """Somebody of the pool who serves on a team; with an account, sees what the team inspects and nothing else."""

    class Duty(models.TextChoices):
        HEAD = "head", "组长"
        DEPUTY = "deputy", "副组长"
        LIAISON = "liaison", "联络员"
        MEMBER = "member", "成员"

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="members")
    talent = models.ForeignKey("inspections.Talent", on_delete=models.PROTECT, related_name="memberships")
    duty = models.CharField("职责", max_length=10, choices=Duty, default=Duty.MEMBER)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "talent"], name="member_once")]
        ordering = ["id"]


def inspected_name(unit: Unit | None, part: str, elsewhere: str) -> str:
    """示例区甲局; 乙街道及所辖村（社区）; 外县某镇."""
    own = unit.name if unit is not None else elsewhere
    return f"{own}及{part}" if part else own


class Inspectee(models.Model):
    """What a team inspects (被巡察对象): a unit, a part of one (a town's villages), or a place elsewhere."""

    class Kind(models.TextChoices):
        ROUTINE = "routine", "常规"
        SPECIAL = "special", "专项"
        CROSS = "cross", "交叉"
        ESCALATED = "escalated", "提级"
        MOBILE = "mobile", "机动"
        LOOK_BACK = "look_back", "回头看"

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="inspectees")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="inspectees")
    kind = models.CharField("类型", max_length=10, choices=Kind, default=Kind.ROUTINE)
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="inspected")
    part = models.CharField("所辖部分", max_length=100, blank=True)
    """Beside the unit itself: 所辖村（社区）."""
    elsewhere = models.CharField("外地单位", max_length=100, blank=True)
    fed_back_on = models.DateField("反馈", null=True, blank=True)
    """Of this one; empty for the round's."""

    class Meta:
        ordering = ["id"]

    @property
    def name(self) -> str:
        return inspected_name(self.unit, self.part, self.elsewhere)

    @property
    def source(self) -> Source:
        """Of what its round finds there."""
        return SOURCE_OF_KIND[Inspectee.Kind(self.kind)]

    def __str__(self) -> str:
        return self.name


class Source(models.TextChoices):
    """Where an issue comes from. What a round found is counted in the round's total; the rest is not."""

    ROUTINE = "routine", "常规巡察"
    SPECIAL = "special", "专项巡察"
    CROSS = "cross", "交叉巡察"
    RAISED = "raised", "提级巡察"
    MOBILE = "mobile", "机动巡察"
    RECHECK = "recheck", "巡察回头看"
    SUPERIOR = "superior", "上级反馈"
    LOOK_BACK = "look_back", "回头看"
    SUPERVISION = "supervision", "督查"
    COMMON = "common", "共性问题督查"
    SELF_CHECK = "self_check", "未巡先改"
    ESCALATED = "escalated", "提级整改自查"
    OLD = "old", "大起底"


SOURCE_OF_KIND = {
    Inspectee.Kind.ROUTINE: Source.ROUTINE,
    Inspectee.Kind.SPECIAL: Source.SPECIAL,
    Inspectee.Kind.CROSS: Source.CROSS,
    Inspectee.Kind.ESCALATED: Source.RAISED,
    Inspectee.Kind.MOBILE: Source.MOBILE,
    Inspectee.Kind.LOOK_BACK: Source.RECHECK,
}
"""What a round found at an inspectee has the source of its kind: counted by either, it comes to the same."""
FOUND_BY_ROUNDS = tuple(SOURCE_OF_KIND.values())


class IssueState(models.TextChoices):
    UNCLAIMED = "unclaimed", "待认领"
    RECTIFYING = "rectifying", "整改中"
    WITH_DISCIPLINE = "with_discipline", "待派驻纪检组审核"
    WITH_OFFICE = "with_office", "待巡察办核验"
    TO_CLOSE = "to_close", "待销号"
    CLOSED = "closed", "已销号"
    LONG_TERM = "long_term", "长期坚持"

    @property
    def look(self) -> str:
        """The colour of the tag that shows it."""
        return {"rectifying": "amber", "closed": "green", "long_term": "grey"}.get(self.value, "blue")


TO_VERIFY = (IssueState.WITH_DISCIPLINE, IssueState.WITH_OFFICE, IssueState.TO_CLOSE)
"""待核验, as the ledger and the board show it."""
ENDED = (IssueState.CLOSED, IssueState.LONG_TERM)
STILL_OPEN = tuple(state for state in IssueState.values if state not in ENDED)


class Issue(models.Model):
    """An issue found (发现问题) and where its rectification stands.

    `wording` and whatever people write about it never leaves this app's tables: not into the trace, not
    into a report. The counts of measures and evidence are kept here so that the ledger reads one table.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="issues")
    number = models.CharField("编号", max_length=30)
    wording = models.TextField("问题表述")
    source = models.CharField("来源", max_length=12, choices=Source)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, null=True, blank=True, related_name="issues")
    inspectee = models.ForeignKey(
        Inspectee, on_delete=models.PROTECT, null=True, blank=True, related_name="issues"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="issues")
    """责任单位（牵头）."""
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, null=True, blank=True, related_name="issues"
    )
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, null=True, blank=True, related_name="issues")
    immediate = models.BooleanField("立行立改", default=False)
    found_on = models.DateField("发现日期")
    fed_back_on = models.DateField("反馈日期", null=True, blank=True)
    """The unit sees the issue from this day on."""
    fed_back_is_given = models.BooleanField("反馈日期是另定的", default=False)
    """Not the one of its round or inspectee: a change of theirs leaves it."""
    due_on = models.DateField("整改时限", null=True, blank=True)
    due_is_given = models.BooleanField("时限是另定的", default=False)
    """Not the one that follows from 反馈: a change of that date leaves it."""
    leader = models.CharField("责任领导", max_length=60, blank=True)
    department = models.CharField("责任部门", max_length=60, blank=True)
    person = models.CharField("责任人", max_length=60, blank=True)
    state = models.CharField("状态", max_length=16, choices=IssueState, default=IssueState.UNCLAIMED)
    state_since = models.DateTimeField()
    first_closed_on = models.DateField("首次销号", null=True, blank=True)
    closed_on = models.DateField("销号", null=True, blank=True)
    returns = models.PositiveSmallIntegerField("退回次数", default=0)
    reopened = models.PositiveSmallIntegerField("重开次数", default=0)
    measures_total = models.PositiveSmallIntegerField(default=0)
    measures_done = models.PositiveSmallIntegerField(default=0)
    evidence_total = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "number"], name="issue_number_once")]
        indexes = [
            # All that the ledger counts and filters by, so that the wording is read for one page only.
            models.Index(
                fields=[
                    "tenant",
                    "state",
                    "due_on",
                    "round",
                    "unit",
                    "category",
                    "source",
                    "theme",
                    "immediate",
                    "fed_back_on",
                    "found_on",
                    "closed_on",
                ],
                name="issue_ledger",
            ),
            # All that the statistics count, in the order they group by.
            models.Index(
                fields=[
                    "tenant",
                    "source",
                    "round",
                    "theme",
                    "immediate",
                    "state",
                    "due_on",
                    "fed_back_on",
                    "found_on",
                    "state_since",
                ],
                name="issue_counts",
            ),
            # In the order of the units, with what is counted of each (appraisals.facts).
            models.Index(
                fields=[
                    "tenant",
                    "unit",
                    "state",
                    "due_on",
                    "fed_back_on",
                    "closed_on",
                    "found_on",
                    "source",
                    "state_since",
                ],
                name="issue_of_unit",
            ),
            # The same by category (statistics.breakdown).
            models.Index(
                fields=["tenant", "category", "state", "due_on", "fed_back_on", "found_on", "source"],
                name="issue_of_category",
            ),
            models.Index(fields=["tenant", "round", "state", "due_on"], name="issue_of_round"),
            # What is open, in the order of the ledger: the page most often asked for. SQLite does without.
            models.Index(
                fields=["tenant", "due_on", "number", "id", "state"],
                name="issue_open",
                condition=models.Q(state__in=STILL_OPEN),
            ),
            # In the order of the ledger; the state, so that ended issues are passed over without being read.
            models.Index(fields=["tenant", "due_on", "number", "state"], name="issue_by_due_state"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def state_look(self) -> str:
        return IssueState(self.state).look


class Support(models.Model):
    """A unit that helps with an issue (配合单位), from the day it was told."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="supports")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    sent_on = models.DateField("送达日期")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issue", "unit"], name="support_once")]


class Measure(models.Model):
    """One of the measures (整改措施) against an issue."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="measures")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """The 配合单位 whose it is; None: the 责任单位, whichever that is."""
    text = models.TextField("整改措施")
    leader = models.CharField("责任领导", max_length=60, blank=True)
    department = models.CharField("责任部门", max_length=60, blank=True)
    person = models.CharField("责任人", max_length=60, blank=True)
    due_on = models.DateField("完成时限", null=True, blank=True)
    done_on = models.DateField("完成日期", null=True, blank=True)

    class Meta:
        ordering = ["id"]

    @property
    def unit_name(self) -> str:
        """Of the 配合单位 whose it is; empty for the 责任单位."""
        return self.unit.name if self.unit is not None else ""


class Proof(models.Model):
    """A file that proves a measure was taken (佐证). `effective_on` is the day of what it proves."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="proofs")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    effective_on = models.DateField("生效日期")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]


class Handling(models.Model):
    """One step an issue took, with the words that go with it: the trace tells the step, never the words."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="handlings")
    verb = models.CharField(max_length=16)
    origin = models.CharField(max_length=16, choices=IssueState)
    target = models.CharField(max_length=16, choices=IssueState)
    words = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["verb", "at"], name="handling_by_verb")]
