"""What this room brings to the rooms before it when the site starts."""

from django.apps import AppConfig


class CodingConfig(AppConfig):
    name = "spirale.coding"

    def ready(self) -> None:
        from spirale.coding.operations.erasing import erase_criteria
        from spirale.coding.queries.grids import grid_for_placing
        from spirale.workshops.operations.erasing import also_erase
        from spirale.workshops.queries.key import grids_come_from

        grids_come_from(grid_for_placing)
        also_erase(erase_criteria)
