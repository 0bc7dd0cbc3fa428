from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from zhunsheng.server.orgs import views as people
from zhunsheng.server.reports.draft_views import verify
from zhunsheng.server.web import views

Addresses = list[URLPattern | URLResolver]

_ALWAYS: Addresses = [
    path("", views.workbench, name="workbench"),
    path("login/", people.log_in, name="login"),
    path("logout/", people.log_out, name="logout"),
    path("password/", people.password, name="password"),
    path("preferences/", people.preferences, name="preferences"),
    path("totp/", people.totp, name="totp"),
    path("health/live/", views.live, name="live"),
    path("health/ready/", views.ready, name="ready"),
    path("", include("zhunsheng.server.audit.urls")),
    path("jobs/", include("zhunsheng.server.jobs.urls")),
    path("orgs/", include("zhunsheng.server.orgs.urls")),
]
_REPORTS: Addresses = [
    path("campaigns/", include("zhunsheng.server.campaigns.urls")),
    path("reports/", include("zhunsheng.server.reports.urls")),
    path("verify/", verify, name="verify"),
    path("reviews/", include("zhunsheng.server.reviews.urls")),
]
_REGISTER: Addresses = [
    path("inspections/", include("zhunsheng.server.inspections.urls")),
    path("clues/", include("zhunsheng.server.clues.urls")),
]
_PARTS = {"reports": _REPORTS, "register": _REGISTER}
urlpatterns = [*_ALWAYS, *(entry for part in settings.OPTIONS["PARTS"] for entry in _PARTS[part])]
"""A part that isn't installed has no address, so nothing leads to it."""
handler400 = "zhunsheng.server.web.views.unreadable"
handler403 = "zhunsheng.server.web.views.forbidden"
handler404 = "zhunsheng.server.web.views.not_found"
handler500 = "zhunsheng.server.web.views.broken"
