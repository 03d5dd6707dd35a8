"""The links of a synthesis, to be walked from a sentence down to notes and from a note up to what became of it."""

from spirale.method.synthesis.document import BY_ENGINE, Document
from spirale.method.trace import Link, Node, Trace


def trace_of(document: Document) -> Trace:
    """Give the links of a synthesis: note, criterion, idea, sentence, synthesis, and the reasons to set aside."""
    top = Node("synthesis", document.inputs[:16], document.title)
    notes = {note.id: Node("note", note.id, note.text) for note in document.notes}
    criteria = {one.id: Node("criterion", one.id, one.text) for one in document.criteria}
    ideas = {idea.id: Node("idea", idea.id, idea.wording) for idea in document.ideas}
    reasons = {
        reason: Node("set_aside", reason, reason) for _, reason in (*document.set_aside, *document.notes_set_aside)
    }
    sentences = {one.id: Node("sentence", one.id, one.text) for one in document.sentences}
    engine = f"{document.engine} {document.encoder} seed {document.seed}"

    def made(source: Node, target: Node, relation: str, by: str, helped_by: str = "") -> Link:
        if by == BY_ENGINE:
            return Link(source, target, relation, engine=engine)
        return Link(source, target, relation, by=by or None, engine=helped_by or None)

    links = [Link(criteria[one.id], notes[one.note], "derived_from") for one in document.criteria]
    links += [made(criteria[one.criterion], ideas[one.idea], "same_as", one.by) for one in document.placements]
    links += [Link(criteria[identifier], reasons[reason], "part_of") for identifier, reason in document.set_aside]
    links += [Link(notes[identifier], reasons[reason], "part_of") for identifier, reason in document.notes_set_aside]
    for idea in document.ideas:
        by, model = (idea.worded_by or None, _model(idea.model)) if idea.model else (None, None)
        links.append(Link(ideas[idea.id], ideas[idea.parent] if idea.parent else top, "part_of", by=by, engine=model))
    for one in document.sentences:
        helped_by = ", ".join(filter(None, [one.frame, _model(one.model)]))
        links += [made(ideas[name], sentences[one.id], "supports", one.worded_by, helped_by) for name in one.ideas]
        links.append(Link(sentences[one.id], top, "part_of"))
    nodes = [
        *notes.values(), *criteria.values(), *ideas.values(), *reasons.values(), *sentences.values(), top,
    ]  # fmt: skip
    return Trace(nodes, links)


def _model(name: str) -> str:
    return f"language model {name}" if name else ""
