"""The server's settings for the tests: data in a folder that goes away, quick password hashes."""

import os
import tempfile

_FOLDER = tempfile.TemporaryDirectory(prefix="zhunsheng-test-")
os.environ["ZHUNSHENG_DATA_DIR"] = _FOLDER.name

from zhunsheng.server.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGGING = {"version": 1, "disable_existing_loggers": False}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
