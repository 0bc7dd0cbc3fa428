"""P02: names of pupils, patients, people helped and petitioners in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zhunsheng.kernel.checks import Case, Example, Mode
from zhunsheng.kernel.findings import Problem, Severity
from zhunsheng.kernel.sentences import occurrences
from zhunsheng.rulebook.checks.passages import passages
from zhunsheng.rulebook.checks.registry import text_rule

_WHO = (
    "学生", "患者", "病人", "党员", "低保户", "低保对象", "脱贫户", "贫困户", "困难户", "五保户", "特困人员", "残疾人", "信访人", "上访人",
    "当事人", "孤儿", "留守儿童", "受助人", "举报人", "投诉人", "村民", "居民", "群众", "老人", "职工", "家属", "求助人",
)  # fmt: skip
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱郭何罗梁宋郑谢韩唐冯邓曹彭曾肖潘袁董余苏叶吕魏蒋杜沈姜范谭廖邹熊陆郝孔崔薛雷贺倪尹黎龚段侯孟邱秦江顾邵"
_NO_NAME = re.compile(
    "周[边末期围岁]|范[围畴例]|张贴|陆续|余[额款额]|何[时处种]|江[河边]|段落|孔子|雷锋|唐诗|顾[虑客及]|黄[金色]|王某|杨树|叶面"
)
_NAME = re.compile(rf"[{_SURNAMES}][一-鿿]{{1,2}}(?=[，。；、（(）)]|各\d|等\d)")
_NOT_IN_NAMES = re.compile("[某的了是等各均及和与在有员人户家们数量率费款]")


@text_rule(
    "P02",
    "正文里写着学生、患者、群众的姓名",
    Severity.WARNING,
    Mode.HEURISTIC,
    "guoling-711",
    fires=Example(prose=("六、部门整体支出绩效情况", "资助困难学生王示例（13岁）1200元。")),
    silent=Example(
        prose=("六、部门整体支出绩效情况", "资助困难学生王某某（13岁）1200元，走访党员周边群众。")
    ),
)
def people_named(case: Case) -> Iterator[Problem]:
    """公开的报告里，受助人、患者、学生、信访人等不写真名。"""
    found = passages(case)
    named = [who for who in _WHO if who in found.text]
    for at in sorted({at + len(who) for who in named for at in occurrences(found.text, who)}):
        match = _NAME.match(found.text, at)
        if match is None or _NO_NAME.match(match.group()) or _NOT_IN_NAMES.search(match.group()):
            continue
        name = match.group()
        masked = name[0] + "*" * (len(name) - 1)
        yield Problem(
            f"正文里像是写着姓名{masked}。",
            [found.target(*match.span())],
            "公开前请改为“某某”，或只写人数。",
        )
