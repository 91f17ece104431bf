"""Tables are read in every encoding and dialect our customers send; nothing broken leaves a trace."""

import csv
import io
import itertools
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from prosfora.files.rules.columns import BadCell, Column, Fault, Kind, folded, layout, read_cell
from prosfora.files.rules.encodings import NotText, decode
from prosfora.files.rules.reading import NotReadable, Unreadable, open_table
from prosfora.files.rules.tables import delimiter_of, read_lines

GREEK = "επωνυμία;πόλη\r\nΒίδες Αιγαίου ΑΕ;Θεσσαλονίκη\r\nΆγκυρα ΟΕ;Χανιά\r\n"
FRENCH = "nom;ville\r\nSociété Générale;Orléans\r\nCafé Élysée;Besançon\r\n"


class TestEncodings:
    @pytest.mark.parametrize(
        ("codec", "taken"),
        [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("cp1253", "windows-1253")],
    )
    def test_greek_is_read_in_every_encoding_that_customers_use(self, codec: str, taken: str) -> None:
        read = decode(GREEK.encode(codec))
        assert (read.text, read.encoding) == (GREEK, taken)

    @pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
    def test_utf_16_without_a_mark_is_told_by_its_zeros(self, codec: str) -> None:
        assert decode(FRENCH.encode(codec)).text == FRENCH

    def test_western_letters_stand_alone_and_are_not_taken_for_greek(self) -> None:
        read = decode(FRENCH.encode("cp1252"))
        assert (read.text, read.encoding, read.is_certain) == (FRENCH, "windows-1252", False)

    def test_a_code_page_is_never_called_certain(self) -> None:
        assert not decode(GREEK.encode("cp1253")).is_certain
        assert decode(GREEK.encode()).is_certain

    def test_a_person_may_decide(self) -> None:
        assert decode(FRENCH.encode("cp1252"), "windows-1253").text != FRENCH
        with pytest.raises(NotText):
            decode(FRENCH.encode("cp1252"), "utf-8")

    @given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1))
    def test_valid_utf_8_is_read_as_such(self, text: str) -> None:
        content = ("a,b\r\n" + text).encode()
        assert decode(content).text in ("a,b\r\n" + text, ("a,b\r\n" + text).lstrip("\ufeff"))


class TestTables:
    @pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
    def test_the_delimiter_is_the_one_that_parts_lines_evenly(self, mark: str) -> None:
        rows = [["name", "note", "price"], ["Acme, Ltd", "a;b;c", "1,5"], ["Beta", "x|y", "2,5"]]
        text = io.StringIO()
        csv.writer(text, delimiter=mark).writerows(rows)
        assert delimiter_of(text.getvalue()) == mark
        assert [list(line.cells) for line in read_lines(text.getvalue(), mark)] == rows

    def test_decimal_commas_do_not_make_columns(self) -> None:
        assert delimiter_of("name;price\nA;1,50\nB;2,25\nC;3,10\n") == ";"

    def test_lines_are_numbered_as_an_editor_does(self) -> None:
        text = 'name;note\n"Acme";"two\nlines"\n\nBeta;x\n'
        assert [line.number for line in read_lines(text, ";")] == [1, 2, 5]

    def test_one_bad_line_hides_no_other(self) -> None:
        text = 'a;b\n"x"y;1\nok;2\n'
        lines = list(read_lines(text, ";"))
        assert [(line.number, line.fault) for line in lines] == [(1, None), (2, Fault.BROKEN_QUOTES), (3, None)]

    def test_a_file_cut_off_inside_quotation_marks_says_where_they_open(self) -> None:
        lines = list(read_lines('a;b\nok;1\n"cut;2\nmore', ";"))
        assert (lines[-1].number, lines[-1].fault) == (3, Fault.BROKEN_QUOTES)

    def test_an_enormous_cell_is_a_fault_of_its_line(self) -> None:
        lines = list(read_lines(f"a;b\n{'x' * 40_000};1\nok;2\n", ";"))
        assert [(line.number, line.fault) for line in lines][1:] == [(2, Fault.TOO_LONG), (3, None)]

    @pytest.mark.parametrize(
        ("row", "fault"),
        [("1;2", None), ("1;2;", None), ("1;2;3", Fault.TOO_MANY_CELLS), ("1", Fault.TOO_FEW_CELLS)],
    )
    def test_ragged_lines_are_told_by_their_cells(self, row: str, fault: Fault | None) -> None:
        lines = list(open_table(f"a;b\n0;0\n{row}\n".encode()).lines())
        assert lines[-1].fault == fault

    @given(
        st.lists(
            st.lists(
                st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=20), min_size=2, max_size=2
            ).filter(lambda row: any(cell.strip() for cell in row)),
            max_size=8,
        )
    )
    def test_what_a_spreadsheet_writes_is_read_back(self, rows: list[list[str]]) -> None:
        text = io.StringIO()
        csv.writer(text, delimiter=";").writerows([["a", "b"], *rows])
        table = open_table(text.getvalue().encode(), delimiter=";")
        assert [list(line.cells) for line in table.lines()] == rows


