"""Addresses of this room."""

from django.urls import URLPattern, URLResolver

from spirale.decision.meeting_urls import urlpatterns as of_meeting

app_name = "decision"

urlpatterns: list[URLPattern | URLResolver] = [*of_meeting]
