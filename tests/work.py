"""How much work something is, counted and not timed: the same on every machine, however busy it is.

What is counted are lines of Python, each time they run. The work inside a compiled call (a regular expression, the
parser of HTML) is not; of that, tests keep only the time limit that every test has.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def work(task: Callable[[], object]) -> int:
    """The lines of Python that ``task`` runs."""
    count = 0

    def within(frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return within

    before = sys.gettrace()
    sys.settrace(lambda _frame, _event, _argument: within)
    try:
        task()
    finally:
        sys.settrace(before)
    return count


def growth(of_size: Callable[[int], Callable[[], object]], small: int, large: int) -> float:
    """How many times the work of ``small`` that of ``large`` is, per unit of size: 1 where it grows as the size does,
    ``large / small`` where it grows as its square. The task for a size is made before it is counted.
    """
    of_size(small // 2)()  # what is read once and kept; not the small one itself, lest its results be kept
    return work(of_size(large)) / work(of_size(small)) * small / large
