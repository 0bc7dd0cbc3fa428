"""zhunsheng demo: the whole way on the samples that come with the program."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from zhunsheng.cli.exits import BUG, DONE
from zhunsheng.cli.findings_view import show_check
from zhunsheng.cli.output import console, say
from zhunsheng.cli.report_view import heading
from zhunsheng.cli.scores_view import show_scores
from zhunsheng.cli.scoring import card_of
from zhunsheng.cli.writing import DOCUMENTS, OPINIONS, document_of, opinions_of, save
from zhunsheng.kernel.errors import ZhunshengError
from zhunsheng.kernel.exchange import report_to_dict
from zhunsheng.portfolio.batch import Checked, Job, Unread, examine_path, json_line

_FAULTY, _CLEAN = "report.txt", "clean.txt"


def run_demo(out: Path) -> int:
    screen = console()
    job = Job()
    folder = samples()
    faulty, clean = _only(examine_path(folder / _FAULTY, job)), _only(examine_path(folder / _CLEAN, job))
    screen.print("一、有错的示例报告：读取并审核\n")
    show_check(faulty, job.rulebook, str(folder / _FAULTY))
    screen.print("\n二、逐项重算得分\n")
    show_scores(faulty.report, card_of(faulty.report, job.rulebook), job.rulebook)
    screen.print("\n三、改好的同一份报告\n")
    screen.print(heading(clean.report, job.rulebook, str(folder / _CLEAN)))
    screen.print(f"共发现 {len(clean.result.findings)} 处问题。")
    screen.print("\n四、出具正式文件和审核意见\n")
    _write_all(faulty, clean, job, out)
    return DONE if not clean.result.findings and faulty.result.findings else BUG


def samples() -> Path:
    """In an installed package beside the code; in the source tree at its root."""
    package = Path(__file__).parents[1]
    installed = package / "samples" / "shili-2023"
    return installed if installed.is_dir() else package.parents[1] / "samples" / "shili-2023"


def _only(examined: list[Checked] | Unread) -> Checked:
    if isinstance(examined, Unread):
        raise ZhunshengError(f"示例报告读不出来：{examined.message}")
    return examined[0]


def _write_all(faulty: Checked, clean: Checked, job: Job, out: Path) -> None:
    """The clean report as formal documents, the opinions on the faulty one."""
    out.mkdir(parents=True, exist_ok=True)
    for kind in DOCUMENTS:
        _write(out / f"自评报告{kind}", partial(document_of, clean.report, job.rulebook, kind))
    save(out / "自评报告.json", json_line(report_to_dict(clean.report, _CLEAN, clean.result)))
    for kind in OPINIONS:
        _write(out / f"审核意见{kind}", partial(opinions_of, faulty.report, job, kind))


def _write(path: Path, content: Callable[[], bytes]) -> None:
    """A format this machine can't write (no Chinese font for the PDF) is said and left out."""
    try:
        save(path, content())
    except ZhunshengError as error:
        say(f"没有写 {path}：{error}")
