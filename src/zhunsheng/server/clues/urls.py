from django.urls import path

from zhunsheng.server.clues import file_views, people_views, retention_views, views

urlpatterns = [
    path("", views.listing, name="clues"),
    path("new/", views.new_clue, name="new_clue"),
    path("complaints/new/", views.new_complaint, name="new_complaint"),
    path("counts/", views.release_count, name="release_count"),
    path("<int:record_id>/", views.clue, name="clue"),
    path("<int:record_id>/steps/<str:verb>/", views.step, name="clue_step"),
    path("<int:record_id>/paper/", views.paper, name="clue_paper"),
    path("<int:record_id>/handlers/", people_views.name_handler, name="name_handler"),
    path("<int:record_id>/handlers/<int:user_id>/", people_views.remove_handler, name="remove_handler"),
    path("<int:record_id>/subjects/", people_views.name_subjects, name="name_subjects"),
    path(
        "<int:record_id>/subjects/<int:user_id>/withdraw/",
        people_views.withdraw_subject,
        name="withdraw_subject",
    ),
    path("<int:record_id>/identity/", people_views.identity, name="complaint_identity"),
    path("<int:record_id>/identity/<int:user_id>/", people_views.show_identity, name="show_identity"),
    path("<int:record_id>/keep/", retention_views.keep_clue, name="keep_clue"),
    path("<int:record_id>/erase/", retention_views.erase_clue, name="erase_clue"),
    path("<int:record_id>/files/", file_views.add_file, name="add_clue_file"),
    path("<int:record_id>/files/<int:clue_file_id>/", file_views.send_file, name="clue_file"),
    path("<int:record_id>/files/<int:clue_file_id>/remove/", file_views.remove_file, name="remove_clue_file"),
]
