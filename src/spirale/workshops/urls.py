"""Addresses of this room."""

from django.urls import path

from spirale.workshops import views

app_name = "workshops"
urlpatterns = [
    path("groups/<uuid:group_id>/workshops/new/", views.new, name="new"),
    path("workshops/<uuid:workshop_id>/", views.workshop, name="workshop"),
    path("workshops/<uuid:workshop_id>/change/", views.change, name="change"),
    path("workshops/<uuid:workshop_id>/import/", views.import_notes, name="import"),
    path("workshops/<uuid:workshop_id>/import/<uuid:draft_id>/", views.preview, name="preview"),
    path("workshops/<uuid:workshop_id>/export/<slug:form>/", views.export, name="export"),
    path("workshops/<uuid:workshop_id>/print/", views.print_notes, name="print"),
    path("sheets/<uuid:sheet_id>/withdraw/", views.withdraw_sheet, name="withdraw_sheet"),
    path("sheets/<uuid:sheet_id>/restore/", views.restore_sheet, name="restore_sheet"),
    path("notes/<uuid:note_id>/", views.note, name="note"),
    path("notes/<uuid:note_id>/correct/", views.correct, name="correct"),
    path("notes/<uuid:note_id>/withdraw/", views.withdraw, name="withdraw"),
    path("notes/<uuid:note_id>/restore/", views.restore, name="restore"),
    path("t/<slug:slug>/export/notes.<slug:form>", views.export_territory, name="export_territory"),
]
