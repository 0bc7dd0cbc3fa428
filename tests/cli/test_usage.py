"""A command typed wrongly: exit 2 and a Chinese sentence. Help, version, start-up."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import Run

from zhunsheng import __version__
from zhunsheng.cli.widths import breaks, padded, width, wrapped


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["chek"], "没有命令“chek”，是不是 check。"),
        (["check"], "缺少参数 FILE|DIR…"),
        (["score"], "缺少参数 FILE"),
        (["write", "a.docx"], "缺少选项 -o"),
        (["check", "a", "--jsn"], "没有选项 --jsn"),
        (["check", "a", "--jobs"], "选项 --jobs 后面要跟一个值。"),
        (["check", "a", "--jobs", "0"], "--jobs 的值不对，应是不小于 1 的整数。"),
        (["check", "a", "--jobs", "二"], "--jobs 的值不对，应是不小于 1 的整数。"),
        (["check", "a", "--fail-on", "all"], "--fail-on 的值不对，只能是 error、warning、never 之一。"),
        (["score", "a", "b"], "多出了参数：b。"),
        (["check", "a", "--scheme", "nowhere"], "没有方案“nowhere”，现有："),
        (["read", "a", "--scheme", "nowhere"], "没有方案“nowhere”"),
        (["check", "a", "--schemes", "/nowhere/at/all"], "找不到方案文件夹"),
        (["rules", "Z99"], "没有编号为“Z99”的规则"),
    ],
)
def test_usage_errors(run: Run, arguments: list[str], message: str) -> None:
    result = run(*arguments)
    assert result.code == 2
    assert result.out == ""
    assert message in result.err
    assert "Traceback" not in result.err


def test_help_is_chinese(run: Run) -> None:
    result = run("--help")
    assert result.code == 0
    for word in (
        "用法：zhunsheng 命令",
        "read",
        "check",
        "score",
        "write",
        "diff",
        "rules",
        "schemes",
        "demo",
        "退出码",
    ):
        assert word in result.out
    for word in ("Usage", "Options", "Commands", "Show", "default"):
        assert word not in result.out
    assert run().out == result.out
    assert max(width(line) for line in result.out.splitlines()) <= 80


@pytest.mark.parametrize(
    "command", ["read", "check", "score", "write", "template", "diff", "rules", "schemes", "demo"]
)
def test_help_of_every_command(run: Run, command: str) -> None:
    result = run(command, "--help")
    assert result.code == 0
    assert result.out.startswith(f"用法：zhunsheng {command}")
    assert "显示这份说明" in result.out


def test_version(run: Run) -> None:
    assert run("--version").out == f"zhunsheng {__version__}\n"


def test_completion_is_offered(process: Run) -> None:
    """For the shell named: which one a test was started from is nothing to rely on."""
    result = process("--show-completion", "bash", _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")
    assert "_ZHUNSHENG_COMPLETE=complete_bash" in result.out


def test_json_starts_without_the_screen_libraries(clean: Path) -> None:
    code = (
        "import sys; from zhunsheng.cli import main; main(sys.argv[1:]);"
        "print(sorted({'rich', 'lxml', 'multiprocessing', 'typst', 'xlsxwriter'} & sys.modules.keys()), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "check", str(clean), "--json"],
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.stderr.strip() == "[]"


def test_output_is_utf8_whatever_the_system_says(process: Run, clean: Path) -> None:
    ascii_system = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": ""}
    assert process("check", clean, **ascii_system).code == 0
    assert process("check", clean, "--json", **ascii_system).object["unit"] == "示例区政务服务中心"


def test_a_reader_that_goes_away_is_no_fault(samples: Path) -> None:
    command = f"{sys.executable} -m zhunsheng check {samples} --fail-on never --json | head -c 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True)
    assert "Traceback" not in done.stderr
    assert "程序自身出错" not in done.stderr


def test_lines_break_like_chinese() -> None:
    assert wrapped("全年预算数与执行数，都是492.64万元。", 20) == ["全年预算数与执行数，", "都是492.64万元。"]
    assert wrapped("全年预算数与执行，都", 16) == ["全年预算数与执", "行，都"]
    assert wrapped("", 10) == [""]
    assert breaks("no-blank-at-all-in-here", 10) == []
    assert (width("a中"), padded("中", 4)) == (3, "中  ")


@pytest.mark.parametrize(
    ("host", "message"),
    [
        ("127.0.0.1", "端口 {port} 已被别的程序占用，可能准绳已经启动了。请先停掉它，或者用 --port 换一个"),
        ("192.0.2.1", "本机没有地址“192.0.2.1”，请核对 --host"),
    ],
)
def test_serve_where_nobody_can_listen(process: Run, tmp_path: Path, host: str, message: str) -> None:
    """Told before anything is done: no database is made, no worker is left behind."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        result = process("serve", "--data", tmp_path, "--host", host, "--port", port)
    said = "".join(result.err.split("\n"))
    assert (result.code, result.out) == (2, "")
    assert message.format(port=port) in said
    assert "Traceback" not in result.err
    assert not (tmp_path / "zhunsheng.sqlite3").exists()
