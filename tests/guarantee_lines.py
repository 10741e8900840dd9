"""`make check-guarantees`: one line a guarantee, with the figure that its heavy tests measured (`record_property("figure", "…")`)."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from panoh.reference import guarantees


@dataclass
class Line:
    """What the heavy tests of one guarantee came to."""

    number: int
    guarantee: str
    held: bool = True
    seconds: float = 0.0
    figures: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        told = "; ".join([*self.figures, *(f"left out: {why}" for why in self.left_out)])
        state = "BROKEN" if not self.held else "partly" if self.left_out else "held"
        return f"{self.number:>2} {state:<6}  {self.guarantee}{': ' if told else ''}{told} ({self.seconds:.0f} s)"


_TESTS: dict[str, list[int]] = {}
_TITLES: dict[int, str] = {}
_LINES: dict[int, Line] = {}


def _numbers(nodeid: str) -> list[int]:
    """The guarantees that a test proves, or 0; one of several cases counts for the test."""
    if not _TESTS:
        _TITLES[0] = "What no guarantee names"
        for one in guarantees():
            _TITLES[one["number"]] = one["guarantee"]
            for test in one["tests"]:
                _TESTS.setdefault(test, []).append(one["number"])
    return _TESTS.get(nodeid.partition("[")[0], [0])


def _figures(report: pytest.TestReport) -> Iterator[str]:
    return (str(value) for name, value in report.user_properties if name == "figure")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Adds up what is heard of each test."""
    if report.when != "call" and report.passed:
        return
    if report.failed:  # what follows takes hours
        sys.stderr.write(f"{report.longreprtext}\n")
    for number in _numbers(report.nodeid):
        line = _LINES.setdefault(number, Line(number, _TITLES[number]))
        line.held &= not report.failed
        if report.skipped:
            line.left_out.append(str(report.longrepr[2]) if isinstance(report.longrepr, tuple) else "?")
        line.seconds += report.duration
        line.figures += [figure for figure in _figures(report) if figure not in line.figures]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The lines, in the order of the guarantees."""
    if _LINES:
        terminalreporter.section("guarantees")
    for number in sorted(_LINES):
        terminalreporter.line(str(_LINES[number]))