class TestRefusedFiles:
    @pytest.mark.parametrize(
        ("content", "why"),
        [
            (b"", Unreadable.EMPTY),
            (b"\r\n  \r\n", Unreadable.EMPTY),
            (b"%PDF-1.7\n%\xe2\xe3", Unreadable.NOT_A_TABLE),
            (b"\x89PNG\r\n\x1a\n\0\0\0", Unreadable.NOT_A_TABLE),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old excel", Unreadable.NOT_A_TABLE),
            (b"a\0\0\0\0;b\0\0\0\0\n\0\0\0\0\0", Unreadable.NOT_A_TABLE),
            (b"Name;name;x\n1;2;3\n", Unreadable.DOUBLED_HEADERS),
            (";".join(f"c{n}" for n in range(300)).encode(), Unreadable.TOO_MANY_COLUMNS),
            (b"PK\x03\x04 no zip at all", Unreadable.DAMAGED),
        ],
    )
    def test_what_is_no_table_is_refused_with_the_reason(self, content: bytes, why: Unreadable) -> None:
        with pytest.raises(NotReadable) as refusal:
            open_table(content)
        assert refusal.value.why == why

    def test_too_many_lines_are_refused(self) -> None:
        content = b"a;b\n" + b"1;2\n" * 200_001
        with pytest.raises(NotReadable) as refusal:
            list(open_table(content).lines())
        assert refusal.value.why == Unreadable.TOO_MANY_LINES

    @pytest.mark.parametrize(
        "folder",
        [
            "edifact",
            "mime_flanker",
            "mime_mikel_mail",
            "vcard_ezvcard",
            "icalendar_corpus",
            "bounces",
            "ubl",
            "validators",
        ],
    )
    def test_no_file_of_the_corpora_leaves_a_trace(self, folder: str) -> None:
        """Hundreds of real files that are no tables, many of them broken: read as lines, or refused with a reason."""
        root = Path(settings.CORPORA_DIR) / folder
        paths = [path for path in sorted(root.rglob("*")) if path.is_file() and path.stat().st_size < 300_000]
        assert paths, f"the corpora are at {settings.CORPORA_DIR} (PROSFORA_CORPORA)"
        for path in paths[:150]:
            assert lines_or_reason(path.read_bytes()) is not None

    @pytest.mark.parametrize("cut", [10, 100, 500, 1_000, 2_000])
    def test_a_truncated_workbook_is_refused(self, cut: int) -> None:
        with pytest.raises(NotReadable):
            list(open_table(a_workbook([["a", "b"], ["1", "2"]])[:cut]).lines())

    @given(st.data())
    def test_a_workbook_with_bytes_flipped_is_read_or_refused(self, data: st.DataObject) -> None:
        content = bytearray(WORKBOOK)
        for _ in range(data.draw(st.integers(1, 20))):
            content[data.draw(st.integers(4, len(content) - 1))] = data.draw(st.integers(0, 255))
        assert lines_or_reason(bytes(content)) is not None

    def test_a_bomb_is_refused_before_it_unpacks(self) -> None:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/worksheets/sheet1.xml", b"0" * 20_000_000)
        with pytest.raises(NotReadable) as refusal:
            open_table(packed.getvalue())
        assert refusal.value.why == Unreadable.TOO_LARGE

    def test_an_entity_bomb_is_refused(self) -> None:
        bomb = (
            '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
            '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
            '<c r="A1" t="str"><v>&b;</v></c></row></sheetData></worksheet>'
        )
        packed = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as source, zipfile.ZipFile(packed, "w") as target:
            for part in source.infolist():
                body = bomb if part.filename == "xl/worksheets/sheet1.xml" else source.read(part)
                target.writestr(part.filename, body)
        with pytest.raises(NotReadable):
            list(open_table(packed.getvalue()).lines())


def lines_or_reason(content: bytes) -> int | Unreadable:
    """How many lines a file has, or why it cannot be read; any other exception fails the test."""
    try:
        return sum(1 for _line in itertools.islice(open_table(content).lines(), 2_000))
    except NotReadable as refusal:
        return refusal.why


def a_workbook(rows: list[list[Any]], **formulas: str) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for place, formula in formulas.items():
        sheet[place] = formula
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


WORKBOOK = a_workbook([["name", "price"], ["Acme", 1.5]])


