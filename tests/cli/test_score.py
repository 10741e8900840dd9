"""`panoh score`: a calculator without instance and account."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from panoh.cli import main


@pytest.fixture
def scored(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs the command with a document; gives its exit code and what it printed."""
    monkeypatch.delenv("PANOH_DATA", raising=False)

    def run(instrument: str, document: Any) -> tuple[int, str, str]:
        file = tmp_path / "answers.json"
        file.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
        code = main(["score", instrument, str(file)])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def test_score_prints_one_document(scored: Any) -> None:
    code, out, err = scored("phq9", {"items": dict.fromkeys("12345678", 2) | {"9": 1}, "language": "ru", "sex": "female"})

    assert (code, err, out.count("\n")) == (0, "", 1)
    assert json.loads(out) == {
        "instrument": "phq9",
        "version": 1,
        "complete": True,
        "scores": {"total": 17},
        "bands": {"total": "moderately_severe"},
        "flags": {"major_depressive": True, "other_depressive": False},
        "alerts": [{"item": "9", "value": 1, "kind": "suicide", "level": "moderate"}],
    }


def test_an_incomplete_form_is_scored_with_null(scored: Any) -> None:
    code, out, _err = scored("gad7", {"items": {"1": 3, "2": None}})

    assert code == 0
    assert (json.loads(out)["complete"], json.loads(out)["scores"]) == (False, {"total": None})


def test_instruments_that_are_switched_off_are_scored_too(scored: Any) -> None:
    code, out, _err = scored("hscl25", {"items": {str(number): 2 for number in range(1, 26)}})

    assert (code, json.loads(out)["scores"]["total"]) == (0, 2.0)


@pytest.mark.parametrize(
    ("instrument", "document", "code", "line"),
    [
        ("phq", {"items": {}}, 2, "There is no instrument 'phq'"),
        ("../places", {"items": {}}, 2, "There is no instrument"),
        ("phq9", {"items": {"99": 1}}, 2, "no item '99'"),
        ("phq9", {"items": {"3": 7}}, 2, "item 3: 7 is not one of 0, 1, 2, 3"),
        ("phq9", {"items": {"1": 1}, "langauge": "ru"}, 2, "langauge"),
        ("phq9", {"1": 1}, 1, "The file should hold"),
        ("phq9", "{", 1, "not JSON"),
    ],
)
def test_what_cannot_be_scored_is_named_in_one_line(scored: Any, instrument: str, document: Any, code: int, line: str) -> None:
    given, out, err = scored(instrument, document)

    assert (given, out, err.count("\n")) == (code, "", 1)
    assert line in err


def test_score_needs_no_django(tmp_path: Path) -> None:
    file = tmp_path / "answers.json"
    file.write_text('{"items": {"1": 1}}', encoding="utf-8")
    program = f"import sys; from panoh.cli import main; main(['score', 'who5', {str(file)!r}]); sys.exit('django' in sys.modules)"

    done = subprocess.run(
        [sys.executable, "-c", program],
        env={name: value for name, value in os.environ.items() if not name.startswith(("PANOH", "DJANGO"))},
        capture_output=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr.decode()
