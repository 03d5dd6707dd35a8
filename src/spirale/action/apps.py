"""What this room brings to the rooms before it when the site starts."""

from django.apps import AppConfig


class ActionConfig(AppConfig):
    name = "spirale.action"

    def ready(self) -> None:
        from spirale.action.answering import answer_by_actions
        from spirale.action.leading import lead_on
        from spirale.action.section import tell
        from spirale.decision.onward import also_lead_on
        from spirale.synthesis.answers import also_answer
        from spirale.territories.sections import also_tell

        also_tell(tell)
        also_answer(answer_by_actions)
        also_lead_on(lead_on)
