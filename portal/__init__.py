"""The frame (settings, urls, schedule, celery) around a cellar, portal.core, and a roof, portal.shell."""
