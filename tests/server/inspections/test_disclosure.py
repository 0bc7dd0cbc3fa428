"""双公开: published or exempt on a ground, past the privacy gate, withdrawn and recorded anew; what is late."""

from __future__ import annotations

import io
import json
from datetime import date
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html
from pytest_django import DjangoAssertNumQueries
from tests.server.conftest import OPERATOR
from tests.server.inspections.conftest import FED_BACK, Inspections

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.files.models import StoredFile
from zhunsheng.server.inspections.disclosure.actions import About, Review, exempt, publish, withdraw
from zhunsheng.server.inspections.disclosure.grounds import add_ground, adopt_grounds, grounds_of, use_ground
from zhunsheng.server.inspections.disclosure.models import Disclosure, Manner, Matter
from zhunsheng.server.inspections.disclosure.privacy_gate import Screened, screen
from zhunsheng.server.inspections.disclosure.queries import slots_of
from zhunsheng.server.inspections.models import Inspectee, Issue, Step, Team
from zhunsheng.server.inspections.rounds import actions as round_actions
from zhunsheng.server.orgs.actions import create_unit
from zhunsheng.server.orgs.verdicts import Refused

APPROVED, PUBLISHED = date(2023, 5, 20), date(2023, 5, 25)
TEXT = "根据区委统一部署，巡察组对示例区甲局党组开展了巡察，现将反馈情况予以公布。"
REVIEWED = {"secrecy_reviewer": "办公室保密员", "privacy_reviewer": "综合股文书"}
PAGE = "/inspections/disclosure/"


@pytest.fixture
def fed_back(inspections: Inspections, issue: Issue) -> Inspections:
    inspections.round.refresh_from_db()
    adopt_grounds(inspections.office.actor("inspector"))
    return inspections


def about(fed_back: Inspections, manner: Manner, matter: Matter = Matter.FEEDBACK) -> About:
    return About(fed_back.round, fed_back.office.jia_unit, matter, manner)


def told(fed_back: Inspections, who: str = "inspector", **more: Any) -> Disclosure:
    """党内通报 of 甲局's feedback."""
    given = {"approver": "书记", "approved_on": APPROVED, "place": "全区各党组", "published_on": PUBLISHED}
    return publish(fed_back.office.actor(who), about(fed_back, Manner.CIRCULAR), **given | more)


def made_public(fed_back: Inspections, text: str = TEXT, **review: str) -> Disclosure:
    return publish(
        fed_back.office.actor("inspector"),
        about(fed_back, Manner.PUBLIC),
        approver="书记",
        approved_on=APPROVED,
        place="官网",
        published_on=PUBLISHED,
        review=Review(text=text, **REVIEWED | review),
    )


# --- the gate ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TEXT, Screened([], [])),
        (f"{TEXT}联系电话：0000-1234567。", Screened([], [])),
        (f"{TEXT}联系电话：139 0000 0000。", Screened(["留有手机号码139****0000"], [])),
        (f"{TEXT}\n联系人：示例甲", Screened(["留有姓名示**"], [])),
        (f"{TEXT}\n意见请发至dangan@example.com。", Screened(["留有电子邮箱d***@example.com"], [])),
        (f"{TEXT}向乙单位移交问题线索2条。", Screened([], ["正文1处写到问题线索，可能不宜公开"])),
    ],
)
def test_the_rules_of_publication_hold_the_text_up(text: str, said: Screened) -> None:
    assert screen(text, **REVIEWED) == said


def test_without_the_two_reviews_there_is_no_way_through() -> None:
    found = screen(TEXT, secrecy_reviewer="", privacy_reviewer="")
    assert found.errors == ["没有保密审查和隐私审查的记录"]


