"""Addresses of the meeting where actions are chosen; `urls` includes them."""

from django.urls import URLPattern, URLResolver, include, path

from spirale.decision.views import meeting, meeting_phone, meeting_result, meeting_typing, meeting_wall

of_choice = [
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
    path("result/", meeting_result.result, name="result"),
    path("result/export.<slug:form>", meeting_result.export, name="export_result"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("choices/<uuid:choice_id>/", include(of_choice)),
    path("j/<slug:code>/choice/", meeting_phone.door, name="meeting_door"),
]
