"""Pages of imports and of files on records."""

from prosfora.files.views.attachments import attach_file, attachments, detach_file, download_file
from prosfora.files.views.imports import (
    check_file,
    display_import,
    import_file,
    import_template,
    list_imports,
    start_import,
    undo_import,
)

__all__ = [
    "attach_file",
    "attachments",
    "check_file",
    "detach_file",
    "display_import",
    "download_file",
    "import_file",
    "import_template",
    "list_imports",
    "start_import",
    "undo_import",
]
