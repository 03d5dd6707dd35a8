"""Addresses of this room."""

from django.urls import URLPattern, URLResolver

app_name = "decision"

urlpatterns: list[URLPattern | URLResolver] = []
