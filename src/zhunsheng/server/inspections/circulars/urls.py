"""通报; included by urls.py."""

from django.urls import path

from zhunsheng.server.inspections.circulars import file_views, views

urlpatterns = [
    path("", views.circulars, name="circulars"),
    path("new/", views.new_circular, name="new_circular"),
    path("<int:circular_id>/", views.circular, name="circular"),
    path("<int:circular_id>/change/", views.change_circular, name="change_circular"),
    path("<int:circular_id>/withdraw/", views.withdraw_circular, name="withdraw_circular"),
    path("<int:circular_id>/paper/", views.circular_paper, name="circular_paper"),
    path("<int:circular_id>/files/", file_views.attach_circular_file, name="attach_circular_file"),
    path("files/<int:circular_file_id>/", file_views.circular_file, name="circular_file"),
    path(
        "files/<int:circular_file_id>/remove/", file_views.remove_circular_file, name="remove_circular_file"
    ),
    path(
        "recipients/<int:circular_recipient_id>/report/", views.report_on_circular, name="report_on_circular"
    ),
    path("recipients/<int:circular_recipient_id>/read/", views.read_circular, name="read_circular"),
]
