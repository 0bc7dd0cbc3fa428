"""What is taken out of an uploaded zip, and what is not."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from zhunsheng.server.files.archives import Member, members_of, read_members
from zhunsheng.server.orgs.verdicts import Refused

TEXT = "自评报告".encode()


def packed(*files: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files:
            package.writestr(name, data)
    return buffer.getvalue()


def packed_in_gbk(name: str, data: bytes) -> bytes:
    """As Chinese Windows packs: the bytes of the name in GBK, no word about it."""
    raw = name.encode("gbk")
    placeholder = "x" * len(raw)
    return packed((placeholder, data)).replace(placeholder.encode(), raw)


def read(data: bytes) -> list[Member]:
    return list(read_members(data, members_of(data)))


def test_files_come_with_their_folders_and_without_what_systems_leave_behind() -> None:
    data = packed(
        ("甲局/自评报告.txt", TEXT),
        ("__MACOSX/甲局/._自评报告.txt", b"x"),
        ("甲局/.DS_Store", b"x"),
        ("甲局/~$自评报告.docx", b"x"),
        ("乙局/", b""),
    )
    assert read(data) == [Member("甲局/自评报告.txt", TEXT)]


def test_names_in_gbk_are_read() -> None:
    assert read(packed_in_gbk("甲局自评报告.txt", TEXT)) == [Member("甲局自评报告.txt", TEXT)]


@pytest.mark.parametrize(
    ("name", "data", "refusal"),
    [
        ("../../etc/甲局.txt", TEXT, "文件名带有上级目录，未收；请重新压缩。"),
        ("/root/甲局.txt", TEXT, "文件名带有上级目录，未收；请重新压缩。"),
        ("甲局.zip", b"PK\x03\x04", "压缩包里的压缩包不收，请解开后放在一层里。"),
        ("甲局.rar", b"Rar!", "压缩包里的压缩包不收，请解开后放在一层里。"),
        ("甲局.txt", b"", "是空文件。"),
    ],
)
def test_what_is_refused_says_why(name: str, data: bytes, refusal: str) -> None:
    assert read(packed((name, data))) == [Member(name, b"", refusal)]


@pytest.mark.parametrize(
    ("name", "said"), [("甲局.exe", "不收“甲局.exe”这种文件"), ("甲局.docx", "可能改过扩展名")]
)
def test_a_kind_that_is_not_taken_says_why(name: str, said: str) -> None:
    [member] = read(packed((name, b"MZ")))
    assert said in member.refusal


def test_a_bomb_is_refused_as_a_whole() -> None:
    with pytest.raises(Refused, match="压缩包不能用：文件展开后过大"):
        members_of(packed(("甲局.txt", b"0" * 20_000_000)))


def test_a_file_larger_than_it_claims_is_damaged() -> None:
    data = packed(("甲局.txt", b"0" * 70_001))
    lying = data.replace(struct.pack("<I", 70_001), struct.pack("<I", 3))
    assert read(lying) == [Member("甲局.txt", b"", "在压缩包里已损坏，请重新压缩。")]


def test_too_many_files_are_refused() -> None:
    with pytest.raises(Refused, match="压缩包里有 1001 个文件，一次最多 1000 个，请分几次上传。"):
        members_of(packed(*((f"{number}.txt", b"x") for number in range(1001))))


@pytest.mark.parametrize(("data", "said"), [(b"PK\x03\x04", "已损坏"), (packed(), "压缩包里没有文件。")])
def test_what_is_no_zip_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(Refused, match=said):
        members_of(data)


def test_a_locked_file_says_so() -> None:
    data = bytearray(packed(("甲局.txt", TEXT)))
    at = data.rfind(b"PK\x01\x02")
    data[at + 8] |= 1
    assert read(bytes(data)) == [Member("甲局.txt", b"", "文件有密码，请取消密码后重新压缩。")]
