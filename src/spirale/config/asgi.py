"""The one port: pages are plain WSGI in a fixed pool of threads, so that each thread keeps its database connection."""

from a2wsgi import WSGIMiddleware

from spirale.config.wsgi import application as pages

application = WSGIMiddleware(pages, workers=4)  # type: ignore[arg-type]  # a2wsgi types WSGI more narrowly than Django
