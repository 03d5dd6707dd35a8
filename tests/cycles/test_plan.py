"""Cycles and phases: what is open now, and who sets it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories import CampaignFactory, CycleFactory, MembershipFactory, PhaseFactory, TerritoryFactory
from spirale.cycles import operations, queries
from spirale.cycles.models import Cycle, Phase
from spirale.journal.models import Event
from spirale.territories.models import Role

pytestmark = pytest.mark.database
TODAY = date(2026, 3, 14)


@pytest.fixture
def territory():
    return TerritoryFactory()


@pytest.fixture
def facilitator(territory):
    return MembershipFactory(territory=territory, role=Role.FACILITATOR).account


@pytest.fixture
def cycle(territory, facilitator):
    return operations.open_cycle(
        cycle_id=uuid4(), territory=territory, by=facilitator, number=1, opened_on=date(2026, 1, 10)
    )


@pytest.fixture
def at_the_desk(client, facilitator):
    client.force_login(facilitator)
    return client


def date_phase(cycle, facilitator, kind, starts_on, ends_on=None):
    phase = cycle.phases.filter(type=kind).first()
    operations.set_phase_dates(cycle=cycle, by=facilitator, dates={phase.pk: (starts_on, ends_on)})
    return phase


def test_a_cycle_opens_with_its_eight_phases_and_no_date(cycle, territory):
    assert list(cycle.phases.values_list("type", flat=True)) == list(range(1, 9))
    assert queries.current_cycle(territory, on=TODAY) == cycle
    assert queries.current_phase(territory, on=TODAY) is None


def test_a_cycle_opened_twice_is_opened_once(cycle, territory, facilitator):
    again = operations.open_cycle(
        cycle_id=cycle.pk, territory=territory, by=facilitator, number=1, opened_on=date(2026, 1, 10)
    )
    assert again == cycle
    assert Phase.objects.count() == 8
    assert Event.objects.filter(verb="cycle opened").count() == 1


def test_a_phase_runs_from_its_first_day_to_its_last(cycle, territory, facilitator):
    date_phase(cycle, facilitator, 2, TODAY, TODAY + timedelta(days=2))
    found = [queries.current_phase(territory, on=TODAY + timedelta(days=day)) for day in (-1, 0, 2, 3)]
    assert [phase.type if phase else None for phase in found] == [None, 2, 2, None]


def test_of_phases_that_overlap_the_one_that_started_last_is_where_we_are(cycle, territory, facilitator):
    date_phase(cycle, facilitator, 3, TODAY - timedelta(days=1))
    date_phase(cycle, facilitator, 2, TODAY - timedelta(days=30), TODAY + timedelta(days=30))
    assert queries.current_phase(territory, on=TODAY).type == 3


def test_a_phase_may_be_lived_twice(cycle, territory, facilitator):
    date_phase(cycle, facilitator, 2, TODAY - timedelta(days=60), TODAY - timedelta(days=50))
    second = operations.repeat_phase(phase_id=uuid4(), cycle=cycle, by=facilitator, kind=2)
    operations.set_phase_dates(cycle=cycle, by=facilitator, dates={second.pk: (TODAY, None)})
    assert queries.current_phase(territory, on=TODAY) == second


def test_a_repetition_is_taken_back_but_never_the_last_of_its_kind(cycle, facilitator):
    second = operations.repeat_phase(phase_id=uuid4(), cycle=cycle, by=facilitator, kind=2)
    operations.drop_phase(phase=second, by=facilitator)
    with pytest.raises(operations.OnlyOneOfItsKind):
        operations.drop_phase(phase=cycle.phases.get(type=2), by=facilitator)


def test_a_closed_cycle_has_no_phase_under_way(cycle, territory, facilitator):
    date_phase(cycle, facilitator, 2, TODAY - timedelta(days=5))
    operations.close_cycle(cycle=cycle, by=facilitator, on=TODAY - timedelta(days=1))
    assert queries.current_phase(territory, on=TODAY) is None
    assert queries.current_cycle(territory, on=TODAY) is None
    operations.reopen_cycle(cycle=cycle, by=facilitator)
    assert queries.current_phase(territory, on=TODAY).type == 2


def test_a_cycle_not_yet_open_is_ahead(territory):
    CycleFactory(territory=territory, opened_on=TODAY + timedelta(days=1))
    assert queries.current_cycle(territory, on=TODAY) is None
    assert [turn.state for turn in queries.turns(territory, on=TODAY)] == ["ahead"]


def test_campaigns_are_open_from_their_first_day_to_their_last(territory):
    campaign = CampaignFactory(territory=territory, opened_on=TODAY, closed_on=TODAY + timedelta(days=1))
    CampaignFactory(opened_on=TODAY)  # of another territory
    days = [list(queries.open_campaigns(territory, on=TODAY + timedelta(days=day))) for day in (-1, 0, 1, 2)]
    assert days == [[], [campaign], [campaign], []]


spans = st.tuples(st.integers(0, 60), st.none() | st.integers(0, 30))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(dates=st.lists(spans, min_size=1, max_size=8), day=st.integers(0, 100))
def test_where_we_are_is_a_phase_that_runs_and_that_no_running_phase_started_after(territory, dates, day):
    Phase.objects.all().delete()
    Cycle.objects.all().delete()
    cycle = CycleFactory(territory=territory, opened_on=date(2026, 1, 1))
    start = date(2026, 1, 1)
    for kind, (first, length) in enumerate(dates, 1):
        starts_on = start + timedelta(days=first)
        ends_on = None if length is None else starts_on + timedelta(days=length)
        PhaseFactory(cycle=cycle, type=kind, starts_on=starts_on, ends_on=ends_on)
    on = start + timedelta(days=day)
    running = [phase for phase in Phase.objects.all() if queries.runs(phase, on=on)]
    found = queries.current_phase(territory, on=on)
    assert (found is None) == (not running)
    assert all(phase.starts_on <= found.starts_on for phase in running)


def test_the_plan_asks_as_often_for_many_cycles_as_for_one(at_the_desk, territory, django_assert_max_num_queries):
    for number in range(4):
        cycle = CycleFactory(territory=territory, number=number, opened_on=date(2022 + number, 1, 1))
        for kind in range(1, 9):
            PhaseFactory(cycle=cycle, type=kind)
    with django_assert_max_num_queries(8):
        at_the_desk.get(f"/t/{territory.slug}/cycles/")


def test_dates_are_set_on_the_plan_page_in_one_act(at_the_desk, cycle, territory):
    first, second = cycle.phases.filter(type__in=(1, 2))
    sent = {
        f"{first.pk}-starts_on": "2026-01-12",
        f"{first.pk}-ends_on": "2026-02-27",
        f"{second.pk}-starts_on": "2026-03-02",
    }
    answer = at_the_desk.post(f"/cycles/{cycle.pk}/dates/", sent, follow=True)
    assert "Les dates sont gardées." in answer.content.decode()
    first.refresh_from_db()
    assert (first.starts_on, first.ends_on) == (date(2026, 1, 12), date(2026, 2, 27))
    assert Event.objects.filter(space_id=territory.pk, verb="phases dated").count() == 1


def test_a_phase_that_would_end_before_it_starts_is_refused_and_nothing_is_kept(at_the_desk, cycle):
    first, second = cycle.phases.filter(type__in=(1, 2))
    sent = {
        f"{first.pk}-starts_on": "2026-01-12",
        f"{second.pk}-starts_on": "2026-03-02",
        f"{second.pk}-ends_on": "2026-03-01",
    }
    answer = at_the_desk.post(f"/cycles/{cycle.pk}/dates/", sent)
    assert answer.status_code == 422
    assert "finirait avant de commencer" in answer.content.decode()
    first.refresh_from_db()
    assert first.starts_on is None


def test_a_cycle_is_opened_repeated_and_closed_from_the_plan(at_the_desk, territory):
    plan = f"/t/{territory.slug}/cycles/"
    cycle_id = uuid4()
    at_the_desk.post(f"{plan}open/", {"cycle_id": str(cycle_id), "number": "2", "opened_on": "2026-01-10"})
    at_the_desk.post(f"/cycles/{cycle_id}/repeat/", {"phase_id": str(uuid4()), "type": "2"})
    assert Phase.objects.filter(cycle_id=cycle_id, type=2).count() == 2
    at_the_desk.post(f"/phases/{Phase.objects.filter(type=2).first().pk}/drop/")
    assert Phase.objects.filter(cycle_id=cycle_id, type=2).count() == 1
    at_the_desk.post(f"/cycles/{cycle_id}/close/")
    assert Cycle.objects.get().closed_on is not None
    at_the_desk.post(f"/cycles/{cycle_id}/close/", {"again": "1"})
    assert Cycle.objects.get().closed_on is None


@pytest.mark.parametrize("sent", [{}, {"type": "9", "phase_id": str(uuid4())}, {"type": "2", "phase_id": "x"}])
def test_a_repetition_of_no_phase_is_met_with_a_sentence(at_the_desk, cycle, sent):
    answer = at_the_desk.post(f"/cycles/{cycle.pk}/repeat/", sent, follow=True)
    assert "Choisissez quelle phase" in answer.content.decode()


@pytest.mark.parametrize("role", [Role.MEMBER, Role.READER])
def test_members_and_readers_see_the_plan_and_change_nothing(client, cycle, territory, role):
    account = MembershipFactory(territory=territory, role=role).account
    client.force_login(account)
    assert client.get(f"/t/{territory.slug}/cycles/").status_code == 200
    assert client.post(f"/cycles/{cycle.pk}/close/").status_code == 403
    with pytest.raises(PermissionDenied):
        operations.close_cycle(cycle=cycle, by=account, on=TODAY)


def test_strangers_see_the_phases_of_a_public_territory_and_not_its_questions(client, cycle, territory):
    CampaignFactory(territory=territory, name="Campagne secrète")
    page = client.get(f"/t/{territory.slug}/cycles/").content.decode()
    assert "Organiser, mobiliser" in page
    assert "Campagne secrète" not in page
