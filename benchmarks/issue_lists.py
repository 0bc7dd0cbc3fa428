"""Made-up lists of issues (问题清单) as Excel."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, timedelta

import xlsxwriter

_MATTERS = (
    "固定资产盘点账实不符，{} 件没有登记",
    "会议记录不完整，{} 次没有记录人签字",
    "差旅报销审核不严，{} 笔缺少审批单",
    "制度修订不及时，{} 项超过规定年限",
    "项目验收资料不齐，{} 个缺少验收意见",
    "档案归档不规范，{} 卷没有目录",
)
_MEASURES = ("逐项核对并补齐资料", "修订有关制度并组织学习", "每季度检查一次并通报结果")
_HEAD = (
    "编号", "问题表述", "来源", "轮次", "单位", "类别", "立行立改", "发现日期", "责任领导", "责任部门", "责任人",
    "措施1", "措施1时限", "措施2", "措施2责任人", "措施2时限", "措施3", "措施3时限",
)  # fmt: skip
_FOUND = date(2023, 3, 20)


def issue_list(
    count: int, *, round_name: str, units: Sequence[str], categories: Sequence[str], special: int = 0
) -> bytes:
    """`count` issues over the units, two measures each on the average; the last `special` from 专项巡察."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet("问题清单")
    page.merge_range(0, 0, 0, len(_HEAD) - 1, f"{round_name}巡察发现问题清单")
    page.write_row(1, 0, _HEAD)
    for at in range(count):
        measures = _MEASURES[: 1 + at % 3]
        source = "专项巡察" if at >= count - special else "常规巡察"
        found_on = _FOUND + timedelta(days=at % 20)
        row = [
            f"LX2023-{at + 1:03}",
            _MATTERS[at % len(_MATTERS)].format(at + 2) + "。",
            source,
            round_name,
            units[at % len(units)],
            categories[at % len(categories)],
            "是" if at % 10 == 0 else "否",
            f"{found_on:%Y.%-m.%-d}" if at % 2 else f"{found_on:%Y%m%d}",
            "分管领导",
            "办公室",
            "整改联络人",
        ]
        for number, text in enumerate(measures):
            row += [
                text,
                *(["具体承办人"] if number == 1 else []),
                f"2023-{5 + number}-31" if number != 1 else "2023-6-30",
            ]
        page.write_row(2 + at, 0, row)
    book.close()
    return buffer.getvalue()
