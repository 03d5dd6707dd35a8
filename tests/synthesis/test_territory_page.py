"""The territory's page: where we are, what to do next, what was said and done."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from factories import (
    NOW,
    AccountFactory,
    CampaignFactory,
    CycleFactory,
    GroupFactory,
    MembershipFactory,
    NoteFactory,
    PhaseFactory,
    QuestionFactory,
    TerritoryFactory,
    WorkshopFactory,
)
from spirale.coding.models import Coding, Criterion, GridVersion
from spirale.cycles.models import Phase
from spirale.synthesis.models import FrozenSynthesis, Idea, Synthesis
from spirale.synthesis.queries.overview import NextStep, overview
from spirale.synthesis.views.territory import STEPS, sectors, step_in_words
from spirale.territories.models import Role

pytestmark = pytest.mark.database
TODAY = date(2026, 3, 20)


@pytest.fixture
def territory():
    return TerritoryFactory(name="Val clair", slug="val-clair")


@pytest.fixture
def facilitator(territory):
    return MembershipFactory(territory=territory, role=Role.FACILITATOR).account


class Life:
    """A territory that goes through its chain, one act at a time."""

    def __init__(self, territory, facilitator):
        self.territory, self.facilitator = territory, facilitator

    def step(self, role=Role.FACILITATOR):
        account = self.facilitator if role == Role.FACILITATOR else None
        account = account or MembershipFactory(territory=self.territory, role=role).account
        seen = overview(self.territory, account, on=TODAY)
        return seen.next_step

    def opens_a_cycle(self):
        self.cycle = CycleFactory(territory=self.territory, opened_on=date(2026, 1, 1))

    def opens_a_campaign(self):
        self.campaign = CampaignFactory(territory=self.territory, opened_on=date(2026, 2, 1))

    def asks_a_question(self):
        self.question = QuestionFactory(campaign=self.campaign, code="Q1", sign=1)

    def forms_a_group(self):
        self.group = GroupFactory(territory=self.territory)

    def meets(self):
        self.workshop = WorkshopFactory(group=self.group, campaign=self.campaign)

    def types_a_note_in(self):
        self.note = NoteFactory(workshop=self.workshop, question=self.question)
        self.criterion = Criterion.objects.create(note=self.note, text=self.note.text, sign=1, made_at=NOW)

    def codes(self):
        grid = GridVersion.objects.create(name="g", version=str(uuid4())[:8], content="", digest="", loaded_at=NOW)
        Coding.objects.create(
            criterion=self.criterion, grid=grid, code="A", coder=self.facilitator, made_at=NOW, is_retained=True
        )

    def begins_a_synthesis(self):
        self.synthesis = Synthesis.objects.create(
            territory=self.territory, campaign=self.campaign, title="Bien vivre", made_at=NOW
        )
        Idea.objects.create(synthesis=self.synthesis, wording="un banc à l'ombre")

    def freezes(self, *, is_public=False, version=1):
        self.frozen = FrozenSynthesis.objects.create(
            synthesis=self.synthesis,
            version=version,
            document="{}",
            digest="d",
            validated_by="le groupe",
            is_public=is_public,
            frozen_at=NOW + timedelta(days=version),
        )

    def publishes(self):
        FrozenSynthesis.objects.update(is_public=True)


@pytest.fixture
def life(territory, facilitator):
    return Life(territory, facilitator)


def test_the_next_step_follows_the_chain_from_the_first_cycle_to_the_synthesis_shown_to_all(life):
    told = [life.step().kind]
    for act in (
        life.opens_a_cycle,
        life.opens_a_campaign,
        life.asks_a_question,
        life.forms_a_group,
        life.meets,
        life.types_a_note_in,
        life.codes,
        life.begins_a_synthesis,
        life.freezes,
        life.publishes,
    ):
        act()
        told.append(life.step().kind)
    assert told == [
        "open_cycle",
        "ask",
        "ask_questions",
        "form_group",
        "meet_group",
        "type_notes",
        "code",
        "propose",
        "go_on",
        "publish",
        "share",
    ]


@pytest.fixture
def lived(life):
    """A territory that has done everything up to a frozen synthesis."""
    for act in ("opens_a_cycle", "opens_a_campaign", "asks_a_question", "forms_a_group", "meets", "types_a_note_in"):
        getattr(life, act)()
    return life


def test_a_member_is_asked_to_code_and_a_reader_to_wait_or_read(lived):
    assert lived.step(Role.MEMBER).kind == "code"
    assert lived.step(Role.READER).kind == "meet"
    lived.codes()
    assert lived.step(Role.MEMBER).kind == "meet"
    lived.begins_a_synthesis()
    lived.freezes()
    assert lived.step(Role.MEMBER).kind == lived.step(Role.READER).kind == "read"


def test_before_there_are_groups_nothing_is_asked_of_readers(life):
    assert life.step(Role.READER).kind == "wait"


def test_a_question_grouped_freely_waits_for_no_code(lived):
    lived.question.grouping = "free"
    lived.question.save()
    assert lived.step().kind == "propose"


def test_a_withdrawn_note_waits_for_nothing(lived):
    lived.note.withdrawn_at = NOW
    lived.note.save()
    assert lived.step().kind == "type_notes"


def test_a_group_put_away_asks_for_no_notes(lived):
    WorkshopFactory(group=GroupFactory(territory=lived.territory, archived_at=NOW), campaign=lived.campaign)
    assert lived.step().kind == "code"


@pytest.mark.parametrize("kind", sorted(STEPS))
def test_every_step_says_something_in_french_and_leads_somewhere(lived, client, kind):
    lived.begins_a_synthesis()
    lived.freezes()
    things = {
        "ask_questions": lived.campaign,
        "meet_group": lived.group,
        "type_notes": lived.workshop,
        "code": lived.workshop,
        "go_on": lived.synthesis,
    }
    with translation.override("fr"):
        said = step_in_words(NextStep(kind, things.get(kind, lived.frozen)), lived.territory)
    with translation.override("en"):
        english = str(STEPS[kind][0])
    assert "%(" not in said["sentence"]
    assert said["sentence"] != english
    assert bool(said["address"]) == (kind != "wait")


def test_figures_count_what_stands(lived):
    other = NoteFactory(workshop=lived.workshop, question=lived.question)
    other.withdrawn_at = NOW
    other.save()
    Criterion.objects.create(note=lived.note, text="ancien", made_at=NOW, retired_at=NOW)
    lived.codes()
    lived.begins_a_synthesis()
    lived.freezes()
    lived.freezes(version=2)
    NoteFactory()  # elsewhere
    figures = overview(lived.territory, lived.facilitator, on=TODAY).figures
    counted = (figures.groups, figures.workshops, figures.notes, figures.criteria, figures.coded, figures.ideas)
    assert counted == (1, 1, 1, 1, 1, 1)
    assert figures.frozen == 1


def test_notes_are_counted_by_group_and_question(lived):
    second = QuestionFactory(campaign=lived.campaign, code="Q2", sign=-1, position=2)
    for _ in range(3):
        NoteFactory(workshop=lived.workshop, question=second)
    (line,) = overview(lived.territory, lived.facilitator, on=TODAY).groups
    assert [(count.code, count.sign, count.notes) for count in line.questions] == [("Q1", 1, 1), ("Q2", -1, 3)]


def test_a_stranger_sees_the_public_face_alone(lived, client):
    lived.begins_a_synthesis()
    lived.freezes(is_public=True)
    lived.freezes(version=2)
    hidden = Synthesis.objects.create(territory=lived.territory, campaign=lived.campaign, title="Caché", made_at=NOW)
    page = client.get("/t/val-clair/").content.decode()
    assert "Bien vivre" in page
    assert f"/syntheses/{lived.synthesis.pk}/v/1/" in page
    for secret in (f"/syntheses/{lived.synthesis.pk}/v/2/", hidden.title, lived.group.name, lived.workshop.title):
        assert secret not in page


def test_somebody_signed_in_elsewhere_sees_no_more_than_a_stranger(lived):
    seen = overview(lived.territory, AccountFactory(), on=TODAY)
    assert not seen.is_inside
    assert (seen.figures, seen.groups, seen.drafts) == (None, [], [])


def test_a_closed_territory_is_not_there_for_strangers(client, territory):
    territory.is_public = False
    territory.save()
    assert client.get("/t/val-clair/").status_code == 302
    client.force_login(AccountFactory())
    assert client.get("/t/val-clair/").status_code == 404


def test_a_reader_reads_the_last_version_even_before_it_is_shown_to_all(lived):
    lived.begins_a_synthesis()
    lived.freezes(is_public=True)
    lived.freezes(version=2)
    reader = MembershipFactory(territory=lived.territory, role=Role.READER).account
    assert [frozen.version for frozen in overview(lived.territory, reader, on=TODAY).published] == [2]


def drawn(territory, account):
    return sectors(overview(territory, account, on=TODAY), "/plan/", on=TODAY)


def test_the_spiral_is_filled_to_where_the_group_is(life):
    life.opens_a_cycle()
    spans = {1: (-60, -40), 2: (-40, None), 3: (None, None)}
    for kind in Phase.Type.values:
        first, last = spans.get(kind, (None, None))
        PhaseFactory(
            cycle=life.cycle,
            type=kind,
            starts_on=first and TODAY + timedelta(days=first),
            ends_on=last and TODAY + timedelta(days=last),
        )
    spiral = drawn(life.territory, life.facilitator)
    assert [sector.state for sector in spiral[:8]] == ["lived", "now"] + ["ahead"] * 6
    assert all(sector.address.startswith("/plan/#phase-") for sector in spiral[:8])
    assert [sector.address for sector in spiral[8:]] == [""] * 8  # cycle 3, still ahead


def test_each_sector_is_named(life):
    life.opens_a_cycle()
    for kind in Phase.Type.values:
        PhaseFactory(cycle=life.cycle, type=kind)
    with translation.override("fr"):
        names = [sector.name for sector in drawn(life.territory, life.facilitator)[:8]]
    assert names[2] == "Cycle 2, phase 3\u00a0: Co-évaluer ex ante (à venir)"


def test_before_the_first_cycle_the_spiral_is_drawn_empty(life):
    spiral = drawn(life.territory, life.facilitator)
    assert len(spiral) == 24
    assert {sector.state for sector in spiral} == {"ahead"}


def test_a_cycle_with_a_phase_missing_is_still_drawn(life):
    life.opens_a_cycle()
    PhaseFactory(cycle=life.cycle, type=2)
    assert len(drawn(life.territory, life.facilitator)) == 16


def test_the_page_asks_as_often_for_many_groups_and_notes_as_for_few(client, lived, django_assert_num_queries):
    client.force_login(lived.facilitator)
    lived.begins_a_synthesis()
    lived.freezes()
    client.get("/t/val-clair/")
    with CaptureQueriesContext(connection) as few:
        client.get("/t/val-clair/")
    for _ in range(4):
        lived.forms_a_group()
        lived.meets()
        lived.types_a_note_in()
        lived.begins_a_synthesis()
        lived.freezes(is_public=True)
    with django_assert_num_queries(len(few)):
        client.get("/t/val-clair/")
    assert len(few) < 25


def test_the_page_says_the_phase_of_today(client, life):
    life.opens_a_cycle()
    PhaseFactory(cycle=life.cycle, type=3, starts_on=timezone.localdate())
    page = client.get("/t/val-clair/").content.decode()
    assert "Co-évaluer ex ante" in page
    assert 'aria-current="step"' in page
