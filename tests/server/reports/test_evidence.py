"""Evidence: what is kept, told twice, looked at, removed; questionnaires from counts to rate."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from tests.server.conftest import Advance, Office

from zhunsheng.press.pdf import pdf_of
from zhunsheng.press.tree import Page, Role, Text, Tree
from zhunsheng.server.audit.models import Entry
from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.reports import evidence, surveys
from zhunsheng.server.reports.content import content_from_json
from zhunsheng.server.reports.models import Evidence, Survey, UnitReport


@pytest.fixture
def filling(advance: Advance) -> UnitReport:
    return advance("filling")


def _png(colour: str = "red") -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (40, 30), colour).save(buffer, "PNG")
    return buffer.getvalue()


def _file(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def _add(office: Office, filling: UnitReport, row: str, *files: SimpleUploadedFile) -> evidence.Added:
    return evidence.add_evidence(office.actor("jia"), report_id=filling.pk, row=row, uploads=files)


def _lacking(filling: UnitReport) -> list[str]:
    rows = evidence.proven_rows(filling, content_from_json(filling.content))
    return [entry.row for entry in rows if entry.lacks]


def test_a_file_proves_its_indicator(office: Office, filling: UnitReport) -> None:
    before = _lacking(filling)
    _add(office, filling, "r1", _file("现场照片.png", _png()))
    assert before[0] == "r1"
    assert _lacking(filling) == before[1:]


def test_the_same_file_is_kept_once_for_an_indicator_and_told_for_another(
    office: Office, filling: UnitReport
) -> None:
    _add(office, filling, "r1", _file("照片.png", _png()))
    again = _add(office, filling, "r1", _file("换了名字.png", _png()))
    assert (again.kept, again.notes) == ([], ["“换了名字.png”已经传过，内容完全一样，没有再存。"])
    other = _add(office, filling, "r2", _file("照片2.png", _png()))
    assert len(other.kept) == 1
    assert other.notes == ["“照片2.png”与已传的“照片.png”是同一个文件，两处都作佐证。"]
    assert Evidence.objects.count() == 2


@pytest.mark.parametrize(
    ("row", "files", "why"),
    [
        ("r1", [], "还没有选文件。"),
        ("r99", [("照片.png", _png())], "这一行指标已经被删除"),
        ("r1", [("程序.exe", b"MZ")], "不收“程序.exe”这种文件"),
        ("r1", [("空.pdf", b"")], "“空.pdf”是空文件"),
        ("r1", [("假.pdf", b"hello")], "内容不是 .pdf 文件"),
    ],
)
def test_what_is_not_taken(
    office: Office, filling: UnitReport, row: str, files: list[tuple[str, bytes]], why: str
) -> None:
    with pytest.raises(Refused, match=why):
        _add(office, filling, row, *(_file(*file) for file in files))
    assert not Evidence.objects.exists()


def test_removal_is_traced_and_locked_reports_refuse_it(office: Office, filling: UnitReport) -> None:
    kept = _add(office, filling, "r1", _file("照片.png", _png()), _file("另一张.png", _png("blue"))).kept
    evidence.remove_evidence(office.actor("jia"), report_id=filling.pk, evidence_id=kept[0].pk)
    assert [entry.file.name for entry in Evidence.objects.select_related("file")] == ["另一张.png"]
    assert '"name":"照片.png"' in Entry.objects.get(verb="remove_evidence").details
    UnitReport.objects.filter(pk=filling.pk).update(state="with_bureau")
    with pytest.raises(Refused, match="不能改"):
        evidence.remove_evidence(office.actor("jia"), report_id=filling.pk, evidence_id=kept[1].pk)


def test_pages_are_looked_at_as_pictures(office: Office, filling: UnitReport) -> None:
    pdf = pdf_of(
        Tree("两页", [Page([Text("第一页", Role.BODY)]), Page([Text("第二页", Role.BODY)], landscape=True)])
    )
    entry = _add(office, filling, "r1", _file("通知.pdf", pdf)).kept[0]
    client = office.client("jia")
    address = f"/reports/{filling.pk}/evidence/{entry.pk}/"
    assert "第 2 页，共 2 页" in client.get(address).content.decode()
    picture = client.get(f"{address}pages/2/")
    assert (picture["Content-Type"], picture["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert Image.open(BytesIO(picture.content)).size == (1600, 1132)
    download = client.get(f"{address}download/")
    assert download["Content-Disposition"].startswith("attachment")
    assert b"".join(download.streaming_content) == pdf
    assert office.client("yi").get(f"{address}pages/2/").status_code == 403


def test_a_broken_picture_is_told_in_words(office: Office, filling: UnitReport) -> None:
    entry = _add(office, filling, "r1", _file("坏.png", _png()[:30] + b"xxxx")).kept[0]
    answer = office.client("jia").get(f"/reports/{filling.pk}/evidence/{entry.pk}/pages/1/")
    assert answer.status_code == 403
    assert "打不开预览，请下载后查看" in answer.content.decode()


# --- questionnaires -----------------------------------------------------------------------------------

_GOOD = surveys.Counts(1200, 1180, 1150, 800, 283, 50, 17)


@pytest.mark.parametrize(
    ("counts", "problem"),
    [
        (_GOOD, ""),
        (surveys.Counts(100, 120, 90, 90, 0, 0, 0), "回收 120 份，比发放的 100 份还多，请核对。"),
        (surveys.Counts(100, 80, 90, 90, 0, 0, 0), "有效 90 份，比回收的 80 份还多，请核对。"),
        (
            surveys.Counts(100, 90, 90, 80, 5, 3, 1),
            "四档合计 89 份，与有效 90 份相差 1 份，请核对。",
        ),
        (surveys.Counts(100, 90, 0, 0, 0, 0, 0), "有效问卷是 0 份，算不出满意率。"),
    ],
)
def test_counts_have_to_add_up(counts: surveys.Counts, problem: str) -> None:
    assert surveys.problem_of(counts) == problem


def test_the_rate_is_rounded_half_up() -> None:
    assert surveys.rate_text(_GOOD) == "94.17%"
    assert surveys.rate_text(surveys.Counts(800, 800, 800, 1, 0, 0, 799)) == "0.13%"
    assert surveys.formula_text(_GOOD) == "满意率 = （非常满意 800 + 满意 283）÷ 有效 1150 = 94.17%"


def test_the_rate_fills_the_actual_value_with_its_source(office: Office, filling: UnitReport) -> None:
    row = next(r.id for r in content_from_json(filling.content).rows if "满意" in r.level1)
    surveys.save_survey(
        office.actor("jia"), report_id=filling.pk, row=row, counts=surveys.Counts(9, 9, 8, 4, 1, 2, 1)
    )
    filling.refresh_from_db()
    cell = content_from_json(filling.content).cells[f"{row}.actual"]
    assert (cell.text, cell.source) == ("62.5%", "surveyed")
    assert row not in _lacking(filling)
    with pytest.raises(Refused, match="还多"):
        surveys.save_survey(
            office.actor("jia"), report_id=filling.pk, row=row, counts=surveys.Counts(1, 9, 8, 4, 1, 2, 1)
        )
    assert Survey.objects.get().sent == 9


def test_the_step_takes_files_and_counts(office: Office, filling: UnitReport) -> None:
    client = office.client("jia")
    row = next(r.id for r in content_from_json(filling.content).rows if "满意" in r.level1)
    client.post(f"/reports/{filling.pk}/evidence/upload/", {"row": "", "files": [_file("批复.png", _png())]})
    grades = {"very_satisfied": 80, "satisfied": 10, "fair": 6, "dissatisfied": 4}
    client.post(
        f"/reports/{filling.pk}/surveys/{row}/", {"sent": 120, "returned": 110, "valid": 100, **grades}
    )
    page = client.get(f"/reports/{filling.pk}/evidence/").content.decode()
    assert "批复.png" in page
    assert "满意率 = （非常满意 80 + 满意 10）÷ 有效 100 = 90%" in page
    refused = client.post(f"/reports/{filling.pk}/surveys/{row}/", {"sent": "一百"})
    assert refused.status_code == 403
    assert "不是份数" in refused.content.decode()
