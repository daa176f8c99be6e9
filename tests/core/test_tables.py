"""Tables: how they are written is found out, what is no number is told by column and row, scales are exact."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import CarouselError
from core.step_edits import value_label
from core.tables import (
    SCALES,
    Choice,
    as_number,
    column_names,
    parsed,
    problems,
    read_table,
    scaled,
    series,
)
from core.text_files import decoded, read_text

TABLES = Path(__file__).parents[1] / "data" / "tables"


def told(name: str, **choice: object) -> str:
    table = read_table(TABLES / name)
    columns = tuple(range(table.width))
    with pytest.raises(CarouselError) as caught:
        series(table, Choice(**{"columns": columns, **choice}))  # type: ignore[arg-type]
    return str(caught.value)


def test_a_folder_or_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.csv")
    for path in tmp_path, *tmp_path.iterdir():
        with pytest.raises(CarouselError, match="expected a file that can be read, found a folder or a device"):
            read_table(path)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ('a,b\n"0,5","1,25"\n"0,125",2\n', [[0.5, 1.25], [0.125, 2.0]]),
        ('a,b\n"1,234",2\n"5,678.5",3\n', [[1234.0, 2.0], [5678.5, 3.0]]),
        ("a;b\n0,125;1\n0.125;0,5\n0,25;1.250\n", [[0.125, 1.0], [0.125, 0.5], [0.25, 1250.0]]),
        ("a\tb\n0.125\t1,250\n", [[0.125, 1250.0]]),
    ],
)
def test_what_begins_with_nought_is_no_thousand(text: str, values: list[list[float]]) -> None:
    found = series(parsed(text, "t"), Choice((0, 1))).values
    assert found.tolist() == values


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("empty.csv", "empty.csv: expected a table with at least one row, found nothing"),
        ("blank.csv", "blank.csv: expected a table with at least one row, found nothing"),
        ("binary.csv", "binary.csv: expected a file of text, found binary data"),
        ("broken_utf16.csv", "broken_utf16.csv: expected text in utf-16-le, found a broken character at byte 2"),
        (
            "unclosed.csv",
            "unclosed.csv, row 2: expected cells in which quotation marks are closed, "
            "found a quotation mark that is not closed",
        ),
        ("none.csv", "none.csv: expected a file that can be read, found No such file or directory"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(name: str, sentence: str) -> None:
    with pytest.raises(CarouselError) as caught:
        read_table(TABLES / name)
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("missing.csv", "column temperature, row 3: expected a number, found 'n/a'"),
        ("ragged.csv", "row 3: expected 3 cells, found 2"),
        ("huge.csv", "column y, row 2: expected a number, found '1e400'"),
        ("wide.csv", "inputs: expected at most 512, found 600"),
        ("marked.tsv", "column name, row 2: expected a number, found 'the\\ndog'"),
    ],
)
def test_what_is_no_number_is_told_by_column_and_row(name: str, sentence: str) -> None:
    assert told(name) == sentence


def test_every_problem_is_told_and_such_rows_can_be_skipped() -> None:
    table = read_table(TABLES / "missing.csv")
    choice = Choice((0, 1, 2))
    assert [p.field for p in problems(table, choice)] == [
        "column temperature, row 3",
        "column pressure, row 4",
        "column temperature, row 5",
    ]
    found = series(table, Choice((0, 1, 2), skips=True))
    assert found.skipped == 3
    assert found.values.tolist() == [[0, 20.5, 1.01]]
    assert found.inputs == ("time", "temperature", "pressure")


def test_a_column_without_numbers_leaves_nothing() -> None:
    table = parsed("a,b\n1,x\n2,y\n", "t")
    with pytest.raises(CarouselError, match="rows: expected at least one with numbers, found none"):
        series(table, Choice((1,), skips=True))
    with pytest.raises(CarouselError, match="inputs: expected at least one column, found none chosen"):
        series(table, Choice(()))
    with pytest.raises(CarouselError, match="rows: expected some of 1 to 2, found 5 to 9"):
        series(table, Choice((0,), first=5, last=9))


def test_rows_without_a_header_or_names_are_named() -> None:
    assert read_table(TABLES / "duplicates.csv").columns == ("x", "x (2)", "x (3)", "column 4")
    plain = parsed("1,2\n3,4\n", "t")
    assert not plain.headed and plain.columns == ("column 1", "column 2")
    assert column_names(["\u0007a\nb", "z" * 200], 2) == ("a b", "z" * 74)


def test_old_encodings_and_decimal_commas_are_read() -> None:
    table = read_table(TABLES / "latin1.csv")
    assert (table.separator, table.decimal, table.columns) == (";", ",", ("Größe", "Höhe"))
    assert series(table, Choice((0, 1))).values.tolist() == [[1.5, 2.5], [-0.25, 1234.5]]


def test_numbers_with_a_comma_are_told_from_two_columns() -> None:
    one = read_table(TABLES / "decimal_commas.csv")
    assert (one.separator, one.decimal) == ("", ",")
    assert series(one, Choice((0,))).values.ravel().tolist() == [0.5, 1.25, 0.75, -0.1]
    two = parsed("1,25\n2,50\n3,75\n", "t")
    assert two.separator == "," and two.width == 2


def test_a_byte_order_mark_and_quoted_lines_are_read() -> None:
    table = read_table(TABLES / "marked.tsv")
    assert (table.separator, table.columns) == ("\t", ("name", "x"))
    found = series(table, Choice((1,), label=0))
    assert found.labels == ("the dog", "cat")


def test_one_column_has_its_values_as_labels() -> None:
    found = series(read_table(TABLES / "one_column.csv"), Choice((0,), first=2))
    assert (found.inputs, found.labels) == (("value",), ("2", "-3.5"))


def test_too_many_rows_and_a_large_file_are_refused(tmp_path: Path) -> None:
    table = parsed("1\n" * 100_001, "t")
    with pytest.raises(CarouselError, match="rows: expected at most 100,000, found 100,001"):
        series(table, Choice((0,)))
    assert len(series(table, Choice((0,), last=5)).values) == 5
    path = tmp_path / "big.csv"
    path.write_bytes(b"1\n" * 100)
    with pytest.raises(CarouselError, match=r"big\.csv: expected a file of at most 0\.0 MB, found 0\.0 MB"):
        read_text(path, 100)


def test_scales_are_what_they_say() -> None:
    x = np.array([[1.0, 5.0], [2.0, 5.0], [4.0, 5.0]])
    assert scaled(x, "none") is x
    assert np.allclose(scaled(x, "unit")[:, 0], [0, 1 / 3, 1])
    assert np.allclose(scaled(x, "signed")[:, 0], [-1, -1 / 3, 1])
    standard = scaled(x, "standard")[:, 0]
    assert np.allclose(standard, (x[:, 0] - x[:, 0].mean()) / np.sqrt(((x[:, 0] - x[:, 0].mean()) ** 2).mean()))
    for scale in SCALES[1:]:
        assert scaled(x, scale)[:, 1].tolist() == [0, 0, 0]


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=6), st.sampled_from(SCALES))
def test_every_column_of_finite_numbers_is_scaled_to_finite_ones(values: list[float], scale: str) -> None:
    found = scaled(np.array(values)[:, None], scale)  # type: ignore[arg-type]
    assert np.isfinite(found).all()
    if scale in ("unit", "signed"):
        assert found.max() <= 1 + 1e-12 and found.min() >= (0 if scale == "unit" else -1) - 1e-12


@given(
    st.lists(st.lists(st.floats(-1e6, 1e6, width=32), min_size=3, max_size=3), min_size=2, max_size=8),
    st.sampled_from([("\t", "."), (";", "."), (",", "."), (";", ","), ("\t", ",")]),
    st.booleans(),
)
def test_what_a_spreadsheet_writes_is_read_back(rows: list[list[float]], form: tuple[str, str], headed: bool) -> None:
    separator, decimal = form
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator)
    if headed:
        writer.writerow(["length", 'the "width"', "a;b,c"])
    writer.writerows([[f"{v:.6f}".replace(".", decimal) for v in row] for row in rows])
    table = parsed(out.getvalue(), "t")
    assert (table.separator, table.decimal, table.headed) == (separator, decimal, headed)
    assert np.allclose(series(table, Choice((0, 1, 2))).values, rows, atol=1e-6)


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [("1,234.5", ".", 1234.5), ("1.234,5", ",", 1234.5), ("\u22120,5", ",", -0.5), (" 1e3 ", ".", 1000.0)],
)
def test_numbers_of_several_countries(text: str, decimal: str, value: float) -> None:
    assert as_number(text, decimal) == value


@pytest.mark.parametrize("text", ["", "nan", "inf", "1e999", "0x10", "1 2", "1_000", "--1"])
def test_what_is_no_number(text: str) -> None:
    assert np.isnan(as_number(text, ".")) and np.isnan(as_number(text, ","))


def test_text_is_decoded_and_binary_refused() -> None:
    assert decoded(b"\xef\xbb\xbfa\r\nb\rc", "t") == "a\nb\nc"
    assert decoded("é".encode("utf-16"), "t") == "é"
    assert decoded(b"caf\xe9", "t") == "café"
    with pytest.raises(CarouselError, match="expected a file of text, found binary data"):
        decoded(bytes(range(1, 32)) * 4, "t")


def test_labels_of_values() -> None:
    assert [value_label([0.5]), value_label([1, -0.25]), value_label([1, 2, 3, 4])] == ["0.5", "1,-0.25", "1,2,3,…"]
