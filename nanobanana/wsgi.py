"""The whole site for any WSGI server. Event streams then answer by quick polls."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nanobanana.settings")
application = get_wsgi_application()
