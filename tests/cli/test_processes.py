"""Several web processes at one port: each has its own door, and the address is still one program's."""

import select
import socket

import pytest

from spirale.cli.processes import listen_too, shared
from spirale.cli.serve import listen
from spirale.method.problems import Problem


@pytest.fixture
def doors():
    held = shared(listen("127.0.0.1", 0))
    opened = [listen_too(held), listen_too(held)]
    for door in opened:
        door.listen(64)
        door.setblocking(False)
    yield opened
    for each in [held, *opened]:
        each.close()


def test_who_comes_is_shared_out_between_the_doors(doors):
    address = doors[0].getsockname()
    assert doors[1].getsockname() == address
    phones = [socket.create_connection(address) for _ in range(40)]
    let_in = {door: [] for door in doors}
    while sum(map(len, let_in.values())) < len(phones):
        ready, _, _ = select.select(doors, [], [], 5)
        assert ready
        for door in ready:
            let_in[door].append(door.accept()[0])
    assert all(let_in.values())
    for each in [*phones, *(one for several in let_in.values() for one in several)]:
        each.close()


def test_another_program_is_told_that_the_port_is_taken(doors):
    with pytest.raises(Problem, match="address taken"):
        listen(*doors[0].getsockname())
