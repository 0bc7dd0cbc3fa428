"""What gunicorn runs: zhunsheng.server.wsgi:application."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhunsheng.server.settings")
application = get_wsgi_application()

# What every page needs is loaded once and stays: looked through again and again for garbage, it would make
# every hundredth answer twice as slow.
_ = get_resolver().url_patterns
gc.collect()
gc.freeze()
