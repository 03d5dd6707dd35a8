"""Addresses of this room."""

from django.urls import path

from spirale.action.views import commitments, covenants, photos, plan, reminders, traces

app_name = "action"
urlpatterns = [
    path("t/<slug:slug>/commitments/", commitments.commitments, name="commitments"),
    path("t/<slug:slug>/commitments/texts/new/", covenants.new, name="new_covenant"),
    path("actions/<uuid:sheet_id>/promise/", commitments.promise, name="promise"),
    path("actions/<uuid:sheet_id>/door/", commitments.door_of_action, name="door_of_action"),
    path("commitments/<uuid:commitment_id>/sign/", commitments.sign, name="sign"),
    path("commitments/<uuid:commitment_id>/tell/", commitments.tell, name="tell"),
    path("promise/<str:key>/", commitments.at_door, name="at_door"),
    path("texts/<uuid:covenant_id>/", covenants.covenant, name="covenant"),
    path("texts/<uuid:covenant_id>/edit/", covenants.edit, name="edit_covenant"),
    path("texts/<uuid:covenant_id>/print/", covenants.printed, name="printed"),
    path("texts/<uuid:covenant_id>/signing/", covenants.signing, name="signing"),
    path("texts/<uuid:covenant_id>/sign/", covenants.sign, name="sign_covenant"),
    path("texts/<uuid:covenant_id>/door/", covenants.door_of_text, name="door_of_text"),
    path("signatures/<uuid:signature_id>/withdraw/", covenants.withdraw, name="withdraw_signature"),
    path("t/<slug:slug>/plan/", plan.plan, name="plan"),
    path("t/<slug:slug>/plan/change/", plan.change, name="change_plan"),
    path("t/<slug:slug>/plan/steps/", plan.steps, name="steps"),
    path("actions/<uuid:sheet_id>/tasks/new/", plan.new_task, name="new_task"),
    path("tasks/<uuid:task_id>/", plan.task, name="task"),
    path("tasks/<uuid:task_id>/move/", plan.move, name="move_task"),
    path("tasks/<uuid:task_id>/report/", plan.report, name="report_task"),
    path("calendar/<str:key>.ics", plan.calendar, name="calendar"),
    path("tasks/<uuid:task_id>/photos/", photos.of_task, name="photos_of_task"),
    path("actions/<uuid:sheet_id>/photos/", photos.of_action, name="photos_of_action"),
    path("photos/<uuid:photo_id>/", photos.change, name="change_photo"),
    path("photos/<uuid:photo_id>/<str:size>.jpg", photos.picture, name="photo"),
    path("reminders/<str:key>/", reminders.reminders, name="reminders"),
    path("tasks/<uuid:task_id>/why/", traces.trace, name="trace"),
    path("notes/<uuid:note_id>/done/", traces.deeds, name="deeds"),
]
