"""四个纳入; included from inspections/urls.py."""

from django.urls import path

from zhunsheng.server.inspections.appraisals import views

urlpatterns = [
    path("", views.appraisals, name="appraisals"),
    path("workbook/", views.appraisals_workbook, name="appraisals_workbook"),
    path("units/<int:appraised_id>/", views.appraised_unit, name="appraised_unit"),
    path("handovers/", views.handovers, name="handovers"),
    path("handovers/new/", views.new_handover, name="new_handover"),
    path("handovers/<int:handover_id>/", views.handover, name="handover"),
    path("handovers/<int:handover_id>/letter/", views.handover_letter, name="handover_letter"),
    path("handovers/<int:handover_id>/receipt/", views.note_receipt, name="note_handover_receipt"),
    path("handovers/<int:handover_id>/receipt/file/", views.receipt_file, name="handover_receipt_file"),
    path("handovers/<int:handover_id>/adoption/", views.note_adoption, name="note_adoption"),
    path("handovers/<int:handover_id>/withdraw/", views.withdraw, name="withdraw_handover"),
]
