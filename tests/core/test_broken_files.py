"""The kept files that cannot be read: each is refused in a sentence that says where and why; nothing is executed."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from core import parse_cell
from core.errors import EquationError, SessionError
from core.session import load

FOLDER = Path(__file__).parents[1] / "data" / "broken"
SESSIONS = {
    "another-zip": r": expected document\.json inside, found none: not a Carousel session",
    "clamp-of-no-unit": r", document\.models\[0\]\.clamps\[0\], clamp's unit: expected 0 to 1, found 5",
    "climbing": r": expected only document\.json and arrays inside, found '\.\./\.\./evil'",
    "code-as-equations": r", .*cell\.equations, line 1, column 5: expected one of the functions .* .*__import__.*",
    "cut-off": r": expected a whole Carousel session, found a damaged file or another kind",
    "empty": r": expected a whole Carousel session, found a damaged file or another kind",
    "huge-units": r", document\.models\[0\]\.network\.layers\[0\]\.units: expected 1 to 512, found 1000000000",
    "missing-array": r", .*\.parameters\.W_f: expected arrays/77\.npy in the file, found none",
    "nan-array": r", .*\.parameters\.W_f: expected finite numbers \(float64\), found nan at \(0, 0\)",
    "nan-in-json": r", document\.encoder\.other\[0\]: expected a finite number, found nan",
    "newer": r", version: expected 1 to \d+, found 99 \(made by a newer Carousel\)",
    "no-json": r", document\.json: expected JSON, found .*line 1 column 2.*",
    "no-models": r", models: expected at least one, found none",
    "no-view": r", view: expected a group of fields, found nothing",
    "pickle": r": expected a whole Carousel session, found a damaged file or another kind",
    "pickled-array": r", .*\.W_f: expected an array of numbers of shape \(2, 4\), found another kind of data",
    "picture": r": expected a whole Carousel session, found a damaged file or another kind",
    "text": r": expected a whole Carousel session, found a damaged file or another kind",
    "units-do-not-fit": r", .*\.W_f: expected an array of numbers of shape \(3, 4\), found <f8 of shape \(2, 4\)",
    "unknown-word": r", word: expected a word that the encoder knows, found 'The'",
    "whole-numbers": r", .*\.W_f: expected an array of numbers of shape \(2, 4\), found another kind of data",
}
EQUATIONS = tomllib.loads((FOLDER / "equations.toml").read_text("utf-8"))


def test_every_kept_file_is_looked_at() -> None:
    assert {path.stem for path in FOLDER.glob("*.carousel")} == set(SESSIONS)


@pytest.mark.parametrize("name", SESSIONS)
def test_a_broken_session_is_refused_and_nothing_of_it_is_executed(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SessionError) as caught:
        load(FOLDER / f"{name}.carousel")
    assert re.fullmatch(rf"{name}\.carousel{SESSIONS[name]}", str(caught.value)), str(caught.value)
    assert not list(tmp_path.iterdir()) and not (tmp_path.parent / "evil").exists()


@pytest.mark.parametrize("name", EQUATIONS)
def test_broken_equations_are_refused_at_their_line_and_column(name: str) -> None:
    known = EQUATIONS[name]
    text = known["text"] * known.get("times", 1)
    with pytest.raises(EquationError) as caught:
        parse_cell(text)
    sentence = str(caught.value)
    assert sentence.startswith(f"line {known['line']}, column {known['column']}: expected "), sentence
    assert known["says"] in sentence and "\n" not in sentence and len(sentence) < 400
