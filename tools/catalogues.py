"""The rooms' catalogues of words: `update` from the sources, `compile` for the site, `check` that none is missing.

Pure Python (Babel and Django's own template reader), so that nothing but Python is needed on a new machine.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCES = Path(__file__).resolve().parent.parent / "src" / "spirale"
LANGUAGES = ["fr"]  # English is the language of the sources
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


# Before French signs of two parts, and inside quotation marks, a line never breaks: a narrow space before those that
# stand close. What follows tells a sign from one of an address or of a style.
FRENCH_SPACES = [
    (re.compile("«[ \u202f]"), "«\u00a0"),
    (re.compile("[ \u202f]»"), "\u00a0»"),
    (re.compile(r"[ \u202f](:)(?=[\s<]|$)"), "\u00a0\\1"),
    (re.compile(r"[ \u00a0]([;!?])(?=[\s<»)]|$)"), "\u202f\\1"),
]


def rooms() -> list[Path]:
    return sorted(
        folder for folder in SOURCES.iterdir() if folder.is_dir() and folder.name not in {"__pycache__", "method"}
    )


def words_of(room: Path) -> Iterator[tuple[str, int, object, list[str], str | None]]:
    """Every translatable string of a room: where it stands, what it is."""
    from django.utils.translation.template import templatize

    for path in sorted(room.rglob("*")):
        if path.suffix == ".py" and "migrations" not in path.parts:
            source = path.read_text()
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            # What is left of a template is read as Python, whose indentation it does not have.
            lines = templatize(path.read_text(), origin=str(path)).splitlines()
            source = "\n".join(line.strip() for line in lines)
        else:
            continue
        for line, message, comments, context in extract(
            "python", io.BytesIO(source.encode()), KEYWORDS, ["Translators:"]
        ):
            yield str(path.relative_to(SOURCES)), line, message, comments, context


def template_of(room: Path) -> Catalog:
    catalogue = Catalog(project="Spirale", charset="utf-8")
    for name, _line, message, comments, context in words_of(room):
        catalogue.add(message, locations=[(name, 0)], auto_comments=comments, context=context)
    return catalogue


def catalogue_path(room: Path, language: str) -> Path:
    return room / "locale" / language / "LC_MESSAGES" / "django.po"


def read(room: Path, language: str) -> Catalog:
    path = catalogue_path(room, language)
    if not path.exists():
        return Catalog(locale=language, project="Spirale", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update() -> None:
    for room in rooms():
        template = template_of(room)
        for language in LANGUAGES:
            catalogue = read(room, language)
            if not len(template) and not len(catalogue):
                continue
            catalogue.update(template, no_fuzzy_matching=True)
            catalogue.obsolete.clear()
            for message in catalogue:
                if message.id and message.string and language == "fr":
                    message.string = spaced(message.string)
            path = catalogue_path(room, language)
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                write_po(file, catalogue, width=120, sort_output=True, omit_header=False, include_lineno=False)
    compile_all()


def spaced(said: str | tuple[str, ...]) -> str | tuple[str, ...]:
    """French with the spaces of its typography."""
    if isinstance(said, tuple):
        return tuple(str(spaced(one)) for one in said)
    for found, instead in FRENCH_SPACES:
        said = found.sub(instead, said)
    return said


def compile_all() -> None:
    for room in rooms():
        for language in LANGUAGES:
            path = catalogue_path(room, language)
            if path.exists():
                with path.with_suffix(".mo").open("wb") as file:
                    write_mo(file, read(room, language))


def missing(room: Path, language: str) -> list[str]:
    """Strings of a room that its catalogue does not say in this language."""
    catalogue = read(room, language)
    lacking = []
    for message in template_of(room):
        if not message.id:
            continue
        known = catalogue.get(message.id, message.context)
        said = known.string if known and not known.fuzzy else ""
        if not said or (isinstance(said, tuple) and not all(said)):
            lacking.append(f"{room.name} [{language}] {message.id!r} ({message.locations[0][0]})")
    return lacking


def said_twice(room: Path, language: str) -> list[str]:
    """Translations that say the same words again after themselves, as joining two files may leave them.

    Only what repeats itself is found in two of itself before its own end.
    """
    every = [
        said
        for message in read(room, language)
        for said in ([message.string] if isinstance(message.string, str) else message.string)
    ]
    twice = [said for said in every if " " in said and said in (said + said)[1:-1]]
    return [f"{room.name} [{language}] says the same again: {said!r}" for said in twice]


def check() -> int:
    asked = [(room, language) for room in rooms() for language in LANGUAGES]
    lacking = [line for room, language in asked for line in missing(room, language)]
    twice = [line for room, language in asked for line in said_twice(room, language)]
    loose = [
        f"{room.name} [fr] says with other spaces than French has (update mends it): {message.string!r}"
        for room in rooms()
        for message in read(room, "fr")
        if message.id and spaced(message.string) != message.string
    ]
    for line in lacking + twice + loose:
        print(line)
    print(f"{len(lacking)} strings without translation, {len(twice)} that say the same twice")
    return bool(lacking or twice or loose)


if __name__ == "__main__":
    act = sys.argv[1] if len(sys.argv) > 1 else "check"
    sys.exit({"update": update, "compile": compile_all, "check": check}[act]())
