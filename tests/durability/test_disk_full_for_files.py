"""No room for an uploaded file: refused in words, nothing half."""

from __future__ import annotations

import resource
from pathlib import Path

from tests.running_site import Caller, Site

REPORT = 3
MB = 1024 * 1024
ROOM = 20 * MB
"""More than the database takes, less than the large file."""
PATH = f"/reports/{REPORT}/evidence/upload/"


def _limit(site: Site, size: int) -> None:
    """No file of the running server may grow beyond this: what a full disk does to the file being written."""
    resource.prlimit(site.process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def _files(site: Site) -> dict[str, int]:
    folder = site.data / "files"
    return {path.name: path.stat().st_size for path in folder.rglob("*") if path.is_file()}


def _evidence(site: Site) -> list[str]:
    printed = site.run(
        "from zhunsheng.server.reports.models import Evidence\n"
        f"names = Evidence.objects.filter(report={REPORT}, row='r1').order_by('pk')\n"
        "print('\\n'.join(entry.file.name for entry in names))"
    )
    return printed.split()


def _left_behind(before: set[Path]) -> list[Path]:
    """Half files in the folder where uploads are received."""
    return sorted(set(Path("/tmp").glob("*.upload.*")) - before)


def test_a_file_there_is_no_room_for_is_refused_in_words_and_leaves_nothing(site: Site) -> None:
    caller = Caller(site, "jb03")
    before, received = _files(site), set(Path("/tmp").glob("*.upload.*"))
    large = b"%PDF-1.4\n" + bytes(30 * MB)
    _limit(site, ROOM)
    told = caller.refused_file(PATH, "files", "大材料.pdf", large, row="r1")
    assert told == "服务器的磁盘写不下这个文件，请告诉系统管理员；您可以稍后再传。"
    assert (_files(site), _evidence(site), _left_behind(received)) == (before, [], [])

    # What there is room for still goes, and once there is room again the large one too.
    assert caller.refused_file(PATH, "files", "小材料.pdf", b"%PDF-1.4\n", row="r1") == ""
    _limit(site, resource.RLIM_INFINITY)
    assert caller.refused_file(PATH, "files", "大材料.pdf", large, row="r1") == ""
    assert _evidence(site) == ["小材料.pdf", "大材料.pdf"]
