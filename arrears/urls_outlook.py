"""Address of one employer's outlook, below the employer's own."""

from django.urls import path

from arrears.views import outlook

urlpatterns = [path("<int:pk>/du-bao/", outlook.employer_outlook, name="employer-outlook")]
