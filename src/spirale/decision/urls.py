"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, include, path

from spirale.decision.views import (
    beginning,
    bringing,
    choices,
    editing,
    freezing,
    meeting,
    meeting_phone,
    meeting_result,
    meeting_typing,
    meeting_wall,
    resources,
    sheets,
)

app_name = "decision"

of_choice = [
    path("", choices.choice, name="choice"),
    path("change/", choices.change, name="change_choice"),
    path("sheets/", choices.put, name="put_sheets"),
    path("rules/", freezing.set_rules, name="set_rules"),
    path("rules/freeze/", freezing.freeze, name="freeze_rules"),
    path("rules/reopen/", freezing.reopen, name="reopen_rules"),
    path("rules/<int:number>/", freezing.rules, name="rules"),
    path("rules/<int:number>/rules.json", freezing.document, name="rules_document"),
    path("meeting/", meeting.lead, name="meeting"),
    path("meeting/act/", meeting.act, name="meeting_act"),
    path("meeting/panels/<slug:panel>/", meeting.panel, name="meeting_panel"),
    path("meeting/scorers/<uuid:scorer_id>/", meeting_typing.scores, name="type_scores"),
    path("meeting/pledges/<uuid:pledge_id>/", meeting_typing.pledge, name="bank_pledge"),
    path("meeting/pledges.<slug:form>", meeting_typing.export_pledges, name="export_bank"),
    path("meeting/decide/", meeting_result.decide, name="decide"),
    path("wall/", meeting_wall.wall, name="meeting_wall"),
    path("wall/now/", meeting_wall.wall_now, name="meeting_wall_now"),
    path("phone/", meeting_phone.phone, name="meeting_phone"),
    path("phone/state/", meeting_phone.state, name="meeting_phone_state"),
    path("phone/sw.js", meeting_phone.worker, name="meeting_worker"),
    path("result/", meeting_result.result, name="result"),
    path("result/print/", meeting_result.print_result, name="print_result"),
    path("result/export.<slug:form>", meeting_result.export, name="export_result"),
]

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
    path("actions/<uuid:sheet_id>/begin/", beginning.begin_another, name="begin_another"),
    path("actions/<uuid:sheet_id>/retire/", sheets.retire, name="retire_sheet"),
    path("t/<slug:slug>/resources/", resources.resources, name="resources"),
    path("t/<slug:slug>/resources/start/", resources.take_list, name="take_list"),
    path("resources/<uuid:resource_id>/", resources.resource, name="resource"),
    path("t/<slug:slug>/choices/", choices.choices, name="choices"),
    path("t/<slug:slug>/choices/new/", choices.new, name="new_choice"),
    path("choices/<uuid:choice_id>/", include(of_choice)),
    path("j/<slug:code>/choice/", meeting_phone.door, name="meeting_door"),
]
