"""The address book for the access tests: examples of parameters, and who may open which page."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image
from tests.server.conftest import Office
from tests.server.inspections.archive_examples import archive_examples
from tests.server.inspections.circular_examples import circular_examples
from tests.server.inspections.conftest import FED_BACK, Inspections, rectified
from tests.server.inspections.planning_examples import plan_examples, rule_examples
from tests.server.inspections.self_check_examples import self_check_examples
from tests.server.inspections.special_action_examples import special_action_examples
from tests.server.inspections.supervision_examples import supervision_examples
from tests.server.inspections.sweep_examples import sweep_examples
from tests.server.inspections.talent_examples import talent_examples
from tests.server.inspections.workbooks import upload, workbook

from zhunsheng.server.audit.models import Chain, Entry
from zhunsheng.server.campaigns.figure_workbook import template
from zhunsheng.server.campaigns.figures import keys_of
from zhunsheng.server.campaigns.models import Intake, KnownFigure, Message
from zhunsheng.server.campaigns.reminding import remind
from zhunsheng.server.clues.actions import NewRecord, add_file, register_record
from zhunsheng.server.clues.keyring import Purpose, new_key
from zhunsheng.server.clues.models import Kind, Record
from zhunsheng.server.files.storing import store_bytes
from zhunsheng.server.inspections.excel.progress_import import begin_progress, to_rectify
from zhunsheng.server.inspections.excel.progress_workbook import workbook as progress_workbook
from zhunsheng.server.inspections.excel.tasks import begin_import
from zhunsheng.server.inspections.issues import bulk_changes
from zhunsheng.server.inspections.liaison.actions import note_relay, report_upward
from zhunsheng.server.inspections.models import Category, Issue, Proof, Support, Theme
from zhunsheng.server.inspections.papers import actions as paper_actions
from zhunsheng.server.inspections.papers.actions import NewSeat
from zhunsheng.server.inspections.papers.models import PaperKind
from zhunsheng.server.inspections.rounds.notice_models import NoticeKind
from zhunsheng.server.inspections.supervision.actions import hold_interview, issue_slip
from zhunsheng.server.jobs.models import Job
from zhunsheng.server.orgs.models import Delegation
from zhunsheng.server.reports.actions import freeze
from zhunsheng.server.reports.assessing import judge
from zhunsheng.server.reports.documents import DOCUMENTS, Stamp
from zhunsheng.server.reports.models import Commitment, Evidence, SubordinateBase, UnitReport
from zhunsheng.server.reports.schemes import sheet_of
from zhunsheng.server.reports.sources import SOURCE
from zhunsheng.server.reviews.models import Batch, Opinion, Recheck, Sample, SavedView

PUBLIC = {"login", "live", "ready"}
OWN_AFFAIRS = {"workbench", "logout", "password", "preferences", "totp", "jobs", "verify", "read_alerts"}
"""Everybody's own: open to all who are logged in."""

UNIT = {"jia", "jia_head"}
OVER_THE_UNIT = {"reviewer", "other_reviewer", "bureau", "auditor"}
BUREAU = {"reviewer", "other_reviewer", "bureau"}
REGISTER = {
    "inspector",
    "leading",
    "member",
    "other_member",
    "jia_rectifier",
    "yi_rectifier",
    "jia_discipline",
}
WITH_JIA = {"inspector", "leading", "jia_rectifier", "jia_discipline"}
"""Those a paper of 甲局's concerns."""
WHO_SEES_THE_ISSUE = {"inspector", "leading", "member", "jia_rectifier", "jia_discipline"}
READS_RULES = {"inspector", "leading", "member", "other_member"}
RECTIFIERS = {"jia_rectifier", "yi_rectifier"}
WHO_SEES = UNIT | OVER_THE_UNIT
NOBODY: set[str] = set()
"""Addresses that only take POST, name what they show in the query, or show a file only to who sent it."""

