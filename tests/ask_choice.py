"""A meeting for journeys, opened in the site's own folder: `TITLE` gives the choice, its workshop and the hall's code.

The rules are frozen and three actions of the demonstration are put to the choice; scoring and the bank are closed.
"""

import json
import sys
from datetime import date
from typing import Any
from uuid import uuid4

import django

TITLES = ("Les visites à deux", "Le minibus du jeudi", "Le Foyer ouvert le vendredi soir")


def open_meeting(title: str) -> dict[str, Any]:
    from spirale.decision.models import ActionSheet, Choice
    from spirale.decision.operations.choices import CriterionDraft, make_choice, put_sheets, set_rules
    from spirale.decision.operations.freezing import freeze_rules
    from spirale.decision.queries.choices import rules_seen
    from spirale.demo.operations import facilitator_of_demonstration
    from spirale.mobilisation.models import Group
    from spirale.workshops.operations import StepDraft, open_hall, open_workshop

    by = facilitator_of_demonstration()
    sheets = list(ActionSheet.objects.filter(title__in=TITLES))
    territory = sheets[0].territory
    workshop = open_workshop(
        workshop_id=uuid4(),
        group=Group.objects.get(territory=territory, kind=Group.Kind.COORDINATION),
        campaign=territory.campaigns.get(),
        title=title,
        held_on=date(2026, 11, 22),
        by=by,
    )
    hall = open_hall(workshop=workshop, steps=[StepDraft(kind="pledge", title=title)], by=by)
    choice = make_choice(choice_id=uuid4(), territory=territory, title=title, workshop=workshop, by=by)
    set_rules(
        choice=choice,
        criteria=[CriterionDraft(uuid4(), "Faisable dès demain"), CriterionDraft(uuid4(), "Utile aux plus démunis")],
        criteria_by=Choice.By.WEIGHTS,
        who_scores="Tous ceux qui sont là",
        minimum=[],
        seen=rules_seen(choice),
        by=by,
    )
    freeze_rules(choice=choice, frozen_id=uuid4(), by=by)
    put_sheets(choice=choice, sheet_ids=[sheet.pk for sheet in sheets], by=by)
    return {"choice": str(choice.pk), "workshop": str(workshop.pk), "code": hall.code, "actions": len(sheets)}


if __name__ == "__main__":
    django.setup()
    print(json.dumps(open_meeting(sys.argv[1])))  # noqa: T201 - this is its answer
