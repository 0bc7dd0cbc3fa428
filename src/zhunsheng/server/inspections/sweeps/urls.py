"""大起底; included by urls.py."""

from django.urls import path

from zhunsheng.server.inspections.sweeps import paper_views, views

urlpatterns = [
    path("", views.sweeps, name="sweeps"),
    path("new/", views.new_sweep, name="new_sweep"),
    path("<int:sweep_id>/", views.sweep, name="sweep"),
    path("<int:sweep_id>/change/", views.change_sweep, name="change_sweep"),
    path("<int:sweep_id>/withdraw/", views.withdraw_sweep, name="withdraw_sweep"),
    path("<int:sweep_id>/collect/", views.collect_old, name="collect_old"),
    path("<int:sweep_id>/register/", views.register_old, name="register_old"),
    path("<int:sweep_id>/workbook/", views.sweep_workbook, name="sweep_workbook"),
    path("<int:sweep_id>/hand-over/", paper_views.hand_over, name="hand_over_sweep"),
    path("problems/<int:swept_problem_id>/", views.look_again, name="look_again"),
    path("problems/<int:swept_problem_id>/remove/", views.take_out, name="take_out_old"),
    path("papers/<int:sweep_paper_id>/", paper_views.paper, name="sweep_paper"),
    path("papers/<int:sweep_paper_id>/change/", paper_views.change_paper, name="change_sweep_paper"),
    path("papers/<int:sweep_paper_id>/withdraw/", paper_views.withdraw_paper, name="withdraw_sweep_paper"),
    path("papers/<int:sweep_paper_id>/slip/", paper_views.slip, name="sweep_slip"),
    path("recipients/<int:recipient_id>/receipt/", paper_views.note_receipt, name="note_sweep_receipt"),
    path("recipients/<int:recipient_id>/reply/", paper_views.note_reply, name="note_sweep_reply"),
    path("recipients/<int:recipient_id>/file/", paper_views.reply_file, name="sweep_reply_file"),
]
