"""Help and usage errors in Chinese, without the libraries that draw boxes around them."""

from __future__ import annotations

import re
import shutil
from typing import Any

from typer.core import TyperCommand, TyperGroup

from zhunsheng.cli.widths import padded, width, wrapped

_WIDEST = 100
_GAP = 2
_OPTION_HELP = {
    "help": "显示这份说明",
    "install_completion": "给当前的命令行装上自动补全（按 Tab 补命令、选项和文件名）",
    "show_completion": "只显示自动补全脚本，供自行安装",
}

# --- help ------------------------------------------------------------------------------------------


class ChineseCommand(TyperCommand):
    """A command whose --help is plain Chinese text."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write(help_text(self, ctx))


class ChineseGroup(TyperGroup):
    """The same for the program itself."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write(help_text(self, ctx))


def help_text(command: Any, ctx: Any) -> str:
    lines = [usage_line(command, ctx), ""]
    for paragraph in (command.help or "").split("\n"):
        lines += wrapped(paragraph, _columns())
    for title, entries in (
        ("命令", _commands(command)),
        ("参数", _parameters(command, ctx, "argument")),
        ("选项", _parameters(command, ctx, "option")),
    ):
        lines += _table(title, entries)
    return "\n".join([*lines, ""])


def _commands(command: Any) -> list[tuple[str, str]]:
    return [(name, entry.help.partition("\n")[0]) for name, entry in getattr(command, "commands", {}).items()]


def _parameters(command: Any, ctx: Any, kind: str) -> list[tuple[str, str]]:
    found = (param for param in command.get_params(ctx) if param.param_type_name == kind)
    return [(_names(param, ctx), _OPTION_HELP.get(param.name) or param.help or "") for param in found]


def usage_line(command: Any, ctx: Any) -> str:
    arguments = [_names(param, ctx) for param in command.params if param.param_type_name == "argument"]
    if hasattr(command, "commands"):
        arguments = ["命令", "…"]
    return " ".join([f"用法：{ctx.command_path}", *arguments, "[选项]"])


def _names(param: Any, ctx: Any) -> str:
    if param.param_type_name == "argument":
        return str(param.make_metavar(ctx=ctx))
    value = "" if param.is_flag else f" {param.make_metavar(ctx=ctx)}"
    return ", ".join(param.opts) + value


def _table(title: str, entries: list[tuple[str, str]]) -> list[str]:
    if not entries:
        return []
    left = max(width(name) for name, _ in entries) + _GAP
    lines = ["", f"{title}："]
    for name, text in entries:
        first, *others = wrapped(text, _columns() - left - _GAP)
        lines.append(" " * _GAP + padded(name, left) + first)
        lines += [" " * (_GAP + left) + line for line in others]
    return lines


def _columns() -> int:
    return min(shutil.get_terminal_size().columns, _WIDEST) - 1


# --- usage errors ----------------------------------------------------------------------------------


def usage_message(error: Any) -> str:
    """What was wrong with the command line, in one sentence, and where to read on."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "zhunsheng"
    return f"{_what(error)}\n{path} --help 可查看用法。"


def _what(error: Any) -> str:
    name = type(error).__name__
    if name == "NoSuchOption":
        return f"没有选项 {error.option_name}{_suggestion(error.possibilities)}。"
    if name == "BadOptionUsage":
        fault = "后面要跟一个值" if "requires" in error.message else "后面不能跟值"
        return f"选项 {error.option_name} {fault}。"
    if name == "MissingParameter":
        return f"缺少{_kind(error.param)} {_bare_name(error)}：{error.param.help}。"
    if name == "BadParameter":
        return _bad_value(error)
    return _other(error.format_message())


def _suggestion(possibilities: Any) -> str:
    return f"，是不是 {'、'.join(sorted(possibilities))}" if possibilities else ""


def _bare_name(error: Any) -> str:
    """The option or argument without the sign for its value."""
    param = error.param
    return _names(param, error.ctx) if param.param_type_name == "argument" else str(param.opts[0])


def _kind(param: Any) -> str:
    return "参数" if param.param_type_name == "argument" else "选项"


def _bad_value(error: Any) -> str:
    param = error.param
    if param is None:  # raised by a command of ours, in its own words
        return str(error.message)
    name = _bare_name(error)
    choices = [str(getattr(choice, "value", choice)) for choice in getattr(param.type, "choices", ())]
    if choices:
        return f"{name} 的值不对，只能是 {'、'.join(choices)} 之一。"
    lowest = getattr(param.type, "min", None)
    return f"{name} 的值不对。" if lowest is None else f"{name} 的值不对，应是不小于 {lowest} 的整数。"


def _other(message: str) -> str:
    """click puts these two in words only."""
    unknown = re.search(r"No such command '([^']*)'", message)
    if unknown is not None:
        meant = re.findall(r"'([^']*)'", message[unknown.end() :])
        return f"没有命令“{unknown[1]}”{_suggestion(meant)}。"
    extra = re.search(r"unexpected extra arguments?\S* \((.*)\)", message)
    if extra is not None:
        return f"多出了参数：{extra[1]}。"
    return "要给出一个命令。" if message.startswith("Missing command") else f"命令写法不对：{message}"
