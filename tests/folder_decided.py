"""What `spirale decide` makes of a folder or a file, for tests: run, refused, read again."""

import csv
import json
from html.parser import HTMLParser

from click.testing import CliRunner

from case_of_valley import tables, written
from spirale.cli import main


def run(source, out, *more):
    return CliRunner().invoke(main, ["decide", str(source), "--out", str(out), *more])


def decided(folder, *more, changed=None):
    """The decision on a case, as JSON."""
    result = run(written(folder / "case", changed), folder / "out", *more)
    assert result.exit_code == 0, result.output
    return json.loads((folder / "out" / "decision.json").read_bytes())


def refused(folder, changed, *more):
    """The problems told of a case that is refused, which writes nothing."""
    result = run(written(folder / "case", changed), folder / "out", "--json", *more)
    assert result.exit_code == 1, result.output
    assert not (folder / "out").exists()
    return json.loads(result.output)["problems"]


def of(made, action, way="best"):
    return next(one["sets"][way] for one in made["actions"] if one["action"] == action)


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def bytes_of(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


class Page(HTMLParser):
    """The tags, links and anchors of a page, and whether each tag is closed by its own."""

    VOID = frozenset({"meta", "br", "link", "img", "input"})

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.ids, self.links, self.words = [], set(), [], [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        told = dict(attributes)
        if "id" in told:
            self.ids.append(told["id"])
        if "href" in told:
            self.links.append(told["href"])
        assert not any(name.startswith("on") or name == "src" for name in told)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


def change(table, row, column, cell):
    changed = tables()
    place = changed[table][0].index(column)
    changed[table][row - 1][place] = cell
    return changed