OPEN_TO: dict[str, set[str]] = {
    "report": WHO_SEES,
    "start": NOBODY,
    "save": NOBODY,
    "state": WHO_SEES,
    "add_row": NOBODY,
    "remove_row": NOBODY,
    "explain": NOBODY,
    "read_hints": NOBODY,
    "act": NOBODY,
    "receipt": WHO_SEES,
    "fill": WHO_SEES,
    "at_cell": WHO_SEES,
    "hand_step": NOBODY,
    "mark_step": NOBODY,
    "moved": WHO_SEES,
    "starters": WHO_SEES,
    "promised": WHO_SEES,
    "bring_promised": NOBODY,
    "add_promised": NOBODY,
    "follow_up": NOBODY,
    "bases": WHO_SEES,
    "begin_bases": NOBODY,
    "sum_up": NOBODY,
    "base": WHO_SEES,
    "returned": WHO_SEES,
    "answer_opinion": NOBODY,
    "quote": NOBODY,
    "drop_quote": NOBODY,
    "exchange": WHO_SEES,
    "download_excel": WHO_SEES,
    "deliver_snapshots": NOBODY,
    "upload_source": NOBODY,
    "refill": {"jia"},
    "annotated_copy": NOBODY,
    "understand": {"jia"},
    "print_preview": WHO_SEES,
    "print_page": WHO_SEES,
    "download_document": WHO_SEES,
    "download_slip": WHO_SEES,
    "approval": WHO_SEES,
    "agree": WHO_SEES,
    "upload_signed": NOBODY,
    "preview_section": NOBODY,
    "upload_evidence": NOBODY,
    "look_at_evidence": WHO_SEES,
    "evidence_page": WHO_SEES,
    "download_evidence": WHO_SEES,
    "remove_evidence": NOBODY,
    "save_survey": NOBODY,
    "remove_survey": NOBODY,
    "campaigns": BUREAU,
    "new_campaign": {"bureau"},
    "campaign": BUREAU,
    "change_campaign": {"bureau"},
    "campaign_units": {"bureau"},
    "campaign_unit": BUREAU,
    "extend": NOBODY,
    "close_campaign": NOBODY,
    "reopen_campaign": NOBODY,
    "remind": BUREAU,
    "sent": NOBODY,
    "slips": NOBODY,
    "figures": {"bureau"},
    "figures_template": {"bureau"},
    "figures_preview": {"bureau"},
    "remove_figure": NOBODY,
    "intakes": {"bureau"},
    "choose_unit": NOBODY,
    "intake_file": {"bureau"},
    "collected_file": WHO_SEES,
    "undo_collect": NOBODY,
    "read_reminder": NOBODY,
    "resend_message": NOBODY,
    "trace": {"auditor", "admin"},
    "entry": {"auditor"},
    "chain": {"auditor"},
    "export_trace": {"auditor", "admin"},
    "timeline": WHO_SEES,
    "source": WHO_SEES,
    "whole_file": OVER_THE_UNIT,
    "drafts": WHO_SEES,
    "restore": NOBODY,
    "diff": WHO_SEES,
    "reviews": BUREAU,
    "queue": BUREAU,
    "next_report": BUREAU,
    "export_queue": BUREAU,
    "pack_documents": NOBODY,
    "keep_view": NOBODY,
    "open_view": BUREAU,
    "drop_view": NOBODY,
    "assign": NOBODY,
    "batches": BUREAU,
    "batch": NOBODY,
    "batch_result": BUREAU,
    "undo_batch": NOBODY,
    "summary": BUREAU,
    "summary_document": BUREAU,
    "samples": BUREAU,
    "new_sample": NOBODY,
    "sample": BUREAU,
    "recheck": BUREAU,
    "review": BUREAU,
    "decide": NOBODY,
    "take_over": NOBODY,
    "add_opinion": NOBODY,
    "remove_opinion": NOBODY,
    "settle_opinion": NOBODY,
    "phrases": {"reviewer", "other_reviewer"},
    "units": {"admin"},
    "copy_year": NOBODY,
    "unit": {"admin"},
    "people": {"admin"},
    "add_person": {"admin"},
    "person": {"admin"},
    "reset_password": NOBODY,
    "set_active": NOBODY,
    "end_duty": NOBODY,
    "import_orgs": {"admin"},
    "import_template": {"admin"},
    "import_preview": NOBODY,
    "delegations": {"jia_head", "yi_head"},
    "end_delegation": NOBODY,
    "ledger": REGISTER,
    "snapshot_file": {"inspector"},
    "coverage": {"inspector", "leading"},
    "plans": {"inspector", "leading"},
    "new_term_plan": {"inspector"},
    "new_annual_plan": {"inspector"},
    "new_stage_plan": {"inspector"},
    "plan": {"inspector", "leading"},
    "set_plan_targets": NOBODY,
    "add_planned": NOBODY,
    "change_planned": NOBODY,
    "send_plan": NOBODY,
    "take_back_plan": NOBODY,
    "return_plan": NOBODY,
    "approve_plan": NOBODY,
    "adjust_plan": NOBODY,
    "drop_plan_draft": NOBODY,
    "open_round": NOBODY,
    "export_plan": {"inspector", "leading"},
    "plan_file": {"inspector", "leading"},
    "special_actions": {"inspector", "leading"},
    "new_special_action": {"inspector"},
    "special_action": {"inspector", "leading"},
    "change_special_action": {"inspector"},
    "tag_slips": {"inspector"},
    "tag_interviews": {"inspector"},
    "tag_supervisions": {"inspector"},
    "tag_directives": {"inspector"},
    "tag_checklists": {"inspector"},
    "tag_circulars": {"inspector"},
    "tag_sweeps": {"inspector"},
    "tag_superiors": {"inspector"},
    "tag_rounds": {"inspector"},
    "tag_relays": {"inspector"},
    "own_rules": READS_RULES,
    "new_own_rule": {"inspector"},
    "own_rule": READS_RULES,
    "change_own_rule": {"inspector"},
    "abolish_own_rule": NOBODY,
    "own_rule_file": READS_RULES,
    "attach_own_rule_file": NOBODY,
    "notices": {"inspector"},
    "notice": {"inspector"},
    "notices_of_round": {"inspector"},
    "wordings": {"inspector"},
    "papers": REGISTER - {"member", "other_member"},
    "ask_papers": NOBODY,
    "paper": WITH_JIA,
    "hand_in_paper": NOBODY,
    "report_paper_again": NOBODY,
    "give_up_revision": NOBODY,
    "paper_slip": WITH_JIA,
    "download_paper": WITH_JIA,
    "give_paper_opinion": NOBODY,
    "seats": {"inspector"},
    "supervision": {"inspector", "leading"} | RECTIFIERS,
    "add_slip": {"inspector"},
    "add_interview": {"inspector"},
    "add_supervision": {"inspector"},
    "add_rule": {"inspector"},
    "looks": {"inspector", "leading"},
    "look": {"inspector", "leading"},
    "change_look": {"inspector"},
    "withdraw_look": {"inspector"},
    "find_on_the_spot": {"inspector"},
    "link_look": NOBODY,
    "unlink_look": NOBODY,
    "issued_rules": {"inspector", "leading"},
    "issued_rule": {"inspector", "leading"},
    "link_rule": NOBODY,
    "unlink_rule": NOBODY,
    "accountability": {"inspector", "leading"},
    "note_accountability": {"inspector"},
    "remove_accountability": NOBODY,
    "carried_themes": {"inspector", "leading"},
    "carry_theme": {"inspector"},
    "drop_carried_theme": NOBODY,
    "slip": {"inspector", "leading", "jia_rectifier"},
    "print_slip": {"inspector", "leading", "jia_rectifier"},
    "change_slip": {"inspector"},
    "withdraw_slip": {"inspector"},
    "change_interview": {"inspector"},
    "withdraw_interview": {"inspector"},
    "reply_slip": NOBODY,
    "statistics": {"inspector", "leading"},
    "register_check": {"inspector", "leading"},
    "counted": {"inspector", "leading"},
    "rounds": REGISTER,
    "new_round": {"inspector"},
    "new_term": {"inspector"},
    "correct_term": {"inspector"},
    "void_term": NOBODY,
    "correct_round": NOBODY,
    "void_round": NOBODY,
    "correct_team": NOBODY,
    "correct_inspectee": NOBODY,
    "round": REGISTER,
    "date_steps": NOBODY,
    "add_team": NOBODY,
    "add_inspectee": NOBODY,
    "remove_team": NOBODY,
    "add_member": NOBODY,
    "remove_member": NOBODY,
    "feed_back": NOBODY,
    "assign_inspectee": NOBODY,
    "remove_inspectee": NOBODY,
    "register_settings": {"inspector"},
    "dictionaries": {"inspector"},
    "add_category": NOBODY,
    "use_category": NOBODY,
    "add_theme": NOBODY,
    "use_theme": NOBODY,
    "board": REGISTER,
    "ledger_by_unit": REGISTER,
    "export_ledger": REGISTER,
    "new_issue": {"inspector"},
    "issue": WHO_SEES_THE_ISSUE,
    "alike_issues": WHO_SEES_THE_ISSUE,
    "change_issue": {"inspector"},
    "correct_issue": NOBODY,
    "void_issue": NOBODY,
    "name_people": NOBODY,
    "move_issue": NOBODY,
    "add_support": NOBODY,
    "remove_support": NOBODY,
    "add_measure": NOBODY,
    "change_measure": NOBODY,
    "remove_measure": NOBODY,
    "add_proof": NOBODY,
    "proof": WHO_SEES_THE_ISSUE,
    "proof_page": WHO_SEES_THE_ISSUE,
    "download_proof": WHO_SEES_THE_ISSUE,
    "remove_proof": NOBODY,
    "directives": WITH_JIA | {"yi_rectifier"},
    "new_directive": {"inspector"},
    "directive": WITH_JIA,
    "change_directive": {"inspector"},
    "withdraw_directive": {"inspector"},
    "note_directive_feedback": NOBODY,
    "hand_in_directive_feedback": NOBODY,
    "answer_directive_feedback": NOBODY,
    "correct_directive_feedback": {"inspector"},
    "withdraw_directive_feedback": {"inspector"},
    "close_directive": NOBODY,
    "reopen_directive": NOBODY,
    "directive_slip": WITH_JIA,
    "directive_file": WITH_JIA,
    "self_checks": WITH_JIA | {"yi_rectifier"},
    "new_checklist": {"inspector"},
    "checklist": {"inspector", "leading"},
    "change_checklist": {"inspector"},
    "add_checklist_items": {"inspector"},
    "add_common_items": {"inspector"},
    "remove_checklist_item": NOBODY,
    "send_checklist": {"inspector"},
    "checklist_document": {"inspector", "leading"},
    "self_check": WITH_JIA,
    "answer_self_check": NOBODY,
    "withdraw_self_check": NOBODY,
    "send_back_self_check": {"inspector"},
    "self_check_document": {"jia_rectifier"},
    "add_found_problem": {"jia_rectifier"},
    "change_found_problem": {"jia_rectifier"},
    "talents": {"inspector", "leading"},
    "new_talent": {"inspector"},
    "talent": {"inspector", "leading"},
    "import_talents": {"inspector"},
    "talent_template": {"inspector"},
    "change_talent": {"inspector"},
    "move_talent": {"inspector"},
    "leave_pool": {"inspector"},
    "come_back": NOBODY,
    "erase_talent": NOBODY,
    "note_former_post": NOBODY,
    "remove_former_post": NOBODY,
    "declare_relation": NOBODY,
    "lift_relation": NOBODY,
    "trainings": {"inspector", "leading"},
    "workload": {"inspector", "leading"},
    "proposal": {"inspector"},
    "new_training": {"inspector"},
    "training": {"inspector"},
    "remove_training": NOBODY,
    "sweeps": WITH_JIA | {"yi_rectifier"},
    "new_sweep": {"inspector"},
    "sweep": {"inspector", "leading"},
    "change_sweep": {"inspector"},
    "withdraw_sweep": {"inspector"},
    "change_sweep_paper": {"inspector"},
    "withdraw_sweep_paper": {"inspector"},
    "collect_old": {"inspector"},
    "register_old": {"inspector"},
    "sweep_workbook": {"inspector", "leading"},
    "hand_over_sweep": {"inspector"},
    "look_again": {"inspector"},
    "take_out_old": NOBODY,
    "sweep_paper": WITH_JIA,
    "sweep_slip": WITH_JIA,
    "note_sweep_receipt": NOBODY,
    "note_sweep_reply": NOBODY,
    "sweep_reply_file": WITH_JIA,
    "superiors": {"inspector", "leading"},
    "new_superior": {"inspector"},
    "superior": {"inspector", "leading"},
    "change_superior": {"inspector"},
    "withdraw_superior": {"inspector"},
    "organise_superior": {"inspector"},
    "superior_plan": {"inspector", "leading"},
    "add_superior_problem": {"inspector"},
    "claim_superior_problem": {"inspector"},
    "remove_superior_problem": NOBODY,
    "change_team": {"inspector"},
    "change_asked_paper": {"inspector"},
    "change_relay": {"inspector"},
    "change_leading_report": {"inspector"},
    "withdraw_team": {"inspector"},
    "withdraw_asked_paper": {"inspector"},
    "withdraw_relay": {"inspector"},
    "withdraw_leading_report": {"inspector"},
    "liaison": {"inspector", "leading"},
    "receive_team": {"inspector"},
    "note_asked_paper": {"inspector"},
    "hand_over_paper": {"inspector"},
    "receipt_file": {"inspector", "leading"},
    "note_relay": {"inspector"},
    "report_upward": {"inspector"},
    "archives": {"inspector", "leading"},
    "archive": {"inspector", "leading"},
    "archive_own": {"inspector", "leading"},
    "archive_unit": {"inspector", "leading"},
    "archive_material": NOBODY,
    "archive_items": {"inspector"},
    "adopt_archive_items": NOBODY,
    "add_archive_item": {"inspector"},
    "change_archive_item": {"inspector"},
    "add_archive_scan": NOBODY,
    "remove_archive_scan": NOBODY,
    "filed_file": {"inspector", "leading"},
    "file_round": NOBODY,
    "withdraw_archive": NOBODY,
    "archive_progress": {"inspector", "leading"},
    "export_archive": NOBODY,
    "archive_package": {"inspector"},
    "retention": {"inspector", "leading"},
    "decide_retention": {"inspector"},
    "disclosures": {"inspector", "leading"},
    "disclosures_of": {"inspector", "leading"},
    "disclosure_table": {"inspector", "leading"},
    "disclosure": {"inspector", "leading"},
    "publish_disclosure": NOBODY,
    "exempt_disclosure": NOBODY,
    "withdraw_disclosure": NOBODY,
    "exemption_grounds": {"inspector"},
    "adopt_grounds": NOBODY,
    "use_ground": NOBODY,
    "publicity": {"inspector", "leading"},
    "add_publicity": {"inspector"},
    "change_publicity": {"inspector"},
    "remove_publicity": NOBODY,
    "publicity_file": {"inspector", "leading"},
    "import_issues": {"inspector"},
    "issue_template": {"inspector"},
    "issue_import": {"inspector"},
    "issue_import_state": NOBODY,
    "choose_import_units": NOBODY,
    "start_issue_import": NOBODY,
    "cancel_issue_import": NOBODY,
    "retry_issue_import": NOBODY,
    "marked_issue_import": {"inspector"},
    "rectification_reports": REGISTER,
    "rectification_report": WHO_SEES_THE_ISSUE - {"member"},
    "appraisals": {"inspector", "leading"},
    "appraisals_workbook": {"inspector", "leading"},
    "appraised_unit": {"inspector", "leading"},
    "handovers": {"inspector", "leading"},
    "new_handover": {"inspector"},
    "handover": {"inspector", "leading"},
    "handover_letter": {"inspector", "leading"},
    "note_handover_receipt": NOBODY,
    "handover_receipt_file": {"inspector", "leading"},
    "note_adoption": NOBODY,
    "withdraw_handover": NOBODY,
    "circulars": WITH_JIA | {"yi_rectifier"},
    "new_circular": {"inspector"},
    "circular": WITH_JIA,
    "change_circular": {"inspector"},
    "withdraw_circular": {"inspector"},
    "read_circular": NOBODY,
    "attach_circular_file": NOBODY,
    "remove_circular_file": NOBODY,
    "circular_file": WITH_JIA,
    "circular_paper": WITH_JIA,
    "report_on_circular": NOBODY,
    "common_list": {"inspector", "leading"},
    "common_suggestions": {"inspector"},
    "common_problem": {"inspector", "leading"},
    "link_common": NOBODY,
    "unlink_common": NOBODY,
    "common_workbook": {"inspector", "leading"},
    "bulk": {"inspector"},
    "carry_out_bulk": NOBODY,
    "bulk_result": {"inspector"},
    "progress": RECTIFIERS,
    "progress_workbook": {"jia_rectifier"},
    "progress_preview": {"jia_rectifier"},
    "marked_progress": {"jia_rectifier"},
    "clues": {"inspector", "leading", "member", "other_member", "jia_discipline"},
    "new_clue": {"inspector", "member", "other_member"},
    "new_complaint": {"inspector", "leading"},
    "release_count": NOBODY,
    "clue": {"inspector"},
    "clue_step": NOBODY,
    "clue_paper": {"inspector"},
    "name_handler": NOBODY,
    "remove_handler": NOBODY,
    "name_subjects": NOBODY,
    "withdraw_subject": NOBODY,
    "complaint_identity": NOBODY,
    "show_identity": NOBODY,
    "add_clue_file": NOBODY,
    "clue_file": {"inspector"},
    "remove_clue_file": NOBODY,
    "keep_clue": NOBODY,
    "erase_clue": NOBODY,
    "job": {"bureau"},
    "job_state": {"bureau"},
    "cancel_job": NOBODY,
    "retry_job": NOBODY,
    "job_result": NOBODY,
}


