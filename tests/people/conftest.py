"""Letters are sent in threads: tests wait for them."""

import threading

import pytest
from django.core import mail

from factories import AccountFactory


@pytest.fixture
def camille():
    account = AccountFactory(email="camille@example.org", name="Camille Aubry")
    account.set_password("le pré derrière l'école")
    account.save()
    return account


@pytest.fixture
def letters(django_capture_on_commit_callbacks):
    """Letters posted by an act: `letters(act)`."""

    def posted_by(act):
        with django_capture_on_commit_callbacks(execute=True):
            act()
        for thread in threading.enumerate():
            if thread.name == "letter":
                thread.join(5)
        return mail.outbox

    return posted_by
