"""`spirale workshop`: the whole circle between two machines, with their own folders, keys and databases."""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

import prepared

PREPARE = """
from datetime import date
from uuid import UUID
from factories import QuestionFactory, TerritoryFactory, WorkshopFactory, GroupFactory
from spirale.workshops.operations import StepDraft, open_hall
group = GroupFactory(territory=TerritoryFactory(slug="val-darome", name="Val d'Arôme"), name="Parents")
workshop = WorkshopFactory(group=group, title="Première rencontre")
question = QuestionFactory(campaign=workshop.campaign, code="Q1")
open_hall(workshop=workshop, steps=[StepDraft("write", "Écrire", question=question)], by=None)
print(workshop.pk)
"""
LIVE = """
from uuid import uuid4
from django.db import transaction
from spirale.workshops.models import Workshop
from spirale.workshops.operations import close_hall, join, reveal_question, write_note
from factories import key_number
workshop = Workshop.objects.get()
question = workshop.campaign.questions.get()
for number in range(5):
    who = join(participant_id=uuid4(), workshop=workshop, key=key_number(number), first_name=f"P{number}")
    for text in ("un banc", "le bruit", "un verger"):
        said = {"question_id": question.pk, "text": f"{text} {number}"}
        with transaction.atomic():
            write_note(note_id=uuid4(), workshop=workshop, participant=who, **said)
close_hall(workshop=workshop, by=None)
"""
SIGNATURE = """
from django.conf import settings
from spirale.cli.doctor import _signature
print(_signature(settings.HOME).sentence)
"""
COUNT = """
import json
from spirale.journal.models import Event
from spirale.journal.queries import chain_is_whole
from spirale.offline.models import BundleReceipt, TrustedKey
from spirale.territories.models import Territory
from spirale.workshops.models import Hall, Note, Participant, Workshop
workshop = Workshop.objects.get()
print(json.dumps({
    "notes": sorted(Note.objects.values_list("text", flat=True)), "participants": Participant.objects.count(),
    "lines": Event.objects.filter(space_id=workshop.pk).count(), "whole": chain_is_whole(workshop.pk),
    "receipts": BundleReceipt.objects.count(), "trusted": TrustedKey.objects.count(),
    "territories": Territory.objects.count(), "open": Hall.objects.get().is_open,
}))
"""


AT_WORK = """
import contextlib, io, json, sys, traceback, django
django.setup()
from click.testing import CliRunner
from django.db import connections
from spirale.cli import main
for line in sys.stdin:
    asked = json.loads(line)
    said = io.StringIO()
    if "words" in asked:
        done = CliRunner().invoke(main, asked["words"])
        answer = {"ended": done.exit_code, "said": done.stdout, "aside": done.output}
    else:
        try:
            with contextlib.redirect_stdout(said):
                exec(asked["act"], {})
            answer = {"ended": 0, "said": said.getvalue()}
        except Exception:
            answer = {"ended": 70, "aside": traceback.format_exc()}
    connections.close_all()
    print(json.dumps(answer), flush=True)
"""


class Machine:
    """One installation in a process of its own: its folder, its database and its key."""

    def __init__(self, home: Path) -> None:
        self.home = home
        kept_out = {"SPIRALE_DATABASE", "SPIRALE_ADDRESS", "SPIRALE_SECRET", "HOST", "PORT"}
        environment = {name: value for name, value in os.environ.items() if name not in kept_out} | {
            "SPIRALE_HOME": str(home),
            "DJANGO_SETTINGS_MODULE": "spirale.config.settings",
            "PYTHONPATH": str(Path(__file__).parent.parent),
            "LC_ALL": "C",
        }
        self.process = subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, "-c", AT_WORK], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, ends_with: int, **asked: object) -> str:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        assert answer["ended"] == ends_with, answer["aside"]
        return answer["said"]

    def spirale(self, *words: object, ends_with: int = 0) -> dict:
        return json.loads(self.ask(ends_with, words=[*(str(word) for word in words), "--json"]))

    def act(self, acts: str) -> str:
        return self.ask(0, act=acts).strip()

    def stop(self) -> None:
        with self.process:
            assert self.process.stdin
            self.process.stdin.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """A machine with nothing on it but empty tables."""
    home = tmp_path_factory.mktemp("server")
    prepared.lay(home)
    machine = Machine(home)
    yield machine
    machine.stop()


