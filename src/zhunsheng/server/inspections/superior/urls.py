from django.urls import path

from zhunsheng.server.inspections.superior import views as superior_views

urlpatterns = [
    path("", superior_views.superiors, name="superiors"),
    path("new/", superior_views.new_superior, name="new_superior"),
    path("<int:superior_id>/", superior_views.superior, name="superior"),
    path("<int:superior_id>/change/", superior_views.change_superior, name="change_superior"),
    path("<int:superior_id>/withdraw/", superior_views.withdraw_superior, name="withdraw_superior"),
    path("<int:superior_id>/organise/", superior_views.organise_superior, name="organise_superior"),
    path("<int:superior_id>/plan/", superior_views.superior_plan, name="superior_plan"),
    path("<int:superior_id>/problems/new/", superior_views.add_superior_problem, name="add_superior_problem"),
    path(
        "problems/<int:superior_problem_id>/claim/",
        superior_views.claim_superior_problem,
        name="claim_superior_problem",
    ),
    path(
        "problems/<int:superior_problem_id>/remove/",
        superior_views.remove_superior_problem,
        name="remove_superior_problem",
    ),
]
