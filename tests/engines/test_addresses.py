"""An engine by its address; what cannot be reached is said, with what to do."""

import socket
import sys

import pytest

from spirale.engines import engine_at
from spirale.engines.cluster import Cluster
from spirale.method.engine import Here
from spirale.method.problems import Problem


def test_without_an_address_the_work_is_done_here():
    assert isinstance(engine_at(), Here)
    assert isinstance(engine_at(""), Here)


@pytest.mark.parametrize(
    "address", ["cores:0", "cores:-1", "cores:many", "cores:²", "nowhere", "tcp:here", "http://a:1"]
)
def test_an_address_that_leads_nowhere_is_refused(address):
    with pytest.raises(Problem) as refused:
        engine_at(address)
    assert refused.value.code == "engine address unknown"


@pytest.mark.parametrize("address", ["cores:2", "tcp://127.0.0.1:8786"])
def test_what_is_not_installed_is_named(address, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(Problem) as refused:
        engine_at(address)
    assert refused.value.code == "cluster not installed"
    assert refused.value.parameters == {"package": "spirale[cluster]"}


def test_a_scheduler_that_does_not_answer_is_named():
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    with pytest.raises(Problem) as refused:
        Cluster(f"tcp://127.0.0.1:{port}", patience=0.5)
    assert refused.value.code == "cluster out of reach"
    assert refused.value.parameters["address"] == f"tcp://127.0.0.1:{port}"
