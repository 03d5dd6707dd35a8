"""What the documentation says is what there is: commands, settings, events, links."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import click
import pytest

from contracts.expectations import ADDRESSES, Least
from spirale import cli
from valley import addresses

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
SOURCES = ROOT / "src" / "spirale"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])


def reference(name: str) -> str:
    return (DOCS / "reference" / name).read_text(encoding="utf-8")


def journal_verbs() -> set[str]:
    """Every verb that an operation tells the journal, read from the sources."""
    return {verb for path in SOURCES.rglob("*.py") if "migrations" not in path.parts for verb in _verbs_in(path)}


def _verbs_in(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        named = {
            target.id: node.value
            for node in ast.walk(function)
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for call in ast.walk(function):
            if isinstance(call, ast.Call) and _tells(call) and call.args:
                told = call.args[0]
                told = named.get(told.id, told) if isinstance(told, ast.Name) else told
                yield from _texts(told)


def _tells(call: ast.Call) -> bool:
    """Whether a call tells the journal: itself, or through a function of its module whose name starts so."""
    name = call.func
    if isinstance(name, ast.Attribute):
        return name.attr == "append" and isinstance(name.value, ast.Name) and name.value.id == "journal"
    return isinstance(name, ast.Name) and (name.id in {"acting", "append"} or name.id.startswith("_tell"))


def _texts(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def test_every_event_of_the_journal_is_in_the_reference_and_no_other() -> None:
    written = set(re.findall(r"^\| `([^`]+)` \|", reference("events.md"), re.MULTILINE))
    assert written == journal_verbs()


def test_every_setting_is_in_the_reference_and_no_other() -> None:
    source = (SOURCES / "config" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r"""environ(?:\.get\(|\[)["']([A-Z_]+)["']""", source))
    written = set(re.findall(r"`((?:SPIRALE_[A-Z_]+)|HOST|PORT)`", reference("settings.md")))
    assert read <= written
    anywhere = "\n".join(
        path.read_text(encoding="utf-8") for folder in ("src", "tools") for path in (ROOT / folder).rglob("*.py")
    )
    assert not {name for name in written if name not in anywhere}


def _commands() -> list[tuple[str, click.Command]]:
    context = click.Context(cli.main)
    return [(name, command) for name in cli.COMMANDS if (command := cli.main.get_command(context, name))]


def test_every_command_promised_is_there() -> None:
    assert {name for name, _ in _commands()} == set(cli.COMMANDS)


@pytest.mark.parametrize(("name", "command"), _commands(), ids=lambda value: value if isinstance(value, str) else "")
def test_every_command_and_option_is_in_the_reference(name: str, command: click.Command) -> None:
    page = reference("command-line.md")
    assert f"spirale {name}" in page
    options = {option for parameter in command.params for option in parameter.opts if option.startswith("--")}
    assert not {option for option in options - {"--help"} if option not in page}


SAID = {
    None: "",
    Least.ANYONE: "anyone",
    Least.SIGNED_IN: "anyone signed in",
    Least.PUBLIC: "anyone, where it is shown to all; readers",
    Least.PUBLIC_SIGNED_IN: "anyone signed in, where it is shown to all; readers",
    Least.READER: "readers",
    Least.MEMBER: "members",
    Least.FACILITATOR: "facilitators",
    Least.ADMINISTRATOR: "administrators",
}


def test_every_address_is_in_the_reference_with_who_may_reach_it() -> None:
    """What is missing is printed as it should stand there."""
    page = reference("addresses.md")
    lines = [
        f"| `{address.name}` | `{address.path}` | {SAID[said.get]} | {SAID[said.post]} |"
        for address in addresses()
        if (said := ADDRESSES[str(address)])
    ]
    assert not [line for line in lines if line not in page], "\n" + "\n".join(lines)
    assert page.count("\n| `") == len(lines)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_of_the_documentation_leads_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = unquote(target).partition("#")
        there = (page.parent / name).resolve() if name else page
        if not there.exists() or (anchor and anchor not in _anchors(there)):
            broken.append(target)
    assert not broken


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def test_every_page_of_the_documentation_is_found_from_its_index() -> None:
    found: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in found or not page.exists():
            continue
        found.add(page)
        links = re.findall(r"\]\(([^)\s#]+\.md)", page.read_text(encoding="utf-8"))
        waiting += [(page.parent / link).resolve() for link in links if ":" not in link]
    assert not [str(page.relative_to(ROOT)) for page in set(PAGES) - found]
