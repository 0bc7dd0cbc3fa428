"""The commands and their options. Each one's work is imported when it is called, never before."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from zhunsheng import __version__
from zhunsheng.cli.chinese import ChineseCommand, ChineseGroup
from zhunsheng.cli.exits import DONE

Function = TypeVar("Function", bound=Callable[..., Any])


class FailOn(StrEnum):
    """From which findings on a check counts as failed."""

    ERROR = "error"
    WARNING = "warning"
    NEVER = "never"


File = Annotated[
    Path, typer.Argument(metavar="FILE", help="报告：Word、Excel、PDF、网页、文本，或准绳写出的 .json")
]
AsJson = Annotated[bool, typer.Option("--json", help="只输出 JSON，一份报告一行")]
SchemeId = Annotated[
    str | None, typer.Option("--scheme", metavar="ID", help="按这个方案读，不自动认（见 zhunsheng schemes）")
]
Folder = Annotated[
    Path | None, typer.Option("--schemes", metavar="DIR", help="另外使用这个文件夹里的表样和方案")
]

app = typer.Typer(cls=ChineseGroup, rich_markup_mode=None, pretty_exceptions_enable=False)


def command() -> Any:
    """The whole program, ready to be given its arguments."""
    return typer.main.get_command(app)


def _command(name: str) -> Callable[[Function], Function]:
    return app.command(name, cls=ChineseCommand)


@app.callback(invoke_without_command=True)
def zhunsheng(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="显示版本号")] = False,
) -> int:
    """准绳：读取、审核、测算、出具部门绩效自评报告。

    命令后加 --help 看它的用法；--install-completion 装上 Tab 补全。
    退出码：0 没有达到 --fail-on 级别的问题，1 有问题，2 有文件读不出报告，3 程序自身出错。
    """
    if version:
        typer.echo(f"zhunsheng {__version__}")
    elif context.invoked_subcommand is None:
        typer.echo(context.get_help())
    return DONE


@_command("read")
def read(file: File, json: AsJson = False, scheme: SchemeId = None, schemes: Folder = None) -> int:
    """读一份报告：读到了什么，各在何处，哪些没有读懂"""
    from zhunsheng.cli.reading import run_read

    return run_read(file, json, scheme, schemes)


@_command("check")
def check(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE|DIR…", help="报告，或装着报告的文件夹（连同下级文件夹）")
    ],
    json: AsJson = False,
    fail_on: Annotated[
        FailOn, typer.Option(help="从哪一级起算有问题：error 必须改，warning 请核实，never 从不")
    ] = FailOn.ERROR,
    publish: Annotated[bool, typer.Option("--publish", help="公开前检查：隐私问题按必须改处理")] = False,
    typesetting: Annotated[
        bool, typer.Option("--format", help="连同 .docx 的字体、字号、行距一起查（公文格式）")
    ] = False,
    previous: Annotated[Path | None, typer.Option(metavar="FILE", help="上年的报告，一并比对")] = None,
    scheme: SchemeId = None,
    schemes: Folder = None,
    jobs: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="同时用几个进程；不写则按文件多少自定")
    ] = None,
) -> int:
    """审核：指出哪里错了、为什么、怎么改

    一个文件逐条列出；文件夹或多个文件一份一行，最后汇总。
    """
    from zhunsheng.cli.checking import Request, run_check

    return run_check(
        Request(files, json, fail_on.value, publish, typesetting, previous, scheme, schemes, jobs)
    )


@_command("score")
def score(file: File, json: AsJson = False, scheme: SchemeId = None, schemes: Folder = None) -> int:
    """逐项重算得分，与自评得分并列，附计算步骤"""
    from zhunsheng.cli.scoring import run_score

    return run_score(file, json, scheme, schemes)


@_command("write")
def write(
    file: File,
    out: Annotated[
        Path, typer.Option("-o", "--out", metavar="OUT", help="写到哪里：.docx .xlsx .pdf .html .json")
    ],
    opinions: Annotated[
        bool, typer.Option("--opinions", help="写审核意见，而不是报告本身（.docx .xlsx .html）")
    ] = False,
    publish: Annotated[bool, typer.Option("--publish", help="审核意见包括公开前检查")] = False,
    scheme: SchemeId = None,
    schemes: Folder = None,
) -> int:
    """按官方表样出具正式文件，格式由后缀决定"""
    from zhunsheng.cli.writing import run_write

    return run_write(file, out, opinions, publish, scheme, schemes)


@_command("template")
def template(
    scheme: Annotated[str, typer.Argument(metavar="SCHEME", help="方案编号（见 zhunsheng schemes）")],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="OUT", help="写到哪里：.xlsx")],
    year: Annotated[int, typer.Option("--year", metavar="YYYY", min=2000, help="填报哪一年度")],
    schemes: Folder = None,
) -> int:
    """空白的填报模板（Excel）"""
    from zhunsheng.cli.writing import run_template

    return run_template(scheme, out, year, schemes)


@_command("diff")
def diff(
    before: Annotated[Path, typer.Argument(metavar="A", help="前一稿或上一年的报告")],
    after: Annotated[Path, typer.Argument(metavar="B", help="后一稿或下一年的报告")],
    scheme: SchemeId = None,
    schemes: Folder = None,
) -> int:
    """两稿或两年之间改了什么：按单元格、按指标、按段落"""
    from zhunsheng.cli.comparing import run_diff

    return run_diff(before, after, scheme, schemes)


@_command("rules")
def rules(
    code: Annotated[
        str | None, typer.Argument(metavar="CODE", help="规则编号，如 A01；不写则列出全部")
    ] = None,
) -> int:
    """审核规则：查什么、依据什么、什么样的会报"""
    from zhunsheng.cli.listing import run_rules

    return run_rules(code)


@_command("schemes")
def schemes(folder: Folder = None) -> int:
    """已有的评价方案"""
    from zhunsheng.cli.listing import run_schemes

    return run_schemes(folder)


@_command("demo")
def demo(
    out: Annotated[Path, typer.Option("-o", "--out", metavar="DIR", help="成果写到哪个文件夹")] = Path("out"),
) -> int:
    """用自带的示例报告走一遍：读取、审核、测算、出具"""
    from zhunsheng.cli.demo import run_demo

    return run_demo(out)


DataDir = Annotated[
    Path | None, typer.Option("--data", metavar="DIR", help="数据文件夹；不写则用 ZHUNSHENG_DATA_DIR")
]


@_command("serve")
def serve(
    host: Annotated[str, typer.Option(help="监听的地址；0.0.0.0 表示本机所有网卡")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="端口")] = 8000,
    data: DataDir = None,
) -> int:
    """启动办公系统（单机）：网上填报、审核、汇总"""
    from zhunsheng.cli.serving import run_serve

    return run_serve(host, port, data)


@app.command(
    "office", cls=ChineseCommand, context_settings={"allow_extra_args": True, "ignore_unknown_options": True}
)
def office(
    context: typer.Context,
    data: DataDir = None,
) -> int:
    """办公系统的管理命令：options、migrate、createadmin、demo、worker、doctor、verify_audit"""
    from zhunsheng.cli.serving import run_office

    return run_office(context.args, data)
