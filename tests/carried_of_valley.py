"""One more chosen action in the demonstration, with who commits to it, a charter, an open door and a task."""

from typing import Any
from uuid import uuid5

from django.utils import timezone

from photographs import photograph
from spirale.action import operations
from spirale.action.letters import choose_at
from spirale.action.models import (
    Commitment,
    Covenant,
    CovenantSignature,
    Door,
    Letterbox,
    MatchAnswer,
    Photo,
    Plan,
    Task,
)
from spirale.decision.models import ActionSheet, BankPledge, Choice, Decided, Need, Resource
from spirale.people.models import Account
from spirale.territories.models import Territory

TITLE = "Un jardin partagé au pied des immeubles"


def carry(territory: Territory, by: Account) -> None:
    """Choose an action, commit to it, begin a charter and sign it, write a task; each thing with an id of its own."""
    now = timezone.now()
    sheet = ActionSheet.objects.create(
        id=uuid5(territory.pk, "carried"), territory=territory, title=TITLE, what="Semer.", made_by=by, made_at=now
    )
    choice = Choice.objects.create(territory=territory, title="Ce que nous faisons", made_by=by, made_at=now)
    Decided.objects.create(choice=choice, sheet=sheet, is_in=True, by=by, at=now)
    operations.promise(
        commitment_id=uuid5(sheet.pk, "promise"), sheet=sheet, who="Amina", kind="citizen", what="arroser", by=by
    )
    charter = operations.begin_covenant(
        covenant_id=uuid5(sheet.pk, "charter"), territory=territory, kind="charter", title="Notre charte", by=by
    )
    operations.open_signing(covenant=charter, number=1, by=by)
    operations.sign_covenant(
        signature_id=uuid5(sheet.pk, "signature"), covenant=charter, number=1, who="Amina", kind="citizen", by=by
    )
    operations.open_door(door_id=uuid5(sheet.pk, "door"), sheet=sheet, by=by)
    _match(sheet, choice, by)
    operations.save_review(save_id=uuid5(sheet.pk, "review"), sheet=sheet, said={"worked": "arroser"}, seen=0, by=by)
    operations.save_task(
        task_id=uuid5(sheet.pk, "task"),
        edit_id=uuid5(sheet.pk, "edit"),
        sheet=sheet,
        fields={"title": "Bêcher", "owners": ["Amina"], "days": 3},
        waits_for={},
        by=by,
    )
    operations.claim_letter(address=by.email, on=now.date())
    operations.add_photo(
        photo_id=uuid5(sheet.pk, "photo"),
        sheet=sheet,
        content=photograph(),
        shows="Deux voisines bêchent",
        is_agreed=True,
        by=by,
    )


def _match(sheet: ActionSheet, choice: Choice, by: Account) -> None:
    """Accept a pledge for a need of the action, of which something still lacks."""
    kind = {"territory": sheet.territory, "kind": "time", "name": "arrosage", "unit": "heure"}
    hours = Resource.objects.create(id=uuid5(sheet.pk, "hours"), **kind)
    need = Need.objects.create(id=uuid5(sheet.pk, "need"), sheet=sheet, resource=hours, amount=2000)
    told = {
        "choice": choice,
        "owner": "Zoé",
        "kind": "citizen",
        "resource": hours,
        "amount": 500,
        "made_at": timezone.now(),
    }
    pledge = BankPledge.objects.create(id=uuid5(sheet.pk, "pledge"), **told)
    operations.accept_match(
        answer_id=uuid5(sheet.pk, "match"),
        commitment_id=uuid5(sheet.pk, "matched"),
        need=need,
        pledge=pledge,
        amount=500,
        what="arroser",
        by=by,
    )


def carried_things() -> dict[str, Any]:
    """One thing of each kind of this room, by the name that addresses give it."""
    return {
        "carried_sheet_id": getattr(ActionSheet.objects.filter(title=TITLE).first(), "pk", None),
        "commitment_id": getattr(Commitment.objects.first(), "pk", None),
        "covenant_id": getattr(Covenant.objects.first(), "pk", None),
        "signature_id": getattr(CovenantSignature.objects.first(), "pk", None),
        "task_id": getattr(Task.objects.first(), "pk", None),
        "answer_id": getattr(MatchAnswer.objects.first(), "pk", None),
        "door_key": getattr(Door.objects.first(), "key", None),
        "feed_key": getattr(Plan.objects.first(), "feed", None),
        "letterbox_key": _key_of_letters(),
        "photo_id": getattr(Photo.objects.first(), "pk", None),
        "photo_size": "small",
    }


def _key_of_letters() -> str | None:
    box = Letterbox.objects.first()
    return choose_at(box).rstrip("/").rpartition("/")[2] if box else None
