from django.urls import path

from zhunsheng.server.reports import text_views, views

urlpatterns = [
    path("<int:report_id>/", views.overview, name="report"),
    path("<int:report_id>/start/", views.start, name="start"),
    path("<int:report_id>/cells/", views.save, name="save"),
    path("<int:report_id>/state/", views.state, name="state"),
    path("<int:report_id>/rows/", views.add_row, name="add_row"),
    path("<int:report_id>/rows/<slug:row_id>/remove/", views.remove_row, name="remove_row"),
    path("<int:report_id>/explain/", views.explain, name="explain"),
    path("<int:report_id>/preview-section/", text_views.preview_section, name="preview_section"),
    path("<int:report_id>/act/<slug:verb>/", views.act, name="act"),
    path("<int:report_id>/receipt/", views.receipt, name="receipt"),
    path("<int:report_id>/<slug:step>/", views.fill, name="fill"),
]
