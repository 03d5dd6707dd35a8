"""The plan: tasks, their days, moving and undoing, what is late, its drawing."""

import re
import time
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from spirale.action import operations
from spirale.action.models import Plan, PlanSchedule, Task, TaskVersion
from spirale.action.operations.scheduling import document_of
from spirale.action.queries.plan_page import plan_page
from spirale.action.queries.plans import read_plan
from spirale.action.tasks import start_schedule
from spirale.journal.models import Event
from spirale.method.problems import Problem, Problems
from spirale.pages.sentences import sentence

from .conftest import World, in_days
from .toulouse import ACTIONS, fill

pytestmark = pytest.mark.database

EMPTY = {
    "title": "",
    "owners": ["Amina"],
    "skill_id": None,
    "work": 0,
    "days": 5,
    "from_on": None,
    "due_on": None,
    "start_on": None,
    "is_milestone": False,
}


def write(world: World, title: str, *after: Task, by: Any = None, **fields: Any) -> Task:
    return operations.save_task(
        task_id=fields.pop("task_id", None) or uuid4(),
        edit_id=fields.pop("edit_id", None) or uuid4(),
        sheet=fields.pop("sheet", world.garden),
        based_on=fields.pop("based_on", 0),
        fields={**EMPTY, "title": title, **fields},
        waits_for={task.pk: 0 for task in after},
        by=by or world.member,
    )


def move(world: World, task: Task, day: Any, **given: Any) -> Task:
    given = {"edit_id": uuid4(), "based_on": task.version, "by": world.member} | given
    return operations.move_task(task=task, start_on=day, **given)


def days_of(world: World) -> dict[str, tuple[Any, Any]]:
    start_schedule(world.territory)
    page = plan_page(world.territory, on=timezone.localdate())
    assert page.is_current
    return {row.task.title: (row.start_on, row.end_on) for part in page.parts for row in part.rows}


def test_a_task_begins_the_day_after_what_it_waits_for(world: World) -> None:
    dig = write(world, "Bêcher")
    write(world, "Semer", dig, days=2)
    assert days_of(world) == {"Bêcher": (in_days(0), in_days(4)), "Semer": (in_days(5), in_days(6))}


def test_an_edit_sent_twice_is_one_and_saving_what_stands_is_none(world: World) -> None:
    task_id, edit_id = uuid4(), uuid4()
    for _ in range(2):
        task = write(world, "Bêcher", task_id=task_id, edit_id=edit_id)
    write(world, "Bêcher", task_id=task_id, based_on=1)
    assert task.version == 1
    assert TaskVersion.objects.count() == 1
    assert Event.objects.filter(verb="task saved").count() == 1


def test_what_is_changed_on_a_page_gone_back_to_is_kept(world: World) -> None:
    task_id, edit_id = uuid4(), uuid4()
    write(world, "Bêcher", task_id=task_id, edit_id=edit_id)
    for _ in range(2):
        task = write(world, "Bêcher le coin", task_id=task_id, edit_id=edit_id)
    assert (task.title, task.version) == ("Bêcher le coin", 2)


def test_a_day_that_a_person_set_stays_and_what_waits_moves(world: World) -> None:
    dig = write(world, "Bêcher")
    write(world, "Semer", dig, days=2)
    move(world, dig, in_days(10))
    assert days_of(world) == {"Bêcher": (in_days(10), in_days(14)), "Semer": (in_days(15), in_days(16))}


def test_a_move_sent_twice_is_one_and_undoing_twice_is_doing_again(world: World) -> None:
    task, once = write(world, "Bêcher"), uuid4()
    for _ in range(2):
        task = move(world, task, in_days(3), edit_id=once, based_on=1)
    assert (task.version, task.start_on) == (2, in_days(3))
    task = operations.undo_task(task=task, edit_id=uuid4(), based_on=2, by=world.member)
    assert task.start_on is None
    task = operations.undo_task(task=task, edit_id=uuid4(), based_on=3, by=world.member)
    assert task.start_on == in_days(3)
    assert [version.number for version in task.versions.all()] == [4, 3, 2, 1]


