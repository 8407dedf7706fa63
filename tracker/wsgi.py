"""The door that gunicorn opens."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

application = get_wsgi_application()

# What is loaded now stays: the collector need not look through it again for each page that draws thousands of rows.
gc.collect()
gc.freeze()
