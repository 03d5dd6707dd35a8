"""Addresses of this room."""

from django.urls import path

from spirale.action.views import can_do, commitments, covenants, matching, plan, spread, traces

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
    path("tasks/<uuid:task_id>/why/", traces.trace, name="trace"),
    path("notes/<uuid:note_id>/done/", traces.deeds, name="deeds"),
    path("t/<slug:slug>/matching/", matching.matching, name="matching"),
    path("t/<slug:slug>/matching/accept/", matching.accept, name="accept_match"),
    path("t/<slug:slug>/matching/answer/", matching.answer, name="answer_match"),
    path("t/<slug:slug>/matching/able/", matching.able, name="able"),
    path("t/<slug:slug>/matching/export/<str:form>/", matching.export, name="export_matching"),
    path("matches/<uuid:answer_id>/take-back/", matching.take_back, name="take_match_back"),
    path("actions/<uuid:sheet_id>/door/show/", matching.show_door, name="show_door"),
    path("t/<slug:slug>/what-can-i-do/", can_do.page, name="can_do"),
    path("t/<slug:slug>/what-can-i-do/export/<str:form>/", can_do.export, name="export_can_do"),
    path("t/<slug:slug>/evaluations/", spread.evaluations, name="evaluations"),
    path("actions/<uuid:sheet_id>/evaluation/", spread.evaluation, name="evaluation"),
    path("actions/<uuid:sheet_id>/evaluation/write/", spread.evaluate, name="evaluate"),
    path("actions/<uuid:sheet_id>/evaluation/<int:number>/again/", spread.again, name="say_again"),
    path("actions/<uuid:sheet_id>/extension/", spread.extension, name="extension"),
    path("carried-on/", spread.extensions, name="extensions"),
]
