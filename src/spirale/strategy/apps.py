"""What this room brings to the rooms before it when the site starts."""

from django.apps import AppConfig


class StrategyConfig(AppConfig):
    name = "spirale.strategy"

    def ready(self) -> None:
        from spirale.strategy.views.telling import answer_by_axes, section_of_axes
        from spirale.synthesis.answers import also_answer
        from spirale.territories.sections import also_tell

        also_tell(section_of_axes)
        also_answer(answer_by_axes)
