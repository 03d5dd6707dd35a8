"""Bringing action sheets from a table: all of them or none."""

from uuid import uuid5

from django.db import transaction

from spirale.coding.queries.grids import grid_for_placing
from spirale.decision.models import ActionSheet
from spirale.decision.operations.sheets import save_sheet
from spirale.decision.reading import ActionsTable
from spirale.method.problems import Problems
from spirale.people.models import Account
from spirale.territories.models import Territory
from spirale.territories.rules import require


@transaction.atomic
def bring_sheets(*, territory: Territory, content: bytes, file_name: str, by: Account) -> tuple[int, int]:
    """Make a sheet of each action of a table; gives how many are new, and how many were there already.

    What is there already is left as people wrote it. Raises Problem for a file that cannot be read, and Problems with
    all that is wrong in it, each with its row and column; nothing is written then.
    """
    require("decision.write_sheet", by, territory)
    table = ActionsTable(content, file_name, territory, grid_for_placing(territory))
    if table.problems:
        raise Problems(tuple(table.problems))
    there = set(ActionSheet.objects.filter(pk__in=list(table.sheets)).values_list("pk", flat=True))
    for sheet_id, draft in table.sheets.items():
        if sheet_id not in there:
            save_id = uuid5(sheet_id, "brought from a table")
            save_sheet(sheet_id=sheet_id, save_id=save_id, territory=territory, draft=draft, seen=0, by=by)
    return len(table.sheets) - len(there), len(there)
