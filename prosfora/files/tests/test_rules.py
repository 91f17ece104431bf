"""Names and types of files, and cells of a table, by properties and by tables: no database, no disk."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosfora.files.rules.columns import Column, Kind, folded, layout, read_cell
from prosfora.files.rules.media_types import SHOWN, media_type_of
from prosfora.files.rules.names import LONGEST_NAME, is_trick, safe_name
from prosfora.files.rules.tables import DELIMITERS, Line, delimiter_of, fitted, read_lines
from prosfora.kit.pages import export_value
from prosfora.kit.writing import fixed

SIGNS = st.text(max_size=260)
PLAIN = st.text(st.characters(categories=("L", "N", "Zs", "P")), min_size=1, max_size=40).map(str.strip).filter(bool)


@given(SIGNS)
def test_a_name_made_safe_is_safe_and_stays_as_it_is(name: str) -> None:
    kept = safe_name(name)

    assert safe_name(kept) == kept
    assert 0 < len(kept) <= LONGEST_NAME
    assert not is_trick(kept)
    assert kept == kept.strip(". ")


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("", "file"),
        (" .. ", "file"),
        ("\u0000", "file"),
        (".hidden", "hidden"),
        ("offer.pdf.", "offer.pdf"),
        ("x" * 199 + "." + "y" * 60, "x" * 199),
        ("x" * 199 + " tail", "x" * 199),
        ("drawing <final>?.dxf", "drawing final.dxf"),
        ("two   blanks.txt", "two blanks.txt"),
        ("x" * 250 + ".docx", "x" * 195 + ".docx"),
    ],
)
def test_a_name_loses_what_no_disk_keeps(given_name: str, kept: str) -> None:
    assert safe_name(given_name) == kept


@pytest.mark.parametrize(
    "name", ["../plan.pdf", "a/b.pdf", "a\\b.pdf", "..", "plan\0.pdf", "/plan.pdf", "C:\\plan.pdf"]
)
def test_a_name_that_tries_to_leave_its_folder_is_a_trick(name: str) -> None:
    assert is_trick(name)


@pytest.mark.parametrize("name", ["plan.pdf", "σχέδιο..pdf", "a...b", "Προσφορά 12 (τελική).docx"])
def test_a_plain_name_is_none(name: str) -> None:
    assert not is_trick(name)


PNG, PDF, ZIP, OLE = b"\x89PNG\r\n\x1a\n..", b"%PDF-1.7", b"PK\x03\x04..", b"\xd0\xcf\x11\xe0.."


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("offer.pdf", PDF, "application/pdf"),
        ("OFFER.PDF", PDF, "application/pdf"),
        ("photo.png", PNG, "image/png"),
        ("photo.jpeg", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("moving.gif", b"GIF89a", "image/gif"),
        ("scan.tif", b"II*\0", "image/tiff"),
        ("scan.tiff", b"MM\0*", "image/tiff"),
        ("prices.xlsx", ZIP, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("letter.odt", ZIP, "application/vnd.oasis.opendocument.text"),
        ("letter.doc", OLE, "application/msword"),
        ("plan.dwg", b"AC1027", "image/vnd.dwg"),
        ("notes.txt", "Σκουφά".encode(), "text/plain"),
        ("notes.txt", "\ufeffΣκουφά".encode("utf-16-le"), "text/plain"),
        ("part.step", b"ISO-10303-21;", "model/step"),
    ],
)
def test_a_file_is_what_its_ending_and_its_bytes_agree_on(name: str, content: bytes, media_type: str) -> None:
    assert media_type_of(name, content) == media_type


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("offer.pdf", PNG),
        ("photo.png", PDF),
        ("photo.jpg", b"GIF89a"),
        ("prices.xlsx", OLE),
        ("old.xls", ZIP),
        ("notes.txt", b"MZ\0\0"),
        ("page.html", b"<html>"),
        ("picture.svg", b"<svg>"),
        ("setup.exe", b"MZ"),
        ("macro.xlsm", ZIP),
        ("script.js", b"alert(1)"),
        ("noending", b"text"),
        ("offer.pdf", b""),
    ],
)
def test_a_file_whose_bytes_say_something_else_or_that_could_run_is_not_taken(name: str, content: bytes) -> None:
    assert media_type_of(name, content) is None


def test_nothing_that_could_run_in_a_browser_is_shown_in_it() -> None:
    assert {kind.partition("/")[0] for kind in SHOWN} == {"application", "image"}
    assert not {"image/svg+xml", "text/html", "application/xml"} & SHOWN


CELL = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)


@given(st.lists(st.lists(CELL, min_size=2, max_size=5), min_size=1, max_size=5), st.sampled_from(DELIMITERS))
def test_a_table_is_read_as_it_was_written_whatever_its_cells_hold(rows: list[list[str]], delimiter: str) -> None:
    def quoted(cell: str) -> str:
        return '"' + cell.replace('"', '""') + '"'

    text = "\r\n".join(delimiter.join(map(quoted, row)) for row in rows)
    filled = [row for row in rows if any(cell.strip() for cell in row)]

    lines = list(read_lines(text, delimiter))

    assert [list(line.cells) for line in lines] == filled
    assert all(line.fault is None for line in lines)


@pytest.mark.parametrize("mark", DELIMITERS)
def test_the_mark_of_a_table_is_found_though_the_others_stand_in_its_texts(mark: str) -> None:
    others = " ".join(other for other in DELIMITERS if other != mark)
    text = "\n".join(
        [f"number{mark}name", *(f"{place}{mark}bolt {others if place % 3 == 0 else ''}" for place in range(9))]
    )

    assert delimiter_of(text) == mark


@given(st.lists(st.sampled_from(["", " ", "x"]), max_size=6), st.integers(1, 6))
def test_a_line_fitted_to_its_header_has_as_many_cells_and_never_loses_one_in_silence(
    cells: list[str], width: int
) -> None:
    line = fitted(Line(2, cells), width)

    assert len(line.cells) == width
    assert list(line.cells)[: len(cells)] == cells[:width]
    assert (line.fault is not None) == (len(cells) < width or any(cell.strip() for cell in cells[width:]))


@given(PLAIN)
def test_a_text_that_left_by_an_export_comes_back_by_an_import(text: str) -> None:
    for written in (text, f"={text}", f"+{text}", f"-{text}", f"@{text}"):
        assert read_cell(export_value(written), Column("name", "Name"), decimal_comma=False) == written


@given(st.decimals(-(10**9), 10**9, places=2), st.sampled_from([("en", False), ("el", True)]))
def test_a_figure_as_a_page_writes_it_is_read_in_the_readers_notation(
    figure: Decimal, notation: tuple[str, bool]
) -> None:
    language, comma = notation

    assert read_cell(fixed(figure, 2, language), Column("net", "Net", Kind.NUMBER), decimal_comma=comma) == figure


@given(st.dates(), st.booleans())
def test_a_day_is_the_same_as_text_as_day_and_as_midnight(day: dt.date, comma: bool) -> None:
    column = Column("since", "Since", Kind.DAY)
    midnight = dt.datetime.combine(day, dt.time.min)

    assert {read_cell(cell, column, decimal_comma=comma) for cell in (day, day.isoformat(), midnight)} == {day}


@given(
    st.lists(st.tuples(st.integers(0, 10**6), st.decimals(0, 10**6, places=2)), min_size=1, max_size=5), st.booleans()
)
def test_a_scale_is_read_pair_by_pair_in_either_notation(pairs: list[tuple[int, Decimal]], comma: bool) -> None:
    language = "el" if comma else "en"
    text = "; ".join(f"{start} = {fixed(rate, 2, language)}" for start, rate in pairs)

    read = read_cell(text, Column("scale", "Scale", Kind.PAIRS), decimal_comma=comma)

    assert read == tuple((Decimal(start), rate) for start, rate in pairs)


@given(PLAIN)
def test_a_header_is_compared_without_case_accents_and_marks_once_and_for_all(header: str) -> None:
    assert folded(folded(header)) == folded(header)
    assert folded(f" {header}: ") == folded(header)


@given(st.lists(st.sampled_from(["Number", "number", "ΑΡΙΘΜΟΣ", "Name", "Colour", "", " "]), max_size=7))
def test_every_header_is_a_column_unknown_blank_or_a_double(headers: list[str]) -> None:
    columns = [Column("number", "Number", headers=("Αριθμός",), required=True), Column("name", "Name")]

    found = layout(headers, columns)

    blank = sum(not header.strip() for header in headers)
    assert len(found.places) + len(found.unknown) + len(found.doubled) + blank == len(headers)
    assert all(folded(headers[place]) in ("number", "name", "αριθμοσ") for place in found.places.values())
    assert found.missing == (() if "number" in found.places else ("number",))
