"""The first page after login."""

from django.shortcuts import render


def home(request):
    return render(request, "shell/home.html")
