"""共性问题; included by urls.py."""

from django.urls import path

from zhunsheng.server.inspections.common import views

urlpatterns = [
    path("", views.common_list, name="common_list"),
    path("suggestions/", views.common_suggestions, name="common_suggestions"),
    path("<int:problem_id>/", views.common_problem, name="common_problem"),
    path("<int:problem_id>/link/", views.link_common, name="link_common"),
    path("<int:problem_id>/unlink/", views.unlink_common, name="unlink_common"),
    path("workbook/", views.common_workbook, name="common_workbook"),
]
