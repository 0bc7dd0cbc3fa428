from django.urls import path

from zhunsheng.server.inspections import ledger_views, paper_views

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
]
