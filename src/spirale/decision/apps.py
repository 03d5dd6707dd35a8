"""What this room brings to the rooms before it when the site starts."""

from django.apps import AppConfig


class DecisionConfig(AppConfig):
    name = "spirale.decision"

    def ready(self) -> None:
        from spirale.decision.telling import actions_of
        from spirale.territories.sections import also_tell

        also_tell(actions_of)
