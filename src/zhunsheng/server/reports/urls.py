from django.urls import path

from zhunsheng.server.reports import (
    document_views,
    draft_views,
    evidence_views,
    text_views,
    views,
)

urlpatterns = [
    path("<int:report_id>/", views.overview, name="report"),
    path("<int:report_id>/start/", views.start, name="start"),
    path("<int:report_id>/cells/", views.save, name="save"),
    path("<int:report_id>/state/", views.state, name="state"),
    path("<int:report_id>/rows/", views.add_row, name="add_row"),
    path("<int:report_id>/rows/<slug:row_id>/remove/", views.remove_row, name="remove_row"),
    path("<int:report_id>/at/<str:cell>/", views.at_cell, name="at_cell"),
    path("<int:report_id>/explain/", views.explain, name="explain"),
    path("<int:report_id>/preview-section/", text_views.preview_section, name="preview_section"),
    path("<int:report_id>/evidence/upload/", evidence_views.upload_evidence, name="upload_evidence"),
    path(
        "<int:report_id>/evidence/<int:evidence_id>/",
        evidence_views.look_at_evidence,
        name="look_at_evidence",
    ),
    path(
        "<int:report_id>/evidence/<int:evidence_id>/pages/<int:page>/",
        evidence_views.evidence_page,
        name="evidence_page",
    ),
    path(
        "<int:report_id>/evidence/<int:evidence_id>/download/",
        evidence_views.download_evidence,
        name="download_evidence",
    ),
    path(
        "<int:report_id>/evidence/<int:evidence_id>/remove/",
        evidence_views.remove_evidence,
        name="remove_evidence",
    ),
    path("<int:report_id>/surveys/<slug:row_id>/", evidence_views.save_survey, name="save_survey"),
    path("<int:report_id>/surveys/<slug:row_id>/remove/", evidence_views.remove_survey, name="remove_survey"),
    path("<int:report_id>/print/", document_views.print_preview, name="print_preview"),
    path("<int:report_id>/print/<slug:part>/", document_views.print_page, name="print_page"),
    path("<int:report_id>/download/slip/", document_views.download_slip, name="download_slip"),
    path("<int:report_id>/download/<slug:kind>/", document_views.download_document, name="download_document"),
    path("<int:report_id>/approval/", document_views.approval, name="approval"),
    path("<int:report_id>/approval/signed/", document_views.upload_signed, name="upload_signed"),
    path("<int:report_id>/act/<slug:verb>/", views.act, name="act"),
    path("<int:report_id>/receipt/", views.receipt, name="receipt"),
    path("<int:report_id>/drafts/", draft_views.drafts, name="drafts"),
    path("<int:report_id>/drafts/<int:number>/restore/", draft_views.restore, name="restore"),
    path("<int:report_id>/diff/<int:before>/<int:after>/", draft_views.diff, name="diff"),
    path("<int:report_id>/<slug:step>/", views.fill, name="fill"),
]
