from django.urls import path

from zhunsheng.server.orgs import delegation_views, import_views, manage_views

urlpatterns = [
    path("", manage_views.units, name="units"),
    path("copy/", manage_views.copy_year, name="copy_year"),
    path("units/<int:unit_id>/", manage_views.unit, name="unit"),
    path("people/", manage_views.people, name="people"),
    path("people/add/", manage_views.add_person, name="add_person"),
    path("people/<int:user_id>/", manage_views.person, name="person"),
    path("people/<int:user_id>/password/", manage_views.reset_password, name="reset_password"),
    path("people/<int:user_id>/active/", manage_views.set_active, name="set_active"),
    path("people/<int:user_id>/duties/<int:duty_id>/end/", manage_views.end_duty, name="end_duty"),
    path("import/", import_views.import_page, name="import_orgs"),
    path("import/template/", import_views.import_template, name="import_template"),
    path("import/<int:file_id>/", import_views.import_preview, name="import_preview"),
    path("delegations/", delegation_views.delegations, name="delegations"),
    path("delegations/<int:delegation_id>/end/", delegation_views.end, name="end_delegation"),
]
