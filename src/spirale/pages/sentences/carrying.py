"""What is said of what is carried in and out of a hall: paper sheets, bundles of workshops."""

from typing import Final

from spirale.pages.sentences.marking import Sentences
from spirale.pages.sentences.marking import mark as _

SENTENCES: Final[Sentences] = {
    # Paper sheets
    "number not readable": (_("“{value}” is no number."), _("Write it in figures, as 12, or leave it out.")),
    "sheet unknown": (
        _("There is no paper sheet number {number} in this workshop; the last one is {last}."),
        _("Check the number at the top of the sheet, or leave the number out."),
    ),
    "sheet erased": (
        _("Whoever wrote on the paper sheet number {number} had everything of theirs erased."),
        _("Do not type its notes in."),
    ),
    "sheets printed again since": (
        _("These sheets were printed again since, with other codes."),
        _("Load the page again and print new ones."),
    ),
    "sheets out of range": (
        _("Between 1 and {limit} sheets can be printed at once."),
        _("Print them in several goes."),
    ),
    # Bundles of workshops
    "workshop not on this machine": (
        _("There is no workshop {id} here. The last ones are: {known}."),
        _("Take the identifier from the address of the workshop's page."),
    ),
    "bundle not readable": (
        _("This is not a bundle of a workshop ({reason})."),
        _("Take the file that “spirale workshop export” wrote; nothing was taken from this one."),
    ),
    "bundle cut short": (
        _("The bundle ends before its end: it was not copied whole."),
        _("Copy it again; nothing was taken from it."),
    ),
    "bundle too large": (
        _("The bundle is larger than {limit} MiB."),
        _("Nothing was taken from it. Ask whoever made it whether it is the right file."),
    ),
    "bundle of another kind": (
        _("The bundle does not hold a workshop ({kind})."),
        _("Take the file that “spirale workshop export” wrote."),
    ),
    "bundle of another version": (
        _("The bundle is written in version {version} of its form, which is not read here."),
        _("Use the same version of Spirale on both machines, then export again."),
    ),
    "bundle of a newer version": (
        _("The bundle holds what this version of Spirale does not know, or lacks what it needs ({what})."),
        _("Use the same version of Spirale on both machines, then export again."),
    ),
    "bundle not as signed": (
        _("The bundle is not what was signed: “{part}” was changed, or damaged on the way."),
        _("Nothing was taken from it. Copy it again from the machine that made it."),
    ),
    "bundle signed by unknown": (
        _("The bundle was signed by an installation that is not known here: {fingerprint}."),
        _(
            "On the machine that made it, “spirale doctor” says its fingerprint. If it is the same, import again"
            ' with --trust "{fingerprint}".'
        ),
    ),
    "bundle signed by another": (
        _("The bundle was signed by {fingerprint}, not by {trusted}."),
        _("Nothing was taken from it. Compare with what “spirale doctor” says on the machine that made it."),
    ),
    "bundle row not readable": (
        _("The part “{part}” of the bundle cannot be read ({reason})."),
        _("Nothing was taken from it. Use the same version of Spirale on both machines, then export again."),
    ),
    "bundle contradicts": (
        _("The part “{part}” of the bundle says something else than what is here ({what})."),
        _("Nothing was taken from it. See which of the two is right before going on."),
    ),
    "territory has another identifier": (
        _("There is another territory at {slug} already."),
        _("To bring the workshop into it, import again with --territory {slug}."),
    ),
}
