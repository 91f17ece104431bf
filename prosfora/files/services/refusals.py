"""What this room refuses."""

from prosfora.kit.errors import Refused


class CannotStore(Refused):
    """The disk refused the bytes: full, read-only or broken."""

    status = 507


class FileTooLarge(Refused):
    """More bytes than we take."""

    status = 413


class FileRefused(Refused):
    """A name or type of file that we do not take."""


class CannotImport(Refused):
    """The file as a whole cannot be imported."""


class UnknownKind(Refused):
    """Nothing of that kind can be imported."""

    status = 404


class NotNow(Refused):
    """The run's state does not allow the verb."""

    status = 409
