"""The tracker's settings as the tests run them: on this machine, with data in a folder of their own and quick passwords.

The database is the one DATABASE_URL names; without it, SQLite in a file, because a database in memory knows neither WAL
nor the write lock that the service meets.
"""

import os
import tempfile
from pathlib import Path

if worker := os.environ.get("PYTEST_XDIST_WORKER"):
    # pytest-xdist ends its workers abruptly, so they use a part of the folder that the process in charge removes.
    _data = Path(os.environ["DATA_DIR"]) / worker
else:
    _folder = tempfile.TemporaryDirectory(prefix="tracker-tests-", ignore_cleanup_errors=True)
    _data = Path(_folder.name)

os.environ |= {"LOCAL": "1", "DEBUG": "0", "HTTPS": "0", "PUBLIC_READ": "0", "DATA_DIR": str(_data), "LOG_LEVEL": "WARNING"}
os.environ |= {"API_RATE_CALLER": "", "API_RATE_ADDRESS": "", "LOGIN_RATE": "", "CORS_ORIGINS": "", "STAFF_TOTP": "optional"}
os.environ |= {"KEPT_FIGURES": "0"}  # rows are made without the events that services write
os.environ |= {"DOCUMENT_SERVICE": ""}  # tests that want one of these say so

from tracker.settings import *  # noqa: F403
from tracker.settings import DATABASES

DATABASES["default"]["CONN_MAX_AGE"] = 0
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": str(_data / "tests.sqlite3")}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