def test_a_move_of_a_task_that_changed_meanwhile_is_refused(world: World) -> None:
    task = write(world, "Bêcher")
    move(world, task, in_days(1))
    with pytest.raises(operations.TaskChanged):
        move(world, task, in_days(2), based_on=1)


def test_a_task_taken_out_leaves_its_place_and_undo_brings_it_back_with_its_links(world: World) -> None:
    dig = write(world, "Bêcher")
    sow = write(world, "Semer", dig)
    sow = operations.retire_task(task=sow, edit_id=uuid4(), by=world.member)
    assert list(days_of(world)) == ["Bêcher"]
    operations.undo_task(task=sow, edit_id=uuid4(), based_on=sow.version, by=world.member)
    assert days_of(world)["Semer"][0] == in_days(5)


def test_tasks_that_wait_for_one_another_are_refused_by_name(world: World) -> None:
    dig = write(world, "Bêcher")
    sow = write(world, "Semer", dig)
    with pytest.raises(Problems) as found:
        write(world, "Bêcher", sow, task_id=dig.pk, based_on=1)
    assert "Semer" in sentence(found.value.problems[0])


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"owners": []}, "task of nobody"),
        ({"days": 0}, "task without length"),
        ({"is_milestone": True}, "milestone with length"),
        ({"start_on": in_days(-1)}, "task before the plan"),
    ],
)
def test_what_cannot_be_planned_is_refused_when_it_is_written(world: World, fields: Any, code: str) -> None:
    with pytest.raises(Problems) as found:
        write(world, "Bêcher", **fields)
    assert [one.code for one in found.value.problems] == [code]
    assert not Task.objects.exists()


def test_a_task_is_written_only_for_an_action_that_was_chosen(world: World) -> None:
    with pytest.raises(Problem, match="not chosen"):
        write(world, "Creuser", sheet=world.left_out)


