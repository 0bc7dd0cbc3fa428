"""通报: numbered, sent to units in the office's own words, reported back by each; an issue's wording never in it."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date, timedelta

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.test import Client
from django.utils import timezone
from lxml import html
from tests.server.inspections.conftest import Inspections

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.inspections.circulars import actions
from zhunsheng.server.inspections.circulars.actions import NewCircular
from zhunsheng.server.inspections.circulars.attachments import attach_files
from zhunsheng.server.inspections.circulars.models import Circular, CircularFile, CircularRecipient
from zhunsheng.server.inspections.circulars.queries import circulars_visible_to
from zhunsheng.server.inspections.circulars.waiting import circulars_waiting_for
from zhunsheng.server.inspections.common.models import CommonProblem
from zhunsheng.server.inspections.common.problems import decide_common
from zhunsheng.server.inspections.issues.actions import NewIssue, register_issues
from zhunsheng.server.inspections.models import Source
from zhunsheng.server.orgs.verdicts import Refused

ISSUED, DUE, TOLD = date(2023, 6, 10), date(2023, 7, 10), date(2023, 6, 20)
WORDINGS = ("固定资产盘点账实不符，3 件没有登记。", "固定资产盘点账实不符，15件没有登记")
TEXT, REPORT = "有的单位资产账与实物对不上。\n有的长期不盘点。", "已经逐件盘点，补登两件。"
PAGES = "/inspections/circulars/"


@pytest.fixture
def problem(inspections: Inspections) -> CommonProblem:
    """Found at 甲局 and 乙局, each in its own words."""
    office, inspector = inspections.office, inspections.office.actor("inspector")
    units = (office.jia_unit, office.yi_unit)
    news = [
        NewIssue(wording, Source.SUPERVISION, unit, date(2023, 3, 20))
        for wording, unit in zip(WORDINGS, units, strict=True)
    ]
    return decide_common(
        inspector,
        title="资产账实不符",
        decided_by="领导小组会议",
        decided_on=date(2023, 6, 1),
        issue_ids=[issue.pk for issue in register_issues(inspector, news)],
    )


@pytest.fixture
def new(inspections: Inspections, problem: CommonProblem) -> NewCircular:
    """To 甲局, with a copy to nobody."""
    return NewCircular(
        title="关于资产管理问题的通报",
        issued_on=ISSUED,
        problems=[problem],
        text=TEXT,
        request="请举一反三开展自查。",
        addressed=[inspections.office.jia_unit],
        due_on=DUE,
    )


def _issue(inspections: Inspections, new: NewCircular) -> Circular:
    return actions.issue_circular(inspections.office.actor("inspector"), new)


def _report(inspections: Inspections, who: str, circular: Circular) -> CircularRecipient:
    recipient = circular.recipients.get(unit=inspections.office.jia_unit)
    return actions.report_back(
        inspections.office.actor(who), recipient_id=recipient.pk, reported_on=TOLD, report=REPORT
    )


def _text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return html.fromstring(response.content.decode()).text_content()


# --- numbers ---------------------------------------------------------------------------------------------


def test_it_is_numbered_within_its_year(inspections: Inspections, new: NewCircular) -> None:
    given = (
        ("", ISSUED),
        ("示巡办〔2023〕3号", ISSUED),
        ("", ISSUED),
        ("TB2023-005", ISSUED),
        ("", ISSUED),
        ("", date(2024, 1, 5)),
    )
    numbers = [
        _issue(inspections, replace(new, number=number, issued_on=day, due_on=None)).number
        for number, day in given
    ]
    assert numbers == [
        "TB2023-001",
        "示巡办〔2023〕3号",
        "TB2023-002",
        "TB2023-005",
        "TB2023-006",
        "TB2024-001",
    ]


def test_a_number_is_given_once(inspections: Inspections, new: NewCircular) -> None:
    _issue(inspections, replace(new, number="示巡办〔2023〕3号"))
    with pytest.raises(Refused, match="已经有编号是 示巡办〔2023〕3号 的通报"):
        _issue(inspections, replace(new, number="示巡办〔2023〕3号"))
    assert Circular.objects.count() == 1


# --- what is refused -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"title": "通"}, "标题至少写 4 个字"),
        ({"issued_on": date(2099, 1, 1)}, "还没有到"),
        ({"due_on": date(2023, 6, 9)}, "早于印发日期"),
        ({"problems": []}, "请选择通报的共性问题"),
        ({"about": Circular.About.PROGRESS}, "通报整改情况的不选共性问题，请去掉勾选"),
        ({"about": Circular.About.PROGRESS, "problems": [], "text": ""}, "整改情况至少写"),
        ({"text": " "}, "通报的问题至少写"),
        ({"request": ""}, "工作要求至少写"),
        ({"addressed": []}, "请选择主送单位"),
        ({"text": "例如：固定资产盘点账实不符， 3件没有登记 。"}, "照抄了问题 DC2023-001 的表述"),
        ({"request": "固定资产盘点账实不符,15 件没有登记的要整改"}, "照抄了问题 DC2023-002 的表述"),
    ],
)
def test_what_is_refused(
    inspections: Inspections, new: NewCircular, changed: dict[str, object], words: str
) -> None:
    with pytest.raises(Refused, match=words):
        _issue(inspections, replace(new, **changed))  # type: ignore[arg-type]
    assert Circular.objects.count() == 0


def test_a_unit_is_addressed_or_gets_a_copy(inspections: Inspections, new: NewCircular) -> None:
    with pytest.raises(Refused, match="示例区甲局已经是主送单位"):
        _issue(inspections, replace(new, copied=[inspections.office.jia_unit]))


@pytest.mark.parametrize("name", ["leading", "member", "jia_rectifier", "jia_discipline"])
def test_nobody_but_the_office_issues(inspections: Inspections, new: NewCircular, name: str) -> None:
    with pytest.raises(Refused, match="巡察办"):
        actions.issue_circular(inspections.office.actor(name), new)


# --- who sees what ---------------------------------------------------------------------------------------


def test_only_the_units_it_was_sent_to_see_it(inspections: Inspections, new: NewCircular) -> None:
    office, circular = inspections.office, _issue(inspections, new)
    names = ("inspector", "leading", "jia_rectifier", "jia_discipline", "yi_rectifier", "member")
    assert {name: circulars_visible_to(office.actor(name)).count() for name in names} == {
        "inspector": 1,
        "leading": 1,
        "jia_rectifier": 1,
        "jia_discipline": 1,
        "yi_rectifier": 0,
        "member": 0,
    }
    recipient = circular.recipients.get()
    for client, status in ((office.client("jia_rectifier"), 200), (office.client("yi_rectifier"), 404)):
        for address in (f"{circular.pk}/", f"{circular.pk}/paper/"):
            assert client.get(PAGES + address).status_code == status
    reported = {"reported_on": "2023-06-20", "report": REPORT}
    posted = office.client("yi_rectifier").post(f"{PAGES}recipients/{recipient.pk}/report/", reported)
    assert posted.status_code == 404
    assert CircularRecipient.objects.get().reported_on is None


def test_a_unit_reads_the_offices_words_and_no_issues(
    inspections: Inspections, new: NewCircular, problem: CommonProblem
) -> None:
    """Even where somebody decided a common problem by the words of an issue."""
    CommonProblem.objects.update(title=WORDINGS[1])
    office, circular = inspections.office, _issue(inspections, new)
    client = office.client("jia_rectifier")
    paper = b"".join(client.get(f"{PAGES}{circular.pk}/paper/"))  # type: ignore[call-overload]
    shown = [
        _text(client, PAGES),
        _text(client, f"{PAGES}{circular.pk}/"),
        "\n".join(p.text for p in docx.Document(io.BytesIO(paper)).paragraphs),
    ]
    for text in shown:
        assert "关于资产管理问题的通报" in text
        assert "账实不符" not in text
        assert "DC2023-002" not in text
    assert WORDINGS[1] in _text(office.client("inspector"), f"{PAGES}{circular.pk}/")


def test_the_paper_has_number_day_and_units(inspections: Inspections, new: NewCircular) -> None:
    office = inspections.office
    circular = _issue(inspections, replace(new, copied=[office.yi_unit]))
    paper = b"".join(office.client("inspector").get(f"{PAGES}{circular.pk}/paper/"))  # type: ignore[call-overload]
    assert [p.text for p in docx.Document(io.BytesIO(paper)).paragraphs if p.text] == [
        "关于资产管理问题的通报",
        "（TB2023-001）",
        "示例区甲局：",
        "一、通报的问题",
        "有的单位资产账与实物对不上。",
        "有的长期不盘点。",
        "二、工作要求",
        "请举一反三开展自查。",
        "请于2023年7月10日前报送落实情况。",
        "示例区委巡察办",
        "2023年6月10日",
        "抄送：示例区乙局",
    ]


def test_the_form_begins_with_the_units_that_have_the_problem(
    inspections: Inspections, problem: CommonProblem
) -> None:
    client = inspections.office.client("inspector")
    for asked, begun in (
        (f"?problem={problem.pk}", "（一）资产账实不符。涉及2个单位、2个问题。"),
        ("?named=1", "（一）资产账实不符。涉及2个单位、2个问题。分别是：示例区甲局、示例区乙局。"),
    ):
        page = html.fromstring(client.get(f"{PAGES}new/{asked}").content.decode())
        ticked = {
            name: [
                int(box.get("value"))
                for box in page.xpath(f"//input[@name='{name}']")
                if box.get("checked") is not None
            ]
            for name in ("problems", "addressed", "copied")
        }
        units = [inspections.office.jia_unit.pk, inspections.office.yi_unit.pk]
        assert ticked == {"problems": [problem.pk], "addressed": units, "copied": []}
        assert page.xpath("//textarea[@name='text']")[0].text.strip() == begun


def _typed(problem: CommonProblem, units: list[int]) -> dict[str, object]:
    return {
        "title": "关于资产管理问题的通报",
        "issued_on": "2023-06-10",
        "about": "common",
        "problems": problem.pk,
        "text": TEXT,
        "request": "请举一反三开展自查。",
        "addressed": units,
    }


def test_the_office_issues_it_on_the_page(inspections: Inspections, problem: CommonProblem) -> None:
    office = inspections.office
    typed = _typed(problem, [office.jia_unit.pk, office.yi_unit.pk])
    client = office.client("inspector")
    refused = client.post(f"{PAGES}new/", typed | {"text": WORDINGS[0]})
    assert (refused.status_code, Circular.objects.count()) == (400, 0)
    assert "照抄了问题 DC2023-001 的表述" in refused.content.decode()
    issued = client.post(f"{PAGES}new/", typed)
    circular = Circular.objects.get()
    assert (issued.status_code, issued["Location"]) == (302, f"{PAGES}{circular.pk}/")
    assert list(circular.problems.all()) == [problem]
    assert list(circular.recipients.values_list("unit__name", "part")) == [
        ("示例区甲局", "addressed"),
        ("示例区乙局", "addressed"),
    ]


def test_what_was_told_already_is_not_told_again_unasked(inspections: Inspections, new: NewCircular) -> None:
    _issue(inspections, new)
    page = html.fromstring(inspections.office.client("inspector").get(f"{PAGES}new/").content.decode())
    assert [box.get("checked") for box in page.xpath("//input[@name='problems']")] == [None]


# --- on how units rectify --------------------------------------------------------------------------------


def test_it_may_be_on_how_units_rectify(inspections: Inspections, problem: CommonProblem) -> None:
    office, client = inspections.office, inspections.office.client("inspector")
    begun = html.fromstring(client.get(f"{PAGES}new/?about=progress").content.decode())
    assert begun.xpath("//select[@name='about']/option[@selected]/@value") == ["progress"]
    assert [box.get("checked") for box in begun.xpath("//input[@name='problems']")] == [None]
    typed = {
        "title": "关于巡察整改情况的通报",
        "issued_on": "2023-06-10",
        "about": "progress",
        "text": "截至6月底，有的单位整改没有按期完成。",
        "request": "请写明原因和完成时限。",
        "addressed": office.jia_unit.pk,
    }
    quoting = client.post(f"{PAGES}new/", typed | {"text": f"例如：{WORDINGS[1]}"})
    assert quoting.status_code == 400
    assert "照抄了问题 DC2023-002 的表述" in quoting.content.decode()
    client.post(f"{PAGES}new/", typed)
    circular = Circular.objects.get()
    assert (circular.number, circular.about, circular.problems.count()) == ("TB2023-001", "progress", 0)
    paper = b"".join(client.get(f"{PAGES}{circular.pk}/paper/"))  # type: ignore[call-overload]
    assert "一、整改情况" in [p.text for p in docx.Document(io.BytesIO(paper)).paragraphs]
    for name in ("inspector", "jia_rectifier"):
        assert "通报的问题" not in _text(office.client(name), f"{PAGES}{circular.pk}/")
    assert "2023-06-10关于巡察整改情况的通报整改情况" in _text(client, PAGES)


# --- reporting back --------------------------------------------------------------------------------------


def test_a_unit_reports_and_the_office_counts(inspections: Inspections, new: NewCircular) -> None:
    office = inspections.office
    circular = _issue(inspections, replace(new, addressed=[office.jia_unit, office.yi_unit]))
    assert "0 / 2 2 家超期" in " ".join(_text(office.client("leading"), PAGES).split())
    _report(inspections, "jia_rectifier", circular)
    assert "1 / 2 1 家超期" in " ".join(_text(office.client("leading"), PAGES).split())
    reads = {
        name: REPORT in _text(office.client(name), f"{PAGES}{circular.pk}/")
        for name in ("inspector", "leading", "jia_rectifier", "jia_discipline", "yi_rectifier")
    }
    assert reads == {
        "inspector": True,
        "leading": True,
        "jia_rectifier": True,
        "jia_discipline": False,
        "yi_rectifier": False,
    }


def test_the_office_enters_what_came_on_paper_and_not_over_the_units_own(
    inspections: Inspections, new: NewCircular
) -> None:
    circular = _issue(inspections, new)
    assert _report(inspections, "inspector", circular).on_paper is True
    assert _report(inspections, "inspector", circular).on_paper is True
    assert _report(inspections, "jia_rectifier", circular).on_paper is False
    with pytest.raises(Refused, match="已经自己报送，巡察办不能代改"):
        _report(inspections, "inspector", circular)
    with pytest.raises(Refused, match="收到通报的单位或者巡察办登记"):
        _report(inspections, "jia_discipline", circular)


@pytest.mark.parametrize(
    ("day", "words"), [(date(2023, 6, 9), "早于印发日期"), (date(2099, 1, 1), "还没有到")]
)
def test_a_report_is_of_a_day_that_can_be(
    inspections: Inspections, new: NewCircular, day: date, words: str
) -> None:
    recipient = _issue(inspections, new).recipients.get()
    page = inspections.office.client("jia_rectifier").post(
        f"{PAGES}recipients/{recipient.pk}/report/", {"reported_on": day.isoformat(), "report": REPORT}
    )
    assert page.status_code == 400
    assert words in page.content.decode()
    recipient.refresh_from_db()
    assert recipient.reported_on is None


def test_who_has_a_copy_reads_and_does_not_report(inspections: Inspections, new: NewCircular) -> None:
    office = inspections.office
    circular = _issue(inspections, replace(new, copied=[office.yi_unit]))
    recipient = circular.recipients.get(unit=office.yi_unit)
    assert "不用报送" in _text(office.client("yi_rectifier"), f"{PAGES}{circular.pk}/")
    with pytest.raises(Refused, match="抄送的单位不用报送"):
        actions.report_back(
            office.actor("yi_rectifier"), recipient_id=recipient.pk, reported_on=TOLD, report=REPORT
        )


def test_a_copy_is_on_the_workbench_until_its_unit_has_read_it(
    inspections: Inspections, new: NewCircular
) -> None:
    office = inspections.office
    circular = _issue(inspections, replace(new, copied=[office.yi_unit]))
    addressed, copy = (circular.recipients.get(unit=unit) for unit in (office.jia_unit, office.yi_unit))

    def waiting() -> list[tuple[str, int]]:
        found = circulars_waiting_for(office.actor("yi_rectifier"))
        return [(entry.title, entry.number) for entry in found]

    assert waiting() == [("抄送的通报，未阅", 1)]
    assert "抄送的通报，未阅" in _text(office.client("yi_rectifier"), "/")
    assert "未阅" in _text(office.client("inspector"), f"{PAGES}{circular.pk}/")
    for name, recipient, said in (
        ("inspector", copy, "已阅由抄送的单位自己标。"),
        ("jia_rectifier", addressed, "主送的通报报送落实情况，不用标已阅。"),
    ):
        with pytest.raises(Refused, match=said):
            actions.mark_read(office.actor(name), recipient_id=recipient.pk)
    address = f"{PAGES}recipients/{copy.pk}/read/"
    assert office.client("jia_rectifier").post(address).status_code == 404
    assert office.client("yi_rectifier").post(address)["Location"] == f"{PAGES}{circular.pk}/"
    copy.refresh_from_db()
    assert (copy.read_on, waiting()) == (timezone.localdate(), [])
    with pytest.raises(Refused, match="这份通报已经标了已阅。"):
        actions.mark_read(office.actor("yi_rectifier"), recipient_id=copy.pk)
    assert json.loads(Entry.objects.get(verb="read_circular").details) == {"unit": "示例区乙局"}


def test_the_workbench_has_it_until_it_is_reported_on(inspections: Inspections, new: NewCircular) -> None:
    office, today = inspections.office, timezone.localdate()

    def waiting(name: str) -> list[tuple[str, int]]:
        return [(entry.title, entry.number) for entry in circulars_waiting_for(office.actor(name))]

    late = _issue(inspections, new)
    on_time = _issue(inspections, replace(new, due_on=today + timedelta(days=1)))
    assert waiting("jia_rectifier") == [("收到的通报，超期未报", 1), ("收到的通报", 1)]
    assert waiting("inspector") == [("通报超期未报", 1)]
    for name in ("leading", "jia_discipline", "yi_rectifier", "member"):
        assert waiting(name) == []
    assert "收到的通报" in _text(office.client("jia_rectifier"), "/")
    for circular in (late, on_time):
        _report(inspections, "jia_rectifier", circular)
    assert waiting("jia_rectifier") == waiting("inspector") == []


# --- putting right ---------------------------------------------------------------------------------------


def test_it_is_put_right_and_who_reported_stays(
    inspections: Inspections, new: NewCircular, problem: CommonProblem
) -> None:
    office, inspector = inspections.office, inspections.office.actor("inspector")
    circular = _issue(inspections, new)
    _report(inspections, "jia_rectifier", circular)
    for changed, words in (
        ({"addressed": [office.yi_unit]}, "示例区甲局已经报送过，要留在主送单位里"),
        ({"issued_on": date(2023, 6, 21)}, "早于印发日期"),
        ({"text": WORDINGS[0]}, "照抄了问题 DC2023-001 的表述"),
    ):
        with pytest.raises(Refused, match=words):
            actions.change_circular(inspector, circular_id=circular.pk, new=replace(new, **changed))  # type: ignore[arg-type]
    page = office.client("inspector").post(
        f"{PAGES}{circular.pk}/change/",
        {
            "number": "示巡办〔2023〕3号",
            "title": "关于资产问题的通报",
            "issued_on": "2023-06-11",
            "about": "common",
            "problems": problem.pk,
            "text": "有的单位长期不盘点。",
            "request": "请逐件盘点。",
            "due_on": "",
            "addressed": office.jia_unit.pk,
            "copied": office.yi_unit.pk,
        },
    )
    assert page.status_code == 302
    columns = ("number", "title", "issued_on", "text", "request", "due_on")
    assert Circular.objects.values_list(*columns).get() == (
        "示巡办〔2023〕3号",
        "关于资产问题的通报",
        date(2023, 6, 11),
        "有的单位长期不盘点。",
        "请逐件盘点。",
        None,
    )
    assert list(circular.recipients.values_list("unit__name", "part", "report")) == [
        ("示例区甲局", "addressed", REPORT),
        ("示例区乙局", "copied", ""),
    ]


def test_what_belongs_to_nobody_is_not_found(inspections: Inspections, new: NewCircular) -> None:
    with pytest.raises(Http404):
        actions.change_circular(inspections.office.actor("inspector"), circular_id=1, new=new)


def test_the_trace_tells_numbers_days_and_units_and_no_words(
    inspections: Inspections, new: NewCircular, problem: CommonProblem
) -> None:
    circular = _issue(inspections, new)
    _report(inspections, "inspector", circular)
    _report(inspections, "jia_rectifier", circular)
    told = [
        (entry.verb, entry.subject_name, json.loads(entry.details))
        for entry in Entry.objects.filter(subject=f"circular/{circular.pk}").order_by("id")
    ]
    reported = {"unit": "示例区甲局", "reported_on": "2023-06-20"}
    assert told == [
        (
            "issue_circular",
            "TB2023-001",
            {
                "about": "common",
                "issued_on": "2023-06-10",
                "due_on": "2023-07-10",
                "problems": [problem.pk],
                "addressed": ["示例区甲局"],
                "copied": [],
            },
        ),
        ("note_circular_report", "TB2023-001", reported),
        ("report_on_circular", "TB2023-001", reported),
    ]


# --- 附件 ------------------------------------------------------------------------------------------------


def _upload(name: str = "单位名单.pdf", body: bytes = b"%PDF-1.4") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, body)


def _attach(inspections: Inspections, circular: Circular) -> CircularFile:
    inspector = inspections.office.actor("inspector")
    attach_files(inspector, circular_id=circular.pk, uploads=[_upload()])
    return circular.files.get()


def _fetched(client: Client, file: CircularFile) -> tuple[int, bytes]:
    response = client.get(f"{PAGES}files/{file.pk}/")
    # Read to the end, it closes itself; closed by hand, it takes PostgreSQL along.
    body = b"".join(response) if response.status_code == 200 else b""  # type: ignore[call-overload]
    return response.status_code, body


def test_a_file_is_downloaded_by_those_it_was_sent_to_and_nobody_else(
    inspections: Inspections, new: NewCircular
) -> None:
    office = inspections.office
    alone, copied = _issue(inspections, new), _issue(inspections, replace(new, copied=[office.yi_unit]))
    files = [_attach(inspections, circular) for circular in (alone, copied)]
    names = (
        "inspector",
        "leading",
        "jia_rectifier",
        "jia_discipline",
        "yi_rectifier",
        "member",
        "bureau",
        "admin",
    )
    statuses = {name: [_fetched(office.client(name), file)[0] for file in files] for name in names}
    assert statuses == {
        "inspector": [200, 200],
        "leading": [200, 200],
        "jia_rectifier": [200, 200],
        "jia_discipline": [200, 200],
        "yi_rectifier": [404, 200],
        "member": [404, 404],
        "bureau": [404, 404],
        "admin": [404, 404],
    }
    assert _fetched(office.client("yi_rectifier"), files[1]) == (200, b"%PDF-1.4")
    page = _text(office.client("yi_rectifier"), f"{PAGES}{copied.pk}/")
    assert ("单位名单.pdf" in page, "加附件" in page) == (True, False)


def test_it_is_attached_and_removed_with_a_trace_without_its_name(
    inspections: Inspections, new: NewCircular
) -> None:
    circular, client = _issue(inspections, new), inspections.office.client("inspector")
    address = f"{PAGES}{circular.pk}/files/"
    attached = client.post(address, {"files": [_upload(), _upload("另一份.pdf")]})
    assert attached.status_code == 302
    first, second = circular.files.all()
    assert [first.file.name, second.file.name] == ["单位名单.pdf", "另一份.pdf"]
    assert client.post(f"{PAGES}files/{first.pk}/remove/").status_code == 302
    assert list(circular.files.all()) == [second]
    assert inspections.office.client("jia_rectifier").get(f"{PAGES}files/{first.pk}/").status_code == 404
    told = Entry.objects.filter(verb__endswith="circular_file").order_by("pk")
    sha256 = first.file.sha256
    assert [(entry.verb, json.loads(entry.details)) for entry in told] == [
        ("attach_circular_file", {"file": first.pk, "sha256": sha256}),
        ("attach_circular_file", {"file": second.pk, "sha256": sha256}),
        ("remove_circular_file", {"file": first.pk, "sha256": sha256}),
    ]


@pytest.mark.parametrize(
    ("upload", "said"),
    [
        (None, "还没有选文件。"),
        (("空的.pdf", b""), "“空的.pdf”是空文件，请检查后再传。"),
        (("程序.exe", b"MZ"), "程序.exe"),
    ],
)
def test_what_is_no_file_to_keep_is_told_at_the_form(
    inspections: Inspections, new: NewCircular, upload: tuple[str, bytes] | None, said: str
) -> None:
    circular, client = _issue(inspections, new), inspections.office.client("inspector")
    typed = {"files": [_upload(*upload)]} if upload is not None else {}
    response = client.post(f"{PAGES}{circular.pk}/files/", typed)
    [error] = html.fromstring(response.content.decode()).xpath("//form//*[@class='field-error']")
    assert (response.status_code, said in error.text_content()) == (400, True)
    assert not CircularFile.objects.exists()


def test_once_somebody_has_reported_or_read_the_files_stay(
    inspections: Inspections, new: NewCircular
) -> None:
    office = inspections.office
    reported, read = _issue(inspections, new), _issue(inspections, replace(new, copied=[office.yi_unit]))
    files = [_attach(inspections, circular) for circular in (reported, read)]
    _report(inspections, "jia_rectifier", reported)
    actions.mark_read(office.actor("yi_rectifier"), recipient_id=read.recipients.get(unit=office.yi_unit).pk)
    client = office.client("inspector")
    for circular, file in zip((reported, read), files, strict=True):
        page = _text(client, f"{PAGES}{circular.pk}/")
        assert ("单位名单.pdf" in page, "加附件" in page, "移出" in page) == (True, False, False)
        posts = [
            client.post(f"{PAGES}{circular.pk}/files/", {"files": [_upload()]}),
            client.post(f"{PAGES}files/{file.pk}/remove/"),
        ]
        for refused in posts:
            assert refused.status_code == 403
            assert "已有 1 家单位报送或标已阅，附件不能改。" in refused.content.decode()
    assert CircularFile.objects.count() == 2


def test_nobody_but_the_office_attaches_or_removes(inspections: Inspections, new: NewCircular) -> None:
    circular = _issue(inspections, new)
    file = _attach(inspections, circular)
    for name, status in (("leading", 403), ("jia_rectifier", 403), ("yi_rectifier", 404), ("member", 404)):
        client = inspections.office.client(name)
        assert client.post(f"{PAGES}{circular.pk}/files/", {"files": [_upload()]}).status_code == status
        assert client.post(f"{PAGES}files/{file.pk}/remove/").status_code == status
    assert CircularFile.objects.get() == file


def test_it_may_be_issued_with_a_file(inspections: Inspections, problem: CommonProblem) -> None:
    office = inspections.office
    typed = _typed(problem, [office.jia_unit.pk])
    client = office.client("inspector")
    refused = client.post(f"{PAGES}new/", typed | {"upload": _upload("程序.exe", b"MZ")})
    assert (refused.status_code, Circular.objects.count()) == (400, 0)
    assert client.post(f"{PAGES}new/", typed | {"upload": _upload()}).status_code == 302
    assert [entry.file.name for entry in Circular.objects.get().files.all()] == ["单位名单.pdf"]
