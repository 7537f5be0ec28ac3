"""A mail server of one's own on this machine, which keeps what arrives and refuses whom it is told to."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

from aiosmtpd.controller import Controller

HOST = "127.0.0.1"


class Mailbox:
    """What arrived, and the answers to give: `refusals` maps an address to a line such as `550 no such user`."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.refusals: dict[str, str] = {}
        self.data_answer = "250 OK"
        self.port = 0

    async def handle_RCPT(  # noqa: N802 - the name aiosmtpd calls
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        """Take a recipient, or refuse them as told."""
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - as above
        """Keep a message."""
        if self.data_answer.startswith("250"):
            read = message_from_bytes(envelope.content, policy=policy.default)
            self.messages.append(cast(EmailMessage, read))
            self.recipients += envelope.rcpt_tos
        return self.data_answer


@contextmanager
def running_mail_server() -> Iterator[Mailbox]:
    """A server on a free port until the end of the block."""
    mailbox = Mailbox()
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        mailbox.port = probe.getsockname()[1]
    controller = Controller(mailbox, hostname=HOST, port=mailbox.port)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()
