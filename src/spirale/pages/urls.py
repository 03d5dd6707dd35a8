"""Addresses of this room."""

from django.urls import path

from spirale.pages import views

app_name = "pages"
urlpatterns = [
    path("about/", views.about, name="about"),
    path("health/", views.health, name="health"),
    path("language/", views.language, name="language"),
]
