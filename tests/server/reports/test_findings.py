"""The check panel: what a message says of its place."""

from __future__ import annotations

from tests.server.conftest import Advance, Office

from zhunsheng.server.reports.assessing import judge
from zhunsheng.server.reports.saving import Change, save_cells


def test_an_indicator_the_message_names_goes_by_its_number(office: Office, advance: Advance) -> None:
    report = advance("filling")
    changes = [
        Change("r3.name", "“一件事”办理数"),
        Change("r3.reason", ""),
    ]
    save_cells(office.actor("jia"), report_id=report.pk, base_version=report.version, changes=changes)
    report.refresh_from_db()
    [finding] = [found for found in judge(report).findings if found.code == "S02"]
    assert finding.place == "附件1-2 自评表 第3个指标偏差原因、得分"
    assert finding.message.startswith("“‘一件事’办理数”扣了")
