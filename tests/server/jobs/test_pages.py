"""The pages of background jobs: one's own, nobody else's."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries
from tests.server.conftest import Office
from tests.server.jobs.test_queue import ask, work

from zhunsheng.server.jobs.models import Job


def test_the_list_shows_ones_own_jobs_only(office: Office) -> None:
    ask(office)
    assert "数到三" in office.client("bureau").get("/jobs/").content.decode()
    assert "数到三" not in office.client("reviewer").get("/jobs/").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_database_the_same_number_of_times(
    office: Office, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for _ in range(rows):
        ask(office)
    client = office.client("bureau")
    with django_assert_num_queries(6):
        client.get("/jobs/")


def test_a_finished_job_can_be_followed_and_its_result_fetched(office: Office) -> None:
    job = ask(office)
    client = office.client("bureau")
    state = client.get(f"/jobs/{job.pk}/state/").json()
    assert state == {
        "state": "queued",
        "label": "排队",
        "done": 0,
        "total": 0,
        "message": "",
        "ended": False,
    }
    assert client.get(f"/jobs/{job.pk}/result/").status_code == 404
    work()
    assert client.get(f"/jobs/{job.pk}/state/").json()["ended"] is True
    assert "下载 结果.txt" in client.get(f"/jobs/{job.pk}/").content.decode()
    assert b"".join(client.get(f"/jobs/{job.pk}/result/")) == b"1 2 3"  # type: ignore[arg-type]


def test_another_persons_job_is_closed_to_everybody(office: Office) -> None:
    job = ask(office)
    client = office.client("reviewer")
    answers = [client.get(f"/jobs/{job.pk}/{part}") for part in ("", "state/", "result/")]
    answers += [client.post(f"/jobs/{job.pk}/{part}/") for part in ("cancel", "retry")]
    assert [answer.status_code for answer in answers] == [403] * 5
    assert Job.objects.get().state == "queued"


def test_cancelling_and_doing_again_by_the_page(office: Office) -> None:
    job = ask(office)
    client = office.client("bureau")
    client.post(f"/jobs/{job.pk}/cancel/")
    assert Job.objects.get().state == "cancelled"
    client.post(f"/jobs/{job.pk}/retry/")
    assert Job.objects.get().state == "queued"
