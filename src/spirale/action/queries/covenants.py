"""Charters and contracts, their versions and who signed them."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from spirale.action.models import Covenant, CovenantSignature, CovenantVersion
from spirale.territories.models import Territory


def covenants_of(territory: Territory) -> QuerySet[Covenant]:
    """The texts of a territory with how many signatures each has, the first begun first."""
    standing = Q(versions__signatures__retired_at=None, versions__signatures__isnull=False)
    return (
        Covenant.objects.filter(territory=territory, retired_at=None)
        .select_related("sheet")
        .annotate(signatories=Count("versions__signatures", filter=standing))
        .order_by("made_at", "id")
    )


def latest(covenant: Covenant) -> CovenantVersion:
    """The text as it stands."""
    return covenant.versions.order_by("-number")[0]


def version_numbered(covenant: Covenant, number: int | None) -> CovenantVersion | None:
    """One version, None where there is none."""
    return covenant.versions.filter(number=number).first() if number else None


def versions_of(covenant: Covenant) -> QuerySet[CovenantVersion]:
    """All versions, the last first, with who saved them and how many signed each."""
    standing = Q(signatures__retired_at=None, signatures__isnull=False)
    return (
        CovenantVersion.objects.filter(covenant=covenant)
        .select_related("saved_by")
        .annotate(signatories=Count("signatures", filter=standing))
        .order_by("-number")
    )


def signatures_of(version: CovenantVersion) -> QuerySet[CovenantSignature]:
    """Who signed this version, in the order they came."""
    return CovenantSignature.objects.filter(version=version, retired_at=None).order_by("signed_at", "id")


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a text as it is laid out: a paragraph, or the items of a list."""

    text: str = ""
    lines: tuple[str, ...] = ()


def laid_out(text: str) -> list[Block]:
    """A text in paragraphs and lists: lines that begin with a dash are items."""
    blocks: list[Block] = []
    items: list[str] = []
    for line in [*text.splitlines(), ""]:
        said = line.strip()
        if said.startswith(("- ", "– ", "• ")):
            items.append(said[2:].strip())
            continue
        if items:
            blocks.append(Block(lines=tuple(items)))
            items = []
        if said:
            blocks.append(Block(text=said))
    return blocks
