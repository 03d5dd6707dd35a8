"""Paper: a Typst document and the words that go into it, made into a PDF that reads aloud as well (PDF/UA-1).

Words reach the document as data, never as source: whatever somebody wrote stays what they wrote. Fonts are those that
come with Typst and those of this machine, embedded as far as they are used.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

MISSING: Final = "□"
"""What stands for a sign that no font here can draw."""

_STANDARD: Final = "ua-1"
_JOINERS: Final = "\u200c\u200d\ufe0e\ufe0f\U0001f3fb-\U0001f3ff"
_PROBE: Final = b'#set document(title: "probe", date: none)\n#for sign in json(bytes(sys.inputs.words)) [#par(sign)]\n'
_REFUSED: Final = re.compile(r'the text `"(.*)"` could not be displayed', re.DOTALL)
_ESCAPED: Final = re.compile(r"\\u\{([0-9a-f]+)\}")


@dataclass(frozen=True, slots=True)
class Typeset:
    """A PDF, and the signs that no font here can draw, each by its name: they stand as □."""

    pdf: bytes
    undrawn: tuple[str, ...]


def typeset(source: str, words: Mapping[str, Any], *, remark: str = "") -> Typeset:
    """Make a PDF of a Typst source that reads its words from `sys.inputs.words`; the same words give the same bytes.

    Signs that no font here can draw are replaced by □. When there are any, `remark` is given to the document as
    `words.remark`, its `{signs}` filled in with their names.
    """
    undrawn = _undrawn(_texts(words))
    if undrawn:
        words = _with_marks(words, undrawn)
    names = tuple(_name(sign) for sign in sorted(undrawn))
    told = remark.replace("{signs}", ", ".join(names[:12]) + ("…" if len(names) > 12 else "")) if names else ""
    return Typeset(_compiled(source.encode(), {**words, "remark": told}), names)


def _compiled(source: bytes, words: object) -> bytes:
    import typst  # 36 MB that pages without paper do not need

    given = {"words": json.dumps(words, ensure_ascii=False)}
    made = typst.compile(source, sys_inputs=given, pdf_standards=[_STANDARD], font_paths=_fonts())
    assert isinstance(made, bytes)  # noqa: S101  one document, one file
    return made


@cache
def _fonts() -> Any:
    """The fonts of Typst and of this machine, found once per process."""
    import typst

    return typst.Fonts()


def _texts(words: object) -> Iterable[str]:
    if isinstance(words, str):
        yield words
    elif isinstance(words, Mapping):
        for value in words.values():
            yield from _texts(value)
    elif isinstance(words, list | tuple):
        for value in words:
            yield from _texts(value)


def _undrawn(texts: Iterable[str]) -> frozenset[str]:
    """Signs that no font here has; those of every Latin font are not asked for."""
    unusual = {sign for text in texts for sign in text if not " " <= sign <= "ÿ" and sign != "\n"}
    unknown = sorted(unusual - _known["drawn"] - _known["undrawn"])
    while unknown:
        refused = _first_refused(unknown)
        if refused is None:
            _known["drawn"].update(unknown)
            break
        _known["undrawn"].update(refused)
        unknown = [sign for sign in unknown if sign not in refused]
    return frozenset(unusual & _known["undrawn"])


_known: Final[dict[str, set[str]]] = {"drawn": set(), "undrawn": set()}


def _first_refused(signs: list[str]) -> set[str] | None:
    """The first of these signs that PDF/UA refuses because it could only be drawn as an empty box."""
    import typst

    try:
        _compiled(_PROBE, signs)
    except typst.TypstError as refusal:
        said = _REFUSED.search(str(refusal))
        if said is None:
            raise
        named = _ESCAPED.sub(lambda escaped: chr(int(escaped[1], 16)), said[1])
        found = {sign for sign in signs if sign in named}
        return found or set(signs)
    return None


def _with_marks(words: Any, undrawn: frozenset[str]) -> Any:
    """The same words, each run of undrawn signs (a joined emoji is one) as a single □."""
    run = re.compile(f"[{re.escape(''.join(undrawn))}][{re.escape(''.join(undrawn))}{_JOINERS}]*")

    def marked(part: Any) -> Any:
        if isinstance(part, str):
            return run.sub(MISSING, part)
        if isinstance(part, Mapping):
            return {name: marked(value) for name, value in part.items()}
        return [marked(value) for value in part] if isinstance(part, list | tuple) else part

    return marked(words)


def _name(sign: str) -> str:
    return f"U+{ord(sign):04X} {unicodedata.name(sign, '')}".rstrip()
