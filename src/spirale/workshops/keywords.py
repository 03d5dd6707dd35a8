"""Keywords of the shipped grid's determination key, so that they can be read in the languages of this site."""

from django.utils.translation import override
from django.utils.translation import pgettext_lazy as pgettext

KEYWORDS = {
    "having means of life": pgettext("keyword of the key", "having means of life"),
    "being poor": pgettext("keyword of the key", "being poor"),
    "being rich": pgettext("keyword of the key", "being rich"),
    "food": pgettext("keyword of the key", "food"),
    "drink": pgettext("keyword of the key", "drink"),
    "diet": pgettext("keyword of the key", "diet"),
    "healthy": pgettext("keyword of the key", "healthy"),
    "no GMO": pgettext("keyword of the key", "no GMO"),
    "medication": pgettext("keyword of the key", "medication"),
    "care": pgettext("keyword of the key", "care"),
    "surgery": pgettext("keyword of the key", "surgery"),
    "hospitals": pgettext("keyword of the key", "hospitals"),
    "house": pgettext("keyword of the key", "house"),
    "flat": pgettext("keyword of the key", "flat"),
    "equipment": pgettext("keyword of the key", "equipment"),
    "connection to networks": pgettext("keyword of the key", "connection to networks"),
    "heating": pgettext("keyword of the key", "heating"),
    "insulation": pgettext("keyword of the key", "insulation"),
    "school": pgettext("keyword of the key", "school"),
    "quality teaching": pgettext("keyword of the key", "quality teaching"),
    "vocational and lifelong training": pgettext("keyword of the key", "vocational and lifelong training"),
    "access to work": pgettext("keyword of the key", "access to work"),
    "unemployment": pgettext("keyword of the key", "unemployment"),
    "holidays": pgettext("keyword of the key", "holidays"),
    "relaxation": pgettext("keyword of the key", "relaxation"),
    "sport": pgettext("keyword of the key", "sport"),
    "reading": pgettext("keyword of the key", "reading"),
    "cinema": pgettext("keyword of the key", "cinema"),
    "music": pgettext("keyword of the key", "music"),
    "financial": pgettext("keyword of the key", "financial"),
    "material and institutional aid": pgettext("keyword of the key", "material and institutional aid"),
    "personal services": pgettext("keyword of the key", "personal services"),
    "newspapers": pgettext("keyword of the key", "newspapers"),
    "Internet": pgettext("keyword of the key", "Internet"),
    "means of communication": pgettext("keyword of the key", "means of communication"),
    "isolation": pgettext("keyword of the key", "isolation"),
    "pleasant": pgettext("keyword of the key", "pleasant"),
    "safe": pgettext("keyword of the key", "safe"),
    "problematic environment": pgettext("keyword of the key", "problematic environment"),
}


def worded(keywords: tuple[str, ...], language: str) -> list[str]:
    """Keywords in a language; those of a grid of one's own stay as its table says them."""
    with override(language):
        return [str(KEYWORDS.get(word, word)) for word in keywords]
