"""zhunsheng serve and zhunsheng office: the office in the browser, and the commands of its keeper."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from zhunsheng.cli.exits import DONE, FINDINGS, UNREADABLE
from zhunsheng.cli.output import say

_THREADS = 16


def run_serve(host: str, port: int, data: Path | None) -> int:
    """One machine, one process, SQLite unless a database is named. Ends on Ctrl+C or SIGTERM."""
    _prepare(data)
    from cheroot.wsgi import Server
    from django.core.management import call_command

    from zhunsheng.server.wsgi import application

    server = Server((host, port), application, numthreads=_THREADS, server_name="zhunsheng")
    try:
        server.prepare()
    except OSError:
        say(_why_not(host, port))
        return UNREADABLE
    call_command("migrate", verbosity=0)
    worker = subprocess.Popen([sys.executable, "-m", "django", "worker"])
    signal.signal(signal.SIGTERM, _interrupt)
    say(f"办公系统已启动：http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}/　按 Ctrl+C 停止")
    try:
        server.serve()
    except KeyboardInterrupt:
        pass
    finally:
        server.stop()
        worker.terminate()
        worker.wait(timeout=30)
    return DONE


def _why_not(host: str, port: int) -> str:
    """What keeps a server from listening there, and what to do."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        if error.errno == errno.EACCES:
            return f"没有权限使用端口 {port}，请用 --port 换一个 1024 以上的。"
        if error.errno != errno.EADDRINUSE:
            return f"本机没有地址“{host}”，请核对 --host；只在本机用写 127.0.0.1，给别的电脑用写 0.0.0.0。"
    return f"端口 {port} 已被别的程序占用，可能准绳已经启动了。请先停掉它，或者用 --port 换一个，如 --port {_next(port)}。"


def _next(port: int) -> int:
    return port + 1 if port < 65535 else 8000


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def run_office(arguments: list[str], data: Path | None) -> int:
    """A command of the office: demo, createadmin, worker, doctor, verify_audit …"""
    from zhunsheng.server.options import OptionError

    try:
        _prepare(data)
        return _run_command(arguments)
    except OptionError as error:
        say(str(error))
        return FINDINGS


def _run_command(arguments: list[str]) -> int:
    from django.core.management import ManagementUtility, get_commands

    if not arguments or arguments[0] not in get_commands():
        say(f"没有“{''.join(arguments[:1])}”这个命令。可用的见 zhunsheng office --help。")
        return FINDINGS
    try:
        ManagementUtility(["zhunsheng office", *arguments]).execute()
    except SystemExit as error:  # how Django's own commands report failure
        return error.code if isinstance(error.code, int) else FINDINGS
    return DONE


def _prepare(data: Path | None) -> None:
    if data is not None:
        os.environ["ZHUNSHENG_DATA_DIR"] = str(data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhunsheng.server.settings")
    import django

    django.setup()
