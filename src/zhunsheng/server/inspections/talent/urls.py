from django.urls import path

from zhunsheng.server.inspections.talent import import_views, talent_views, team_views, training_views

urlpatterns = [
    path("", talent_views.talents, name="talents"),
    path("new/", talent_views.new_talent, name="new_talent"),
    path("import/", import_views.import_page, name="import_talents"),
    path("import/template/", import_views.import_template, name="talent_template"),
    path("<int:talent_id>/", talent_views.talent, name="talent"),
    path("<int:talent_id>/change/", talent_views.change_talent, name="change_talent"),
    path("<int:talent_id>/move/", talent_views.move_talent, name="move_talent"),
    path("<int:talent_id>/leave/", talent_views.leave_pool, name="leave_pool"),
    path("<int:talent_id>/come-back/", talent_views.come_back, name="come_back"),
    path("<int:talent_id>/erase/", talent_views.erase_talent, name="erase_talent"),
    path("<int:talent_id>/former/add/", talent_views.note_former_post, name="note_former_post"),
    path("former/<int:former_post_id>/remove/", talent_views.remove_former_post, name="remove_former_post"),
    path("<int:talent_id>/relations/add/", talent_views.declare_relation, name="declare_relation"),
    path("relations/<int:relation_id>/lift/", talent_views.lift_relation, name="lift_relation"),
    path("workload/", team_views.workload, name="workload"),
    path("trainings/", training_views.trainings, name="trainings"),
    path("trainings/new/", training_views.new_training, name="new_training"),
    path("trainings/<int:training_id>/", training_views.training, name="training"),
    path("trainings/<int:training_id>/remove/", training_views.remove_training, name="remove_training"),
]
