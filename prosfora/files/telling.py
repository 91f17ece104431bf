"""Faults of files in words: what is wrong and what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prosfora.files.imports import importer_of
from prosfora.files.rules.columns import BadCell, Fault
from prosfora.files.rules.reading import NotReadable, Unreadable
from prosfora.files.rules.runs import Status

_CELLS: dict[Fault, Promise] = {
    Fault.MISSING: _("Please fill this in"),
    Fault.NOT_A_NUMBER: _("Not a number that can be read without guessing; write it like %(detail)s"),
    Fault.NOT_WHOLE: _("Must be a whole number"),
    Fault.NOT_A_DAY: _("Not a day; write it like 23/11/2026 or 2026-11-23"),
    Fault.NOT_A_FLAG: _("Write yes or no"),
    Fault.NOT_PAIRS: _("Write pairs of numbers, parted by semicolons, like %(detail)s"),
    Fault.NOT_A_CHOICE: _("Must be one of: %(detail)s"),
    Fault.TOO_LONG: _("Too long: at most %(detail)s characters"),
    Fault.BAD_CHARACTER: _("Holds characters that cannot be printed; type it again"),
    Fault.SPREADSHEET_ERROR: _("The spreadsheet shows an error here (%(detail)s); mend its formula"),
    Fault.TOO_MANY_CELLS: _(
        "More cells than the header (%(detail)s); put quotation marks around texts with delimiters"
    ),
    Fault.TOO_FEW_CELLS: _("Fewer cells than the header (%(detail)s); the line may be cut off"),
    Fault.BROKEN_QUOTES: _("A quotation mark is opened and not closed, or stands where it cannot"),
    Fault.SAME_KEY: _("Names the same record as line %(detail)s; a file may name each record once"),
}

_FILES: dict[Unreadable, Promise] = {
    Unreadable.EMPTY: _("The file is empty; save it again from your program"),
    Unreadable.TOO_LARGE: _("The file is too large; split it into files of at most %(detail)s MB"),
    Unreadable.TOO_MANY_LINES: _("The file has too many lines; split it into files of at most %(detail)s lines"),
    Unreadable.TOO_MANY_COLUMNS: _("The first line has too many columns; it must hold the column names"),
    Unreadable.NOT_A_TABLE: _("This is no table; save it as CSV or XLSX"),
    Unreadable.NOT_TEXT: _("The text cannot be read as %(detail)s; choose another encoding"),
    Unreadable.DAMAGED: _("The workbook is damaged or protected; open it, save it again as XLSX, then retry"),
    Unreadable.DOUBLED_HEADERS: _("Columns stand twice in the first line: %(detail)s; keep one of each"),
    Unreadable.MISSING_COLUMNS: _("Columns are missing: %(detail)s; add them or say which column holds them"),
    Unreadable.UNKNOWN_COLUMNS: _("None of the columns is known; the first line must hold the column names"),
}

VERB_WORDS = {
    "display_import": _("Display imports"),
    "check_file": _("File checked"),
    "import_file": _("File imported"),
    "undo_import": _("Import taken back"),
    "attach_file": _("File attached"),
    "detach_file": _("File removed"),
}
# The journal falls back on these for the entries of every kind of records a file hangs on.
KIND_LABELS = {"attachment": _("Attachment"), "digest": _("Digest")}


def cell_sentence(fault: Fault, detail: str = "") -> str:
    """Why a cell or line cannot be read, and what to do."""
    return str(_CELLS[fault]) % {"detail": detail}


def bad_cell_sentence(bad: BadCell) -> str:
    """The same for what `read_cell` raised."""
    return cell_sentence(bad.fault, bad.detail)


def file_sentence(bad: NotReadable) -> str:
    """Why a file cannot be imported at all, and what to do."""
    return str(_FILES[bad.why]) % {"detail": bad.detail}


_STATUSES = {
    Status.WAITING: _("waiting"),
    Status.CHECKING: _("checking"),
    Status.CHECKED: _("checked"),
    Status.REFUSED: _("refused"),
    Status.IMPORTING: _("importing"),
    Status.IMPORTED: _("imported"),
    Status.UNDOING: _("undoing"),
    Status.UNDONE: _("undone"),
}


def status_word(status: str) -> str:
    """Where a run stands, in words."""
    return str(_STATUSES[Status(status)])


def kind_title(kind: str) -> str:
    """What a kind of records is called."""
    importer = importer_of(kind)
    return kind if importer is None else str(importer.title)
