"""Reads `multipart/form-data` (RFC 7578) as a vendor does."""

from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP

from generation.tests.vendors.server import Asked


@dataclass(frozen=True)
class Part:
    """One field. `file` is its file name, None for plain text."""

    name: str
    data: bytes
    file: str | None
    content_type: str

    @property
    def text(self) -> str:
        return self.data.decode()


def parts_of(asked: Asked) -> list[Part]:
    """Raises AssertionError for what is no such body."""
    kind = asked.headers.get("content-type", "")
    assert kind.startswith("multipart/form-data"), kind
    head = f"Content-Type: {kind}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + asked.body)
    assert message.is_multipart()
    return [_part(each) for each in message.get_payload() if isinstance(each, Message)]


def _part(each: Message) -> Part:
    data = each.get_payload(decode=True)
    assert isinstance(data, bytes)
    name = str(each.get_param("name", header="content-disposition"))
    return Part(name, data, each.get_filename(), each.get_content_type())
