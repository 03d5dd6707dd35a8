"""One click that arrives twice in the same instant has the engine work once."""

from uuid import uuid4

import pytest
from django_tasks_db.models import DBTaskResult

from at_once import all_at_once
from spirale.journal.models import Event
from spirale.synthesis import tasks
from spirale.synthesis.models import Computation, ModelWording

from .conftest import World, idea_of
from .stand_in import StandIn

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


def test_work_asked_twice_at_once_is_done_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    synthesis, asked = world.begin(), uuid4()
    done: list[object] = []
    propose = tasks.WORK[Computation.Kind.PROPOSE]
    monkeypatch.setitem(tasks.WORK, Computation.Kind.PROPOSE, lambda **of: done.append(of) or propose(**of))
    click = {"synthesis": synthesis, "kind": Computation.Kind.PROPOSE, "by": world.facilitator}
    all_at_once(*[lambda: tasks.start_computation(**click, computation_id=asked)] * 4)
    assert len(done) == 1
    assert Event.objects.filter(verb="engine asked").count() == 1


def test_words_asked_twice_at_once_are_written_once(world: World, model: StandIn) -> None:
    synthesis, asked = world.proposed(), uuid4()
    idea = idea_of(synthesis, "un jardin partagé dans le quartier")
    all_at_once(
        *[lambda: tasks.start_wording(synthesis=synthesis, idea_id=idea.pk, by=world.facilitator, wording_id=asked)] * 4
    )
    assert ModelWording.objects.count() == 1
    assert DBTaskResult.objects.count() == 1
