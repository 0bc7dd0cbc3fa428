from django.urls import path

from zhunsheng.server.inspections import ledger_views

urlpatterns = [
    path("", ledger_views.ledger, name="ledger"),
]
