"""A real SMTP server on loopback that keeps what it receives; for the demo and the tests."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller

HOST = "127.0.0.1"


class Sink:
    """The messages that arrived, in order."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.recipients: list[list[str]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  aiosmtpd's name
        """Keep one message."""
        self.messages.append(message_from_bytes(envelope.content))
        self.recipients.append(list(envelope.rcpt_tos))
        return "250 kept"


class _FreePort(Controller):
    """A controller on a port the system chooses."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]  # it listens by now
        super()._trigger_server()  # type: ignore[no-untyped-call]  # aiosmtpd ships no types for it


@contextmanager
def smtp_sink() -> Iterator[tuple[int, Sink]]:
    """Run the sink in a thread: its port and what it keeps."""
    sink = Sink()
    controller = _FreePort(sink, hostname=HOST, port=0, loop=asyncio.new_event_loop())
    controller.start()
    try:
        yield controller.port, sink
    finally:
        controller.stop()