def test_a_name_or_a_number_is_never_published(fed_back: Inspections) -> None:
    with pytest.raises(Refused) as refused:
        made_public(fed_back, f"{TEXT}\n联系人：示例甲，电话139 0000 0000。")
    assert str(refused.value) == "公开的文本留有手机号码139****0000；留有姓名示**。请删去或遮盖后再登记。"
    with pytest.raises(Refused, match="可能不宜公开。确认可以公开的，请写明审查意见。"):
        made_public(fed_back, f"{TEXT}向乙单位移交问题线索2条。")
    assert Disclosure.objects.count() == 0
    made_public(fed_back, f"{TEXT}向乙单位移交问题线索2条。", review_note="件数已经通报过，可以公开。")
    assert Disclosure.objects.count() == 1


@pytest.mark.parametrize(
    ("review", "said"),
    [
        ({"text": " "}, "公开的文本至少写 4 个字。"),
        ({"privacy_reviewer": ""}, "请填写保密审查人和隐私审查人。"),
        ({"privacy_reviewer": "办公室保密员"}, "保密审查和隐私审查要由两个人做。"),
    ],
)
def test_two_people_review_a_text(fed_back: Inspections, review: dict[str, str], said: str) -> None:
    with pytest.raises(Refused, match=said):
        made_public(fed_back, **review)


# --- recording -----------------------------------------------------------------------------------------


def test_recorded_once_withdrawn_and_recorded_anew(fed_back: Inspections) -> None:
    inspector = fed_back.office.actor("inspector")
    first = told(fed_back)
    with pytest.raises(Refused, match="示例区甲局反馈情况党内通报已经登记过，要改先撤回。"):
        told(fed_back)
    withdraw(inspector, disclosure_id=first.pk, on=date(2023, 6, 1), reason="范围写错")
    with pytest.raises(Refused, match="这一条 2023-06-01 已经撤回。"):
        withdraw(inspector, disclosure_id=first.pk, on=date(2023, 6, 1), reason="范围写错")
    second = told(fed_back, place="全区各党（工）委")
    assert list(Disclosure.objects.values_list("pk", "withdrawn_for")) == [
        (first.pk, "范围写错"),
        (second.pk, ""),
    ]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"approver": " "}, "请填写批准人。"),
        ({"place": ""}, "请填写范围或载体。"),
        ({"approved_on": date(2023, 5, 9)}, "批准日期 2023-05-09 早于反馈情况日期 2023-05-10。"),
        ({"published_on": date(2023, 5, 19)}, "公布日期 2023-05-19 早于批准日期 2023-05-20。"),
        ({"published_on": date(2999, 1, 1)}, "还没有到。"),
        ({"who": "leading"}, "台账由巡察办登记。"),
    ],
)
def test_what_is_refused(fed_back: Inspections, given: dict[str, Any], said: str) -> None:
    with pytest.raises(Refused, match=said):
        told(fed_back, **given)


def test_rectification_is_not_published_before_it(fed_back: Inspections) -> None:
    inspector = fed_back.office.actor("inspector")
    of_rectification = about(fed_back, Manner.CIRCULAR, Matter.RECTIFICATION)
    given = {"approver": "书记", "approved_on": PUBLISHED, "place": "全区各党组", "published_on": PUBLISHED}
    with pytest.raises(Refused, match="本轮还没有填示例区甲局的“整改”日期，先填了再登记。"):
        publish(inspector, of_rectification, **given)
    steps = {Step.RECTIFIED: date(2023, 5, 24)}
    entry = round_actions.date_steps(inspector, entry=fed_back.round, days=dict(steps))
    publish(inspector, About(entry, *_rest(of_rectification)), **given)


def _rest(about: About) -> tuple[Any, ...]:
    return about.unit, about.matter, about.manner


