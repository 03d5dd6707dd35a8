"""What this room brings to the rooms before it when the site starts."""

from django.apps import AppConfig


class DecisionConfig(AppConfig):
    name = "spirale.decision"

    def ready(self) -> None:
        from spirale.decision.operations.erasing import erase_from_bank
        from spirale.decision.telling import OPENINGS, actions_of, choice_open_for
        from spirale.decision.views.phone_acts import ACTS
        from spirale.territories.sections import also_tell
        from spirale.workshops.operations.erasing import also_erase_participant
        from spirale.workshops.queries.elsewhere import also_hold
        from spirale.workshops.views.acts import also_do

        also_tell(actions_of)
        also_erase_participant(erase_from_bank)
        also_do(ACTS)
        also_hold(choice_open_for, follows=OPENINGS)
