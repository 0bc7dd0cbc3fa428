from django.urls import path

from zhunsheng.server.inspections.plans import views as plan_views
from zhunsheng.server.inspections.plans.models import Plan

urlpatterns = [
    path("", plan_views.plans, name="plans"),
    path("new/term/", plan_views.new_plan, {"kind": Plan.Kind.TERM}, name="new_term_plan"),
    path("new/annual/", plan_views.new_plan, {"kind": Plan.Kind.ANNUAL}, name="new_annual_plan"),
    path("new/stage/", plan_views.new_plan, {"kind": Plan.Kind.STAGE}, name="new_stage_plan"),
    path("<int:plan_id>/", plan_views.plan, name="plan"),
    path("<int:plan_id>/targets/", plan_views.set_plan_targets, name="set_plan_targets"),
    path("<int:plan_id>/objects/add/", plan_views.add_planned, name="add_planned"),
    path("<int:plan_id>/objects/change/", plan_views.change_planned, name="change_planned"),
    path("<int:plan_id>/send/", plan_views.send_plan, name="send_plan"),
    path("<int:plan_id>/take-back/", plan_views.take_back_plan, name="take_back_plan"),
    path("<int:plan_id>/return/", plan_views.return_plan, name="return_plan"),
    path("<int:plan_id>/approve/", plan_views.approve_plan, name="approve_plan"),
    path("<int:plan_id>/adjust/", plan_views.adjust_plan, name="adjust_plan"),
    path("<int:plan_id>/drop/", plan_views.drop_plan_draft, name="drop_plan_draft"),
    path("<int:plan_id>/round/", plan_views.open_round, name="open_round"),
    path("<int:plan_id>/export/", plan_views.export_plan, name="export_plan"),
    path("versions/<int:plan_version_id>/file/", plan_views.plan_file, name="plan_file"),
]
