"""Work given to engines by tests: at the top of a module of its own, as whatever travels to a worker must be."""

import os
import signal
import time
from pathlib import Path

import numpy as np

from spirale.method.problems import Problem


def product(matrix, rows):
    """A block of rows by the whole matrix: sums of floats, which threads would change."""
    return matrix.value[rows] @ matrix.value.T


def square(number):
    return number * number


def slow_square(number):
    time.sleep(0.05)
    return number * number


def who(_chunk):
    time.sleep(0.02)
    return os.getpid()


def refuse_odd(number):
    if number % 2:
        raise Problem("row not readable", row=number)
    return number


def miss_a_file(number):
    return Path(f"/nowhere/{number}").read_text()


def end_the_worker(_number):
    os.kill(os.getpid(), signal.SIGKILL)


def end_the_worker_once(mark, number):
    """Kill whoever does the chunk 5, the first time only."""
    if number == 5:
        try:
            Path(mark).touch(exist_ok=False)
        except FileExistsError:
            pass
        else:
            os.kill(os.getpid(), signal.SIGKILL)
    return slow_square(number)


def of_shared(matrix, number):
    time.sleep(0.05)
    return float(np.sum(matrix.value[number]))
