from django.urls import path

from zhunsheng.server.inspections.liaison import views as liaison_views

urlpatterns = [
    path("", liaison_views.liaison, name="liaison"),
    path("teams/new/", liaison_views.receive_team, name="receive_team"),
    path("teams/<int:higher_team_id>/papers/new/", liaison_views.note_asked_paper, name="note_asked_paper"),
    path("papers/<int:asked_paper_id>/hand-over/", liaison_views.hand_over_paper, name="hand_over_paper"),
    path("papers/<int:asked_paper_id>/receipt/", liaison_views.receipt_file, name="receipt_file"),
    path("relays/new/", liaison_views.note_relay, name="note_relay"),
    path("reports/new/", liaison_views.report_upward, name="report_upward"),
    path("teams/<int:higher_team_id>/change/", liaison_views.change_team, name="change_team"),
    path("papers/<int:asked_paper_id>/change/", liaison_views.change_asked_paper, name="change_asked_paper"),
    path("relays/<int:relay_id>/change/", liaison_views.change_relay, name="change_relay"),
    path(
        "reports/<int:leading_report_id>/change/",
        liaison_views.change_leading_report,
        name="change_leading_report",
    ),
    path("teams/<int:higher_team_id>/withdraw/", liaison_views.withdraw_team, name="withdraw_team"),
    path(
        "papers/<int:asked_paper_id>/withdraw/",
        liaison_views.withdraw_asked_paper,
        name="withdraw_asked_paper",
    ),
    path("relays/<int:relay_id>/withdraw/", liaison_views.withdraw_relay, name="withdraw_relay"),
    path(
        "reports/<int:leading_report_id>/withdraw/",
        liaison_views.withdraw_leading_report,
        name="withdraw_leading_report",
    ),
]
