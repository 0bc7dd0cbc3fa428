"""Counts brought as a file are offered, quoted and judged as a live register's are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import load_workbook
from tests.server.conftest import YEAR
from tests.server.inspections.conftest import Inspections

from zhunsheng.kernel.snapshot_files import snapshots_from_text, snapshots_to_text
from zhunsheng.server.campaigns.actions import create_campaign, open_campaign
from zhunsheng.server.files.storing import read_stored
from zhunsheng.server.inspections.models import Issue, Register
from zhunsheng.server.inspections.statistics.snapshot_export import export_snapshots
from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.reports.actions import start_blank
from zhunsheng.server.reports.content import content_from_json
from zhunsheng.server.reports.deliveries import deliver_snapshots
from zhunsheng.server.reports.models import SnapshotDelivery, UnitReport
from zhunsheng.server.reports.quote_actions import quote_count
from zhunsheng.server.reports.quotes import offers_for


@pytest.fixture
def text(inspections: Inspections, issue: Issue) -> str:
    """Exported where the register is kept; here the register is gone then."""
    inspector = inspections.office.actor("inspector")
    exported = export_snapshots(inspector, register=inspections.register, year=YEAR, as_of=date(YEAR, 12, 31))
    Register.objects.all().update(unit=inspections.office.root)
    return exported


@pytest.fixture
def report(inspections: Inspections, text: str) -> UnitReport:
    bureau = inspections.office.actor("bureau")
    campaign = create_campaign(
        bureau,
        organizer=inspections.office.root,
        fiscal_year=YEAR,
        scheme="hunan-overall",
        title="2023 年度部门整体支出绩效自评",
        deadline=timezone.now() + timedelta(days=10),
        notice="",
    )
    open_campaign(bureau, campaign=campaign, units=[inspections.register.unit, inspections.office.jia_unit])
    return start_blank(
        inspections.office.actor("keeper"),
        report_id=UnitReport.objects.get(unit=inspections.register.unit).pk,
    )


def _file(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("快照.json", text.encode())


def test_a_delivered_count_is_quoted_with_a_note_of_where_its_list_is(
    inspections: Inspections, report: UnitReport, text: str
) -> None:
    assert offers_for(report) == []
    keeper = inspections.office.actor("keeper")
    deliver_snapshots(keeper, report_id=report.pk, upload=_file(text))
    offered = {offer.snapshot.key: offer.snapshot for offer in offers_for(report)}
    assert offered["rounds.done"].value == Decimal(1)
    row = content_from_json(report.content).rows[0].id
    quote = quote_count(keeper, report_id=report.pk, cell=f"{row}.actual", key="rounds.done")
    assert (quote.source, quote.value, quote.as_of) == ("台账", Decimal(1), date(YEAR, 12, 31))
    assert quote.evidence is not None
    sheet = load_workbook(BytesIO(read_stored(quote.evidence.file))).active
    said = [cell.value for line in sheet.iter_rows() for cell in line if cell.value]
    assert said[-1] == offered["rounds.done"].sha256
    report.refresh_from_db()
    assert content_from_json(report.content).text(f"{row}.actual") == "1轮"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('"value": "1"', '"value": "2"'), "可能被改过"),
        (('"format"', '"forma"'), "这不是台账导出的快照文件"),
    ],
)
def test_a_file_that_was_changed_is_refused(
    inspections: Inspections, report: UnitReport, text: str, change: tuple[str, str], words: str
) -> None:
    with pytest.raises(Refused, match=words):
        deliver_snapshots(
            inspections.office.actor("keeper"), report_id=report.pk, upload=_file(text.replace(*change))
        )


def test_another_unit_s_counts_are_refused(inspections: Inspections, report: UnitReport, text: str) -> None:
    office = inspections.office
    other = start_blank(office.actor("jia"), report_id=UnitReport.objects.get(unit=office.jia_unit).pk)
    with pytest.raises(Refused, match="快照是示例区委巡察办（150）的，不是示例区甲局的"):
        deliver_snapshots(office.actor("jia"), report_id=other.pk, upload=_file(text))


def test_through_the_page(inspections: Inspections, report: UnitReport, text: str) -> None:
    client = inspections.office.client("keeper")
    response = client.post(f"/reports/{report.pk}/exchange/snapshots/", {"file": _file(text)}, follow=True)
    assert "已带入台账的数，截至 2023-12-31" in response.content.decode()


def _redated(text: str, as_of: date) -> SimpleUploadedFile:
    """The same counts as of another day, as the register would have exported them."""
    file = snapshots_from_text(text)
    counts = tuple(replace(snapshot, as_of=as_of) for snapshot in file.snapshots)
    return _file(snapshots_to_text(replace(file, as_of=as_of, snapshots=counts)))


def test_older_counts_don_t_replace_newer_ones(
    inspections: Inspections, report: UnitReport, text: str
) -> None:
    keeper, november = inspections.office.actor("keeper"), date(YEAR, 11, 30)
    for as_of in (date(YEAR, 10, 31), november, november):
        deliver_snapshots(keeper, report_id=report.pk, upload=_redated(text, as_of))
    with pytest.raises(Refused, match="快照截至 2023-11-29，比已带入的（截至 2023-11-30）旧"):
        deliver_snapshots(keeper, report_id=report.pk, upload=_redated(text, date(YEAR, 11, 29)))
    assert {offer.snapshot.as_of for offer in offers_for(report)} == {november}


def test_counts_of_a_day_to_come_are_refused(
    inspections: Inspections, report: UnitReport, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda: date(YEAR, 12, 30))
    with pytest.raises(Refused, match="快照截至 2023-12-31，晚于今天"):
        deliver_snapshots(inspections.office.actor("keeper"), report_id=report.pk, upload=_file(text))


def test_what_an_earlier_version_took_offers_nothing(
    inspections: Inspections, report: UnitReport, text: str
) -> None:
    delivery = deliver_snapshots(inspections.office.actor("keeper"), report_id=report.pk, upload=_file(text))
    SnapshotDelivery.objects.filter(pk=delivery.pk).update(text=text.replace("2023", "1923"))
    assert offers_for(report) == []


def test_a_refused_file_leaves_the_person_at_the_form(
    inspections: Inspections, report: UnitReport, text: str
) -> None:
    client, address = inspections.office.client("keeper"), f"/reports/{report.pk}/exchange/snapshots/"
    response = client.post(address, {"file": _file("{}")})
    page = response.content.decode()
    assert (response.status_code, "这不是台账导出的快照文件" in page, 'id="snapshot-file"' in page) == (
        400, True, True,
    )  # fmt: skip
