"""抽查复核: drawing a sample of accepted reports and scoring them anew beside the self scores."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction
from django.utils import timezone

from zhunsheng.kernel.facts import Kind
from zhunsheng.kernel.numerals import read_value
from zhunsheng.server.audit.trail import Subject, record
from zhunsheng.server.campaigns.models import Campaign
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import Refused, require
from zhunsheng.server.reports.assessing import judge
from zhunsheng.server.reports.content import content_from_json
from zhunsheng.server.reports.models import Draft, State
from zhunsheng.server.reports.subjects import chain_of, subject_of
from zhunsheng.server.reviews.models import Recheck, RecheckScore, Sample
from zhunsheng.server.reviews.policy import may_recheck, may_review
from zhunsheng.server.reviews.quality import Doubt, Given, Method, doubts
from zhunsheng.server.reviews.queue import reports_of
from zhunsheng.server.reviews.sampling import Candidate, draw

_FUNDS = "funds.score"
MOST = 500


@dataclass(slots=True, frozen=True)
class Line:
    """An indicator of the draft re-checked."""

    row: str
    name: str
    target: str
    actual: str
    weight: Decimal | None
    filed: Decimal | None
    computed: Decimal | None
    reason: str


@dataclass(slots=True, frozen=True)
class Scored:
    """What a reviewer typed for one row."""

    row: str
    score: str
    reason: str = ""
    situation: str = ""


# --- drawing -------------------------------------------------------------------------------------------


def population_of(actor: Actor, campaign: Campaign) -> list[Candidate]:
    """What could be drawn: accepted reports. Sorted by id, so that the stored list reads well."""
    accepted = reports_of(actor, campaign).filter(state=State.ACCEPTED).order_by("pk")
    return [Candidate(pk, risk) for pk, risk in accepted.values_list("pk", "risk")]


@transaction.atomic
def draw_sample(
    actor: Actor,
    *,
    campaign: Campaign,
    method: str,
    size: int,
    seed: str = "",
    note: str = "",
    scale: str = "",
    scale_published: date | None = None,
) -> Sample:
    """The seed is made here unless somebody (a draw in public) brings one; either way it is kept and shown."""
    require(may_review(actor, campaign))
    population = population_of(actor, campaign)
    if not population:
        raise Refused("还没有通过审核的报告，没有可抽的。")
    if not 1 <= size <= min(len(population), MOST):
        raise Refused(f"抽取家数应为 1 到 {min(len(population), MOST)}。")
    seed = seed.strip()[:40] or secrets.token_hex(8)
    sample = Sample.objects.create(
        campaign=campaign,
        method=method,
        size=size,
        seed=seed,
        population=[[candidate.report, str(candidate.risk)] for candidate in population],
        note=note.strip(),
        scale=scale.strip(),
        scale_published=scale_published,
        by_id=actor.person,
    )
    drawn = draw(population, size, method, seed)
    drafts = dict(reports_of(actor, campaign).filter(pk__in=drawn).values_list("pk", "draft_number"))
    Recheck.objects.bulk_create(
        Recheck(sample=sample, report_id=report, draft_number=drafts[report]) for report in drawn
    )
    details = {"method": method, "seed": seed, "population": len(population), "drawn": drawn}
    record(actor, "draw_sample", _subject(sample), details)
    return sample


def _subject(sample: Sample) -> Subject:
    return Subject("sample", sample.pk, f"抽查 {sample.campaign.title}")


def drawn_again(sample: Sample) -> list[int]:
    """The sample worked out anew from what is stored of it."""
    population = [Candidate(report, Decimal(risk)) for report, risk in sample.population]
    return draw(population, sample.size, sample.method, sample.seed)


@transaction.atomic
def describe_sample(
    actor: Actor, *, sample: Sample, note: str, scale: str, scale_published: date | None
) -> None:
    """How it was drawn and what is deducted for what, in words."""
    require(may_review(actor, sample.campaign))
    sample.note, sample.scale, sample.scale_published = note.strip(), scale.strip(), scale_published
    sample.save(update_fields=["note", "scale", "scale_published"])
    details = {"note": sample.note, "scale": sample.scale, "published": str(scale_published or "")}
    record(actor, "describe_sample", _subject(sample), details)


# --- scoring -------------------------------------------------------------------------------------------


def lines_of(recheck: Recheck) -> list[Line]:
    """The score of the money spent, then every indicator, as the draft drawn had them."""
    draft = Draft.objects.get(report=recheck.report, number=recheck.draft_number)
    judged = judge(recheck.report, content_from_json(draft.content))
    report, assessment = judged.assessment.report, judged.assessment
    computed = {line.indicator: line.computed for line in assessment.scorecard.lines}
    lines = []
    if report.number("funds.weight") is not None:
        rate = report.text("funds.execution_rate")
        weight, filed = report.number("funds.weight"), report.number(_FUNDS)
        lines.append(Line(_FUNDS, "预算执行率", "100%", rate, weight, filed, filed, ""))
    for number, indicator in enumerate(report.indicators):
        lines.append(
            Line(
                assessment.rows[number],
                indicator.name,
                indicator.target,
                indicator.actual,
                indicator.weight,
                indicator.score,
                computed.get(number),
                indicator.reason,
            )
        )
    return lines


@transaction.atomic
def save_recheck(actor: Actor, *, recheck_id: int, scores: Iterable[Scored], finish: bool) -> Recheck:
    """The whole sheet at once. A blank score stays blank: not looked at, which is not 0."""
    recheck = (
        Recheck.objects.select_for_update(of=("self",))
        .select_related("sample__campaign", "report__campaign", "report__unit")
        .get(pk=recheck_id)
    )
    require(may_recheck(actor, recheck))
    lines = {line.row: line for line in lines_of(recheck)}
    before = {score.row: score for score in recheck.scores.all()}
    changed = {}
    for typed in scores:
        line = lines.get(typed.row)
        if line is None:
            continue
        score = before.get(typed.row) or RecheckScore(recheck=recheck, row=typed.row)
        old = [str(score.score) if score.score is not None else "", score.reason, score.situation]
        score.name, score.weight, score.filed = line.name[:200], line.weight, line.filed
        score.score = _points(typed, line)
        score.reason, score.situation = typed.reason.strip()[:1000], typed.situation.strip()[:100]
        new = [str(score.score) if score.score is not None else "", score.reason, score.situation]
        if old != new:
            changed[typed.row] = [old, new]
            score.save()
    recheck.reviewer_id = actor.person
    recheck.done_at = timezone.now() if finish else None
    if finish and not recheck.scores.filter(score__isnull=False).exists():
        raise Refused("一个复核分都没有填，不能办结。")
    recheck.save(update_fields=["reviewer", "done_at"])
    details = {"recheck": recheck.pk, "scores": changed, "finished": finish}
    record(actor, "save_recheck", subject_of(recheck.report), details, chain_of(recheck.report))
    return recheck


def _points(typed: Scored, line: Line) -> Decimal | None:
    _, value = read_value(typed.score.strip(), Kind.POINTS)
    if value is None and not typed.score.strip():
        return None
    most = line.weight if line.weight is not None else Decimal(100)
    if not isinstance(value, Decimal) or not 0 <= value <= most:
        raise Refused(
            f"「{line.name}」的复核分“{typed.score.strip()[:10]}”应为 0 到 {most.normalize():f} 之间的数。"
        )
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


# --- what came of it -----------------------------------------------------------------------------------


@dataclass(slots=True, frozen=True)
class Deviation:
    """Self score against re-check over the rows that were re-checked."""

    filed: Decimal
    score: Decimal
    rows: int

    @property
    def absolute(self) -> Decimal:
        return self.filed - self.score

    @property
    def ratio(self) -> Decimal | None:
        """(自评 − 复核) ÷ 自评; none where nothing was claimed."""
        if not self.filed:
            return None
        return (self.absolute / self.filed).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def deviation(pairs: Iterable[tuple[Decimal | None, Decimal | None]]) -> Deviation | None:
    """`pairs`: self score and re-check. A row that lacks one of them tells nothing."""
    both = [(filed, score) for filed, score in pairs if filed is not None and score is not None]
    if not both:
        return None
    filed, score = sum((pair[0] for pair in both), Decimal(0)), sum((pair[1] for pair in both), Decimal(0))
    return Deviation(filed, score, len(both))


def deviation_of(recheck: Recheck) -> Deviation | None:
    return deviation((score.filed, score.score) for score in recheck.scores.all())


@dataclass(slots=True, frozen=True)
class Statistics:
    rechecked: int
    mean_absolute: Decimal
    mean_ratio: Decimal | None
    largest: Decimal
    over_five: int


def statistics(found: Iterable[Deviation]) -> Statistics | None:
    """Over the finished re-checks."""
    deviations = list(found)
    if not deviations:
        return None
    ratios = [entry.ratio for entry in deviations if entry.ratio is not None]
    absolute = [entry.absolute for entry in deviations]
    return Statistics(
        len(deviations),
        _mean(absolute, Decimal("0.01")),
        _mean(ratios, Decimal("0.0001")) if ratios else None,
        max(absolute, key=abs),
        sum(abs(value) >= 5 for value in absolute),
    )


def _mean(values: list[Decimal], unit: Decimal) -> Decimal:
    return (sum(values, Decimal(0)) / len(values)).quantize(unit, ROUND_HALF_UP)


def doubts_of(sample: Sample, rechecks: Iterable[Recheck]) -> list[Doubt]:
    """Q01 to Q08 on what the reviewers of this sample gave."""
    given = [
        Given(
            recheck.report.unit.name,
            score.name,
            score.weight,
            score.filed,
            score.score,
            score.reason,
            score.situation,
        )
        for recheck in rechecks
        for score in recheck.scores.all()
    ]
    return doubts(Method(sample.note, sample.scale, sample.scale_published is not None), given)
