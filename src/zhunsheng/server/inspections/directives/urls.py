from django.urls import path

from zhunsheng.server.inspections.directives import views as directive_views

urlpatterns = [
    path("", directive_views.directives, name="directives"),
    path("new/", directive_views.new_directive, name="new_directive"),
    path("<int:directive_id>/", directive_views.directive, name="directive"),
    path("<int:directive_id>/change/", directive_views.change_directive, name="change_directive"),
    path("<int:directive_id>/withdraw/", directive_views.withdraw_directive, name="withdraw_directive"),
    path("<int:directive_id>/feedback/", directive_views.note_feedback, name="note_directive_feedback"),
    path("<int:directive_id>/hand-in/", directive_views.hand_in_feedback, name="hand_in_directive_feedback"),
    path(
        "feedback/<int:directive_feedback_id>/answer/",
        directive_views.answer_feedback,
        name="answer_directive_feedback",
    ),
    path(
        "feedback/<int:directive_feedback_id>/correct/",
        directive_views.correct_feedback,
        name="correct_directive_feedback",
    ),
    path(
        "feedback/<int:directive_feedback_id>/withdraw/",
        directive_views.withdraw_feedback,
        name="withdraw_directive_feedback",
    ),
    path("<int:directive_id>/close/", directive_views.close_directive, name="close_directive"),
    path("<int:directive_id>/reopen/", directive_views.reopen_directive, name="reopen_directive"),
    path("<int:directive_id>/slip/", directive_views.directive_slip, name="directive_slip"),
    path("feedback/<int:directive_feedback_id>/", directive_views.directive_file, name="directive_file"),
]
