"""Addresses of this room."""

from django.urls import include, path

from spirale.synthesis.views import acting, editing, following, reading
from spirale.synthesis.views.territory import territory

app_name = "synthesis"

working = [
    path("", editing.editor, name="editor"),
    path("board/", editing.board, name="board"),
    path("act/", acting.act, name="act"),
    path("chosen/", editing.chosen, name="chosen"),
    path("compute/", editing.compute, name="compute"),
    path("progress/", editing.progress, name="progress"),
    path("ideas/<uuid:idea_id>/", editing.idea, name="idea"),
    path("sentences/<uuid:sentence_id>/", editing.sentence, name="sentence"),
    path("freeze/", editing.freeze, name="freeze"),
    path("title/", editing.title, name="title"),
]
frozen = [
    path("", reading.public, name="public"),
    path("notes/<uuid:note_id>/", reading.note, name="note_trace"),
    path("ideas/<uuid:idea_id>/", reading.idea, name="public_idea"),
    path("print/", reading.printed, name="printed"),
    path("changes/", reading.changes, name="changes"),
    path("export/<str:form>/", reading.export, name="export"),
    path("sentence/<uuid:object_id>/otherwise/", reading.rival, {"kind": "sentence"}, name="rival_sentence"),
    path("idea/<uuid:object_id>/otherwise/", reading.rival, {"kind": "idea"}, name="rival_idea"),
    path("show/", reading.show_to_all, name="show_to_all"),
]
urlpatterns = [
    path("follow/", following.follow, name="follow"),
    path("follow/<uuid:workshop_id>/", following.follow, name="followed"),
    path("follow/<uuid:workshop_id>/erase/", following.erase, name="follow_erase"),
    path("follow/<uuid:workshop_id>/close/", following.leave, name="follow_leave"),
    path("t/<slug:slug>/", territory, name="territory"),
    path("t/<slug:slug>/syntheses/", editing.syntheses, name="syntheses"),
    path("t/<slug:slug>/syntheses/new/", editing.new, name="new"),
    path("syntheses/<uuid:synthesis_id>/", include(working)),
    path("syntheses/<uuid:synthesis_id>/v/<int:version>/", include(frozen)),
    path("rival-wordings/<uuid:wording_id>/hide/", reading.hide_rival, name="hide_rival"),
]
