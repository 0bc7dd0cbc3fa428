from django.urls import path

from zhunsheng.server.inspections.disclosure import views

_ONE = "<int:round_id>/<int:unit_id>/<str:matter>/<str:manner>/"

urlpatterns = [
    path("", views.disclosures, name="disclosures"),
    path("grounds/", views.exemption_grounds, name="exemption_grounds"),
    path("grounds/adopt/", views.adopt_grounds, name="adopt_grounds"),
    path("grounds/<int:ground_id>/use/", views.use_ground, name="use_ground"),
    path("<int:round_id>/", views.disclosures, name="disclosures_of"),
    path("<int:round_id>/table/", views.disclosure_table, name="disclosure_table"),
    path(_ONE, views.disclosure, name="disclosure"),
    path(f"{_ONE}publish/", views.publish, name="publish_disclosure"),
    path(f"{_ONE}exempt/", views.exempt, name="exempt_disclosure"),
    path("records/<int:disclosure_id>/withdraw/", views.withdraw, name="withdraw_disclosure"),
]
