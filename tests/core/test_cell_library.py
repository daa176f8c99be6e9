"""The user's own cells in a folder: what is saved comes back the same, and what is wrong is told."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.cell_library import (
    Saved,
    as_toml,
    checked_name,
    delete_cell,
    file_name,
    find,
    list_cells,
    load_saved,
    save_cell,
)
from core.cells import Cell, SignalInfo, load_cell, parse_cell
from core.errors import CarouselError

GOOD = 'name = "Mine"\nsource = ""\nequations = "h = tanh(W @ x + U @ h)"\n'


def facts(cell: Cell) -> tuple[object, ...]:
    return cell.name, cell.source, cell.equations, dict(cell.infos)


def test_every_cell_comes_back_as_it_was(any_cell: Cell, tmp_path: Path) -> None:
    path = save_cell(tmp_path / "deep" / "er", any_cell)
    assert facts(load_saved(path)) == facts(any_cell)
    assert [one.cell and one.cell.name for one in list_cells(path.parent)] == [any_cell.name]
    assert os.listdir(path.parent) == [path.name]  # nothing else is left there


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(TEXT, TEXT, TEXT, TEXT)
def test_any_words_come_back(source: str, title: str, says: str, comment: str) -> None:
    import tomllib

    remark = "".join(c for c in comment if c.isprintable())
    cell = Cell("Mine", parse_cell(f'h = tanh(W @ x + U @ h)  # {remark} """ \\').graph, source, "", {})
    cell = Cell(cell.name, cell.graph, source, "", {"h": SignalInfo(title, "hidden", says)})
    data = tomllib.loads(as_toml(cell, "Mine"))
    assert (data["source"], data["equations"]) == (source, cell.equations)
    assert data["signals"]["h"] == {"title": title, "role": "hidden", "says": says}


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("My cell", "my-cell.toml"),
        ("../../etc/passwd", "etc-passwd.toml"),
        ("LSTM, i = 1 − f", "lstm-i-1-f.toml"),
        ("Zürich", "zurich.toml"),
        ("日本", "cell.toml"),
        ("con", "cell-con.toml"),
        ("x" * 200, "x" * 60 + ".toml"),
    ],
)
def test_names_are_safe_for_files(name: str, file: str) -> None:
    assert file_name(name) == file


def test_names_of_one_file_name_live_together_and_one_name_is_one_file(tmp_path: Path) -> None:
    elman, lstm = load_cell("elman"), load_cell("lstm")
    one, other = (Cell(name, elman.graph) for name in ("A b", "a-b"))
    assert save_cell(tmp_path, one).name == "a-b.toml" and save_cell(tmp_path, other).name == "a-b-2.toml"
    path = save_cell(tmp_path, Cell("A b", lstm.graph))
    assert path.name == "a-b.toml" and load_saved(path).equations == lstm.equations
    assert find(tmp_path, "a-b") == tmp_path / "a-b-2.toml" and len(list_cells(tmp_path)) == 2


def test_a_deleted_cell_can_be_saved_again(tmp_path: Path) -> None:
    save_cell(tmp_path, load_cell("gru"))
    cell = delete_cell(tmp_path, "GRU")
    assert list_cells(tmp_path) == () and facts(cell) == facts(load_cell("gru"))
    save_cell(tmp_path, cell)
    with pytest.raises(CarouselError, match="one that was saved, found 'what'"):
        delete_cell(tmp_path, "what")


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "a\nb", "a\x00"])
def test_a_name_that_is_none_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(CarouselError, match="name of the cell: expected 1 to 80 characters"):
        save_cell(tmp_path, Cell(name, load_cell("elman").graph))
    assert not os.listdir(tmp_path) and checked_name(" Mine ") == "Mine"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "mine.toml, name: expected a text, found nothing"),
        ("name = ", "mine.toml: expected a file in TOML, found Invalid value"),
        (GOOD.replace('"Mine"', "3"), "mine.toml, name: expected a text, found 3"),
        (GOOD.replace('"Mine"', '""'), "mine.toml, name: expected 1 to 80"),
        (GOOD.replace("tanh", "than"), "mine.toml, equations, line 1, column 5: expected one of the functions"),
        (GOOD + "signals = 3", "mine.toml, signals: expected a table, found 3"),
        (GOOD + "[signals]\nh = 3", "mine.toml, signals.h: expected title, role and says, found 3"),
        (
            GOOD + '[signals.h]\ntitle = ""\nrole = "king"\nsays = ""',
            "mine.toml, signals.h.role: expected one of forget",
        ),
        (
            GOOD + '[signals.q]\ntitle = ""\nrole = "cell"\nsays = ""',
            "mine.toml, signals: expected some of h, found 'q'",
        ),
        ("a = " + "[" * 5000, "mine.toml: expected a file in TOML"),
        ("#" * 200_001, "mine.toml: expected at most 200,000 bytes, found 200,001"),
    ],
)
def test_what_is_wrong_in_a_file_is_told_and_the_others_are_there(text: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(text)
    save_cell(tmp_path, load_cell("lstm"))
    with pytest.raises(CarouselError) as told:
        load_saved(tmp_path / "mine.toml")
    assert str(told.value).startswith(says)
    good, bad = list_cells(tmp_path)
    assert good.cell is not None and bad == Saved(tmp_path / "mine.toml", None, str(told.value))


def test_bytes_that_are_no_text_and_a_folder_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(b"\xff\xfe")
    (tmp_path / "b.toml").mkdir()
    assert [one.cell for one in list_cells(tmp_path)] == [None, None]
    assert list_cells(tmp_path / "none") == ()


def test_a_folder_that_cannot_be_written_is_told_and_the_old_file_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = save_cell(tmp_path, load_cell("gru"))
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(CarouselError, match="a place that can be written, found No space left on device"):
        save_cell(tmp_path, Cell("GRU", load_cell("lstm").graph))
    assert path.read_bytes() == before and os.listdir(tmp_path) == [path.name]
    (tmp_path / "file").write_text("")
    with pytest.raises(CarouselError, match="a place that can be written"):
        save_cell(tmp_path / "file", load_cell("gru"))
