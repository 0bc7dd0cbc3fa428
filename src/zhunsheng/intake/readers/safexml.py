"""XML from strangers: no entities, no network, no document types."""

from __future__ import annotations

from lxml import etree

from zhunsheng.intake.readers.package import damaged
from zhunsheng.kernel.errors import UnreadableFile

_DOCTYPE_WITHIN = 4096
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def parse(data: bytes) -> etree._Element:
    """The root element of an Office part. Office never writes a DOCTYPE, attackers do."""
    if _has_doctype(data):
        raise unsafe()
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise damaged() from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise unsafe()
    return root


def _has_doctype(data: bytes) -> bool:
    """Before parsing, so that nested entities are not even looked at."""
    head = data[:_DOCTYPE_WITHIN]
    if head[:2] in _UTF16_MARKS:
        head = head.replace(b"\0", b"")
    return b"<!DOCTYPE" in head or b"<!ENTITY" in head


def unsafe() -> UnreadableFile:
    return UnreadableFile("unsafe_xml", "文件内含有不安全的外部引用，未予读取。")
