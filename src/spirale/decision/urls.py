"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from spirale.decision.meeting_urls import urlpatterns as of_meeting
from spirale.decision.views import bringing, choices, editing, freezing, resources, sheets

app_name = "decision"

urlpatterns: list[URLPattern | URLResolver] = [
    path("t/<slug:slug>/actions/", sheets.sheets, name="sheets"),
    path("t/<slug:slug>/actions/new/", editing.new, name="new_sheet"),
    path("t/<slug:slug>/actions/bring/", bringing.bring, name="bring_sheets"),
    path("t/<slug:slug>/actions/print/", sheets.print_all, name="print_sheets"),
    path("t/<slug:slug>/actions/export/actions.<slug:form>", sheets.export, name="export_sheets"),
    path("actions/<uuid:sheet_id>/", sheets.sheet, name="sheet"),
    path("actions/<uuid:sheet_id>/edit/", editing.edit, name="edit_sheet"),
    path("actions/<uuid:sheet_id>/print/", sheets.print_sheet, name="print_sheet"),
    path("actions/<uuid:sheet_id>/history/", sheets.history, name="history"),
    path("actions/<uuid:sheet_id>/restore/<int:number>/", sheets.restore, name="restore"),
    path("actions/<uuid:sheet_id>/retire/", sheets.retire, name="retire_sheet"),
    path("t/<slug:slug>/resources/", resources.resources, name="resources"),
    path("t/<slug:slug>/resources/start/", resources.take_list, name="take_list"),
    path("resources/<uuid:resource_id>/", resources.resource, name="resource"),
    path("t/<slug:slug>/choices/", choices.choices, name="choices"),
    path("t/<slug:slug>/choices/new/", choices.new, name="new_choice"),
    path("choices/<uuid:choice_id>/", choices.choice, name="choice"),
    path("choices/<uuid:choice_id>/change/", choices.change, name="change_choice"),
    path("choices/<uuid:choice_id>/sheets/", choices.put, name="put_sheets"),
    path("choices/<uuid:choice_id>/rules/", freezing.set_rules, name="set_rules"),
    path("choices/<uuid:choice_id>/rules/freeze/", freezing.freeze, name="freeze_rules"),
    path("choices/<uuid:choice_id>/rules/reopen/", freezing.reopen, name="reopen_rules"),
    path("choices/<uuid:choice_id>/rules/<int:number>/", freezing.rules, name="rules"),
    path("choices/<uuid:choice_id>/rules/<int:number>/rules.json", freezing.document, name="rules_document"),
    *of_meeting,
]
