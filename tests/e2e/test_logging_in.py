"""Passwords, the second factor, and what belongs to others (flow B21)."""

from __future__ import annotations

from django_otp.oath import totp
from tests.e2e.conftest import Person, Someone
from tests.running_site import PASSWORD, Site

NEW = "另一句很长的口令2024"


def _told(person: Person) -> str:
    return person.page.locator("[role=alert]").inner_text()


def _change_password(person: Person, new: str) -> None:
    person.open("/password/")
    for label, text in (("原密码", PASSWORD), ("新密码", new), ("再输一遍新密码", new)):
        person.page.get_by_label(label, exact=True).fill(text)
    person.page.locator("main button").click()
    person.page.wait_for_load_state()


def test_a_new_password_ends_what_is_open_elsewhere(someone: Someone) -> None:
    here, elsewhere = someone("jb03"), someone("jb03")
    elsewhere.open("/reports/3/self/")
    _change_password(here, NEW)
    assert here.notes() == ["密码已经改好。"]
    here.open("/reports/3/self/")
    assert here.page.locator("h1").inner_text() == "2023 年度部门整体支出绩效自评"

    # The sheet open elsewhere keeps what is typed until its owner has logged in with the new password.
    elsewhere.type("r1.actual", "53861件")
    elsewhere.page.wait_for_selector("#relogin[open]")
    elsewhere.page.fill("#relogin-username", "jb03")
    elsewhere.page.fill("#relogin-password", PASSWORD)
    elsewhere.page.locator("#relogin button.primary").click()
    elsewhere.page.wait_for_selector("#relogin-error:has-text('账号或密码不对。')")
    elsewhere.page.fill("#relogin-password", NEW)
    elsewhere.page.locator("#relogin button.primary").click()
    elsewhere.wait_saved()
    assert elsewhere.value("r1.actual") == "53861件"


def test_a_password_too_easy_is_refused_in_words(someone: Someone) -> None:
    person = someone("jb03")
    _change_password(person, "1234567890")
    assert _told(person) == "这个密码太常见了。密码只包含数字。"


def test_five_wrong_passwords_lock_the_account_and_no_other(someone: Someone) -> None:
    visitor = someone("")
    told = []
    for _ in range(5):
        visitor.try_to_log_in("jb03", "不对的密码")
        told.append(_told(visitor))
    visitor.try_to_log_in("jb03")
    told.append(_told(visitor))
    locked = "连续输错次数过多，账号已暂时锁定，请稍后再试或联系系统管理员。"
    assert told == ["账号或密码不对。"] * 4 + [locked] * 2
    visitor.log_in("jb04")


def test_whether_an_account_exists_is_not_told(someone: Someone) -> None:
    visitor = someone("")
    visitor.try_to_log_in("没有这个人", "不对的密码")
    assert _told(visitor) == "账号或密码不对。"


def test_the_second_factor_is_asked_for_once_turned_on(site: Site, someone: Someone) -> None:
    person = someone("jb03").open("/totp/")
    assert person.page.get_by_alt_text("供验证器扫描的二维码").count() == 1
    person.page.fill("#token", "000000")
    person.press("启用")
    assert _told(person) == "口令不对，请看验证器里现在的六位数字。"
    key = bytes.fromhex(
        site.run(
            "from django_otp.plugins.otp_totp.models import TOTPDevice\n"
            "TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)\n"
            "print(TOTPDevice.objects.get().key)"
        ).strip()
    )
    person.page.fill("#token", f"{totp(key):06}")
    person.press("启用")
    assert person.notes() == ["动态口令已经启用，下次登录起要输入。"]

    visitor = someone("")
    visitor.try_to_log_in("jb03")
    assert _told(visitor) == "这个账号要输入动态口令。"
    visitor.log_in("jb03", token=f"{totp(key, t0=_next_step()):06}")


def _next_step() -> int:
    """A code serves once: the one after it, which the server takes a little early."""
    return -30


def test_what_belongs_to_another_unit_is_refused_in_plain_words(site: Site, someone: Someone) -> None:
    person = someone("jb03")
    before = site.states(4)
    for path in ("", "self/", "check/", "evidence/", "print/", "drafts/", "timeline/", "download/docx/"):
        answer = person.page.goto(f"/reports/4/{path}")
        assert answer.status == 403
        assert person.texts("h1, .lead") == [
            "这一步现在办不了",
            "您没有这个单位的职责，不能查看它的自评报告。",
        ]
    assert person.page.goto("/reviews/1/").status == 403
    assert person.texts(".lead") == ["审核由财政审核和财政管理员办理。"]
    assert person.page.goto("/reports/99999/").status == 404
    assert person.texts("h1, .lead") == ["这一步现在办不了", "没有这一页，可能地址写错了。"]
    assert site.states(4) == before


def test_a_page_asked_for_before_the_login_comes_after_it(someone: Someone) -> None:
    visitor = someone("").open("/reports/3/self/")
    visitor.page.fill("#username", "jb03")
    visitor.page.fill("#password", PASSWORD)
    visitor.press("登录")
    visitor.page.wait_for_url("**/reports/3/self/")
