"""Writing a charter or a contract together, version after version, and signing one of them."""

from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from spirale.action import rules as _rules  # noqa: F401  permissions of this room
from spirale.action.canvas import canvas
from spirale.action.drawing import signature_path
from spirale.action.models import Covenant, CovenantSignature, CovenantVersion, Door
from spirale.action.queries.covenants import latest, version_numbered
from spirale.decision.models import ActionSheet
from spirale.journal import operations as journal
from spirale.method.problems import Problem
from spirale.pages.ids import free_id
from spirale.people.models import Account
from spirale.territories.models import Territory
from spirale.territories.rules import require
from spirale.workshops.models import Participant

LONGEST: Final = 20_000
MOST_SIGNATURES: Final = 10_000


class TextChanged(Exception):
    """Somebody saved the text meanwhile; `theirs` is what it is now. Nothing of what was sent is lost: show both."""

    def __init__(self, theirs: CovenantVersion) -> None:
        self.theirs = theirs
        super().__init__(theirs.number)


@transaction.atomic
def begin_covenant(
    *,
    covenant_id: UUID,
    territory: Territory,
    kind: str,
    title: str,
    sheet: ActionSheet | None = None,
    by: Account,
) -> Covenant:
    """Begin a text from the canvas of its kind, in the territory's language. Sending it again changes nothing."""
    require("action.write_text", by, territory)
    at = timezone.now()
    covenant, is_new = Covenant.objects.get_or_create(
        id=free_id(covenant_id, Covenant.objects.exclude(territory=territory)),
        territory=territory,
        defaults={"kind": kind, "title": title.strip()[:160], "sheet": sheet, "made_by": by, "made_at": at},
    )
    if is_new:
        fundamental, practical = canvas(kind, territory.language)
        CovenantVersion.objects.create(
            id=uuid5(covenant.pk, "1"),
            covenant=covenant,
            number=1,
            fundamental=fundamental,
            practical=practical,
            saved_by=by,
            saved_at=at,
        )
        journal.append("text begun", space=territory.pk, on=covenant, by=by, kind_of_text=kind, title=covenant.title)
    return covenant


@transaction.atomic
def save_covenant(
    *,
    covenant: Covenant,
    version_id: UUID,
    fundamental: str,
    practical: str,
    based_on: int,
    why: str = "",
    by: Account,
) -> CovenantVersion:
    """Keep the text as another version. Saving the same words, or sending it again, changes nothing.

    Who sends a page that they went back to begins from what it kept (`version_id`). Raises TextChanged when somebody
    saved another version since number `based_on`, and Problem("text is too long").
    """
    require("action.write_text", by, covenant)
    covenant = _locked(covenant)
    words = (_tidy(fundamental), _tidy(practical))
    if known := covenant.versions.filter(pk=version_id).first():
        if words == (known.fundamental, known.practical):
            return known
        based_on = max(based_on, known.number)
    last = latest(covenant)
    if words == (last.fundamental, last.practical):
        return last
    if based_on != last.number:
        raise TextChanged(last)
    version = CovenantVersion.objects.create(
        id=free_id(version_id, CovenantVersion.objects.all()),
        covenant=covenant,
        number=last.number + 1,
        fundamental=words[0],
        practical=words[1],
        why=why.strip()[:200],
        saved_by=by,
        saved_at=timezone.now(),
    )
    journal.append(
        "text saved", space=covenant.territory_id, on=covenant, by=by, number=version.number, why=version.why
    )
    return version


@transaction.atomic
def open_signing(*, covenant: Covenant, number: int, by: Account) -> None:
    """Offer one version for signing. Who signed another before stays a signatory of that one."""
    require("action.carry", by, covenant)
    covenant = _locked(covenant)
    if version_numbered(covenant, number) is None:
        raise Problem("version unknown", number=number)
    if covenant.signing == number:
        return
    before, covenant.signing = covenant.signing, number
    covenant.save(update_fields=["signing"])
    journal.append(
        "text opened for signing", space=covenant.territory_id, on=covenant, by=by, before=before, number=number
    )


@transaction.atomic
def close_signing(*, covenant: Covenant, by: Account) -> None:
    """Offer no version any more: people go on writing. Signatures stay under the version they were given to."""
    require("action.carry", by, covenant)
    covenant = _locked(covenant)
    if covenant.signing is None:
        return
    before, covenant.signing = covenant.signing, None
    covenant.save(update_fields=["signing"])
    journal.append("signing closed", space=covenant.territory_id, on=covenant, by=by, number=before)


@transaction.atomic
def sign_covenant(
    *,
    signature_id: UUID,
    covenant: Covenant,
    number: int,
    who: str,
    kind: str,
    signature: str = "",
    by: Account | None = None,
    door: Door | None = None,
    now: datetime | None = None,
) -> tuple[CovenantSignature, bool]:
    """Sign a version by a name typed, and drawn if it was drawn; gives the signature, and whether it is a new one.

    The same name signs once. Raises Problem("signature without name"), ("signature not readable"), ("door is closed"),
    ("text not open for signing") when the version read is not the one that is offered, or ("signatures are full").
    """
    if door is None:
        require("action.carry", by, covenant)
    elif door.covenant_id != covenant.pk or not Door.objects.filter(pk=door.pk, closed_at=None).exists():
        raise Problem("door is closed")
    covenant = _locked(covenant)
    version = version_numbered(covenant, covenant.signing)
    if version is None or version.number != number:
        raise Problem("text not open for signing")
    who = " ".join(who.split())[:120]
    if not who or kind not in Participant.Kind.values:
        raise Problem("signature without name")
    folded = who.casefold()[:240]
    if known := version.signatures.filter(retired_at=None, folded=folded).first():
        return known, False
    if version.signatures.count() >= MOST_SIGNATURES:
        raise Problem("signatures are full", limit=MOST_SIGNATURES)
    made = CovenantSignature.objects.create(
        id=free_id(signature_id, CovenantSignature.objects.all()),
        version=version,
        who=who,
        folded=folded,
        kind=kind,
        signature=signature_path(signature),
        signed_at=now or timezone.now(),
    )
    journal.append(
        "text signed", space=covenant.territory_id, on=made, by=by, who=who, number=number, by_door=door is not None
    )
    return made, True


@transaction.atomic
def withdraw_signature(*, signature: CovenantSignature, by: Account) -> None:
    """Take a signature back at the wish of who gave it; the journal keeps that it was there."""
    require("action.carry", by, signature)
    if not CovenantSignature.objects.filter(pk=signature.pk, retired_at=None).update(retired_at=timezone.now()):
        return
    journal.append("signature withdrawn", space=signature.territory.pk, on=signature, by=by, who=signature.who)


def _locked(covenant: Covenant) -> Covenant:
    """The text, held until the end of the act: versions follow one another."""
    return Covenant.objects.select_for_update(of=("self",)).select_related("territory").get(pk=covenant.pk)


def _tidy(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(sign for sign in lines if sign == "\n" or (sign >= " " and not "\ud800" <= sign <= "\udfff")).strip()
    if len(kept) > LONGEST:
        raise Problem("text is too long", length=len(kept), limit=LONGEST)
    return kept
