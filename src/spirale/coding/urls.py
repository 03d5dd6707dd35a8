"""Addresses of this room."""

from django.urls import path

from spirale.coding.views import criteria, entry

app_name = "coding"
urlpatterns = [
    path("workshops/<uuid:workshop_id>/entry/", entry.entry, name="entry"),
    path("workshops/<uuid:workshop_id>/entry/notes/", entry.enter, name="enter"),
    path("workshops/<uuid:workshop_id>/entry/notes/<uuid:note_id>/withdraw/", entry.take_back, name="entry_take_back"),
    path("workshops/<uuid:workshop_id>/entry/suggestion/", entry.suggestion, name="suggestion"),
    path("workshops/<uuid:workshop_id>/criteria/", criteria.criteria, name="criteria"),
    path("criteria/<uuid:criterion_id>/code/", criteria.code, name="code"),
    path("criteria/<uuid:criterion_id>/sign/", criteria.sign, name="sign"),
    path("criteria/<uuid:criterion_id>/unsplit/", criteria.unsplit, name="unsplit"),
    path("codings/<uuid:coding_id>/withdraw/", criteria.take_back, name="take_back"),
    path("notes/<uuid:note_id>/split/", criteria.split, name="split"),
]