def examples_of(office: Office, report: UnitReport) -> dict[str, Any]:
    """A value for every parameter an address may have, all about 甲局's report."""
    bureau = office.people["bureau"]
    job = Job.objects.create(tenant=office.tenant, kind="none", title="示例", by=bureau)
    picture = store_bytes(office.actor("jia"), "照片.png", _picture())
    proof = Evidence.objects.create(report=report, row="r1", file=picture, by=office.people["jia"])
    sample = Sample.objects.create(campaign=report.campaign, size=1, seed="7", population=[], by=bureau)
    freeze(office.actor("jia"), report, judge(report))
    opinion = Opinion.objects.create(report=report, draft_number=1, text="请补充。", by=bureau)
    document = DOCUMENTS["docx"](judge(report), Stamp("", final=True))
    source = Evidence.objects.create(
        report=report,
        kind=SOURCE,
        file=store_bytes(office.actor("jia"), "报告.docx", document),
        by=office.people["jia"],
    )
    return {
        "report_id": report.pk,
        "campaign_id": report.campaign_id,
        "opinion_id": opinion.pk,
        "chain_id": Chain.objects.get(name=f"report/{report.pk}").pk,
        "entry_id": Entry.objects.filter(subject=f"report/{report.pk}").latest("pk").pk,
        "view_id": SavedView.objects.create(tenant=office.tenant, by=bureau, name="示例", shared=True).pk,
        "sample_id": sample.pk,
        "recheck_id": Recheck.objects.create(sample=sample, report=report, draft_number=1).pk,
        "batch_id": Batch.objects.create(campaign=report.campaign, verb="accept", by=bureau).pk,
        "number": 1,
        "before": 0,
        "after": 0,
        "row_id": "r1",
        "step": "self",
        "verb": "submit",
        "job_id": job.pk,
        "file_id": _figures_file(office),
        "figure_id": _known_figure(report),
        "unit_id": office.jia_unit.pk,
        "user_id": office.people["jia"].pk,
        "duty_id": office.people["jia"].duties.get().pk,
        "delegation_id": _delegation(office),
        "intake_id": _intake(office, report, job),
        "reminder_id": (reminder := remind(office.actor("bureau"), report_id=report.pk)).pk,
        "message_id": Message.objects.create(reminder=reminder, changed_at=timezone.now()).pk,
        "evidence_id": proof.pk,
        "page": 1,
        "cell": "funds.initial",
        "source_id": source.pk,
        "commitment_id": Commitment.objects.create(report=report, text="完善台账。").pk,
        "base_id": SubordinateBase.objects.create(report=report, unit=report.unit).pk,
        "part": "all",
        "kind": "docx",
    }


