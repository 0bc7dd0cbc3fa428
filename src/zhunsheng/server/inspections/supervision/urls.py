"""提示、约谈, 督查和回头看, 制度, 纳入巡察的主题; included from inspections/urls.py."""

from django.urls import path

from zhunsheng.server.inspections.supervision import (
    accountability_views,
    look_views,
    rule_views,
    theme_views,
    views,
)

urlpatterns = [
    path("", views.supervision, name="supervision"),
    path("add/slip/", views.add, {"kind": "slip"}, name="add_slip"),
    path("add/interview/", views.add, {"kind": "interview"}, name="add_interview"),
    path("slips/<int:slip_id>/", views.slip, name="slip"),
    path("slips/<int:slip_id>/print/", views.print_slip, name="print_slip"),
    path("slips/<int:slip_id>/change/", views.change_slip, name="change_slip"),
    path("slips/<int:slip_id>/withdraw/", views.withdraw_slip, name="withdraw_slip"),
    path("interviews/<int:interview_id>/change/", views.change_interview, name="change_interview"),
    path("interviews/<int:interview_id>/withdraw/", views.withdraw_interview, name="withdraw_interview"),
    path("slips/<int:slip_id>/reply/", views.reply_slip, name="reply_slip"),
    path("looks/", look_views.looks, name="looks"),
    path("looks/new/", look_views.new_look, name="add_supervision"),
    path("looks/<int:supervision_id>/", look_views.look, name="look"),
    path("looks/<int:supervision_id>/change/", look_views.change_look, name="change_look"),
    path("looks/<int:supervision_id>/withdraw/", look_views.withdraw_look, name="withdraw_look"),
    path("looks/<int:supervision_id>/find/", look_views.find, name="find_on_the_spot"),
    path("looks/<int:supervision_id>/link/", look_views.link, name="link_look"),
    path("looks/<int:supervision_id>/unlink/", look_views.unlink, name="unlink_look"),
    path("rules/", rule_views.rules, name="issued_rules"),
    path("rules/new/", rule_views.new_rule, name="add_rule"),
    path("rules/<int:rule_id>/", rule_views.rule, name="issued_rule"),
    path("rules/<int:rule_id>/link/", rule_views.link, name="link_rule"),
    path("rules/<int:rule_id>/unlink/", rule_views.unlink, name="unlink_rule"),
    path("accountability/", accountability_views.noted, name="accountability"),
    path("accountability/new/", accountability_views.note, name="note_accountability"),
    path(
        "accountability/<int:accountability_id>/remove/",
        accountability_views.remove,
        name="remove_accountability",
    ),
    path("themes/", theme_views.carried_themes, name="carried_themes"),
    path("themes/new/", theme_views.carry, name="carry_theme"),
    path("themes/<int:carried_id>/drop/", theme_views.drop, name="drop_carried_theme"),
]
