"""What the demonstration says: an invented valley, its groups and their notes, read from the files beside this one."""

import csv
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Part:
    """One unit of meaning of a note, with the codes two coders give it and the idea a person puts it under."""

    text: str
    code: str
    second_code: str
    idea: str


@dataclass(frozen=True, slots=True)
class WrittenNote:
    """One note as somebody wrote it in the hall; several parts when it says several things."""

    group: str
    question: str
    sign: int
    text: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class WrittenIdea:
    """A wording that a person gave to similar criteria."""

    question: str
    key: str
    wording: str


@dataclass(frozen=True, slots=True)
class WrittenSentence:
    """A sentence of a synthesis, and the ideas it joins."""

    question: str
    text: str
    ideas: tuple[str, ...]


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = resources.files(__name__).joinpath(name).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())


def _parts(row: dict[str, str]) -> tuple[Part, ...]:
    texts = row["criteria"].split(" | ") if row["criteria"] else [row["text"]]
    columns = [row[name].split("|") if row[name] else [""] * len(texts) for name in ("codes", "second_codes", "ideas")]
    return tuple(
        Part(text, code.strip(), second.strip(), idea.strip())
        for text, code, second, idea in zip(texts, *columns, strict=True)
    )


@cache
def notes() -> tuple[WrittenNote, ...]:
    """Every note of the demonstration, group by group, in the order in which they were written."""
    return tuple(
        WrittenNote(row["group"], row["question"], int(row["sign"]), row["text"], _parts(row))
        for row in _rows("notes.csv")
    )


@cache
def ideas() -> tuple[WrittenIdea, ...]:
    """The wordings given by people, in the order they are read."""
    return tuple(WrittenIdea(row["question"], row["key"], row["wording"]) for row in _rows("ideas.csv"))


@cache
def sentences() -> tuple[WrittenSentence, ...]:
    """What people wrote over ideas, sentence by sentence."""
    return tuple(
        WrittenSentence(row["question"], row["text"], tuple(row["ideas"].split())) for row in _rows("sentences.csv")
    )


@cache
def scene() -> dict[str, Any]:
    """The place, the people, the dates and the questions."""
    return _told("territory.toml")


@cache
def strategy() -> dict[str, Any]:
    """What follows the synthesis: what exists, axes, actions, the bank, the choice, promises and the plan."""
    return _told("strategy.toml")


def _told(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(__name__).joinpath(name).read_text(encoding="utf-8"))
