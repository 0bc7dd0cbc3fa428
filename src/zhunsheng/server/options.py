"""The server's settings (系统参数): one table, read from ZHUNSHENG_… variables and parsed strictly."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

PREFIX = "ZHUNSHENG_"


class OptionError(ValueError):
    """A variable whose value can't be used; the message names it and says what is wanted."""


@dataclass(slots=True, frozen=True)
class Option:
    name: str
    parse: Callable[[str], Any]
    default: str
    help: str

    @property
    def variable(self) -> str:
        return PREFIX + self.name


def _switch(text: str) -> bool:
    words = {
        "1": True,
        "true": True,
        "yes": True,
        "on": True,
        "0": False,
        "false": False,
        "no": False,
        "off": False,
    }
    if text.lower() not in words:
        raise ValueError("应为 1 或 0")
    return words[text.lower()]


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _whole(text: str) -> int:
    number = int(text)
    if number <= 0:
        raise ValueError("应为正整数")
    return number


def _count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError("应为 0 或正整数")
    return number


def _days(text: str) -> tuple[int, ...]:
    """Numbers of days, the fewest first; none where the text is empty."""
    return tuple(sorted({_whole(word) for word in _words(text)}))


def _amounts(text: str) -> tuple[Decimal, ...]:
    """Limits, the least first."""
    try:
        return tuple(sorted({Decimal(word) for word in _words(text)}))
    except InvalidOperation as error:
        raise ValueError("应为用逗号分开的数") from error


def _clock(text: str) -> time:
    try:
        return datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007
    except ValueError as error:
        raise ValueError("应写成 8:00 的样子") from error


def _command(text: str) -> list[str]:
    return shlex.split(text)


def _cipher(text: str) -> str:
    if text not in ("aes-256-gcm", "sm4-gcm"):
        raise ValueError("应为 aes-256-gcm 或 sm4-gcm")
    return text


PARTS = ("reports", "register")
"""年度任务、填报和审核 · 巡察整改台账、线索与举报."""


def _parts(text: str) -> list[str]:
    found = _words(text)
    if not found or set(found) - set(PARTS):
        raise ValueError("应为 reports、register 中的一个或两个，逗号分隔")
    return found


def _path(text: str) -> Path:
    return Path(text).expanduser().absolute()


OPTIONS = (
    Option("DATA_DIR", _path, "zhunsheng-data", "数据文件夹：SQLite 数据库、上传的文件、密钥"),
    Option("DATABASE_URL", str, "", "数据库地址，例如 postgresql:///zhunsheng；留空用数据文件夹里的 SQLite"),
    Option("SQLITE_MAX_PAGES", _count, "0", "SQLite 数据库最多多少页（每页 4 KB），0 为不限"),
    Option(
        "PARTS",
        _parts,
        "reports,register",
        "装哪几部分：reports 绩效自评，register 巡察整改；台账单独装一台机器写 register",
    ),
    Option("DEBUG", _switch, "0", "开发时的详细出错页；正式使用必须为 0"),
    Option("ALLOWED_HOSTS", _words, "localhost,127.0.0.1,[::1]", "允许的主机名，逗号分隔"),
    Option("TRUSTED_ORIGINS", _words, "", "经反向代理访问时的来源，例如 https://jx.example"),
    Option("HTTPS", _switch, "0", "是否只经 HTTPS 访问：为 1 时 Cookie 加 Secure，并跳转到 HTTPS"),
    Option(
        "BEHIND_PROXY", _switch, "0", "是否由反向代理转来：为 1 时相信 X-Forwarded-Proto 和 X-Forwarded-For"
    ),
    Option("TIME_ZONE", str, "Asia/Shanghai", "时区"),
    Option("SESSION_MINUTES", _whole, "120", "多少分钟不操作就要重新登录"),
    Option("LOCKOUT_FAILURES", _whole, "5", "连续输错几次密码锁定账号"),
    Option("LOCKOUT_MINUTES", _whole, "15", "锁定多少分钟"),
    Option("PASSWORD_LENGTH", _whole, "10", "密码最少几位"),
    Option("UPLOAD_MB", _whole, "50", "单个上传文件最大多少 MB"),
    Option("SAVES_PER_MINUTE", _whole, "240", "每个账号每分钟最多保存几次"),
    Option("JOB_POLL_SECONDS", _whole, "2", "后台进程隔几秒看一次有没有新任务"),
    Option("JOB_SILENCE_SECONDS", _whole, "180", "后台任务多少秒没有动静算进程中断，重新排队"),
    Option("BATCH_UNDO_MINUTES", _whole, "10", "批量通过、批量退回之后几分钟内可以撤销"),
    Option("MONEY_DECIMALS", _count, "2", "填报表里金额显示几位小数；只管显示，存的总是填的原数"),
    Option("REMIND_DAYS", _days, "7,3,1", "截止前几天自动催报，逗号分隔；留空不自动催"),
    Option("REMIND_FROM", _clock, "8:00", "自动催报每天从几点开始"),
    Option("REMIND_UNTIL", _clock, "20:00", "自动催报每天到几点为止，之后等第二天"),
    Option(
        "MESSAGE_COMMAND",
        _command,
        "",
        "发短信、政务微信的命令：每条消息运行一次，从标准输入收一行 JSON；留空只发站内",
    ),
    Option("MESSAGE_SECONDS", _whole, "20", "发消息的命令最多运行多少秒"),
    Option("SIZE_BANDS", _amounts, "500,2000,10000", "汇总分析按资金量分档的界线，万元，逗号分隔"),
    Option("SCHEMES_DIR", str, "", "另外使用的表样和方案文件夹"),
    Option("AUDIT_HASH", str, "sha256", "留痕校验链的摘要算法：sha256 或 sm3"),
    Option(
        "CLUE_KEYS_DIR", str, "", "线索与举报的密钥文件夹；留空用数据文件夹里的 clue-keys，正式使用请另放一处"
    ),
    Option("CLUE_CIPHER", _cipher, "aes-256-gcm", "线索与举报新密钥的算法：aes-256-gcm 或 sm4-gcm"),
    Option(
        "CLUE_YEARS",
        _count,
        "0",
        "线索与举报办结后保存几年（从次年 1 月 1 日算），期满的列出由领导小组的人决定去留，不自动删；0 为不列",
    ),
    Option("SMALL_COUNT", _count, "3", "线索件数少于几件，对外提供前先由领导小组复核"),
    Option(
        "SEPARATE_ADMINS",
        _switch,
        "0",
        "三员分立：为 1 时系统管理员、安全管理员、审计不能是同一个人，账号、职责、留痕各管一样",
    ),
    Option("LOG_LEVEL", str, "INFO", "日志级别"),
)


def read_options(environment: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Every option's value by name. Raises OptionError naming the variable that can't be used."""
    known = {option.variable for option in OPTIONS}
    values = {}
    for option in OPTIONS:
        text = environment.get(option.variable, option.default)
        try:
            values[option.name] = option.parse(text)
        except ValueError as error:
            raise OptionError(f"{option.variable}={text!r} 不能用：{error}。{option.help}。") from error
    strange = sorted(
        name for name in environment if name.startswith(PREFIX) and name not in known | _ELSEWHERE
    )
    if strange:
        raise OptionError(f"不认识的参数 {'、'.join(strange)}；可用的见 zhunsheng office options。")
    return values


_ELSEWHERE = frozenset(
    {"ZHUNSHENG_NO_SERVE", "ZHUNSHENG_PORT", "ZHUNSHENG_TEST_POSTGRESQL", "ZHUNSHENG_TEST_SCREENS"}
)
"""Read by make and the tests, not by the server."""
