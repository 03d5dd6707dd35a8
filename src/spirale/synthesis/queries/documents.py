"""The document that a working synthesis would be frozen as, and frozen documents read back."""

from functools import lru_cache
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext

from spirale.method import synthesis as method
from spirale.method.ideas import Idea as GroupedIdea
from spirale.method.ideas.values import count_by
from spirale.method.text import normalise
from spirale.people.models import Account
from spirale.synthesis.models import Edit, FrozenSynthesis, Idea, Synthesis
from spirale.synthesis.queries.criteria import codes_decided, criteria_of, placements_of, set_aside_of


def document_of(synthesis: Synthesis, *, made_at: str) -> method.Document:
    """The synthesis as it stands, with everything one needs to read it, walk it both ways and check it."""
    with translation.override(synthesis.territory.language):
        return _compose(synthesis, made_at)


def _compose(synthesis: Synthesis, made_at: str) -> method.Document:
    criteria = list(
        criteria_of(synthesis)
        .select_related("note__question", "note__workshop__group")
        .order_by("note__question__position", "note__question__code", "note__written_at", "note_id", "position", "id")
    )
    codes = codes_decided(synthesis)
    texts = {criterion.pk: normalise(criterion.text) for criterion in criteria}
    notes = {criterion.note_id: criterion.note for criterion in criteria}
    ideas, placed_by = _ideas(synthesis, texts)
    standing = {idea.id for idea in ideas}
    sentences = list(
        synthesis.sentences.filter(retired_at=None)
        .select_related("written_by", "frame")
        .prefetch_related("links")
        .order_by("position", "id")
    )
    order = {idea.id: place for place, idea in enumerate(ideas)}
    engine, _, encoder = synthesis.engine.partition(" ")
    return method.compose(
        title=synthesis.title,
        level=", ".join(filter(None, [synthesis.group.name if synthesis.group else "", synthesis.territory.name])),
        language=synthesis.territory.language,
        notes=[
            method.Note(
                str(note.pk),
                note.text,
                note.workshop.group.name,
                f"{note.question.code} {note.question.wording}",
                note.sign,
                note.workshop.held_on.isoformat(),
            )
            for note in notes.values()
        ],
        criteria=[
            method.Criterion(str(one.pk), str(one.note_id), one.text, codes.get(one.pk, ""), one.sign)
            for one in criteria
        ],
        ideas=ideas,
        set_aside=[(str(pk), reason) for pk, reason in set_aside_of(synthesis).values_list("criterion_id", "reason")],
        sentences=[
            method.Sentence(
                str(sentence.pk),
                sentence.text,
                tuple(
                    sorted(
                        (str(link.idea_id) for link in sentence.links.all() if str(link.idea_id) in standing),
                        key=order.__getitem__,
                    )
                ),
                public_name(sentence.written_by),
                f"{sentence.frame.engine} {sentence.frame.relation}" if sentence.frame else "",
                sentence.worded_with,
            )
            for sentence in sentences
        ],
        worded_by=_worded_by(synthesis),
        worded_with={
            str(pk): model
            for pk, model in Idea.objects.filter(synthesis=synthesis, retired_at=None)
            .exclude(worded_with="")
            .values_list("pk", "worded_with")
        },
        placed_by=placed_by,
        engine=engine,
        encoder=encoder,
        seed=synthesis.seed,
        made_at=made_at,
    )


def _ideas(synthesis: Synthesis, texts: dict[UUID, str]) -> tuple[list[GroupedIdea], dict[tuple[str, str], str]]:
    """The ideas that hold something, in reading order, and who placed what by hand."""
    rows = list(
        Idea.objects.filter(synthesis=synthesis, retired_at=None).order_by(
            "question__position", "question__code", "position", "id"
        )
    )
    members: dict[UUID, list[UUID]] = {}
    placed_by: dict[tuple[str, str], str] = {}
    for placement in placements_of(synthesis).select_related("by"):
        members.setdefault(placement.idea_id, []).append(placement.criterion_id)
        if placement.by:
            placed_by[str(placement.criterion_id), str(placement.idea_id)] = public_name(placement.by)
    below: dict[UUID | None, list[Idea]] = {}
    known = {row.pk for row in rows}
    for row in rows:
        below.setdefault(row.parent_id if row.parent_id in known else None, []).append(row)
    ordered: list[GroupedIdea] = []

    def unfold(row: Idea, parent: str | None) -> list[GroupedIdea]:
        parts = [each for part in below.get(row.pk, []) for each in unfold(part, str(row.pk))]
        own = members.get(row.pk, [])
        if not own and not parts:
            return []
        wording = normalise(row.wording)
        mine = GroupedIdea(
            id=str(row.pk),
            wording=row.wording,
            members=tuple(str(pk) for pk in own),
            parent=parent,
            wording_from=next((str(pk) for pk in own if texts[pk] == wording), ""),
            height=1 if parts and not own else 0,
            **count_by(()),
        )
        return [mine, *parts]

    for row in below.get(None, []):
        ordered.extend(unfold(row, None))
    return ordered, placed_by


def _worded_by(synthesis: Synthesis) -> dict[str, str]:
    """Who gave each idea the wording it has, where a person did."""
    by_people = {
        str(pk)
        for pk in Idea.objects.filter(synthesis=synthesis, is_worded_by_person=True).values_list("pk", flat=True)
    }
    worded: dict[str, str] = {}
    for edit in Edit.objects.filter(synthesis=synthesis, undone_at=None).select_related("by").order_by("number"):
        for key, state in edit.after.items():
            kind, _, identifier = key.partition(":")
            says = {"wording", "is_worded_by_person"} & set(state) or state.get("retired") is False
            if kind == "idea" and says and identifier in by_people:
                worded[identifier] = public_name(edit.by)
    return worded


def public_name(account: Account | None) -> str:
    """How a person is named in what everyone may read: never by their address."""
    return (account.name if account else "") or gettext("a facilitator")


def read_document(frozen: FrozenSynthesis) -> method.Document:
    """The document of a frozen version, read once per process."""
    return _read(frozen.digest, frozen.document)


@lru_cache(maxsize=16)
def _read(digest: str, document: str) -> method.Document:
    return method.thaw(document.encode())
