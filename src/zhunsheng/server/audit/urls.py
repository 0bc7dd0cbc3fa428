from django.urls import path

from zhunsheng.server.audit import views

urlpatterns = [
    path("audit/", views.trace, name="trace"),
    path("audit/entries/<int:entry_id>/", views.entry, name="entry"),
    path("audit/chains/<int:chain_id>/", views.chain, name="chain"),
    path("audit/export/", views.export, name="export_trace"),
    path("reports/<int:report_id>/timeline/", views.report_timeline, name="timeline"),
    path("reports/<int:report_id>/source/<str:cell>/", views.source, name="source"),
    path("reports/<int:report_id>/file/", views.whole_file, name="whole_file"),
]
