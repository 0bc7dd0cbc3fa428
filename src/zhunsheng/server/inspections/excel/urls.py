"""Bringing Excel to the register; included by urls.py."""

from django.urls import path

from zhunsheng.server.inspections.excel import progress_views, views

urlpatterns = [
    path("", views.imports, name="import_issues"),
    path("template/", views.import_template, name="issue_template"),
    path("progress/", progress_views.progress, name="progress"),
    path("progress/workbook/", progress_views.progress_workbook, name="progress_workbook"),
    path("progress/<int:progress_id>/", progress_views.progress_preview, name="progress_preview"),
    path("progress/<int:progress_id>/marked/", progress_views.marked_progress, name="marked_progress"),
    path("<int:import_id>/", views.issue_import, name="issue_import"),
    path("<int:import_id>/state/", views.import_state, name="issue_import_state"),
    path("<int:import_id>/units/", views.choose_import_units, name="choose_import_units"),
    path("<int:import_id>/start/", views.start_import, name="start_issue_import"),
    path("<int:import_id>/cancel/", views.cancel_import, name="cancel_issue_import"),
    path("<int:import_id>/retry/", views.retry_import, name="retry_issue_import"),
    path("<int:import_id>/marked/", views.marked_import, name="marked_issue_import"),
]
