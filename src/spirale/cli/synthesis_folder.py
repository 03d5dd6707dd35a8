"""The folder that `spirale synthesise` writes: tables, page, summary, provenance, and a ledger with their digests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from spirale.cli import standing, summary_page, synthesis_page, whole_folder
from spirale.cli.whole_folder import Source, digest_of_file, json_bytes, write_table
from spirale.method import synthesis
from spirale.method.summary import Summary

FORM: Final = "spirale-synthesise-1"
FILES: Final = ("ideas.csv", "members.csv", "ledger.json", "summary.json", "synthesis.html", "provenance.json")


def check(out: Path) -> None:
    """Refuse a folder that holds anything but an earlier result of `spirale synthesise`; see `whole_folder`."""
    whole_folder.check(out, files=FILES, told="ledger.json", forms=(FORM,))


def write(
    folder: Path,
    document: synthesis.Document,
    summary: Summary,
    stands: standing.Standing,
    source: Source,
    done: Callable[[int, int], None],
) -> dict[str, object]:
    """Write the six files, the ledger last with the digests of the others; give the ledger."""
    digest = synthesis.digest(document)
    placed = sorted((int(one.criterion), one.idea) for one in document.placements)
    writers: Mapping[str, Callable[[Path], object]] = {
        "ideas.csv": lambda path: write_table(path, *_ideas_table(document, stands)),
        "members.csv": lambda path: write_table(path, ["row", "idea"], placed),
        "provenance.json": lambda path: path.write_bytes(json_bytes(synthesis.trace_of(document).to_prov())),
        "summary.json": lambda path: path.write_bytes(
            json_bytes(summary_page.plain_of(summary, document, digest=digest))
        ),
        "synthesis.html": lambda path: path.write_text(
            synthesis_page.page_of(
                document,
                digest=digest,
                source=source.name,
                source_digest=source.digest,
                summary=summary_page.section_of(summary, document),
                stands=stands,
            ),
            encoding="utf-8",
            newline="\n",
        ),
    }
    for made, (name, write_one) in enumerate(writers.items(), 1):
        write_one(folder / name)
        done(made, len(FILES))
    digests = {name: digest_of_file(folder / name) for name in FILES if name in writers}
    ledger = _ledger(document, stands, source, {"synthesis": digest, **digests})
    (folder / "ledger.json").write_bytes(json_bytes(ledger))
    done(len(FILES), len(FILES))
    return ledger


def _ledger(
    document: synthesis.Document, stands: standing.Standing, source: Source, digests: Mapping[str, str]
) -> dict[str, object]:
    """Give the account of a synthesis, with what it takes to make it again."""
    counted = document.ledger
    aside = sorted((int(identifier), reason) for identifier, reason in counted.set_aside)
    return {
        "form": FORM,
        "in": counted.in_,
        "shown": counted.shown,
        "merged": counted.merged,
        "single": counted.single,
        "set_aside": len(counted.set_aside),
        "reasons": counted.reasons,
        "set_aside_rows": [{"row": row, "reason": reason} for row, reason in aside],
        "engine": document.engine,
        "encoder": document.encoder,
        "seed": document.seed,
        "trials": stands.trials,
        "source": source.name,
        "digests": {"source": source.digest, "inputs": document.inputs, **digests},
    }


def _ideas_table(
    document: synthesis.Document, stands: standing.Standing
) -> tuple[list[str], Iterator[list[str | int]]]:
    """One row an idea: counts by group, territory and sign, question, its wording's row, firmness, neighbours."""
    groups = sorted({note.group for note in document.notes if note.group})
    territories = sorted({note.territory for note in document.notes if note.territory})
    signs = {1: "sign: +", -1: "sign: -", 0: "sign: not told"}
    columns = [
        "idea", "parent", "wording", "count",
        *(f"group: {name}" for name in groups), *(f"territory: {name}" for name in territories), *signs.values(),
        "question", "wording_row", *standing.COLUMNS,
    ]  # fmt: skip

    def rows() -> Iterator[list[str | int]]:
        for idea in document.ideas:
            by_group, by_territory, by_sign = dict(idea.by_group), dict(idea.by_territory), dict(idea.by_sign)
            yield [
                idea.id,
                idea.parent or "",
                idea.wording,
                idea.count,
                *(by_group.get(name, 0) for name in groups),
                *(by_territory.get(name, 0) for name in territories),
                *(by_sign.get(sign, 0) for sign in signs),
                " | ".join(name for name, _ in idea.by_question),
                int(idea.wording_from),
                *stands.cells(idea.id),
            ]

    return columns, rows()
