"""Addresses of this room."""

from django.urls import include, path

from spirale.workshops import views
from spirale.workshops.views import minutes, paper, people, phone, placing, pledges, sheets_of_hall, voice, wall

app_name = "workshops"

minutes_of_workshop = [
    path("", minutes.minutes, name="minutes"),
    path("draft/", minutes.draft, name="minutes_draft"),
    path("sections/<slug:key>/", minutes.edit, name="minutes_edit"),
    path("sections/<slug:key>/weigh/", minutes.weigh, name="minutes_weigh"),
    path("versions/", minutes.versions, name="minutes_versions"),
    path("v/<int:number>/", minutes.minutes, name="minutes_version"),
    path("v/<int:number>/back/", minutes.go_back, name="minutes_return"),
    path("minutes.<slug:form>", minutes.minutes_file, name="minutes_file"),
    path("v/<int:number>/minutes.<slug:form>", minutes.minutes_file, name="minutes_version_file"),
]
urlpatterns = [
    # First the doors of phones, which are asked for most.
    path("hall/<uuid:workshop_id>/acts/", views.acts, name="acts"),
    path("hall/<uuid:workshop_id>/state/", views.state, name="state"),
    path("hall/<uuid:workshop_id>/recover/", views.recover, name="recover"),
    path("hall/<uuid:workshop_id>/key/", sheets_of_hall.key, name="key"),
    path("hall/<uuid:workshop_id>/place/", sheets_of_hall.place, name="place"),
    path("workshops/<uuid:workshop_id>/minutes/", include(minutes_of_workshop)),
    path("groups/<uuid:group_id>/workshops/new/", views.new, name="new"),
    path("workshops/<uuid:workshop_id>/", views.workshop, name="workshop"),
    path("workshops/<uuid:workshop_id>/change/", views.change, name="change"),
    path("workshops/<uuid:workshop_id>/import/", views.import_notes, name="import"),
    path("workshops/<uuid:workshop_id>/import/<uuid:draft_id>/", views.preview, name="preview"),
    path("workshops/<uuid:workshop_id>/export/<slug:form>/", views.export, name="export"),
    path("workshops/<uuid:workshop_id>/print/", views.print_notes, name="print"),
    path("workshops/<uuid:workshop_id>/sheets/", paper.paper_sheets, name="paper_sheets"),
    path("sheets/<uuid:sheet_id>/withdraw/", views.withdraw_sheet, name="withdraw_sheet"),
    path("sheets/<uuid:sheet_id>/restore/", views.restore_sheet, name="restore_sheet"),
    path("notes/<uuid:note_id>/", views.note, name="note"),
    path("notes/<uuid:note_id>/correct/", views.correct, name="correct"),
    path("notes/<uuid:note_id>/withdraw/", views.withdraw, name="withdraw"),
    path("notes/<uuid:note_id>/restore/", views.restore, name="restore"),
    path("workshops/<uuid:workshop_id>/open/", views.open_hall, name="open_hall"),
    path("workshops/<uuid:workshop_id>/agenda/", views.agenda, name="agenda"),
    path("workshops/<uuid:workshop_id>/agenda/add/", views.add_step, name="add_step"),
    path("steps/<uuid:step_id>/", views.change_step, name="step"),
    path("steps/<uuid:step_id>/<slug:act>/", views.step_act, name="step_act"),
    path("workshops/<uuid:workshop_id>/lead/", views.lead, name="lead"),
    path("workshops/<uuid:workshop_id>/lead/step/go/", views.go, name="go"),
    path("workshops/<uuid:workshop_id>/lead/step/clock/", views.clock, name="clock"),
    path("workshops/<uuid:workshop_id>/lead/door/<slug:act>/", views.door, name="door_act"),
    path("workshops/<uuid:workshop_id>/lead/voice/act/", voice.voice_act, name="voice_act"),
    path("workshops/<uuid:workshop_id>/lead/pledges/act/", pledges.pledge_act, name="pledge_act"),
    path("workshops/<uuid:workshop_id>/pledges/", pledges.pledges, name="pledges"),
    path("workshops/<uuid:workshop_id>/pledges/export/", pledges.export_pledges, name="export_pledges"),
    path("workshops/<uuid:workshop_id>/lead/people/<uuid:participant_id>/aside/", people.set_aside, name="set_aside"),
    path("workshops/<uuid:workshop_id>/lead/people/<uuid:participant_id>/back/", people.bring_back, name="bring_back"),
    path("workshops/<uuid:workshop_id>/lead/notes/reveal/", placing.reveal, name="reveal"),
    path("workshops/<uuid:workshop_id>/lead/notes/deal/", placing.deal, name="deal"),
    path("workshops/<uuid:workshop_id>/lead/<slug:panel>/", views.lead_panel, name="lead_panel"),
    path("workshops/<uuid:workshop_id>/wall/", wall.wall, name="wall"),
    path("workshops/<uuid:workshop_id>/wall/now/", wall.wall_now, name="wall_now"),
    path("workshops/<uuid:workshop_id>/wall/table/", wall.table, name="wall_table"),
    path("workshops/<uuid:workshop_id>/wall/sheets/<uuid:question_id>/", wall.sheet, name="wall_sheet"),
    path("workshops/<uuid:workshop_id>/piles/", placing.make_pile, name="make_pile"),
    path("piles/<uuid:pile_id>/rename/", placing.rename_pile, name="rename_pile"),
    path("piles/<uuid:pile_id>/retire/", placing.retire_pile, name="retire_pile"),
    path("notes/<uuid:note_id>/move/", placing.move, name="move"),
    path("j/", phone.phone_door, name="door"),
    path("j/sw.js", phone.service_worker, name="service_worker"),
    path("j/<slug:code>/", phone.phone, name="phone"),
    path("j/<slug:code>/elsewhere/", phone.elsewhere, name="elsewhere"),
    path("t/<slug:slug>/export/notes.<slug:form>", views.export_territory, name="export_territory"),
]
