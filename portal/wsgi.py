"""The door for gunicorn. It does not open while a check of the portal's own finds an error (portal/shell/checks.py)."""

import os

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
application = get_wsgi_application()
call_command("check", tags=["portal"], databases=["default"])
connections.close_all()  # gunicorn forks after this: a connection shared by two workers would mix their answers
