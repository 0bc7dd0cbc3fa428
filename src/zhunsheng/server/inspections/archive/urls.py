from django.urls import path

from zhunsheng.server.inspections.archive import item_views, views

urlpatterns = [
    path("", views.archives, name="archives"),
    path("retention/", views.retention, name="retention"),
    path("retention/<int:filing_id>/<str:period>/", views.decide_retention, name="decide_retention"),
    path("items/", item_views.archive_items, name="archive_items"),
    path("items/adopt/", item_views.adopt_archive_items, name="adopt_archive_items"),
    path("items/new/", item_views.add_archive_item, name="add_archive_item"),
    path("items/<int:archive_item_id>/", item_views.change_archive_item, name="change_archive_item"),
    path("scans/<int:scan_id>/remove/", views.remove_scan, name="remove_archive_scan"),
    path("filed/<int:filed_id>/", views.filed_file, name="filed_file"),
    path("<int:round_id>/", views.archive, name="archive"),
    path("<int:round_id>/own/", views.archive_part, name="archive_own"),
    path("<int:round_id>/units/<int:unit_id>/", views.archive_part, name="archive_unit"),
    path("<int:round_id>/scans/", views.add_scan, name="add_archive_scan"),
    path("<int:round_id>/material/", views.material, name="archive_material"),
    path("<int:round_id>/file/", views.file_round, name="file_round"),
    path("<int:round_id>/withdraw/", views.withdraw, name="withdraw_archive"),
    path("<int:round_id>/progress/", views.progress, name="archive_progress"),
    path("<int:round_id>/export/", views.export, name="export_archive"),
    path("<int:round_id>/package/", views.package, name="archive_package"),
]
