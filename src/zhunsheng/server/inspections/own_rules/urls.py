from django.urls import path

from zhunsheng.server.inspections.own_rules import views as rule_views

urlpatterns = [
    path("", rule_views.own_rules, name="own_rules"),
    path("new/", rule_views.new_own_rule, name="new_own_rule"),
    path("<int:own_rule_id>/", rule_views.own_rule, name="own_rule"),
    path("<int:own_rule_id>/change/", rule_views.change_own_rule, name="change_own_rule"),
    path("<int:own_rule_id>/abolish/", rule_views.abolish_own_rule, name="abolish_own_rule"),
    path("<int:own_rule_id>/file/", rule_views.own_rule_file, name="own_rule_file"),
    path("<int:own_rule_id>/file/attach/", rule_views.attach_own_rule_file, name="attach_own_rule_file"),
]
