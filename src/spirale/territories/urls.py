"""Addresses of this room."""

from django.urls import path

from spirale.territories import views

app_name = "territories"
urlpatterns = [
    path("", views.home, name="home"),
    path("t/new/", views.new, name="new"),
    path("t/<slug:slug>/settings/", views.settings, name="settings"),
    path("t/<slug:slug>/members/", views.members, name="members"),
    path("memberships/<uuid:membership_id>/role/", views.role, name="role"),
    path("memberships/<uuid:membership_id>/remove/", views.remove, name="remove"),
]
