"""Run as a process of its own by rendering.py: KIND FILE PAGE → the page as PNG, or the number of pages for page 0."""

from __future__ import annotations

import sys
from io import BytesIO
from typing import Any

from PIL import Image

LONGEST = 1600
"""Pixels of the longer side."""
MOST_PIXELS = 60_000_000
MEMORY = 2 * 1024**3


def main(kind: str, path: str, page: int) -> None:
    _bind()
    out = _pdf(path, page) if kind == "pdf" else _picture(path, page)
    sys.stdout.buffer.write(out)


def _bind() -> None:
    """Windows knows no such bounds: there only the clock of rendering.py holds."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _pdf(path: str, page: int) -> bytes:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    if not page:
        return str(len(document)).encode()
    sheet = document[page - 1]
    scale = min(2.0, LONGEST / max(sheet.get_size()))
    return _png(sheet.render(scale=scale).to_pil())


def _picture(path: str, page: int) -> bytes:
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    with Image.open(path, formats=("JPEG", "PNG")) as picture:
        if not page:
            return b"1"
        if picture.width * picture.height > MOST_PIXELS:
            raise ValueError("too many pixels")
        picture.thumbnail((LONGEST, LONGEST))
        return _png(picture.convert("RGB"))


def _png(picture: Any) -> bytes:
    """Pixels alone: no metadata of the file goes along."""
    buffer = BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
