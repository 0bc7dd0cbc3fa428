from django.urls import path

from zhunsheng.server.jobs import views

urlpatterns = [
    path("", views.jobs, name="jobs"),
    path("<int:job_id>/", views.job, name="job"),
    path("<int:job_id>/state/", views.job_state, name="job_state"),
    path("<int:job_id>/cancel/", views.cancel, name="cancel_job"),
    path("<int:job_id>/retry/", views.retry, name="retry_job"),
    path("<int:job_id>/result/", views.result, name="job_result"),
]