class TestWorkbooks:
    def test_cells_arrive_with_their_types(self) -> None:
        import datetime as dt

        rows = [["name", "price", "day", "yes", "number"], ["Βίδα", 0.1 + 0.2, dt.date(2026, 11, 23), True, 1000012]]
        line = next(open_table(a_workbook(rows)).lines())
        assert list(line.cells) == ["Βίδα", Decimal("0.3"), dt.date(2026, 11, 23), True, Decimal(1000012)]

    def test_blank_lines_are_left_out_and_numbers_stay(self) -> None:
        table = open_table(a_workbook([["a", "b"], ["x", 1], [None, None], ["y"]]))
        assert [(line.number, list(line.cells), line.fault) for line in table.lines()] == [
            (2, ["x", Decimal(1)], None),
            (4, ["y", None], None),
        ]

    def test_an_error_that_the_sheet_shows_is_a_fault(self) -> None:
        table = open_table(a_workbook([["a", "b"], ["x", "#DIV/0!"]]))
        assert [line.fault for line in table.lines()] == [Fault.SPREADSHEET_ERROR]


class TestColumns:
    COLUMNS = (
        Column("vat_number", "VAT number", required=True, headers=("ΑΦΜ",)),
        Column("name", "Name", headers=("Επωνυμία",)),
    )

    def test_headers_are_compared_without_case_accents_and_marks(self) -> None:
        found = layout(["Α.Φ.Μ.", "ΕΠΩΝΥΜΙΑ"], self.COLUMNS)
        assert found.places == {"vat_number": 0, "name": 1}
        assert folded("VAT-Number ") == folded("vat_number")

    def test_two_headers_for_one_column_are_reported(self) -> None:
        assert layout(["ΑΦΜ", "VAT number"], self.COLUMNS).doubled == ("VAT number",)

    def test_missing_and_unknown_columns_are_reported(self) -> None:
        found = layout(["name", "colour", ""], self.COLUMNS)
        assert (found.missing, found.unknown) == (("vat_number",), ("colour",))

    def test_a_choice_of_none_leaves_a_column_out(self) -> None:
        assert layout(["name", "vat number"], self.COLUMNS, {"name": ""}).places == {"vat_number": 1}

    @pytest.mark.parametrize(
        ("kind", "cell", "value"),
        [
            (Kind.TEXT, "  Acme  ", "Acme"),
            (Kind.TEXT, "", ""),
            (Kind.TEXT, Decimal("1000012.0"), "1000012"),
            (Kind.NUMBER, "1.234,50", Decimal("1234.50")),
            (Kind.NUMBER, "−5", Decimal(-5)),
            (Kind.NUMBER, "", None),
            (Kind.INTEGER, "12", 12),
            (Kind.FLAG, "Ναι", True),
            (Kind.FLAG, "ΟΧΙ", False),
            (Kind.FLAG, True, True),
            (Kind.FLAG, Decimal(0), False),
            (Kind.PAIRS, "1=24,00; 1000=22,5;", ((1, 24), (1000, Decimal("22.5")))),
            (Kind.PAIRS, "", None),
            (Kind.TEXT, "'-5 mm", "-5 mm"),
            (Kind.TEXT, "'s Hertogenbosch", "'s Hertogenbosch"),
        ],
    )
    def test_cells_are_read_in_their_columns_kind(self, kind: Kind, cell: Any, value: Any) -> None:
        assert read_cell(cell, Column("x", "X", kind), decimal_comma=True) == value

    @pytest.mark.parametrize(
        ("kind", "cell", "fault"),
        [
            (Kind.NUMBER, "12 pieces", Fault.NOT_A_NUMBER),
            (Kind.NUMBER, "1e400", Fault.NOT_A_NUMBER),
            (Kind.NUMBER, "NaN", Fault.NOT_A_NUMBER),
            (Kind.INTEGER, "1,5", Fault.NOT_WHOLE),
            (Kind.DAY, "31/02/2026", Fault.NOT_A_DAY),
            (Kind.DAY, "yesterday", Fault.NOT_A_DAY),
            (Kind.FLAG, "perhaps", Fault.NOT_A_FLAG),
            (Kind.PAIRS, "24", Fault.NOT_PAIRS),
            (Kind.PAIRS, "1=2=3", Fault.NOT_PAIRS),
            (Kind.PAIRS, "1=many", Fault.NOT_PAIRS),
            (Kind.TEXT, "a\0b", Fault.BAD_CHARACTER),
            (Kind.TEXT, "\ud800", Fault.BAD_CHARACTER),
            (Kind.TEXT, "x" * 201, Fault.TOO_LONG),
        ],
    )
    def test_what_cannot_be_read_is_never_guessed(self, kind: Kind, cell: Any, fault: Fault) -> None:
        with pytest.raises(BadCell) as bad:
            read_cell(cell, Column("x", "X", kind), decimal_comma=True)
        assert bad.value.fault == fault

    def test_a_text_outside_its_choices_names_them(self) -> None:
        with pytest.raises(BadCell) as bad:
            read_cell("c", Column("x", "X", choices=("a", "b")), decimal_comma=False)
        assert bad.value.detail == "a, b"

    def test_a_blank_required_cell_is_missing(self) -> None:
        with pytest.raises(BadCell) as bad:
            read_cell("  ", Column("x", "X", required=True), decimal_comma=False)
        assert bad.value.fault == Fault.MISSING
