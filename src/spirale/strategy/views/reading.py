"""How what a page sends is read."""

from uuid import UUID, uuid4

from spirale.pages.ids import as_id
from spirale.strategy.queries.refs import IdeaRef


def refs_in(sent: list[str]) -> list[IdeaRef]:
    """Ideas sent as the id of their version, a colon, and their own id."""
    refs = []
    for each in sent:
        frozen, _, idea = each.partition(":")
        if (key := as_id(frozen)) and idea:
            refs.append(IdeaRef(key, idea))
    return refs


def fresh_id() -> UUID:
    """What makes the ids of a form's act: sent twice, it is done once."""
    return uuid4()


def number_asked(sent: str) -> int:
    """The number of a page, the first when it is none."""
    return int(sent) if sent.isdecimal() and len(sent) < 7 else 1
