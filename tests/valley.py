"""The demonstration as tests use it: who is who there, and which addresses the site has."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid5

from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from actions_of_valley import propose_actions, things_of_actions
from axes_of_valley import confront_and_make_an_axis, things_of_axes
from carried_of_valley import carried_things, carry
from choice_of_valley import hold_a_choice, things_of_the_choice
from hall_of_valley import open_the_hall, things_of_the_hall
from spirale.coding.models import Coding, Criterion, GridChoice, GridMapping
from spirale.coding.operations import load_grid_mapping, load_grid_version
from spirale.cycles.models import Campaign, Cycle, Phase, Question
from spirale.demo import content
from spirale.demo.operations import id_of
from spirale.people.models import Account
from spirale.synthesis.models import FrozenSynthesis, Idea, RivalWording, Sentence, Synthesis
from spirale.synthesis.operations import freeze_synthesis, publish
from spirale.territories.models import Membership, Role, Territory
from spirale.workshops.models import Note, NoteSheet, SheetDraft, Workshop
from spirale.workshops.operations import import_sheet, keep_draft
from spirale.workshops.operations.minutes import draft_minutes, edit_section

ROLES = ("administrator", "facilitator", "member", "reader", "stranger", "nobody")
"""Everyone there is: those with a role, one who signed in and has none, and one who did not sign in."""


@dataclass(frozen=True)
class Address:
    """One address of the site, by name, with the names of what it needs and its path."""

    name: str
    parameters: tuple[str, ...]
    path: str

    def __str__(self) -> str:
        return self.name


def addresses() -> list[Address]:
    """Every address of the site, read from its resolver."""
    return sorted(_walk(get_resolver().url_patterns, ""), key=str)


def _walk(
    patterns: list[URLPattern | URLResolver], room: str, above: tuple[str, ...] = (), path: str = "/"
) -> Iterator[Address]:
    for pattern in patterns:
        parameters = (*above, *pattern.pattern.converters)
        here = path + re.sub(r"<\w+:(\w+)>", r"<\1>", str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, pattern.namespace or room, parameters, here)
        else:
            yield Address(f"{room}:{pattern.name}", parameters, here)


def account(role: str) -> Account | None:
    """The person of the demonstration who plays this part."""
    emails = {person["key"]: person["email"] for person in content.scene()["people"]}
    return None if role == "nobody" else Account.objects.get(email=emails[role])


@dataclass(frozen=True)
class SignedIn:
    """People of the demonstration, each with a session that is open: opening one takes as long as many a page."""

    cookies: dict[str, str]

    def client(self, role: str) -> Client:
        """A browser that was just opened and remembers only that they signed in, if they have."""
        client = Client()
        if role in self.cookies:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.cookies[role]
        return client


def sign_in(*roles: str) -> SignedIn:
    """Sign these people in; nobody stays nobody."""
    cookies = {}
    for role in roles:
        if who := account(role):
            client = Client()
            client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
            cookies[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return SignedIn(cookies)


def _finished() -> FrozenSynthesis:
    """The first version of the synthesis that the demonstration has finished."""
    return FrozenSynthesis.objects.select_related("synthesis").get(synthesis=id_of("synthesis", "finished"), version=1)


def add_what_is_rarer() -> None:
    """Add what the demonstration has none of, by the same acts: a second version, a sheet, a grid of its own."""
    facilitator, administrator = account("facilitator"), account("administrator")
    assert facilitator
    assert administrator
    territory = Territory.objects.get()
    first = _finished()
    second = freeze_synthesis(
        synthesis=first.synthesis,
        validated_by="Le groupe de coordination",
        by=facilitator,
        frozen_id=uuid5(first.pk, "second"),
    )
    publish(frozen=second, by=facilitator)
    confront_and_make_an_axis(first, facilitator)
    propose_actions(first, facilitator)
    workshop = Workshop.objects.order_by("held_on")[0]
    import_sheet(
        sheet_id=uuid5(workshop.pk, "sheet"),
        workshop=workshop,
        content="question,texte\nQ1,un banc à l'ombre\n".encode(),
        file_name="feuille.csv",
        by=facilitator,
    )
    open_the_hall(workshop, facilitator)
    hold_a_choice(workshop, facilitator)
    carry(territory, facilitator)
    minutes = draft_minutes(workshop=workshop, by=facilitator)
    edit_section(workshop=workshop, key="decisions", text="Un verger.", based_on=minutes.number, by=facilitator)
    sent = b"question,texte\nQ2,le bruit\n"
    keep_draft(workshop=workshop, file_name="autre.csv", content=sent, by=facilitator)
    source = GridChoice.objects.get().grid
    target = load_grid_version(
        grid_id=uuid5(territory.pk, "grid"),
        territory=territory,
        name="Val d'Ombrèze",
        version="2",
        content=source.content.encode(),
        by=administrator,
    )
    load_grid_mapping(
        mapping_id=uuid5(territory.pk, "mapping"),
        territory=territory,
        source=source,
        target=target,
        content=b"from_code,to_code\nD03,D04\n",
        by=administrator,
    )


def things() -> dict[str, Any]:
    """One thing of each kind in the demonstration, by the name that addresses give it."""
    frozen = _finished()
    workshop = Workshop.objects.order_by("held_on")[0]
    note = Note.objects.filter(workshop=workshop, question__code="Q1", sheet=None).order_by("written_at")[0]
    free = Synthesis.objects.get(origin=Synthesis.Origin.FREE)
    return {
        "slug": Territory.objects.get().slug,
        "territory_id": Territory.objects.get().pk,
        "membership_id": Membership.objects.get(role=Role.READER).pk,
        "cycle_id": Cycle.objects.get().pk,
        "phase_id": Phase.objects.filter(type=3).get().pk,
        "campaign_id": Campaign.objects.get().pk,
        "question_id": Question.objects.get(code="Q2").pk,
        "group_id": workshop.group_id,
        "workshop_id": workshop.pk,
        "note_id": note.pk,
        "form": "csv",
        "minutes_form": "pdf",
        **things_of_the_hall(workshop),
        **things_of_axes(),
        **things_of_the_choice(),
        **carried_things(),
        **things_of_actions(),
        "key": "decisions",
        "number": 1,
        "sheet_id": getattr(NoteSheet.objects.first(), "pk", None),
        "draft_id": getattr(SheetDraft.objects.first(), "pk", None),
        "mapping_id": getattr(GridMapping.objects.first(), "pk", None),
        "kind": "csv",
        "trace_form": "trace.csv",
        "grid_id": GridChoice.objects.get().grid_id,
        "criterion_id": Criterion.objects.filter(note=note, retired_at=None)[0].pk,
        "coding_id": Coding.objects.filter(criterion__note=note, retired_at=None)[0].pk,
        "adjudication_id": Coding.objects.filter(is_adjudication=True, retired_at=None)[0].pk,
        "synthesis_id": frozen.synthesis_id,
        "free_synthesis_id": free.pk,
        "frozen_id": frozen.pk,
        "version": frozen.version,
        "last_version": FrozenSynthesis.objects.filter(synthesis=frozen.synthesis).order_by("-version")[0].version,
        "idea_id": Idea.objects.filter(synthesis=frozen.synthesis, retired_at=None)[0].pk,
        "object_id": Sentence.objects.filter(synthesis=frozen.synthesis)[0].pk,
        "sentence_id": Sentence.objects.filter(synthesis=frozen.synthesis)[0].pk,
        "wording_id": RivalWording.objects.get().pk,
    }


def path_to(address: Address, known: dict[str, Any], **instead: Any) -> str:
    """The path of an address, with what is known of the demonstration."""
    given = {**known, **instead}
    missing = [name for name in address.parameters if given.get(name) is None]
    if missing:
        message = f"{address} needs {', '.join(missing)}: say in tests/valley.py what stands for it"
        raise LookupError(message)
    return reverse(address.name, kwargs={name: given[name] for name in address.parameters})


def readable_paths() -> list[tuple[str, str]]:
    """Every address that can be read, with its path on the demonstration."""
    from contracts.expectations import ADDRESSES

    known = things()
    return [
        (str(address), path_to(address, known, **{name: known[other] for name, other in said.instead.items()}))
        for address in addresses()
        if (said := ADDRESSES[str(address)]).get
    ]
