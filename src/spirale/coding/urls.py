"""Addresses of this room."""

from django.urls import path

from spirale.coding.views import entry

app_name = "coding"
urlpatterns = [
    path("workshops/<uuid:workshop_id>/entry/", entry.entry, name="entry"),
    path("workshops/<uuid:workshop_id>/entry/notes/", entry.enter, name="enter"),
    path("workshops/<uuid:workshop_id>/entry/notes/<uuid:note_id>/withdraw/", entry.take_back, name="take_back"),
    path("workshops/<uuid:workshop_id>/entry/suggestion/", entry.suggestion, name="suggestion"),
]