@pytest.fixture(scope="module")
def laptop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """Another one."""
    home = tmp_path_factory.mktemp("laptop")
    prepared.lay(home)
    machine = Machine(home)
    yield machine
    machine.stop()


@pytest.fixture(scope="module")
def workshop(server: Machine) -> str:
    """A workshop that the server's machine prepared."""
    return server.act(PREPARE)


def test_a_workshop_goes_to_the_hall_and_comes_back_without_loss_or_double(server, laptop, workshop, tmp_path):
    prepared, lived = tmp_path / "prepared.spirale", tmp_path / "lived.spirale"
    there = server.spirale("workshop", "export", workshop, "--out", prepared)
    assert there["counts"]["steps"] == 1

    refused = laptop.spirale("workshop", "import", prepared, ends_with=1)["problems"][0]
    assert refused["code"] == "bundle signed by unknown"
    shown = refused["parameters"]["fingerprint"]
    assert shown.replace(" ", "") == there["fingerprint"]
    assert f'--trust "{shown}"' in refused["remedy"]
    wrong = laptop.spirale("workshop", "import", prepared, "--trust", "0" * 32, ends_with=1)["problems"][0]
    assert wrong["code"] == "bundle signed by another"

    came = laptop.spirale("workshop", "import", prepared, "--trust", shown, "--facilitator", "lead@example.org")
    assert (came["how"], came["territory"]) == ("new", "val-darome")
    assert "/sign-in/link/" in came["sign_in_link"]
    laptop.act(LIVE)
    at_home = laptop.spirale("workshop", "export", workshop, "--out", lived)
    assert at_home["fingerprint"] != there["fingerprint"]
    found = laptop.act(SIGNATURE)
    assert found.replace(" ", "") == at_home["fingerprint"]

    back = server.spirale("workshop", "import", lived, "--trust", at_home["fingerprint"])
    assert (back["how"], back["new"]["notes"], back["new"]["participants"]) == ("continued", 15, 5)
    kept = json.loads(server.act(COUNT))
    assert kept == json.loads(laptop.act(COUNT))
    assert len(kept["notes"]) == 15
    assert kept["whole"]
    assert not kept["open"]
    again = server.spirale("workshop", "import", lived)
    assert (again["how"], again["new"]) == ("known", {})
    assert json.loads(server.act(COUNT)) == kept


def test_a_tampered_file_is_refused_with_what_was_changed(server, workshop, tmp_path):
    written, changed = tmp_path / "written.spirale", tmp_path / "changed.spirale"
    server.spirale("workshop", "export", workshop, "--out", written)
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace("Première rencontre".encode(), b"Seconde rencontre!"))
    problem = server.spirale("workshop", "import", changed, ends_with=1)["problems"][0]
    assert (problem["code"], problem["parameters"]["part"]) == ("bundle not as signed", "workshop")
    short = tmp_path / "short.spirale"
    short.write_bytes(written.read_bytes()[:-200])
    assert server.spirale("workshop", "import", short, ends_with=1)["problems"][0]["code"] == "bundle cut short"


def test_what_cannot_be_written_or_found_is_said_in_words(server, workshop, tmp_path):
    nowhere = tmp_path / "nowhere" / "file"
    problem = server.spirale("workshop", "export", workshop, "--out", nowhere, ends_with=1)["problems"][0]
    assert problem["code"] == "file cannot be written"
    unknown = server.spirale("workshop", "export", uuid4(), "--out", tmp_path / "file", ends_with=1)["problems"][0]
    assert unknown["code"] == "workshop not on this machine"
    assert workshop in unknown["sentence"]
    assert list(tmp_path.iterdir()) == []
