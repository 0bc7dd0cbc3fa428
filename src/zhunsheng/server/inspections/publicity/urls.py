from django.urls import path

from zhunsheng.server.inspections.publicity import views

urlpatterns = [
    path("", views.publicity, name="publicity"),
    path("new/", views.add_publicity, name="add_publicity"),
    path("<int:publicity_id>/", views.change_publicity, name="change_publicity"),
    path("<int:publicity_id>/remove/", views.remove_publicity, name="remove_publicity"),
    path("<int:publicity_id>/file/", views.publicity_file, name="publicity_file"),
]
