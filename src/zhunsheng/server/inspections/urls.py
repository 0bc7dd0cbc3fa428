from django.urls import include, path

from zhunsheng.server.inspections.common import views as common_views
from zhunsheng.server.inspections.issues import measure_views
from zhunsheng.server.inspections.issues import views as issue_views
from zhunsheng.server.inspections.ledger import views as ledger_views
from zhunsheng.server.inspections.papers import report_views
from zhunsheng.server.inspections.papers import views as paper_views
from zhunsheng.server.inspections.rounds import planning_views, settings_views
from zhunsheng.server.inspections.rounds import views as round_views
from zhunsheng.server.inspections.statistics import snapshot_views
from zhunsheng.server.inspections.statistics import views as statistics_views
from zhunsheng.server.inspections.talent import team_views

urlpatterns = [
    path("", ledger_views.ledger, name="ledger"),
    path("snapshot/", snapshot_views.snapshot_file, name="snapshot_file"),
    path("coverage/", planning_views.coverage, name="coverage"),
    path("rounds/<int:round_id>/notices/", planning_views.notices, name="notices"),
    path("inspectees/<int:inspectee_id>/notices/<str:notice_kind>/", planning_views.notice, name="notice"),
    path("wordings/", planning_views.wordings, name="wordings"),
    path("papers/", paper_views.papers, name="papers"),
    path("papers/ask/", paper_views.ask_papers, name="ask_papers"),
    path("papers/<int:paper_id>/", paper_views.paper, name="paper"),
    path("papers/<int:paper_id>/hand-in/", paper_views.hand_in_paper, name="hand_in_paper"),
    path("papers/<int:paper_id>/slip/", paper_views.paper_slip, name="paper_slip"),
    path("papers/<int:paper_id>/<int:number>/file/", paper_views.download_paper, name="download_paper"),
    path(
        "papers/opinions/<int:paper_opinion_id>/", paper_views.give_paper_opinion, name="give_paper_opinion"
    ),
    path("papers/seats/", paper_views.seats, name="seats"),
    path("board/", ledger_views.board, name="board"),
    path("units/", ledger_views.ledger_by_unit, name="ledger_by_unit"),
    path("export/", ledger_views.export_ledger, name="export_ledger"),
    path("issues/new/", issue_views.new_issue, name="new_issue"),
    path("issues/<int:issue_id>/", issue_views.issue, name="issue"),
    path("issues/<int:issue_id>/alike/", common_views.alike_issues, name="alike_issues"),
    path("issues/<int:issue_id>/change/", issue_views.change_issue, name="change_issue"),
    path("issues/<int:issue_id>/people/", issue_views.name_people, name="name_people"),
    path("issues/<int:issue_id>/do/<slug:verb>/", issue_views.move_issue, name="move_issue"),
    path("issues/<int:issue_id>/supports/add/", issue_views.add_support, name="add_support"),
    path("supports/<int:support_id>/remove/", issue_views.remove_support, name="remove_support"),
    path("issues/<int:issue_id>/measures/add/", measure_views.add_measure, name="add_measure"),
    path("measures/<int:measure_id>/change/", measure_views.change_measure, name="change_measure"),
    path("measures/<int:measure_id>/remove/", measure_views.remove_measure, name="remove_measure"),
    path("measures/<int:measure_id>/proofs/add/", measure_views.add_proof, name="add_proof"),
    path("proofs/<int:proof_id>/", measure_views.proof, name="proof"),
    path("proofs/<int:proof_id>/page/<int:page>/", measure_views.proof_page, name="proof_page"),
    path("proofs/<int:proof_id>/file/", measure_views.download_proof, name="download_proof"),
    path("proofs/<int:proof_id>/remove/", measure_views.remove_proof, name="remove_proof"),
    path("reports/", report_views.rectification_reports, name="rectification_reports"),
    path(
        "reports/<int:round_id>/<int:unit_id>/",
        report_views.rectification_report,
        name="rectification_report",
    ),
    path("appraisals/", include("zhunsheng.server.inspections.appraisals.urls")),
    path("archive/", include("zhunsheng.server.inspections.archive.urls")),
    path("circulars/", include("zhunsheng.server.inspections.circulars.urls")),
    path("common/", include("zhunsheng.server.inspections.common.urls")),
    path("bulk/", include("zhunsheng.server.inspections.issues.bulk_urls")),
    path("sweeps/", include("zhunsheng.server.inspections.sweeps.urls")),
    path("selfchecks/", include("zhunsheng.server.inspections.selfchecks.urls")),
    path("disclosure/", include("zhunsheng.server.inspections.disclosure.urls")),
    path("directives/", include("zhunsheng.server.inspections.directives.urls")),
    path("liaison/", include("zhunsheng.server.inspections.liaison.urls")),
    path("rules/", include("zhunsheng.server.inspections.own_rules.urls")),
    path("plans/", include("zhunsheng.server.inspections.plans.urls")),
    path("actions/", include("zhunsheng.server.inspections.special_actions.urls")),
    path("publicity/", include("zhunsheng.server.inspections.publicity.urls")),
    path("superior/", include("zhunsheng.server.inspections.superior.urls")),
    path("imports/", include("zhunsheng.server.inspections.excel.urls")),
    path("supervision/", include("zhunsheng.server.inspections.supervision.urls")),
    path("statistics/", statistics_views.statistics, name="statistics"),
    path("statistics/self-check/", statistics_views.register_check, name="register_check"),
    path("statistics/<str:count_key>/", statistics_views.counted, name="counted"),
    path("rounds/", round_views.rounds, name="rounds"),
    path("rounds/new/", round_views.new_round, name="new_round"),
    path("terms/new/", round_views.new_term, name="new_term"),
    path("rounds/<int:round_id>/", round_views.round_page, name="round"),
    path("rounds/<int:round_id>/dates/", round_views.date_steps, name="date_steps"),
    path("rounds/<int:round_id>/teams/add/", round_views.add_team, name="add_team"),
    path("rounds/<int:round_id>/inspectees/add/", round_views.add_inspectee, name="add_inspectee"),
    path("teams/<int:team_id>/remove/", round_views.remove_team, name="remove_team"),
    path("teams/<int:team_id>/proposal/", team_views.proposal, name="proposal"),
    path("teams/<int:team_id>/members/add/", round_views.add_member, name="add_member"),
    path("members/<int:member_id>/remove/", round_views.remove_member, name="remove_member"),
    path("inspectees/<int:inspectee_id>/feed-back/", round_views.feed_back, name="feed_back"),
    path("inspectees/<int:inspectee_id>/assign/", round_views.assign_inspectee, name="assign_inspectee"),
    path("inspectees/<int:inspectee_id>/remove/", round_views.remove_inspectee, name="remove_inspectee"),
    path("talents/", include("zhunsheng.server.inspections.talent.urls")),
    path("alerts/read/", ledger_views.read_alerts, name="read_alerts"),
    path("settings/", settings_views.register_settings, name="register_settings"),
    path("settings/dictionaries/", settings_views.dictionaries, name="dictionaries"),
    path("categories/add/", settings_views.add_category, name="add_category"),
    path("categories/<int:category_id>/use/", settings_views.use_category, name="use_category"),
    path("themes/add/", settings_views.add_theme, name="add_theme"),
    path("themes/<int:theme_id>/use/", settings_views.use_theme, name="use_theme"),
]
