"""What this room brings to the rooms before it when the site starts."""

from django.apps import AppConfig


class SynthesisConfig(AppConfig):
    name = "spirale.synthesis"

    def ready(self) -> None:
        from spirale.synthesis.operations.erasing import erase_own_words
        from spirale.workshops.operations.erasing import also_erase

        also_erase(erase_own_words)