def test_not_published_on_a_ground_of_the_place(fed_back: Inspections) -> None:
    inspector = fed_back.office.actor("inspector")
    with pytest.raises(Refused, match="已经有不公开理由了"):
        adopt_grounds(inspector)
    assert set(grounds_of(fed_back.office.tenant.pk).values_list("basis", flat=True)) == {"各地做法"}
    own = add_ground(inspector, name="本区规定的情形", basis="示办发〔2023〕9号")
    with pytest.raises(Refused, match="这条理由已经有了。"):
        add_ground(inspector, name="本区规定的情形", basis="同上")
    use_ground(inspector, ground=own, is_active=False)
    public = about(fed_back, Manner.PUBLIC)
    with pytest.raises(Refused, match="这条理由已经停用，请选别的。"):
        exempt(inspector, public, ground=own, approver="书记", approved_on=APPROVED)
    use_ground(inspector, ground=own, is_active=True)
    made = exempt(inspector, public, ground=own, approver="书记", approved_on=APPROVED)
    assert (made.ground, made.published_on, made.text) == (own, None, "")


def test_each_unit_has_its_four_but_not_what_a_higher_team_inspects(fed_back: Inspections) -> None:
    inspector = fed_back.office.actor("inspector")
    higher = round_actions.add_team(
        inspector, entry=fed_back.round, name="市委交叉巡察组", origin=Team.Origin.RECEIVED
    )
    host = create_unit(OPERATOR, tenant=fed_back.office.tenant, code="301", name="示例区丙局")
    cross = Inspectee.Kind.CROSS
    round_actions.add_inspectee(inspector, entry=fed_back.round, team=higher, kind=cross, unit=host)
    made = told(fed_back)
    assert [
        [(slot.unit.name, slot.matter.value, slot.manner.value, slot.ready_on, slot.found) for slot in four]
        for four in slots_of(fed_back.round, date(2023, 6, 1))
    ] == [
        [
            (name, "feedback", "circular", FED_BACK, found),
            (name, "feedback", "public", FED_BACK, None),
            (name, "rectification", "circular", None, None),
            (name, "rectification", "public", None, None),
        ]
        for name, found in (("示例区甲局", made), ("示例区乙局", None))
    ]


def test_the_trace_has_days_and_grounds_not_the_text(fed_back: Inspections) -> None:
    made_public(fed_back)
    entry = Entry.objects.get(verb="record_disclosure")
    assert (entry.subject_name, json.loads(entry.details)) == (
        "示例区甲局反馈情况社会公开",
        {"approved_on": "2023-05-20", "published_on": "2023-05-25", "ground": None},
    )
    assert TEXT not in "".join(Entry.objects.values_list("details", flat=True))


# --- the pages -----------------------------------------------------------------------------------------


def test_published_and_exempt_on_the_pages(fed_back: Inspections) -> None:
    client, unit = fed_back.office.client("inspector"), fed_back.office.jia_unit
    of_unit = f"{PAGE}{fed_back.round.pk}/{unit.pk}/feedback"
    typed = {"approver": "书记", "approved_on": "2023-05-20", "published_on": "2023-05-25"}
    client.post(f"{of_unit}/circular/publish/", typed | {"place": "全区各党组"})
    text = f"{TEXT}\n联系人：示例甲"
    refused = client.post(f"{of_unit}/public/publish/", typed | REVIEWED | {"place": "官网", "text": text})
    assert refused.status_code == 400
    assert "公开的文本留有姓名示**。请删去或遮盖后再登记。" in refused.content.decode()
    assert "联系人：示例甲" in refused.content.decode()
    ground = grounds_of(fed_back.office.tenant.pk).first()
    assert ground is not None
    client.post(f"{of_unit}/public/exempt/", typed | {"ground": ground.pk})
    leading = fed_back.office.client("leading")
    words = _words(leading.get(PAGE).content)
    assert f"示例区甲局 2023-05-25 不公开 {ground.name} 还没有到 还没有到" in words
    assert "示例区乙局 没有登记 逾期 没有登记 逾期" in words
    printed = _words(leading.get(f"{PAGE}{fed_back.round.pk}/table/").content)
    assert "示例区甲局 反馈情况 党内通报 2023-05-25 全区各党组 书记 2023-05-20" in printed
    assert f"社会公开 不公开 {ground.name} 书记 2023-05-20" in printed
    assert "批准" in leading.get(f"{of_unit}/circular/").content.decode()
    assert leading.post(f"{of_unit}/circular/publish/", typed).status_code == 403
    made = Disclosure.objects.get(manner="circular")
    client.post(f"{PAGE}records/{made.pk}/withdraw/", {"on": "2023-06-01", "reason": "范围写错"})
    assert "2023-05-25，2023-06-01 撤回：范围写错" in client.get(f"{of_unit}/circular/").content.decode()


