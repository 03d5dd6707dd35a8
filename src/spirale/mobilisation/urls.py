"""Addresses of this room."""

from django.urls import path

from spirale.mobilisation import views

app_name = "mobilisation"
urlpatterns = [
    path("t/<slug:slug>/groups/", views.groups, name="groups"),
    path("t/<slug:slug>/groups/new/", views.new_group, name="new_group"),
    path("groups/<uuid:group_id>/", views.group, name="group"),
    path("groups/<uuid:group_id>/change/", views.change_group, name="change_group"),
    path("groups/<uuid:group_id>/archive/", views.archive, name="archive"),
]
