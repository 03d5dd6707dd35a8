"""Taking the words that a language model proposed, and which wordings still owe it their words."""

from collections.abc import Iterable
from uuid import UUID

from spirale.method.problems import Problem
from spirale.method.text import fold, words
from spirale.synthesis.models import ModelWording
from spirale.synthesis.operations.recording import Act


def take_wording(act: Act, wording_id: UUID | None, text: str) -> str:
    """Note that a person took the words of a model, as they were or edited; give the model's name."""
    if wording_id is None:
        return ""
    wording = ModelWording.objects.filter(pk=wording_id, computation__synthesis=act.synthesis).exclude(text="").first()
    if wording is None:
        raise Problem("wording is gone")
    is_same = words(fold(wording.text)) == words(fold(text))
    act.change([wording], answer=ModelWording.Answer.ACCEPTED if is_same else ModelWording.Answer.EDITED)
    act.told["model"] = wording.model
    return wording.model


def label_after(wording: str, earlier: Iterable[tuple[str, str]]) -> str:
    """Give the model that a wording still owes its words to, from earlier wordings and the model of each.

    A label stays while half the words of the new wording, or more, stand in the labelled one: changing a comma does
    not wash it off, writing anew does.
    """
    told = set(words(fold(wording)))
    for old, model in earlier:
        if model and 2 * len(told & set(words(fold(old)))) >= len(told):
            return model
    return ""
