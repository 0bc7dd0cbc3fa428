"""未巡先改; included by urls.py."""

from django.urls import path

from zhunsheng.server.inspections.selfchecks import issuing_views, unit_views

urlpatterns = [
    path("", issuing_views.self_checks, name="self_checks"),
    path("new/", issuing_views.new_checklist, name="new_checklist"),
    path("<int:checklist_id>/", issuing_views.checklist, name="checklist"),
    path("<int:checklist_id>/change/", issuing_views.change_checklist, name="change_checklist"),
    path("<int:checklist_id>/items/", issuing_views.add_items, name="add_checklist_items"),
    path("<int:checklist_id>/common/", issuing_views.add_common_items, name="add_common_items"),
    path("items/<int:checklist_item_id>/remove/", issuing_views.remove_item, name="remove_checklist_item"),
    path("<int:checklist_id>/send/", issuing_views.send_checklist, name="send_checklist"),
    path(
        "<int:checklist_id>/lists/<str:list_name>/<str:kind>/",
        issuing_views.checklist_document,
        name="checklist_document",
    ),
    path("units/<int:self_check_id>/", unit_views.self_check, name="self_check"),
    path("units/<int:self_check_id>/answers/", unit_views.answer_self_check, name="answer_self_check"),
    path("units/<int:self_check_id>/withdraw/", issuing_views.withdraw, name="withdraw_self_check"),
    path("units/<int:self_check_id>/send-back/", issuing_views.send_back, name="send_back_self_check"),
    path(
        "units/<int:self_check_id>/lists/<str:list_name>/<str:kind>/",
        unit_views.self_check_document,
        name="self_check_document",
    ),
    path("answers/<int:answer_id>/problems/", unit_views.add_problem, name="add_found_problem"),
    path("problems/<int:found_problem_id>/", unit_views.change_problem, name="change_found_problem"),
]