def test_the_list_asks_the_same_of_two_units_and_of_ten(
    fed_back: Inspections, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = fed_back.office.client("inspector")
    with django_assert_num_queries(8):
        client.get(PAGE)
    inspector, routine = fed_back.office.actor("inspector"), Inspectee.Kind.ROUTINE
    for number in range(8):
        unit = create_unit(
            OPERATOR, tenant=fed_back.office.tenant, code=f"30{number}", name=f"示例区{number}局"
        )
        round_actions.add_inspectee(
            inspector, entry=fed_back.round, team=fed_back.team, kind=routine, unit=unit
        )
    with django_assert_num_queries(8):
        client.get(PAGE)


def _words(content: bytes) -> str:
    return " ".join(" ".join(html.fromstring(content.decode()).find(".//main").itertext()).split())


def _word(text: str, author: str) -> SimpleUploadedFile:
    document, data = docx.Document(), io.BytesIO()
    document.add_paragraph(text)
    document.core_properties.author = author
    document.save(data)
    return SimpleUploadedFile("公开稿.docx", data.getvalue())


TYPED = {"approver": "书记", "place": "区政府门户网站", "secrecy_reviewer": "办公室保密员"}


@pytest.mark.parametrize(
    ("text", "author", "said"),
    [
        (TEXT, "", []),
        (TEXT, "示例区某某", ["文件里留有作者1处"]),
        (f"{TEXT}联系电话：139 0000 0001。", "", ["手机号码"]),
    ],
)
def test_a_file_is_read_into_the_text_looked_through_and_not_kept(
    fed_back: Inspections, text: str, author: str, said: list[str]
) -> None:
    client = fed_back.office.client("inspector")
    address = f"{PAGE}{fed_back.round.pk}/{fed_back.office.jia_unit.pk}/feedback/public/"
    done = client.post(f"{address}publish/", {**TYPED, "read": "1", "file": _word(text, author)})
    page = html.fromstring(done.content.decode())
    notes = [
        " ".join(note.text_content().split()) for note in page.xpath("//p[starts-with(@class, 'note note-')]")
    ]
    assert notes[0] == "已读出文件的文字，请核对。文件没有留下。"
    assert len(notes[1:]) == len(said)
    assert all(words in note for words, note in zip(said, notes[1:], strict=True))
    assert page.xpath("//textarea[@name='text']")[0].text.strip() == text
    assert {name: page.xpath(f"//input[@name='{name}']/@value")[0] for name in TYPED} == TYPED
    assert (Disclosure.objects.count(), StoredFile.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("upload", "said"),
    [
        (None, "请先选择要读的文件。"),
        (SimpleUploadedFile("公开稿.docx", b"PK\x03\x04 not a package"), "请"),
        (SimpleUploadedFile("公开稿.txt", b"  \n"), "请"),
    ],
)
def test_a_file_that_cannot_be_read_loses_nothing_typed(
    fed_back: Inspections, upload: SimpleUploadedFile | None, said: str
) -> None:
    client = fed_back.office.client("inspector")
    address = f"{PAGE}{fed_back.round.pk}/{fed_back.office.jia_unit.pk}/feedback/public/publish/"
    sent = {**TYPED, "text": TEXT, "read": "1"} | ({"file": upload} if upload is not None else {})
    page = html.fromstring(client.post(address, sent).content.decode())
    (note,) = page.xpath("//p[contains(@class, 'note-error')]")
    assert said in note.text_content()
    assert page.xpath("//textarea[@name='text']")[0].text.strip() == TEXT
    assert fed_back.office.client("leading").post(address, sent).status_code == 403
