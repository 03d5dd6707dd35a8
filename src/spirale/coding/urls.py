"""Addresses of this room."""

from django.urls import path

from spirale.coding.views import agreement, criteria, entry, exports, grids

app_name = "coding"
urlpatterns = [
    path("t/<slug:slug>/grids/", grids.grids, name="grids"),
    path("t/<slug:slug>/grids/<uuid:grid_id>/choose/", grids.choose, name="choose_grid"),
    path("t/<slug:slug>/grids/mappings/<uuid:mapping_id>/carry/", grids.carry, name="carry"),
    path("grids/<uuid:grid_id>/", grids.grid, name="grid"),
    path("workshops/<uuid:workshop_id>/entry/", entry.entry, name="entry"),
    path("workshops/<uuid:workshop_id>/entry/notes/", entry.enter, name="enter"),
    path("workshops/<uuid:workshop_id>/entry/notes/<uuid:note_id>/withdraw/", entry.take_back, name="entry_take_back"),
    path("workshops/<uuid:workshop_id>/entry/suggestion/", entry.suggestion, name="suggestion"),
    path("workshops/<uuid:workshop_id>/criteria/", criteria.criteria, name="criteria"),
    path("workshops/<uuid:workshop_id>/criteria/export/<str:kind>/", exports.export, name="export"),
    path("workshops/<uuid:workshop_id>/agreement/", agreement.agreement, name="agreement"),
    path(
        "workshops/<uuid:workshop_id>/agreement/export/<str:kind>/", exports.export_agreement, name="export_agreement"
    ),
    path("criteria/<uuid:criterion_id>/code/", criteria.code, name="code"),
    path("criteria/<uuid:criterion_id>/sign/", criteria.sign, name="sign"),
    path("criteria/<uuid:criterion_id>/unsplit/", criteria.unsplit, name="unsplit"),
    path("criteria/<uuid:criterion_id>/adjudicate/", agreement.adjudicate, name="adjudicate"),
    path("codings/<uuid:coding_id>/withdraw/", criteria.take_back, name="take_back"),
    path("codings/<uuid:coding_id>/reopen/", agreement.reopen, name="reopen"),
    path("notes/<uuid:note_id>/split/", criteria.split, name="split"),
]
