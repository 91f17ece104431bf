"""Verbs of files: keep bytes, hang them on records, import them, take an import back."""

from prosfora.files.services.attachments import attach_file, detach_file
from prosfora.files.services.imports import check_file, import_file, start_import, undo_import
from prosfora.files.services.refusals import (
    CannotImport,
    CannotStore,
    FileRefused,
    FileTooLarge,
    NotNow,
    UnknownKind,
)
from prosfora.files.services.storage import store

__all__ = [
    "CannotImport",
    "CannotStore",
    "FileRefused",
    "FileTooLarge",
    "NotNow",
    "UnknownKind",
    "attach_file",
    "check_file",
    "detach_file",
    "import_file",
    "start_import",
    "store",
    "undo_import",
]
