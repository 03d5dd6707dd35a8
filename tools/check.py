"""All checks in order, the quick ones first; ends with the tests' own closing line. Any failure fails the whole."""

import os
import subprocess
import sys
import time
from pathlib import Path

BIN = Path(sys.executable).parent
ROOT = Path(__file__).resolve().parent.parent

# A file's tests stay together, for what they share; and in their order, for browsers come last (see tests/conftest.py).
# Two at a time: a machine may show more processors than it lends, and journeys wait for what is too slow.
SIDE_BY_SIDE = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]

CHECKS: list[tuple[str, list[str]]] = [
    ("import contracts", ["lint-imports", "--no-cache"]),
    ("style", ["ruff", "check", "."]),
    ("format", ["ruff", "format", "--check", "."]),
    ("templates", ["djlint", "src", "--lint", "--quiet"]),
    ("types", ["mypy"]),
    ("migrations", ["django-admin", "makemigrations", "--check", "--dry-run"]),
    ("words in every language", ["python", "tools/catalogues.py", "check"]),
    (
        "tests on PostgreSQL",
        [
            "python",
            "tools/with_postgres.py",
            "{bin}/python",
            "-m",
            "pytest",
            "-q",
            "-m",
            "database and not journey",
            *SIDE_BY_SIDE,
        ],
    ),
    ("tests on SQLite, and journeys in the browser", ["python", "-m", "pytest", "-q", *SIDE_BY_SIDE]),
]


def main() -> int:
    failed = []
    environment = {
        **os.environ,
        "SPIRALE_HOME": str(ROOT / ".cache" / "test"),
        "DJANGO_SETTINGS_MODULE": "spirale.config.settings",
    }
    environment.pop("SPIRALE_DATABASE", None)
    for name, command in CHECKS:
        print(f"\n== {name}", flush=True)
        started = time.monotonic()
        words = [word.replace("{bin}", str(BIN)) for word in command]
        code = subprocess.run([str(BIN / words[0]), *words[1:]], cwd=ROOT, env=environment, check=False).returncode
        print(f"   {time.monotonic() - started:.0f} s", flush=True) if name != CHECKS[-1][0] else None
        if code:
            failed.append(name)
            if name != CHECKS[-1][0]:
                print(f"   FAILED: {name}", flush=True)
    if failed:
        print(f"Failed: {', '.join(failed)}", file=sys.stderr)
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