def test_readers_change_nothing_of_the_plan(world: World) -> None:
    task = write(world, "Bêcher")
    for act in (
        lambda: write(world, "Semer", by=world.reader),
        lambda: move(world, task, in_days(1), by=world.reader),
        lambda: operations.retire_task(task=task, edit_id=uuid4(), by=world.stranger),
        lambda: operations.set_first_day(territory=world.territory, start_on=in_days(0), by=world.reader),
        lambda: operations.renew_feed(territory=world.territory, by=world.member),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_hours_pledged_to_the_bank_hold_tasks_of_their_skill_back(world: World) -> None:
    world.pledge(amount=700, from_on=in_days(0), to_on=in_days(69))  # 7 h in ten weeks: 0.7 h a week
    write(world, "Bêcher", skill_id=world.skill.pk, work=140, days=14)
    write(world, "Semer", skill_id=world.skill.pk, work=140, days=14)
    first, second = sorted(days_of(world).values())
    assert second[0] > first[0]


def test_hours_that_somebody_pledged_of_a_skill_are_not_there_again_for_tasks_in_their_name(world: World) -> None:
    world.pledge(owner="Amina", amount=7000, from_on=in_days(0), to_on=in_days(69))  # 7 h a week
    write(world, "Bêcher", skill_id=world.skill.pk, work=1400, days=14)
    write(world, "Semer", owners=["Amina"], work=1400, days=14)
    first, second = sorted(days_of(world).values())
    assert second[0] > first[1]
    world.pledge(owner="Luc", amount=7000, from_on=in_days(0), to_on=in_days(69))
    assert len(set(days_of(world).values())) == 1


def test_a_pledge_withdrawn_makes_another_plan(world: World) -> None:
    pledge = world.pledge()
    write(world, "Bêcher", skill_id=world.skill.pk, work=140, days=14)
    before = read_plan(world.territory).digest
    pledge.withdrawn_at = timezone.now()
    pledge.save()
    assert read_plan(world.territory).digest != before
    assert not plan_page(world.territory, on=timezone.localdate()).is_current


def test_the_same_plan_is_computed_once(world: World) -> None:
    write(world, "Bêcher")
    first = start_schedule(world.territory)
    assert start_schedule(world.territory).pk == first.pk
    assert PlanSchedule.objects.count() == 1


def test_what_is_late_is_told_with_its_days_and_a_word_on_what_hinders(world: World, signed_in: Any) -> None:
    task = write(world, "Bêcher")
    start_schedule(world.territory)
    page = plan_page(world.territory, on=in_days(7))
    (late,) = page.late
    assert late.late is not None
    assert (late.late.code, late.late.parameters["days"]) == ("late.not ended", 3)
    operations.report_task(
        task=task, edit_id=uuid4(), done=100, obstacles="", based_on=1, placed_on=in_days(0), by=world.member
    )
    start_schedule(world.territory)
    assert plan_page(world.territory, on=in_days(7)).late == ()


def test_a_task_told_begun_keeps_the_day_it_was_placed_on(world: World) -> None:
    task = write(world, "Bêcher")
    kept = operations.report_task(
        task=task,
        edit_id=uuid4(),
        done=40,
        obstacles="la bêche",
        based_on=1,
        placed_on=in_days(0),
        by=world.member,
        now=timezone.now() + timedelta(days=3),
    )
    assert (kept.start_on, kept.done, kept.obstacles) == (in_days(0), 40, "la bêche")


def test_a_promised_day_that_passes_is_a_conflict_in_words(world: World) -> None:
    dig = write(world, "Bêcher", days=10)
    write(world, "Semer", dig, due_on=in_days(8))
    start_schedule(world.territory)
    page = plan_page(world.territory, on=timezone.localdate())
    assert [one.code for one in page.conflicts] == ["conflict.late"]
    assert "Semer" in sentence(page.conflicts[0])
    assert "…" not in sentence(page.conflicts[0])


def test_hours_promised_without_a_last_day_are_there_when_they_are_asked_for_and_counted_in_all(world: World) -> None:
    world.pledge(amount=1200)
    weed = write(world, "Désherber", owners=[], skill_id=world.skill.pk, work=1000, days=7)
    assert days_of(world) == {"Désherber": (in_days(0), in_days(6))}
    write(world, "Arroser", weed, owners=[], skill_id=world.skill.pk, work=1000, days=7)
    assert days_of(world)["Arroser"] == (in_days(7), in_days(13))
    (short,) = plan_page(world.territory, on=timezone.localdate()).conflicts
    assert (short.code, short.parameters) == (
        "conflict.hours in all",
        {"skill": "Jardinage", "asked": "20", "pledged": "12"},
    )


@pytest.mark.parametrize("typed", [{"start_on": date.max}, {"from_on": date(9999, 12, 30)}, {"due_on": date.max}])
@pytest.mark.parametrize("first", [None, date.min, date.max])
def test_days_typed_at_the_ends_of_the_calendar_leave_every_page_of_the_plan_to_be_read(
    world: World, signed_in: Any, first: date | None, typed: dict[str, date]
) -> None:
    world.pledge(from_on=date.max, only_for=[])
    plan = operations.set_first_day(territory=world.territory, start_on=first or in_days(0), by=world.member)
    if first != date.max:
        write(world, "Bêcher", skill_id=world.skill.pk, work=140, **typed)
    start_schedule(world.territory)
    client = signed_in(world.member)
    for name, key in (("plan", "val"), ("steps", "val"), ("calendar", plan.feed)):
        page = client.get(reverse(f"action:{name}", args=[key]))
        assert page.status_code == 200
        assert len(page.content) < 100_000


def test_the_page_holds_the_drawing_and_its_table_with_every_name_escaped(world: World, signed_in: Any) -> None:
    task = write(world, "<script>x</script>", owners=["<b>Amina"])
    start_schedule(world.territory)
    page = signed_in(world.member).get(reverse("action:plan", args=["val"])).content.decode()
    assert "<script>x" not in page
    assert "<b>Amina" not in page
    assert f'data-task="{task.pk}"' in page
    assert "style=" not in page


def test_what_people_wrote_in_the_plan_is_escaped_wherever_it_is_drawn(world: World, signed_in: Any) -> None:
    nasty = "\"'><script>x</script>{0}%s"
    world.garden.title = nasty
    world.garden.save()
    world.skill.name = nasty[:80]
    world.skill.save()
    first = write(world, nasty, owners=[nasty], days=3)
    write(world, nasty, first, skill_id=world.skill.pk, work=100, is_milestone=False)
    write(world, f"{nasty} jalon", is_milestone=True, days=0)
    world.promise(who=nasty, what=nasty, signed_as=nasty)
    kept = world.promise(who=f"{nasty} 2", what=nasty, signed_as=nasty, signature="M1 1L2 2")
    operations.tell_state(commitment=kept, state="kept", said=nasty, by=world.facilitator)
    start_schedule(world.territory)
    client = signed_in(world.facilitator)
    pages = [reverse(f"action:{name}", args=["val"]) for name in ("plan", "steps", "commitments")]
    for address in [*pages, reverse("action:tell", args=[kept.pk])]:
        page = client.get(address).content.decode()
        assert "<script>x" not in page
        assert "\"'>" not in page
        assert "&quot;&#x27;&gt;&lt;script&gt;x&lt;/script&gt;{0}%s" in page


def test_a_bar_is_moved_by_a_form_that_may_be_sent_again(world: World, signed_in: Any) -> None:
    task = write(world, "Bêcher")
    start_schedule(world.territory)
    client, address = signed_in(world.member), reverse("action:move_task", args=[task.pk])
    sent = {"edit_id": uuid4(), "based_on": 1, "start_on": in_days(4)}
    for _ in range(2):
        answer = client.post(address, sent, headers={"X-Plan": "1"})
        assert answer.status_code == 200
        assert f'data-start="{in_days(4)}"' in answer.content.decode()
    assert Task.objects.get().version == 2
    stale = client.post(address, {**sent, "edit_id": uuid4(), "start_on": in_days(9)}, headers={"X-Plan": "1"})
    assert "Bêcher" in re.search(r'class="told error">(.*?)</p>', stale.content.decode(), re.DOTALL).group(1)  # type: ignore[union-attr]
    undo = {"edit_id": uuid4(), "based_on": 2, "act": "undo"}
    assert client.post(address, undo).status_code == 302
    assert Task.objects.get().start_on is None


def test_a_task_is_written_reported_and_taken_out_on_the_pages(world: World, signed_in: Any) -> None:
    client = signed_in(world.member)
    once = uuid4()
    sent = {
        "task_id": once,
        "edit_id": uuid4(),
        "based_on": 0,
        "title": "Bêcher",
        "owners": "Amina, Luc",
        "work": "1,5",
    }
    assert client.get(reverse("action:new_task", args=[world.garden.pk])).status_code == 200
    assert client.post(reverse("action:new_task", args=[world.garden.pk]), sent).status_code == 302
    task = Task.objects.get(pk=once)
    assert (task.owners, task.work) == (["Amina", "Luc"], 150)
    assert client.get(reverse("action:task", args=[once])).status_code == 200
    told = {"edit_id": uuid4(), "based_on": 1, "done": "50", "obstacles": "pluie"}
    assert client.post(reverse("action:report_task", args=[once]), told).status_code == 302
    other = {**sent, "task_id": uuid4(), "edit_id": uuid4(), "title": "Semer", "waits_for": [str(once)]}
    assert client.post(reverse("action:new_task", args=[world.garden.pk]), other).status_code == 302
    stale = {**sent, "edit_id": uuid4(), "based_on": 1, "title": "Bêcher encore"}
    assert client.post(reverse("action:task", args=[once]), stale).status_code == 422
    out = {"edit_id": uuid4(), "based_on": 2, "act": "take_out"}
    assert client.post(reverse("action:move_task", args=[once]), out).status_code == 302
    task.refresh_from_db()
    assert task.retired_at
    for who, status in ((world.reader, 403), (world.stranger, 404)):
        assert signed_in(who).post(reverse("action:move_task", args=[once]), out).status_code == status


def test_days_to_leave_after_a_task_are_told_on_the_page_and_kept(world: World, signed_in: Any) -> None:
    client, paint = signed_in(world.member), write(world, "Peindre")
    hang = {"task_id": uuid4(), "edit_id": uuid4(), "based_on": 0, "title": "Accrocher", "owners": "Luc", "days": 1}
    hang |= {"waits_for": [str(paint.pk)], "lag": 3}
    assert client.post(reverse("action:new_task", args=[world.garden.pk]), hang).status_code == 302
    assert days_of(world)["Accrocher"][0] == in_days(8)
    address = reverse("action:task", args=[hang["task_id"]])
    field = f"lag_{paint.pk}"
    assert re.search(f'name="{field}" value="3"', client.get(address).content.decode())
    again = {**hang, "edit_id": uuid4(), "based_on": 1, "lag": "", "title": "Accrocher le panneau"}
    assert client.post(address, again).status_code == 302  # nothing is sent of the days: they stay
    assert days_of(world)["Accrocher le panneau"][0] == in_days(8)
    page = signed_in(world.reader).get(reverse("action:plan", args=["val"])).content.decode()
    assert "Peindre, puis 3 jours" in page or "Peindre, then 3 days" in page
    less = {**again, "edit_id": uuid4(), "based_on": 2, field: "1"}
    assert client.post(address, less).status_code == 302
    assert days_of(world)["Accrocher le panneau"][0] == in_days(6)
    assert client.post(address, {**less, "edit_id": uuid4(), "based_on": 3, field: "-1"}).status_code == 422


def test_the_plan_is_read_inside_only_and_the_steps_by_all_where_the_territory_is(world: World, signed_in: Any) -> None:
    write(world, "Bêcher")
    world.promise(who="La mairie", signed_as="X", due_on=in_days(0))
    world.promise(who="Sans signature")
    plan, steps = reverse("action:plan", args=["val"]), reverse("action:steps", args=["val"])
    assert signed_in(world.stranger).get(plan).status_code == 404
    assert signed_in(world.stranger).get(steps).status_code == 404
    world.territory.is_public = True
    world.territory.save()
    page = signed_in(None).get(steps).content.decode()
    assert "La mairie" in page
    assert "Sans signature" not in page
    assert signed_in(world.stranger).get(plan).status_code == 403


def test_at_the_size_of_toulouse_the_page_asks_as_little_and_the_schedule_is_found(
    world: World, signed_in: Any, django_assert_max_num_queries: Any
) -> None:
    fill(world)
    began = time.perf_counter()
    document = document_of(read_plan(world.territory).plan)
    print(f"schedule: {time.perf_counter() - began:.2f} s", end=" ")  # noqa: T201 - read by hand with -s
    assert len(document["placed"]) == ACTIONS * 8
    schedule = start_schedule(world.territory)
    assert schedule.ended_at is None  # many tasks: in the background
    from spirale.action.tasks import schedule as work

    work.func(str(schedule.pk))
    client = signed_in(world.member)
    for name in ("plan", "steps", "commitments"):
        address = reverse(f"action:{name}", args=["val"])
        client.get(address)
        with django_assert_max_num_queries(20):
            began = time.perf_counter()
            answer = client.get(address)
        print(f"{name}: {(time.perf_counter() - began) * 1000:.0f} ms, {len(answer.content)} B", end=" ")  # noqa: T201
        assert answer.status_code == 200
    assert Plan.objects.get().start_on.year == 2026
    assert isinstance(schedule.pk, UUID)
