#!/usr/bin/env python
"""Django's command line. Schema and reference data are written by the owner role, everything else by the app role."""

import os
import sys

from django.core.management import execute_from_command_line

from portal.runtime.command import find_servers

OWNER_COMMANDS = {"migrate", "sqlmigrate", "load_reference", "makemigrations", "dbshell"}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        os.environ.setdefault("DATABASE_ROLE", "owner")
    find_servers()
    execute_from_command_line(sys.argv)
