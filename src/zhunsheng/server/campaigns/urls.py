from django.urls import path

from zhunsheng.server.campaigns import figure_views, intake_views, reminder_views, views

urlpatterns = [
    path("", views.campaigns, name="campaigns"),
    path("new/", views.new, name="new_campaign"),
    path("<int:campaign_id>/", views.progress, name="campaign"),
    path("<int:campaign_id>/change/", views.change, name="change_campaign"),
    path("<int:campaign_id>/units/", views.units, name="campaign_units"),
    path("<int:campaign_id>/units/<int:report_id>/", views.unit, name="campaign_unit"),
    path("<int:campaign_id>/units/<int:report_id>/extend/", views.extend, name="extend"),
    path("<int:campaign_id>/close/", views.close, name="close_campaign"),
    path("<int:campaign_id>/reopen/", views.reopen, name="reopen_campaign"),
    path("<int:campaign_id>/remind/", reminder_views.remind, name="remind"),
    path("<int:campaign_id>/sent/", reminder_views.sent, name="sent"),
    path("<int:campaign_id>/slips/", reminder_views.slips, name="slips"),
    path("<int:campaign_id>/figures/", figure_views.figures, name="figures"),
    path("<int:campaign_id>/figures/template/", figure_views.figures_template, name="figures_template"),
    path("<int:campaign_id>/figures/<int:file_id>/", figure_views.figures_preview, name="figures_preview"),
    path(
        "<int:campaign_id>/figures/<int:figure_id>/remove/",
        figure_views.figure_remove,
        name="remove_figure",
    ),
    path("<int:campaign_id>/intakes/", intake_views.intakes, name="intakes"),
    path("<int:campaign_id>/intakes/<int:intake_id>/choose/", intake_views.choose, name="choose_unit"),
    path("<int:campaign_id>/intakes/<int:intake_id>/file/", intake_views.intake_file, name="intake_file"),
    path("<int:campaign_id>/units/<int:report_id>/undo/", intake_views.undo, name="undo_collect"),
    path("collected/<int:report_id>/", intake_views.collected_file, name="collected_file"),
    path("reminders/<int:reminder_id>/read/", reminder_views.read, name="read_reminder"),
    path("messages/<int:message_id>/resend/", reminder_views.resend_message, name="resend_message"),
]
