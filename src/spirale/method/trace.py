"""Who said what, and what became of it: links between the steps of the method, walked both ways."""

from __future__ import annotations

from collections import deque
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final, TypeAlias

from spirale.method.problems import Problem
from spirale.method.text import digest_of

RELATIONS: Final = ("same_as", "part_of", "supports", "contradicts", "answers", "derived_from")
NAMESPACE: Final = "urn:spirale:"
_SAFE: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")
_HEARD: Final = frozenset({"sentence", "idea", "set_aside"})

_Steps: TypeAlias = list[tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Node:
    """One thing of the chain: a note, a criterion, an idea, a sentence, a reason to set aside... known by its id."""

    kind: str
    id: str
    label: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Link:
    """One arrow, read as a sentence: source, relation, target ("this criterion supports that idea").

    `by` is who made it (a person's public id, or nobody), `at` the instant as ISO 8601 text, `engine` the name,
    version and seed of what proposed it. What people said stands below, what was made of it above: the source is
    below its target, except that what is derived from a thing stands above that thing. A note set aside is part of
    a node of kind "set_aside", whose id is the reason.
    """

    source: Node
    target: Node
    relation: str
    by: str | None = None
    at: str | None = None
    engine: str | None = None

    def __post_init__(self) -> None:
        if self.relation not in RELATIONS:
            raise Problem("relation unknown", relation=self.relation, expected=RELATIONS)

    @property
    def lower(self) -> Node:
        """The end nearer to what people said."""
        return self.target if self.relation == "derived_from" else self.source

    @property
    def upper(self) -> Node:
        """The end nearer to the synthesis."""
        return self.source if self.relation == "derived_from" else self.target


_PlacedLink: TypeAlias = tuple[int, int, Link]


class Trace:
    """Nodes and the links between them, indexed once; every walk comes in the order of the nodes as given."""

    def __init__(self, nodes: Iterable[Node], links: Iterable[Link]) -> None:
        """Index the nodes and links; a node or a link given twice counts once.

        Raises Problem("link to nothing") when an end of a link is not among the nodes.
        """
        self.nodes: Final = tuple(dict.fromkeys(nodes))
        self._place: Final = {node: place for place, node in enumerate(self.nodes)}
        placed: list[_PlacedLink] = []
        for link in dict.fromkeys(links):
            for end in (link.source, link.target):
                if end not in self._place:
                    raise Problem("link to nothing", kind=end.kind, id=end.id, relation=link.relation)
            placed.append((self._place[link.upper], self._place[link.lower], link))
        placed.sort(key=_order)
        self.links: Final = tuple(link for _, _, link in placed)
        self._below: Final = self._index((upper, lower) for upper, lower, _ in placed)
        self._above: Final = self._index((lower, upper) for upper, lower, _ in placed)
        self._supported: Final = self._index(
            (lower, upper) for upper, lower, link in placed if link.relation != "contradicts"
        )
        self._joining: Final[dict[tuple[int, int], list[Link]]] = {}
        for upper, lower, link in placed:
            self._joining.setdefault((min(upper, lower), max(upper, lower)), []).append(link)

    def down(self, node: Node) -> tuple[Node, ...]:
        """Everything a node rests on, nearest first, down to the notes; the node itself is not in it."""
        return self._walk(node, self._below)

    def up(self, node: Node) -> tuple[Node, ...]:
        """Everything that was made of a node, nearest first, up to the synthesis; the node itself is not in it."""
        return self._walk(node, self._above)

    def node(self, kind: str, identifier: str) -> Node:
        """The node of this kind and id, with its label. Raises Problem("node not in the trace")."""
        return self.nodes[self._at(Node(kind, identifier))]

    def links_between(self, one: Node, other: Node) -> tuple[Link, ...]:
        """The links that join two nodes directly, whichever way they point."""
        ends = sorted((self._at(one), self._at(other)))
        return tuple(self._joining.get((ends[0], ends[1]), ()))

    def paths(self, start: Node, end: Node, *, limit: int = 1000) -> tuple[tuple[Node, ...], ...]:
        """Every way that goes only down, or only up, from one node to another, both ends included.

        Ways come in the order of the nodes; at most `limit` of them are given.
        """
        first, last = self._at(start), self._at(end)
        if first == last:
            return ()
        for onward, back in ((self._below, self._above), (self._above, self._below)):
            leading = _reached((last,), back)
            if first in leading:
                ways = islice(_ways(first, last, onward, leading), limit)
                return tuple(tuple(self.nodes[place] for place in way) for way in ways)
        return ()

    def closes(self) -> bool:
        """Say whether every published sentence rests on a note and every note is heard."""
        return not self.open_ends()

    def open_ends(self, *kinds: str) -> tuple[Node, ...]:
        """List sentences that rest on no note, and notes that reach no sentence, idea or reason to set them aside.

        With kinds, only the open ends of those kinds. A sentence does not rest on what contradicts it; a note that
        contradicts an idea is heard there.
        """
        notes = (place for place, node in enumerate(self.nodes) if node.kind == "note")
        hearing = (place for place, node in enumerate(self.nodes) if node.kind in _HEARD)
        closed = {"sentence": _reached(notes, self._supported), "note": _reached(hearing, self._below)}
        return tuple(
            node
            for place, node in enumerate(self.nodes)
            if (not kinds or node.kind in kinds) and place not in closed.get(node.kind, (place,))
        )

    def to_rows(self) -> list[dict[str, str]]:
        """The links as a table, one row a link, in the order of the nodes."""
        return [
            {
                "source_kind": link.source.kind,
                "source_id": link.source.id,
                "source_label": self.nodes[self._place[link.source]].label,
                "relation": link.relation,
                "target_kind": link.target.kind,
                "target_id": link.target.id,
                "target_label": self.nodes[self._place[link.target]].label,
                "by": link.by or "",
                "at": link.at or "",
                "engine": link.engine or "",
            }
            for link in self.links
        ]

    def to_prov(self, *, namespace: str = NAMESPACE) -> dict[str, object]:
        """Give the trace as W3C PROV-JSON (submission of 24 April 2013): the same trace gives the same document.

        Nodes are entities, the upper end of each link was derived from the lower one, and links made by the same
        hand at the same instant are one activity, associated with its people and engines. People appear under the
        ids the links carry: give pseudonyms where names must not travel.
        """
        return _prov(self, namespace)

    def _at(self, node: Node) -> int:
        if node not in self._place:
            raise Problem("node not in the trace", kind=node.kind, id=node.id)
        return self._place[node]

    def _index(self, pairs: Iterable[tuple[int, int]]) -> _Steps:
        gathered: list[set[int]] = [set() for _ in self.nodes]
        for start, end in pairs:
            gathered[start].add(end)
        return [tuple(sorted(reached)) for reached in gathered]

    def _walk(self, node: Node, onward: _Steps) -> tuple[Node, ...]:
        start = self._at(node)
        return tuple(self.nodes[place] for place in _reached((start,), onward) if place != start)


def _order(placed: _PlacedLink) -> tuple[int, int, str, str, str, str]:
    upper, lower, link = placed
    return upper, lower, link.relation, link.by or "", link.at or "", link.engine or ""


def _reached(starts: Iterable[int], onward: _Steps) -> dict[int, None]:
    """Walk breadth first; the starts come first."""
    seen = dict.fromkeys(starts)
    waiting = deque(seen)
    while waiting:
        for following in onward[waiting.popleft()]:
            if following not in seen:
                seen[following] = None
                waiting.append(following)
    return seen


def _ways(start: int, end: int, onward: _Steps, leading: Container[int]) -> Iterator[tuple[int, ...]]:
    """Walk depth first, only through nodes that lead to the end, never twice through one node of a way."""
    way: dict[int, None] = {start: None}
    branches = [iter(onward[start])]
    while branches:
        following = next((place for place in branches[-1] if place in leading and place not in way), None)
        if following is None:
            branches.pop()
            way.popitem()
        elif following == end:
            yield (*way, following)
        else:
            way[following] = None
            branches.append(iter(onward[following]))


def _prov(trace: Trace, namespace: str) -> dict[str, object]:
    names = {node: _name(node.kind, node.id) for node in trace.nodes}
    activities: dict[tuple[str, str, str], str] = {}
    associated: dict[str, set[str]] = {}
    agents: dict[str, dict[str, object]] = {}
    generated: dict[Node, tuple[bool, str, str]] = {}
    attributed: dict[tuple[str, str], None] = {}
    derivations: list[dict[str, object]] = []
    for link in trace.links:
        derivation: dict[str, object] = {
            "prov:generatedEntity": names[link.upper],
            "prov:usedEntity": names[link.lower],
            "prov:type": _qualified(link.relation),
        }
        hands: dict[str, dict[str, object]] = {}
        if link.by:
            hands[_name("person", link.by)] = {"prov:type": _qualified("prov:Person"), "prov:label": link.by}
        if link.engine:
            hands[_name("engine", link.engine)] = {
                "prov:type": _qualified("prov:SoftwareAgent"),
                "prov:label": link.engine,
            }
        agents.update(hands)
        if hands or link.at:
            act = (link.by or "", link.at or "", link.engine or "")
            if act not in activities:
                activities[act] = _name("activity", digest_of(act)[:20])
            name = activities[act]
            derivation["prov:activity"] = name
            associated.setdefault(name, set()).update(hands)
            first = (not link.at, link.at or "", name)  # an entity was generated once: by the earliest act
            generated[link.upper] = min(generated.get(link.upper, first), first)
            attributed.update(dict.fromkeys((names[link.upper], hand) for hand in sorted(hands)))
        derivations.append(derivation)
    return {
        "prefix": {"spirale": namespace},
        "entity": {
            names[node]: {
                "prov:type": _qualified(node.kind),
                **({"prov:label": node.label} if node.label else {}),
            }
            for node in trace.nodes
        },
        "activity": {
            name: {"prov:startTime": at, "prov:endTime": at} if at else {} for (_, at, _), name in activities.items()
        },
        "agent": agents,
        "wasDerivedFrom": _numbered("derivation", derivations),
        "wasGeneratedBy": _numbered(
            "generation",
            [
                {
                    "prov:entity": names[node],
                    "prov:activity": name,
                    **({"prov:time": at} if at else {}),
                }
                for node, (_, at, name) in generated.items()
            ],
        ),
        "wasAttributedTo": _numbered(
            "attribution", [{"prov:entity": entity, "prov:agent": agent} for entity, agent in attributed]
        ),
        "wasAssociatedWith": _numbered(
            "association",
            [
                {"prov:activity": name, "prov:agent": agent}
                for name, hands in associated.items()
                for agent in sorted(hands)
            ],
        ),
    }


def _numbered(kind: str, relations: list[dict[str, object]]) -> dict[str, dict[str, object]]:
    return {f"_:{kind}{number}": relation for number, relation in enumerate(relations, 1)}


def _qualified(name: str) -> dict[str, str]:
    return {"$": name if ":" in name else f"spirale:{_escaped(name)}", "type": "prov:QUALIFIED_NAME"}


def _name(kind: str, identifier: str) -> str:
    """A qualified name that no other kind and id share, whatever they are made of."""
    return f"spirale:{_escaped(kind)}/{_escaped(identifier)}"


def _escaped(text: str) -> str:
    if _SAFE.issuperset(text):
        return text
    return "".join(
        character if character in _SAFE else "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "replace"))
        for character in text
    )
