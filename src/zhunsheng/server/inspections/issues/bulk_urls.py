"""成批办理; included by urls.py."""

from django.urls import path

from zhunsheng.server.inspections.issues import bulk_views as views

urlpatterns = [
    path("", views.bulk, name="bulk"),
    path("do/", views.carry_out_bulk, name="carry_out_bulk"),
    path("<int:issue_batch_id>/", views.bulk_result, name="bulk_result"),
]
