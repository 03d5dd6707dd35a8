"""`spirale doctor` says what lacks, what to do, and ends with a code that scripts can trust."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import prepared

DOCTOR = [sys.executable, "-c", "from spirale.cli import main; main()", "doctor"]


@pytest.fixture
def doctor(tmp_path):
    def ask(*options: str, **environment: str) -> subprocess.CompletedProcess[str]:
        kept_out = {"SPIRALE_DATABASE", "SPIRALE_ADDRESS", "HOST", "PORT", "SPIRALE_ENCODER", "SPIRALE_CLUSTER"}
        inherited = {name: value for name, value in os.environ.items() if name not in kept_out}
        inherited |= {"SPIRALE_HOME": str(tmp_path / "home"), "SPIRALE_ENCODER": "ngrams"}
        return subprocess.run(  # noqa: S603 - ourselves
            [*DOCTOR, *options], env=inherited | environment, capture_output=True, text=True, check=False
        )

    return ask


def findings(done: subprocess.CompletedProcess[str]) -> dict[str, dict[str, str]]:
    return {finding["name"]: finding for finding in json.loads(done.stdout)["findings"]}


def test_a_new_installation_lacks_its_tables_and_is_told_how_to_have_them(doctor):
    done = doctor("--json")
    assert done.returncode == 3
    assert findings(done)["tables"]["status"] == "to mend"
    assert "spirale serve" in findings(done)["tables"]["remedy"]


def test_an_installation_in_order_is_well(doctor, tmp_path):
    (tmp_path / "home").mkdir()
    prepared.lay(tmp_path / "home")
    done = doctor()
    assert done.returncode == 0, done.stdout
    assert "All is well." in done.stdout
    assert "to mend" not in done.stdout


@pytest.mark.parametrize(
    ("environment", "name", "said"),
    [
        ({"SPIRALE_DATABASE": "mysql://here"}, "settings", "SPIRALE_DATABASE"),
        ({"PORT": "eighty"}, "settings", "PORT"),
        ({"SPIRALE_DATABASE": "postgresql://nobody@127.0.0.1:9/none"}, "database", "does not answer"),
        ({"SPIRALE_ENCODER": "oracle"}, "encoder", "oracle"),
        ({"SPIRALE_CLUSTER": "nowhere"}, "cluster", "nowhere"),
        ({"SPIRALE_SMTP_HOST": "127.0.0.1", "SPIRALE_SMTP_PORT": "9"}, "letters", "127.0.0.1:9"),
        ({"SPIRALE_ADDRESS": "nowhere"}, "address", "nowhere"),
        (
            {"SPIRALE_MODEL_ADDRESS": "http://models.example.org", "SPIRALE_MODEL_NAME": "m"},
            "language model",
            "cannot be used",
        ),
    ],
)
def test_what_is_wrong_is_named_with_what_to_do(doctor, environment, name, said):
    done = doctor("--json", **environment)
    assert done.returncode == 3
    found = findings(done)[name]
    assert found["status"] == "to mend"
    assert said in found["sentence"]
    assert found["remedy"]


def test_a_folder_that_cannot_be_written_is_said(doctor, tmp_path):
    (tmp_path / "home").write_text("a file stands where the folder should be")
    done = doctor("--json")
    assert done.returncode == 3
    assert str(Path(tmp_path / "home")) in done.stdout
