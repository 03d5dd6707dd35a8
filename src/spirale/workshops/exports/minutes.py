"""Minutes that leave: as a PDF for paper and for reading aloud, and as JSON."""

from pathlib import Path
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from spirale.pages.typesetting import Typeset, typeset
from spirale.workshops.drafting import blocks_of, sections_read
from spirale.workshops.models import Minutes

_SOURCE = Path(__file__).with_name("minutes.typ")


def minutes_pdf(minutes: Minutes) -> Typeset:
    """A version of the minutes on A4, in the territory's language; the same version gives the same bytes."""
    workshop = minutes.workshop
    with translation.override(workshop.territory.language):
        words = {
            "language": workshop.territory.language,
            "title": workshop.title,
            "kind": _("Minutes"),
            "about": " · ".join(
                filter(
                    None,
                    [
                        workshop.territory.name,
                        workshop.group.name,
                        date_format(workshop.held_on, "DATE_FORMAT"),
                        workshop.place,
                    ],
                )
            ),
            "sections": [
                {"title": section["title"], "blocks": blocks_of(section["text"])} for section in sections_read(minutes)
            ],
            "nothing": _("Nothing was written here."),
            "version": _("Version %(number)s, kept on %(day)s. Made with Spirale.")
            % {"number": minutes.number, "day": date_format(timezone.localtime(minutes.made_at), "DATETIME_FORMAT")},
        }
        remark = _("□ stands for a sign that no font of this server can draw ({signs}). The page on the site shows it.")
        return typeset(_SOURCE.read_text(), words, remark=remark)


def minutes_document(minutes: Minutes) -> dict[str, Any]:
    """A version of the minutes as plain values, under names that no language changes."""
    workshop = minutes.workshop
    return {
        "format": "spirale minutes",
        "version": 1,
        "territory": workshop.territory.slug,
        "group": workshop.group.name,
        "workshop_id": str(workshop.pk),
        "workshop": workshop.title,
        "held_on": workshop.held_on.isoformat(),
        "place": workshop.place,
        "number": minutes.number,
        "made_at": timezone.localtime(minutes.made_at).isoformat(),
        "language": workshop.territory.language,
        "sections": [
            {name: section[name] for name in ("key", "title", "text", "is_edited")}
            for section in sections_read(minutes)
        ],
    }
