from django.urls import path

from zhunsheng.server.inspections.special_actions import views as action_views
from zhunsheng.server.inspections.special_actions.queries import TAGGABLE

urlpatterns = [
    path("", action_views.special_action_list, name="special_actions"),
    path("new/", action_views.new_special_action, name="new_special_action"),
    path("<int:special_action_id>/", action_views.special_action, name="special_action"),
    path("<int:special_action_id>/change/", action_views.change_special_action, name="change_special_action"),
    *(
        path(f"<int:special_action_id>/{kind}/", action_views.tag_records, {"kind": kind}, name=f"tag_{kind}")
        for kind in TAGGABLE
    ),
]
