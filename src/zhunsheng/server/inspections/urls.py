from django.urls import include, path

from zhunsheng.server.inspections import issue_views, ledger_views, measure_views, paper_views

urlpatterns = [
    path("", ledger_views.ledger, name="ledger"),
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
    path("issues/<int:issue_id>/change/", issue_views.change_issue, name="change_issue"),
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
    path("imports/", include("zhunsheng.server.inspections.import_urls")),
]
