"""The rows and bars of a plan as markup.

A plan has hundreds of them, and a template takes many times as long for a row of ten words. The templates hold the
page; these hold what repeats.
"""

from collections.abc import Iterator
from typing import Final

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from spirale.action.queries.plan_page import ROW, Part, PlanPage, Row
from spirale.action.templatetags.commitment_rows import address_form
from spirale.pages.markup import NOTHING, filled, joined

register = template.Library()

BESIDE: Final = 19
"""How far a finger reaches beside a bar."""

_NAME: Final = '<div class="gantt-name{0}" title="{1}"><span>{1}</span></div>\n'
_BAR: Final = (
    '<g class="bar{}" role="link" tabindex="-1" data-task="{}" data-start="{}" data-version="{}" aria-label="{}">'
    f'<rect class="reach" x="{{}}" y="{{}}" width="{{}}" height="{ROW}"></rect>{{}}</g>\n'
)
_MILESTONE: Final = '<path class="whole" d="{}"></path>'
_WHOLE: Final = (
    '<rect class="whole" x="{0}" y="{2}" width="{1}" height="22" rx="3"></rect>'
    '<rect class="done" x="{0}" y="{3}" width="{4}" height="6"></rect>'
)
_PART: Final = '<div class="stack" id="action-{0}"><h2 id="title-{0}">{1}{2}</h2>{3}{4}</div>\n'
_TABLE: Final = (
    '<div class="table-wrap" tabindex="0" role="region" aria-labelledby="title-{}">'
    '<table class="plan-table"><thead>{}</thead><tbody>{}</tbody></table></div>'
)
_TASK: Final = (
    '<tr id="task-{0}"><th scope="row">{1} '
    '<a class="quiet-text" href="{2}{0}/why/">{3}<span class="visually-hidden"> {4}</span></a>{5}{6}</th>'
    '<td>{7}</td><td>{8}{9}</td><td>{10}</td><td>{11}</td><td class="number">{12} %</td></tr>\n'
)
_ADD: Final = '<p><a class="button quiet" href="{}">{}<span class="visually-hidden"> {}</span></a></p>'


@register.simple_tag
def gantt_names(page: PlanPage) -> SafeString:
    """The names at the left of the drawing, each on the row of its bar."""
    return joined(name for part in page.parts for name in _names(part))


def _names(part: Part) -> Iterator[SafeString]:
    yield filled(_NAME, " part", part.sheet.title)
    for row in part.rows:
        yield filled(_NAME, "", row.task.title)


@register.simple_tag
def gantt_links(page: PlanPage) -> SafeString:
    """The arrows, from the end of each task to the beginning of what waits for it."""
    return joined(filled('<path class="link" d="{}"></path>\n', path) for path in page.drawing.links)


@register.simple_tag
def gantt_bars(page: PlanPage) -> SafeString:
    """The bars, in the order of their names: each says its task and its days, and is found by keys and fingers."""
    return joined(_bar(row) for part in page.parts for row in part.rows if row.first)


def _bar(row: Row) -> SafeString:
    task = row.task
    marks = {" critical": row.is_critical, " late": bool(row.late), " fixed": bool(task.start_on)}
    return filled(
        _BAR,
        "".join(mark for mark, is_on in marks.items() if is_on),
        task.pk,
        row.first,
        task.version,
        f"{task.title}, {row.first_said} – {row.last_said}, {task.done} %",
        row.x - BESIDE,
        row.y,
        row.width + 2 * BESIDE,
        filled(_MILESTONE, row.diamond)
        if task.is_milestone
        else filled(_WHOLE, row.x, row.width, row.y + 11, row.y + 27, row.done_width),
    )


@register.simple_tag
def plan_parts(page: PlanPage, tasks_at: str, can_plan: bool) -> SafeString:
    """Each action with the table of its tasks; `tasks_at` is where their pages are, before their id."""
    said = Said(tasks_at, can_plan=can_plan)
    return joined(_part(part, said) for part in page.parts)


class Said:
    """What all tables of a page have in common: words in the reader's language, addresses, what one may do."""

    def __init__(self, tasks_at: str, *, can_plan: bool) -> None:
        self.tasks_at, self.can_plan = tasks_at, can_plan
        self.new_task = address_form("action:new_task")
        self.heads = _heads()
        self.add, self.why, self.done = _("Add a task"), _("why?"), _("%(done)s %% done")
        self.late, self.longest = _badge(_("late"), " late"), _badge(_("longest chain"))
        self.is_set = filled(' <span class="quiet-text">{}</span>', _("set"))
        self.nothing = filled("<p>{}</p>", _("No task yet: what is to be done first, and by whom?"))


def _heads() -> SafeString:
    heads = [_("Task"), _("Who"), _("From"), _("To"), _("Waits for")]
    done = filled('<th scope="col" class="number">{}</th>', _("Done"))
    return filled("<tr>{}{}</tr>", joined(filled('<th scope="col">{}</th>', head) for head in heads), done)


def _part(part: Part, said: Said) -> SafeString:
    key, title = part.sheet.pk, part.sheet.title
    return filled(
        _PART,
        key,
        title,
        _badge(said.done % {"done": part.done}) if part.rows else NOTHING,
        filled(_TABLE, key, said.heads, joined(_row(row, said) for row in part.rows)) if part.rows else said.nothing,
        filled(_ADD, filled(said.new_task, key), said.add, title) if said.can_plan else NOTHING,
    )


def _row(row: Row, said: Said) -> SafeString:
    key, title = row.task.pk, row.task.title
    return filled(
        _TASK,
        key,
        filled('<a class="linkish" href="{}{}/">{}</a>', said.tasks_at, key, title) if said.can_plan else title,
        said.tasks_at,
        said.why,
        title,
        said.late if row.late else NOTHING,
        said.longest if row.is_critical else NOTHING,
        _who(row),
        row.first_said,
        said.is_set if row.task.start_on else NOTHING,
        row.last_said,
        ", ".join(row.waits_for),
        row.task.done,
    )


def _who(row: Row) -> str:
    """Whoever does a task, then the skill it asks for."""
    owners, skill = ", ".join(row.task.owners), row.task.skill.name if row.task.skill else ""
    return f"{owners} {skill}".strip()


def _badge(said: str, mark: str = "") -> SafeString:
    return filled(' <span class="badge{}">{}</span>', mark, said)
