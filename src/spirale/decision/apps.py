"""This room."""

from django.apps import AppConfig


class DecisionConfig(AppConfig):
    name = "spirale.decision"
