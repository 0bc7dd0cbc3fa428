"""Running a command: exit codes, and what the user sees when something goes wrong."""

from __future__ import annotations

import codecs
import io
import os
import sys
import traceback
from collections.abc import Sequence

import typer

from zhunsheng.cli import chinese
from zhunsheng.cli.app import command
from zhunsheng.cli.exits import BUG, DONE, INTERRUPTED, UNREADABLE, debugging
from zhunsheng.kernel.errors import RulebookError, ZhunshengError

# typer carries its own copy of click's exceptions; a public one leads to their common base.
_UsageError = typer.BadParameter.__mro__[1]

_BUG = (
    "程序自身出错，不是报告的问题。请把所用的命令和报告样式（去掉敏感内容）告诉准绳的维护人；"
    "设 ZHUNSHENG_DEBUG=1 再运行一次可看到详情。"
)


def run(arguments: Sequence[str] | None = None) -> int:
    _use_unicode()
    try:
        result = command().main(
            None if arguments is None else list(arguments), prog_name="zhunsheng", standalone_mode=False
        )
        sys.stdout.flush()
    except (typer.Abort, KeyboardInterrupt):
        result = INTERRUPTED
    except BrokenPipeError:
        _silence_output()
        return DONE
    except Exception as error:
        return _explain(error)
    if result == INTERRUPTED:  # also typer's own answer to Ctrl-C
        return _say("已停止。", INTERRUPTED)
    return result if isinstance(result, int) else DONE


def _explain(error: Exception) -> int:
    """What the user is told; anything unexpected is our own fault."""
    if isinstance(error, _UsageError):
        return _say(chinese.usage_message(error), UNREADABLE)
    if isinstance(error, RulebookError):
        return _say(f"方案文件有误：{error}", UNREADABLE)
    if isinstance(error, ZhunshengError):
        return _say(str(error), UNREADABLE)
    if isinstance(error, ModuleNotFoundError) and not (error.name or "zhunsheng").startswith("zhunsheng"):
        return _say(f"缺少组件 {error.name}，请运行：pip install 'zhunsheng[all]'", UNREADABLE)
    if debugging():
        traceback.print_exception(error)
    return _say(_BUG, BUG)


def _say(message: str, code: int) -> int:
    print(message, file=sys.stderr)
    return code


def _use_unicode() -> None:
    """Chinese must come out even where the system says ASCII; an odd file name must not stop us."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            narrow = codecs.lookup(stream.encoding).name in ("ascii", "iso8859-1")
            stream.reconfigure(encoding="utf-8" if narrow else None, errors="replace")


def _silence_output() -> None:
    """The reader of our output (head, less) has gone: nothing is left to say, not even at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
