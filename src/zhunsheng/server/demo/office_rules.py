"""The made-up inspection office's own rules (制度建设): two revised, one abolished."""

from __future__ import annotations

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from zhunsheng.press.docx import docx_of
from zhunsheng.press.tree import Page, Role, Text, Tree
from zhunsheng.server.inspections.own_rules import actions as rule_actions
from zhunsheng.server.inspections.own_rules.models import OwnRule
from zhunsheng.server.orgs.actors import Actor

_RULES = (
    ("巡察工作规程（试行）", "示巡组发〔2017〕3号", date(2017, 9, 4), ()),
    ("巡察组管理办法", "示巡组发〔2018〕1号", date(2018, 3, 12), ()),
    ("巡察发现问题底稿制度", "示巡办发〔2018〕5号", date(2018, 8, 20), ()),
    ("巡察整改督查办法（试行）", "示巡组发〔2019〕6号", date(2019, 5, 16), ()),
    ("巡察工作规程", "示巡组发〔2022〕2号", date(2022, 4, 18), ("巡察工作规程（试行）",)),
    ("巡察人才库管理办法", "示巡办发〔2022〕9号", date(2022, 10, 11), ()),
    (
        "巡察整改和成果运用办法",
        "示巡组发〔2023〕4号",
        date(2023, 4, 24),
        ("巡察整改督查办法（试行）", "巡察发现问题底稿制度"),
    ),
    ("巡察干部“十不准”规定", "示巡办发〔2023〕7号", date(2023, 7, 31), ()),
)


def _text(title: str) -> Tree:
    article = "第一条　本制度为示例，供演示登记、替代和下载。"
    return Tree(title, [Page([Text(title, Role.TITLE), Text(article, Role.BODY)])])


def enter_own_rules(office: Actor) -> None:
    entered: dict[str, OwnRule] = {}
    for title, document_number, issued_on, replaces in _RULES:
        entered[title] = rule_actions.enter_rule(
            office,
            title=title,
            document_number=document_number,
            issued_on=issued_on,
            replaces=[entered[old] for old in replaces],
            upload=SimpleUploadedFile(f"{title}.docx", docx_of(_text(title))),
        )
    rule_actions.abolish_rule(
        office, own_rule_id=entered["巡察组管理办法"].pk, abolished_on=date(2023, 4, 24)
    )
