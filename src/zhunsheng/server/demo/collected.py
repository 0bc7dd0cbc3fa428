"""Word files some made-up units still send: a zip taken in for them, one of them from a unit not quite named."""

from __future__ import annotations

import io
import zipfile

from zhunsheng.portfolio.sources import intake, reports_in
from zhunsheng.press.docx import docx_bytes
from zhunsheng.server.campaigns.intake import ask_to_take_in
from zhunsheng.server.campaigns.models import Campaign
from zhunsheng.server.demo.contents import SCHEME, sample_text
from zhunsheng.server.demo.district import District
from zhunsheng.server.files.storing import store_bytes
from zhunsheng.server.jobs.worker import Worker
from zhunsheng.server.orgs.actors import actor_of
from zhunsheng.server.reports.schemes import sheet_of

_SENT = {
    "区农业农村局2023年自评报告.docx": "示例区农业农村局",
    "卫健系统/疾控中心自评.docx": "示例区卫生健康局疾病预防控制中心",
}


def take_in_word_files(district: District, campaign: Campaign) -> None:
    assert district.bureau is not None
    bureau = actor_of(district.bureau)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, unit in _SENT.items():
            package.writestr(name, _word_file(unit))
        package.writestr("通知回执.txt", "已收到通知，按时报送。")
    file = store_bytes(bureau, "各单位报来的自评报告.zip", buffer.getvalue())
    ask_to_take_in(bureau, campaign=campaign, file=file)
    Worker().run(once=True)


def _word_file(unit: str) -> bytes:
    sheet = sheet_of(SCHEME)
    report = reports_in(sample_text().replace("示例区政务服务中心", unit).encode(), "自评.txt", intake())[0]
    return docx_bytes(report, sheet.form, sheet.scheme)
