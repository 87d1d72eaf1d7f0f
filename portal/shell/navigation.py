"""What stands in the menu of each person, and what every page knows."""

from django.conf import settings


def context(request):
    return {"demo": settings.DEMO, "navigation": []}
