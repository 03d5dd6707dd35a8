"""What a charter and a contract begin from: the method's own principles, for people to make theirs."""

from django.utils import translation
from django.utils.translation import gettext as _

from spirale.action.models import Covenant


def canvas(kind: str, language: str) -> tuple[str, str]:
    """The fundamental part and the practical part of a new text, in a language of the site.

    The charter's principles are those that the method names: shared responsibility for the well-being of all, nobody
    left out, future generations; transparency, confronting questions, collective learning.
    """
    with translation.override(language):
        return _contract() if kind == Covenant.Kind.CONTRACT else _charter()


def _charter() -> tuple[str, str]:
    fundamental = [
        _("The well-being of all, future generations included, is the business of each: we answer for it together."),
        _("Nobody is left out. We look first at those whose situation is hardest, and with them."),
        _("Every voice weighs the same, that of an inhabitant, an association, a firm or an institution."),
        _("What is common to us (places, nature, knowledge, trust) is used without wearing it out."),
    ]
    practical = [
        _("Transparency: what we decide, do and spend can be read by all, and so can what we could not do."),
        _("Confronting questions: we face our disagreements together before we decide, and keep them written."),
        _("Collective learning: we evaluate together what we did, mistakes included, and change what we do."),
        _("Each does what they promised by the day they promised it, or says in time that they cannot, and why."),
        _("Whoever arrives later is welcome, and the project may change with them; we show how."),
        _("We meet at set times to look at the commitments, those of institutions as those of citizens."),
    ]
    return _listed(fundamental), _listed(practical)


def _contract() -> tuple[str, str]:
    fundamental = [
        _("What we want to change together, and for whom:"),
        _("Who is a party to it: the person or family concerned, the authority, the associations, the private actors."),
        _("The parties are equal here: each gives and each receives, and none decides for another."),
    ]
    practical = [
        _("The person or family concerned commits to:"),
        _("The authority commits to:"),
        _("Each association commits to:"),
        _("Each private actor commits to:"),
        _("We tell one another what hinders us as soon as we know it."),
        _("We meet again on this day to see how far we are, and what to change:"),
    ]
    return _listed(fundamental), _listed(practical)


def _listed(lines: list[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
