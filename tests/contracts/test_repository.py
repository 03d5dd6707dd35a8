"""The repository speaks of itself alone, in every language of the site."""

import ast
import importlib
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ELSEWHERE = re.compile(r"/(?:home|root|Users|work)/\w|\b(?:pypi\.org|pythonhosted\.org|npmjs\.\w+|docker\.io)\b")
"""Folders of somebody's machine, and hosts that packages come from."""


def kept_files() -> list[Path]:
    """Every file of the repository that git keeps, and those that it would."""
    if not (ROOT / ".git").exists():
        pytest.fail("The files to look at are those that git keeps: run the tests in a clone.")
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],  # noqa: S607 - the git of this machine
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_no_file_names_a_folder_of_somebodys_machine_or_a_host_of_packages() -> None:
    found = []
    for path in kept_files():
        if path == Path(__file__) or path.suffix in {".png", ".mo", ".woff2", ".ico"}:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="ignore").splitlines(), 1):
            if ELSEWHERE.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    assert not found, "\n".join(found)


def test_every_sentence_of_the_site_is_said_in_french() -> None:
    done = subprocess.run(
        [sys.executable, "tools/catalogues.py", "check"], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


def test_what_a_benchmark_takes_from_another_or_from_the_product_is_there() -> None:
    missing = []
    for path in sorted((ROOT / "benchmarks").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                there = _names_in(node.module)
                missing += [
                    f"{path.name}: {each.name} of {node.module}"
                    for each in node.names
                    if there is not None and each.name not in there
                ]
    assert not missing, "\n".join(missing)


def _names_in(module: str) -> set[str] | None:
    """The names that may be taken from a module of the repository; None for one of others.

    A benchmark is not imported: it may ask for libraries that only its own environment has.
    """
    if module.split(".")[0] == "benchmarks":
        return _names_made_in(ROOT / module.replace(".", "/"))
    if module.split(".")[0] != "spirale":
        return None
    asked = importlib.import_module(module)
    return {*dir(asked), *(found.name for found in pkgutil.iter_modules(getattr(asked, "__path__", [])))}


def _names_made_in(source: Path) -> set[str]:
    """The names that a file makes at its top, whatever it takes from elsewhere left aside; or the files of a folder."""
    if source.is_dir():
        return {path.stem for path in source.iterdir()}
    made: set[str] = set()
    for node in ast.parse(source.with_suffix(".py").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            made.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            made |= {each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)}
    return made
