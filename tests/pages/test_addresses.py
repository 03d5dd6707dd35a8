"""The address that phones in the hall are given."""

import ipaddress

import pytest

from spirale.pages import addresses
from spirale.pages.addresses import address_for_phones, addresses_of_this_machine


@pytest.fixture
def on_the_wifi(monkeypatch, settings):
    settings.HOST = "0.0.0.0"  # noqa: S104 - said, not listened at
    monkeypatch.setattr(addresses, "addresses_of_this_machine", lambda: ["192.168.4.1", "10.0.0.7"])


@pytest.mark.usefixtures("on_the_wifi")
def test_whoever_leads_on_the_machine_that_serves_gives_phones_its_address_on_the_network(rf):
    request = rf.get("/", HTTP_HOST="localhost:8000")
    assert address_for_phones(request, "/j/ABCD/") == "http://192.168.4.1:8000/j/ABCD/"


@pytest.mark.usefixtures("on_the_wifi")
def test_the_address_by_which_one_came_is_kept(rf):
    for host in ("spirale.example.org", "10.0.0.7:8000"):
        assert address_for_phones(rf.get("/", HTTP_HOST=host), "/j/ABCD/") == f"http://{host}/j/ABCD/"


def test_a_site_that_listens_to_this_machine_alone_gives_no_other_address(rf, settings):
    settings.HOST = "127.0.0.1"
    assert address_for_phones(rf.get("/", HTTP_HOST="localhost:8000"), "/j/") == "http://localhost:8000/j/"


def test_without_any_network_the_address_stays(rf, settings, monkeypatch):
    settings.HOST = "0.0.0.0"  # noqa: S104 - said, not listened at
    monkeypatch.setattr(addresses, "addresses_of_this_machine", list)
    assert address_for_phones(rf.get("/", HTTP_HOST="localhost"), "/j/") == "http://localhost/j/"


def test_no_address_of_this_machine_leads_to_itself_and_none_is_said_twice(monkeypatch):
    monkeypatch.setattr(addresses, "_of_cards", lambda: ["127.0.0.1", "8.8.4.4", "192.168.4.1", "169.254.3.3"])
    monkeypatch.setattr(addresses, "_by_name", lambda: ["127.0.1.1", "192.168.4.1"])
    monkeypatch.setattr(addresses, "_by_route", list)
    assert addresses_of_this_machine() == ["192.168.4.1", "8.8.4.4"]


def test_this_machine_is_asked_without_failing():
    for said in addresses_of_this_machine():
        assert not ipaddress.ip_address(said).is_loopback
