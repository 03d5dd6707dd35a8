"""What the background worker does beside its tasks."""

import os
import subprocess
import sys

FOLDING = """
import sqlite3, django
from pathlib import Path
django.setup()
from django.conf import settings
from django.db import connection
from spirale.cli.background import fold_back
beside = Path(f"{settings.DATABASES['default']['NAME']}-wal")
with connection.cursor() as cursor:
    cursor.execute("PRAGMA wal_autocheckpoint = 0")
    cursor.execute("CREATE TABLE said (word TEXT)")
    for _ in range(200):
        cursor.execute("INSERT INTO said VALUES (?)", ["banc" * 500])
grown = beside.stat().st_size
reader = sqlite3.connect(settings.DATABASES["default"]["NAME"], isolation_level=None)
print(grown > 400_000, fold_back())  # not so large yet
reader.execute("BEGIN")
reader.execute("SELECT count(*) FROM said").fetchone()
connection.cursor().execute("INSERT INTO said VALUES ('ombre')")
print(fold_back(beyond=1000))  # somebody reads what was there before
reader.execute("COMMIT")
print(fold_back(beyond=1000), beside.exists() and beside.stat().st_size)
print(reader.execute("SELECT count(*) FROM said").fetchone()[0])
"""


def test_what_sqlite_wrote_beside_is_folded_back_once_it_has_grown_and_nobody_reads(tmp_path):
    environment = {name: value for name, value in os.environ.items() if name != "SPIRALE_DATABASE"}
    environment |= {"SPIRALE_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "spirale.config.settings"}
    done = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-c", FOLDING], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split("\n")[:4] == ["True False", "False", "True 0", "201"]


def test_a_worker_whose_site_is_gone_before_it_begins_leaves_too(tmp_path):
    environment = {name: value for name, value in os.environ.items() if name != "SPIRALE_DATABASE"}
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    worker = subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-m", "spirale.cli.background", str(gone.pid)],
        env=environment | {"SPIRALE_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "spirale.config.settings"},
        stderr=subprocess.DEVNULL,
    )
    assert worker.wait(20) is not None
