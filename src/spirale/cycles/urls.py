"""Addresses of this room."""

from django.urls import path

from spirale.cycles import views

app_name = "cycles"
urlpatterns = [
    path("t/<slug:slug>/cycles/", views.plan, name="plan"),
    path("t/<slug:slug>/cycles/open/", views.open_cycle, name="open_cycle"),
    path("t/<slug:slug>/campaigns/new/", views.new_campaign, name="new_campaign"),
    path("cycles/<uuid:cycle_id>/dates/", views.dates, name="dates"),
    path("cycles/<uuid:cycle_id>/close/", views.close, name="close"),
    path("cycles/<uuid:cycle_id>/repeat/", views.repeat, name="repeat"),
    path("phases/<uuid:phase_id>/drop/", views.drop, name="drop"),
    path("campaigns/<uuid:campaign_id>/", views.campaign, name="campaign"),
    path("campaigns/<uuid:campaign_id>/change/", views.change_campaign, name="change_campaign"),
    path("campaigns/<uuid:campaign_id>/usual/", views.ask_usual, name="ask_usual"),
    path("campaigns/<uuid:campaign_id>/questions/new/", views.new_question, name="new_question"),
    path("questions/<uuid:question_id>/", views.question, name="question"),
    path("questions/<uuid:question_id>/move/", views.move, name="move"),
    path("questions/<uuid:question_id>/withdraw/", views.withdraw, name="withdraw"),
]
