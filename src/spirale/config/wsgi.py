"""The pages, as an ordinary WSGI application."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spirale.config.settings")
application = get_wsgi_application()

# Every room is loaded before anybody asks, not while the first one waits. What is loaded then stays: Python, when it
# looks for what may be thrown away, need not go through all of it again, a tenth of a second in the midst of a page.
_ = get_resolver().url_patterns
gc.collect()
gc.freeze()
