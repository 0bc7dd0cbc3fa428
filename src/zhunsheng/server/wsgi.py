"""What gunicorn runs: zhunsheng.server.wsgi:application."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhunsheng.server.settings")
application = get_wsgi_application()
