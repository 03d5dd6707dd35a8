"""Addresses of this room."""

from django.urls import path

from spirale.synthesis.views.territory import territory

app_name = "synthesis"
urlpatterns = [
    path("t/<slug:slug>/", territory, name="territory"),
]
