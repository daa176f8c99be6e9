"""Pictures of the app itself: a set of them against references, and the command that draws them all."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

import main
from core.errors import CarouselError
from core.state import PANELS
from gui import picture_states, pictures
from gui.panel_list import TITLES, panel_classes
from gui.picture_states import PANEL_STATES, STATES, WINDOW, states_of
from gui.pictures import SIZES, Shot, draw, scene, shots, write
from tests.gui.picture_compare import difference, save_report
from tests.gui.picture_set import FOLDER, chosen, path_of

ROOM = 1_500_000  # bytes for all references
RENEW = "look at them; where the new picture is right: python -m tests.gui.renew_pictures"


@pytest.mark.parametrize("shot", chosen(), ids=lambda shot: shot.name)
def test_it_looks_as_it_should(shot: Shot, qapp: QApplication, tmp_path: Path) -> None:
    expected = QImage(str(path_of(shot)))
    assert not expected.isNull(), f"no reference {path_of(shot).name}: python -m tests.gui.renew_pictures"
    actual = draw(shot)
    found = difference(actual, expected)
    if found:
        save_report(tmp_path, shot.name, actual, expected, found)
    assert not found, f"{shot.name}: {found}. See {tmp_path} ({shot.name}-difference.png); {RENEW}"


def test_references_are_those_of_the_set_and_small() -> None:
    kept = set(FOLDER.glob("*.png"))
    assert kept == {path_of(shot) for shot in chosen()}
    assert sum(path.stat().st_size for path in kept) < ROOM


def test_the_set_has_every_panel_in_both_themes() -> None:
    seen = {(shot.key, shot.theme) for shot in chosen()}
    assert seen == {(key, theme) for key in (WINDOW, *TITLES) for theme in ("light", "dark")}


def test_the_set_is_of_pictures_that_there_are() -> None:
    assert set(chosen()) <= set(shots())


# the states


def test_states_know_no_qt() -> None:
    tree = ast.parse(Path(picture_states.__file__).read_text("utf-8"))
    sources = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert all(source.startswith("core.") or source in sys_modules() for source in sources)


def sys_modules() -> set[str]:
    return {"__future__", "collections.abc", "dataclasses", "itertools"}


@pytest.mark.parametrize("name", list(STATES))
def test_a_state_is_pure_and_its_view_fits(name: str) -> None:
    document, view = scene("rest")
    once, again = STATES[name](document, view), STATES[name](document, view)
    assert document is scene("rest")[0] and once[1] == again[1]
    assert scene(name)[1] == scene(name)[1].fitted(scene(name)[0])
    assert [m.network.equals(n.network) for m, n in zip(once[0].models, again[0].models, strict=True)]


def test_states_differ_from_rest() -> None:
    """Except for those that only ask for what is there at rest."""
    same = {"rest", "numbers"}
    resting = scene("rest")
    for name in set(STATES) - same:
        assert scene(name)[0] is not resting[0] or scene(name)[1] != resting[1], name


def test_every_state_is_taken_somewhere_and_every_one_listed_exists() -> None:
    listed = {state for states in PANEL_STATES.values() for state in states}
    assert listed == set(STATES)
    assert set(PANEL_STATES) == {WINDOW, *PANELS}


def test_a_panel_without_states_is_taken_at_rest() -> None:
    assert states_of("lesson") == ("rest",)


# the command


def test_every_panel_and_the_window_is_among_the_pictures() -> None:
    everything = list(shots())
    assert {shot.key for shot in everything} == {WINDOW, *(kind.key for kind in panel_classes())}
    assert len({shot.name for shot in everything}) == len(everything)
    assert len(everything) == 6 * sum(len(states_of(key)) for key in (WINDOW, *TITLES))


def test_some_can_be_asked_for() -> None:
    asked = list(shots(["cell"], ["dark"], ["small"]))
    assert [shot.name for shot in asked] == [f"cell-{state}-dark-small" for state in PANEL_STATES["cell"]]


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "states_of", lambda key: ("rest", "one-step"))


def test_the_command_writes_files_and_says_them(
    few: None, qapp: QApplication, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "deep" / "er"
    options = f"pictures --out {folder} --only timeline,weights --theme dark --size small"
    assert main.main(options.split()) == 0
    names = [f"{key}-{state}-dark-small.png" for key in ("timeline", "weights") for state in ("rest", "one-step")]
    assert sorted(path.name for path in folder.iterdir()) == sorted(names)
    *said, last = capsys.readouterr().out.splitlines()
    assert said == names and last.startswith("4 pictures in ") and last.endswith(" s")
    assert QImage(str(folder / names[0])).size().toTuple() == (576, 180)


def test_sizes_and_scale(qapp: QApplication) -> None:
    for size, factor in SIZES.items():
        image = draw(Shot("weights", "rest", "light", size), 2)
        assert image.size().toTuple() == (round(480 * factor) * 2, round(520 * factor) * 2)
    assert draw(Shot(WINDOW, "rest", "light", "small")).size().toTuple() == (960, 600)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ("--only cell,what", "--only: expected some of network, cell, "),
        ("--out {file}/inside", "{file}/inside: expected a folder that can be written, found "),
        ("--out {file}", "{file}: expected a folder that can be written, found "),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    options: str, says: str, qapp: QApplication, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a file"
    file.write_text("not a folder")
    given = ["pictures", "--out", str(tmp_path / "out"), "--size", "small"]
    given += [part.format(file=file) for part in options.split()]
    assert main.main(given) == 2
    told = capsys.readouterr().err
    assert told.startswith(f"carousel: {says.format(file=file)}") and told.count("\n") == 1
    assert list(tmp_path.iterdir()) == [file]


def test_a_panel_that_cannot_be_written_stops_it(qapp: QApplication, tmp_path: Path) -> None:
    shot = Shot("weights", "rest", "light", "small")
    (tmp_path / f"{shot.name}.png").mkdir()
    with pytest.raises(CarouselError, match="a place that can be written"):
        write(tmp_path, [shot, replace(shot, theme="dark")])
    assert not (tmp_path / f"{shot.name.replace('light', 'dark')}.png").exists()
