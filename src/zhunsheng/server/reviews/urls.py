from django.urls import path

from zhunsheng.server.reviews import (
    batch_views,
    keeping_views,
    recheck_views,
    report_views,
    summary_views,
    views,
)

urlpatterns = [
    path("", views.home, name="reviews"),
    path("<int:campaign_id>/", views.queue, name="queue"),
    path("<int:campaign_id>/next/", views.next_report, name="next_report"),
    path("<int:campaign_id>/export/", keeping_views.export, name="export_queue"),
    path("<int:campaign_id>/documents/", keeping_views.documents, name="pack_documents"),
    path("<int:campaign_id>/views/", keeping_views.keep, name="keep_view"),
    path("<int:campaign_id>/views/<int:view_id>/", keeping_views.open_view, name="open_view"),
    path("<int:campaign_id>/views/<int:view_id>/drop/", keeping_views.drop, name="drop_view"),
    path("<int:campaign_id>/assign/", views.assign, name="assign"),
    path("<int:campaign_id>/batches/", batch_views.batches, name="batches"),
    path("<int:campaign_id>/batch/<slug:verb>/", batch_views.batch, name="batch"),
    path("batches/<int:batch_id>/", batch_views.batch_result, name="batch_result"),
    path("batches/<int:batch_id>/undo/", batch_views.undo_batch, name="undo_batch"),
    path("<int:campaign_id>/samples/", recheck_views.samples, name="samples"),
    path("<int:campaign_id>/samples/draw/", recheck_views.new_sample, name="new_sample"),
    path("<int:campaign_id>/summary/", summary_views.summary, name="summary"),
    path("<int:campaign_id>/summary/<slug:kind>/", summary_views.summary_document, name="summary_document"),
    path("samples/<int:sample_id>/", recheck_views.sample, name="sample"),
    path("rechecks/<int:recheck_id>/", recheck_views.recheck, name="recheck"),
    path("report/<int:report_id>/", report_views.review, name="review"),
    path("report/<int:report_id>/take_over/", report_views.take_over, name="take_over"),
    path("report/<int:report_id>/<slug:verb>/", report_views.decide, name="decide"),
    path("report/<int:report_id>/opinions/add/", report_views.add_opinion, name="add_opinion"),
    path("opinions/<int:opinion_id>/remove/", report_views.remove_opinion, name="remove_opinion"),
    path("opinions/<int:opinion_id>/settle/", report_views.settle_opinion, name="settle_opinion"),
    path("phrases/", report_views.phrases, name="phrases"),
]
