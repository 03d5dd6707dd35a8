"""A task leads down to the notes that asked for it, and a note up to what is done about it."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from spirale.action import operations
from spirale.action.queries.traces import asked_for, done_about
from spirale.decision.models import ActionSheet, Choice, Decided, SheetIdea
from spirale.demo.operations import facilitator_of_demonstration
from spirale.synthesis.models import FrozenSynthesis
from spirale.synthesis.queries.frozen import version_page
from spirale.territories.models import Territory
from spirale.workshops.models import Note

pytestmark = pytest.mark.database


def test_a_task_leads_to_its_notes_and_each_note_leads_back_to_it(client: Any, valley: Territory) -> None:
    territory, by, now = valley, facilitator_of_demonstration(), timezone.now()
    frozen = FrozenSynthesis.objects.order_by("frozen_at", "id")[0]
    served = set(SheetIdea.objects.values_list("idea_id", flat=True))
    asking = [one for one in version_page(frozen).ideas.values() if one.id not in served]
    idea = max(asking, key=lambda one: (len(one.said), one.id))
    sheet = ActionSheet.objects.create(territory=territory, title="Un verger", what="…", made_by=by, made_at=now)
    choice = Choice.objects.create(territory=territory, title="Le choix", made_by=by, made_at=now)
    Decided.objects.create(choice=choice, sheet=sheet, is_in=True, by=by, at=now)
    fields = {"title": "Planter", "owners": ["Amina"], "days": 3}
    task = operations.save_task(task_id=uuid4(), edit_id=uuid4(), sheet=sheet, fields=fields, waits_for={}, by=by)
    note = Note.objects.get(pk=idea.said[0].note)
    assert asked_for(sheet) == []
    assert done_about(territory, [note.pk]) == {note.pk: []}
    SheetIdea.objects.create(sheet=sheet, frozen=frozen, idea_id=idea.id, by=by, at=now)

    (asked,) = asked_for(sheet)
    assert {one.note for one in asked.said} == {one.note for one in idea.said}
    for said in asked.said:
        (deed,) = done_about(territory, [UUID(said.note)])[UUID(said.note)]
        assert deed.tasks == (task,)
        assert deed.ideas == (idea.wording,)

    client.force_login(by)
    page = client.get(reverse("action:trace", args=[task.pk])).content.decode()
    assert reverse("action:deeds", args=[note.pk]) in page
    assert (
        reverse("action:trace", args=[task.pk]) in client.get(reverse("action:deeds", args=[note.pk])).content.decode()
    )
    client.logout()
    assert client.get(reverse("action:trace", args=[task.pk])).status_code in {302, 403}
