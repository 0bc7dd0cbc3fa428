"""P01–P03, P06: personal data. Always looked for; an obstacle only to publication.

What is found is never printed in full. Office landlines (P06) may stay and are not looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zhunsheng.kernel.checks import Case, Example, Mode
from zhunsheng.kernel.facts import State
from zhunsheng.kernel.findings import AtFact, Problem, Severity, Target
from zhunsheng.kernel.labels import compact
from zhunsheng.kernel.sentences import occurrences
from zhunsheng.rulebook.checks.passages import Passages, passages
from zhunsheng.rulebook.checks.registry import text_rule
from zhunsheng.rulebook.checks.signs import register, signs_of
from zhunsheng.rulebook.facts import label_of

_HIDE = "公开前请删去，或以岗位、办公电话代替。"
_DIGIT = "0-9０-９"
_TO_ASCII = str.maketrans("０１２３４５６７８９Ｘｘ", "0123456789Xx")
_BETWEEN = re.compile(r"[\s\-—－]")


def _severity(case: Case) -> Severity | None:
    """Personal data hinders publication; inside the house it is only worth knowing."""
    return None if case.publish else Severity.WARNING


def _digits(text: str) -> str:
    return _BETWEEN.sub("", text).translate(_TO_ASCII)


def _is_whole(found: Passages, start: int, end: int) -> bool:
    """Whether no further digit touches the number."""
    text = found.text
    before, after = text[start - 1 : start], text[end : end + 1]
    is_part = (
        before.isdigit() or before == "." or after.isdigit() or text[end : end + 2].lstrip(".").isdigit()
    )
    return not is_part and not text.startswith(("元", "万", "%"), end)


# --- P01: mobile numbers ------------------------------------------------------------------------------

_MOBILE = re.compile(rf"[1１][3-9３-９](?:[ \-—－]?[{_DIGIT}]){{9}}")
_COUNTRY = re.compile(r"(?<!\d)86[\s\-]?$")


@text_rule(
    "P01",
    "有手机号码",
    Severity.ERROR,
    Mode.DETERMINISTIC,
    "guoling-711",
    blocking=True,
    fires=Example(facts={"filing.phone": "139 0000 0000"}),
    silent=Example(facts={"filing.phone": "0000-1234567", "filing.indicators.phone": "139****0000"}),
)
def mobile_number(case: Case) -> Iterator[Problem]:
    """公开的报告里不留手机号码；办公固定电话可以留。"""
    found = passages(case)
    told: set[tuple[str, bool]] = set()
    for match in found.find_in_long_numbers(_MOBILE):
        prefix = _COUNTRY.search(found.text, max(0, match.start() - 4), match.start())
        if not _is_whole(found, prefix.start() if prefix else match.start(), match.end()):
            continue
        number = _digits(match.group())
        target = found.target(*match.span())
        if (number, True) in told and not isinstance(target, AtFact):
            continue
        told.add((number, isinstance(target, AtFact)))
        masked = f"{number[:3]}****{number[-4:]}"
        yield Problem(f"{_where(target)}手机号码{masked}。", [target], _HIDE, _severity(case))


def _where(target: Target) -> str:
    return f"“{label_of(target.key)}”是" if isinstance(target, AtFact) else "留有"


# --- P02: names ------------------------------------------------------------------------------------------

_SIGNED = ("preparer", "reviewer", "principal", "contact")
_ROLE = re.compile(
    "经办|人员|人$|办公室|财务|会计|出纳|主任|中心|单位|专干|专员|干部|员$|[科股处局部室站所组岗]$|略|无|不适用|"
    "[局科股校院馆站所镇县区处厅部队组班]长$|办$|综合|后勤|文秘|秘书|统计|核算|报账|行政|人事|资产|管理|主管|领导|书记|"
    "见|原件|同上|盖章|签[名字章]|姓名|本人|[某*＊×xXＸ●○□_]"
)
_NAME = re.compile(r"[一-鿿]{2,4}|[一-鿿]{1,8}[·•・][一-鿿]{1,8}")
_LISTED = re.compile(r"[、，,/;；]|(?<=[一-鿿]{2}) +(?=[一-鿿]{2})")
_SIGNATURE = re.compile(
    r"人(?:签[字名章])?(?:[（(][^（）()\n]{1,6}[）)])?\s?[:：][ \t\u3000]*([一-鿿](?:[ \u3000]?[一-鿿]){1,3})(?![一-鿿]|\s*[:：])"
)
_SIGNERS = ("填表", "填报", "制表", "经办", "复核", "审核", "联系", "负责", "编制")


@text_rule(
    "P02",
    "有填表人等的姓名",
    Severity.ERROR,
    Mode.DETERMINISTIC,
    "guoling-711",
    blocking=True,
    fires=Example(facts={"filing.preparer": "示例甲"}),
    silent=Example(facts={"filing.preparer": "财务经办", "filing.indicators.preparer": "李**"}),
)
def preparer_name(case: Case) -> Iterator[Problem]:
    """公开的报告里，填表人、审核人以岗位代替姓名；岗位、遮盖和“（略）”都不算姓名。"""
    told: set[str] = set()
    for key in case.keys_of("filing"):
        fact = case.report.facts[key]
        if key.endswith(_SIGNED) and fact.state is State.GIVEN:
            names = _names(fact.text)
            told.update(names)
            if names:
                shown = "、".join(_masked_name(name) for name in names)
                yield Problem(f"“{label_of(key)}”填的是姓名{shown}。", [AtFact(key)], _HIDE, _severity(case))
    found = passages(case)
    if "人：" in found.text or "人:" in found.text:
        for match in _SIGNATURE.finditer(found.text):
            name = compact(match[1])
            signed = found.text.endswith(_SIGNERS, max(0, match.start() - 2), match.start())
            if signed and name not in told and _is_name(name):
                target = found.target(*match.span(1))
                yield Problem(f"留有姓名{_masked_name(name)}。", [target], _HIDE, _severity(case))


def _names(text: str) -> list[str]:
    bare = re.sub(r"[（(][^（）()]*[）)]", "", text).strip()
    parts = [compact(part) for part in _LISTED.split(bare)] if len(compact(bare)) > 4 else [compact(bare)]
    return [part for part in parts if _is_name(part)]


def _is_name(text: str) -> bool:
    return _NAME.fullmatch(text) is not None and _ROLE.search(text) is None


def _masked_name(name: str) -> str:
    return name[0] + "*" * (len(name) - 1)


# --- P03: identity numbers, cards, addresses, plates, mail ----------------------------------------------------

_IDENTITY = re.compile(rf"[1-9１-９][{_DIGIT}]{{16}}[{_DIGIT}XxＸｘ]")
_CARD = re.compile(rf"[3-9３-９][{_DIGIT}]{{3}}(?:[ \-]?[{_DIGIT}]){{12,15}}")
_CARD_WORDS = ("卡号", "账号", "帐号", "银行", "开户", "户名", "储蓄", "信用社")
_MAIL = re.compile(r"[A-Za-z0-9_.+-]+[@＠][A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_PLATE = re.compile(r"[A-HJ-Z][ ·•・]{0,2}[A-HJ-NP-Z0-9]{5,6}(?![A-Za-z0-9])")
_CAPITALS = register("ABCDEFGHJKLMNOPQRSTUVWXYZ")
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_HOME_SIGNS = register(("住", "户籍", "家庭地址"))
_HOME = re.compile(
    r"(?:家庭住址|家庭地址|住址|户籍地址?|现住|家住|居住地)[:：为是在]?[^，。；\n]{2,20}?(?:号|室|组|栋)|"
    r"(?<![入居安])住(?![宅房院建所])[^，。；、\n]{1,10}?(?:村|社区|小区|街|路|巷)[^，。；、\n]{0,6}?\d+(?:号|室|组|栋)\d*(?:号|室)?"
)
_ROOMS = ("室", "房", "单元")
_DOOR = re.compile(
    r"(?:小区|花园|家园|公寓|新村|路|街|巷)[^，。；、\n]{0,8}?\d+(?:号|栋|幢)(?!楼)[^，。；、\n]{0,10}?\d+(?:室|房(?![间屋产])|单元\d+号)"
)
_REACH, _UNIT_NUMBER = 32, 8
_OFFICE = re.compile("政务|大楼|办公|中心|大厦|机关")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_CONTEXT = 24


@text_rule(
    "P03",
    "有证件号、卡号、住址、车牌或邮箱",
    Severity.ERROR,
    Mode.DETERMINISTIC,
    "guoling-711",
    blocking=True,
    fires=Example(prose=("九、其他需要说明的情况", "意见请发至dangan@example.com。")),
    silent=Example(
        prose=(
            "九、其他需要说明的情况",
            "统一社会信用代码12430000000000000X，地址为示例区甲路1号政务大楼305室。",
        )
    ),
)
def personal_data(case: Case) -> Iterator[Problem]:
    """公开的报告里不留身份证号、银行卡号、家庭住址、车牌号和个人邮箱。"""
    found = passages(case)
    for start, end, what in _personal(found, signs_of(case)):
        yield Problem(f"留有{what}。", [found.target(start, end)], "公开前请删去或遮盖。", _severity(case))


def _personal(found: Passages, signs: frozenset[str]) -> Iterator[tuple[int, int, str]]:
    """(start, end, what it is, masked) of each; the tests for rare signs come before the patterns."""
    yield from _numbers(found)
    text = found.text
    if "@" in text or "＠" in text:
        for match in _MAIL.finditer(text):
            mail = match.group().replace("＠", "@")
            yield *match.span(), f"电子邮箱{mail[0]}***{mail[mail.index('@') :]}"
    for match in _PLATE.finditer(text) if not signs.isdisjoint(_CAPITALS) else ():
        province = text[match.start() - 1 : match.start()]
        if province and province in _PROVINCES and any(char.isdigit() for char in match.group()):
            yield match.start() - 1, match.end(), f"车牌号{province}{match.group()[0]}***"
    yield from _addresses(text, signs)


def _numbers(found: Passages) -> Iterator[tuple[int, int, str]]:
    identities = set()
    for match in found.find_in_long_numbers(_IDENTITY):
        if _is_identity(found, match):
            identities.add(match.start())
            number = _digits(match.group()).upper()
            yield *match.span(), f"身份证号{number[:2]}{'*' * 13}{number[-3:]}"
    for match in found.find_in_long_numbers(_CARD):
        if match.start() not in identities and _is_card(found, match):
            number = _digits(match.group())
            yield *match.span(), f"银行卡或账号{number[:4]}****{number[-4:]}"


def _addresses(text: str, signs: frozenset[str]) -> Iterator[tuple[int, int, str]]:
    if not signs.isdisjoint(_HOME_SIGNS):
        for match in _HOME.finditer(text):
            yield *match.span(), f"住址“{match.group()[:6]}…”"
    doors: dict[int, int] = {}
    for sign in _ROOMS:
        for room in occurrences(text, sign):
            numbered = text[room - 1 : room].isdigit()
            door = _DOOR.search(text, max(0, room - _REACH), room + _UNIT_NUMBER) if numbered else None
            if door is not None and _OFFICE.search(door.group()) is None:
                doors[door.start()] = door.end()
    for start, end in doors.items():
        yield start, end, f"住址“{text[start : start + 3]}…”"


def _is_identity(found: Passages, match: re.Match[str]) -> bool:
    """An 18-character number with the check digit of ISO 7064."""
    if not _is_whole(found, *match.span()):
        return False
    number = _digits(match.group()).upper()
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False))
    return (
        _CHECK_DIGITS[total % 11] == number[17]
        and number[6:8] in ("19", "20")
        and "01" <= number[10:12] <= "12"
    )


def _is_card(found: Passages, match: re.Match[str]) -> bool:
    """16 to 19 digits that pass the Luhn test, in words about a bank account."""
    before = found.text[max(0, match.start() - _CONTEXT) : match.start()]
    if not any(word in before for word in _CARD_WORDS) or not _is_whole(found, *match.span()):
        return False
    digits = [int(char) for char in reversed(_digits(match.group()))]
    doubled = (digit * 2 - 9 if digit > 4 else digit * 2 for digit in digits[1::2])
    return 16 <= len(digits) <= 19 and (sum(digits[::2]) + sum(doubled)) % 10 == 0