def issue_examples(inspections: Inspections, issue: Issue) -> dict[str, Any]:
    """The same for the register, all about an issue found at 甲局."""
    office = inspections.office
    paper_actions.set_seats(office.actor("inspector"), kind=PaperKind.PLAN, seats=[NewSeat(None, 1)])
    paper = paper_actions.ask_for_paper(
        office.actor("inspector"),
        entry=inspections.round,
        unit=office.jia_unit,
        kind=PaperKind.PLAN,
        due_on=None,
    )
    version = paper_actions.hand_in(
        office.actor("jia_rectifier"),
        paper_id=paper.pk,
        upload=SimpleUploadedFile("整改方案.txt", "一、工作目标".encode()),
        dated_on=FED_BACK,
    )
    rectifier = inspections.office.actor("jia_rectifier")
    rectified(inspections, issue)
    measure = issue.measures.get()
    proof = Proof.objects.create(
        measure=measure,
        file=store_bytes(rectifier, "照片.png", _picture()),
        effective_on=measure.done_on,
        by_id=rectifier.person,
    )
    return {
        "issue_id": issue.pk,
        "round_id": inspections.round.pk,
        "term_id": inspections.round.term_id,
        "notice_kind": NoticeKind.FEEDBACK,
        "paper_id": paper.pk,
        "paper_opinion_id": version.opinions.get().pk,
        "team_id": inspections.team.pk,
        "member_id": inspections.team.members.get().pk,
        "inspectee_id": inspections.jia.pk,
        "category_id": Category.objects.create(tenant=inspections.office.tenant, group="三个聚焦").pk,
        "theme_id": Theme.objects.create(tenant=inspections.office.tenant, name="信访").pk,
        "measure_id": measure.pk,
        "proof_id": proof.pk,
        "support_id": Support.objects.create(
            issue=issue, unit=inspections.register.unit, sent_on=FED_BACK
        ).pk,
        **supervision_examples(office),
        **plan_examples(inspections),
        **rule_examples(office),
        **archive_examples(inspections),
        **self_check_examples(office),
        **talent_examples(office),
        **special_action_examples(office),
        **sweep_examples(office, issue),
        **circular_examples(office),
        "import_id": _issue_import(inspections.office),
        "issue_batch_id": _batch_of_issues(office, issue),
        "progress_id": begin_progress(rectifier, upload=upload(progress_workbook(to_rectify(rectifier)))).pk,
        "slip_id": issue_slip(
            office.actor("inspector"), unit=office.jia_unit, issued_on=FED_BACK, matter="请报送进展。"
        ).pk,
        "relay_id": note_relay(
            office.actor("inspector"), document="上级文件", relayed_on=FED_BACK, audience="领导小组成员"
        ).pk,
        "leading_report_id": report_upward(
            office.actor("inspector"), reported_on=FED_BACK, matter="整改进展"
        ).pk,
        "interview_id": hold_interview(
            office.actor("inspector"), unit=office.jia_unit, held_on=FED_BACK, matter="整改迟缓。"
        ).pk,
        "count_key": "rounds.done",
    }


