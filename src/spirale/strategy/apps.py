"""This room."""

from django.apps import AppConfig


class StrategyConfig(AppConfig):
    name = "spirale.strategy"
