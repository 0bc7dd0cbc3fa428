"""Web archives (.mht): the page is one part of a mail-like file, its pictures are the others."""

from __future__ import annotations

from email import message_from_bytes

from zhunsheng.intake.document import Paragraph, Table
from zhunsheng.intake.readers import html
from zhunsheng.intake.readers.package import damaged


def read(data: bytes, notes: list[str]) -> list[Paragraph | Table]:
    for part in message_from_bytes(data).walk():
        if part.get_content_type() == "text/html":
            page = part.get_payload(decode=True)
            if isinstance(page, bytes):
                return html.blocks(html.decode(page, part.get_content_charset() or ""))
    raise damaged()