def _batch_of_issues(office: Office, issue: Issue) -> int:
    change = bulk_changes.Change(bulk_changes.Kind.IMMEDIATE)
    return bulk_changes.carry_out(office.actor("inspector"), change, [issue.pk]).pk


def _issue_import(office: Office) -> int:
    """An Excel the inspection office has uploaded."""
    rows = [("问题表述", "单位", "来源", "发现日期"), ("固定资产账实不符", "示例区甲局", "督查", "2023-3-20")]
    return begin_import(office.actor("inspector"), upload=upload(workbook(rows))).pk


def clue_examples(office: Office) -> dict[str, Any]:
    """A clue that has been transferred, with a file; `inspector` alone is named for it."""
    for purpose in Purpose:
        new_key(purpose)
    inspector = office.actor("inspector")
    day = date(2023, 5, 10)
    clue = register_record(inspector, NewRecord(Kind.CLUE, day, wording="工程款疑似虚列"))
    add_file(inspector, record_id=clue.pk, upload=SimpleUploadedFile("材料.txt", b"x"))
    Record.objects.filter(pk=clue.pk).update(transferred_on=day)
    return {"record_id": clue.pk, "clue_file_id": clue.attachments.get().pk}


def _figures_file(office: Office) -> int:
    """An Excel of known figures the bureau has uploaded."""
    sheet = sheet_of("hunan-overall")
    data = template(keys_of(sheet), sheet, [("201", "示例区甲局", {"funds.initial": "100"})])
    return store_bytes(office.actor("bureau"), "已知数.xlsx", data).pk


def _known_figure(report: UnitReport) -> int:
    return KnownFigure.objects.create(
        campaign=report.campaign, unit=report.unit, key="procurement.budget", text="1", source="示例"
    ).pk


def _delegation(office: Office) -> int:
    """One that is over, so that it opens nothing to the deputy."""
    day = timezone.localdate() - timedelta(days=1)
    duty = office.people["jia_head"].duties.get()
    return Delegation.objects.create(
        duty=duty, deputy=office.people["auditor"], since=day, until=day, reason="出差"
    ).pk


def _intake(office: Office, report: UnitReport, job: Job) -> int:
    """A file 甲局's report was taken in from."""
    file = store_bytes(office.actor("bureau"), "自评.txt", b"x")
    return Intake.objects.create(
        campaign=report.campaign,
        job=job,
        file=file,
        name="自评.txt",
        match=Intake.Match.SURE,
        unit=report.unit,
    ).pk


def _picture() -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (4, 3), "red").save(buffer, "PNG")
    return buffer.getvalue()
