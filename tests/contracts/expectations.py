"""Who may reach each address, at least. An address that is not here fails the tests: add a line for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any


class Least(Enum):
    """The least one must be."""

    ANYONE = auto()
    SIGNED_IN = auto()
    PUBLIC = auto()  # anyone where the territory (or the frozen synthesis) is shown to all, its readers elsewhere
    PUBLIC_SIGNED_IN = auto()  # the same, having signed in
    READER = auto()
    MEMBER = auto()
    FACILITATOR = auto()
    ADMINISTRATOR = auto()


def _nothing(_known: Mapping[str, Any]) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Reach:
    """Who may read an address and who may act there; None where one cannot. What to ask with, if anything."""

    get: Least | None = None
    post: Least | None = None
    query: Mapping[str, str] = field(default_factory=dict)
    form: Callable[[Mapping[str, Any]], dict[str, Any]] = _nothing
    is_stream: bool = False  # a file written as it is read, in blocks of 500 rows
    instead: Mapping[str, str] = field(default_factory=dict)


ANYONE, SIGNED_IN, PUBLIC, PUBLIC_SIGNED_IN, READER, MEMBER, FACILITATOR, ADMINISTRATOR = Least

ADDRESSES: dict[str, Reach] = {
    # pages
    "pages:about": Reach(get=ANYONE),
    "pages:health": Reach(get=ANYONE),
    "pages:language": Reach(post=ANYONE, form=lambda _known: {"language": "en"}),
    # people
    "people:sign_in": Reach(get=ANYONE, post=ANYONE),
    "people:link_sent": Reach(get=ANYONE),
    "people:use_link": Reach(get=ANYONE, post=ANYONE),
    "people:sign_out": Reach(post=ANYONE),
    "people:account": Reach(get=SIGNED_IN, post=SIGNED_IN),
    # territories
    "territories:home": Reach(get=ANYONE),
    "territories:new": Reach(get=SIGNED_IN, post=SIGNED_IN),
    "territories:settings": Reach(get=ADMINISTRATOR, post=ADMINISTRATOR),
    "territories:members": Reach(get=ADMINISTRATOR, post=ADMINISTRATOR),
    "territories:role": Reach(post=ADMINISTRATOR, form=lambda _known: {"role": "member"}),
    "territories:remove": Reach(post=ADMINISTRATOR),
    "synthesis:territory": Reach(get=PUBLIC),
    # cycles
    "cycles:plan": Reach(get=PUBLIC),
    "cycles:open_cycle": Reach(post=FACILITATOR),
    "cycles:dates": Reach(post=FACILITATOR),
    "cycles:close": Reach(post=FACILITATOR),
    "cycles:repeat": Reach(post=FACILITATOR),
    "cycles:drop": Reach(post=FACILITATOR),
    "cycles:new_campaign": Reach(get=FACILITATOR, post=FACILITATOR),
    "cycles:campaign": Reach(get=READER),
    "cycles:change_campaign": Reach(get=FACILITATOR, post=FACILITATOR),
    "cycles:ask_usual": Reach(post=FACILITATOR),
    "cycles:new_question": Reach(get=FACILITATOR, post=FACILITATOR),
    "cycles:question": Reach(get=FACILITATOR, post=FACILITATOR),
    "cycles:move": Reach(post=FACILITATOR),
    "cycles:withdraw": Reach(post=FACILITATOR),
    # mobilisation
    "mobilisation:groups": Reach(get=READER),
    "mobilisation:new_group": Reach(get=FACILITATOR, post=FACILITATOR),
    "mobilisation:group": Reach(get=READER),
    "mobilisation:change_group": Reach(get=FACILITATOR, post=FACILITATOR),
    "mobilisation:archive": Reach(post=FACILITATOR),
    # workshops
    "workshops:new": Reach(get=FACILITATOR, post=FACILITATOR),
    "workshops:workshop": Reach(get=READER),
    "workshops:change": Reach(get=FACILITATOR, post=FACILITATOR),
    "workshops:import": Reach(get=FACILITATOR, post=FACILITATOR),
    "workshops:preview": Reach(get=FACILITATOR, post=FACILITATOR),
    "workshops:export": Reach(get=READER, is_stream=True),
    "workshops:print": Reach(get=READER),
    "workshops:withdraw_sheet": Reach(post=FACILITATOR),
    "workshops:restore_sheet": Reach(post=FACILITATOR),
    "workshops:note": Reach(get=READER),
    "workshops:correct": Reach(post=FACILITATOR),
    "workshops:withdraw": Reach(post=FACILITATOR),
    "workshops:restore": Reach(post=FACILITATOR),
    "workshops:voice_act": Reach(post=FACILITATOR),
    "workshops:pledge_act": Reach(post=FACILITATOR),
    "workshops:pledges": Reach(get=READER),
    "workshops:export_pledges": Reach(get=FACILITATOR),
    "workshops:export_territory": Reach(get=READER, is_stream=True),
    # the hall, as it is led
    "workshops:open_hall": Reach(get=FACILITATOR, post=FACILITATOR),
    "workshops:agenda": Reach(get=FACILITATOR),
    "workshops:add_step": Reach(get=FACILITATOR, post=FACILITATOR),
    "workshops:step": Reach(get=FACILITATOR, post=FACILITATOR),
    "workshops:step_act": Reach(post=FACILITATOR, instead={"act": "step_act"}),
    "workshops:lead": Reach(get=FACILITATOR),
    "workshops:lead_panel": Reach(get=FACILITATOR),
    "workshops:go": Reach(post=FACILITATOR, form=lambda known: {"step": known["step_id"]}),
    "workshops:clock": Reach(post=FACILITATOR, form=lambda known: {"step": known["step_id"], "act": "pause"}),
    "workshops:door_act": Reach(post=FACILITATOR, instead={"act": "door_act"}),
    "workshops:set_aside": Reach(post=FACILITATOR),
    "workshops:bring_back": Reach(post=FACILITATOR),
    # the wall, and what a facilitator does with the notes on it
    "workshops:reveal": Reach(post=FACILITATOR, form=lambda known: {"question": known["question_id"]}),
    "workshops:deal": Reach(post=FACILITATOR, form=lambda known: {"question": known["question_id"]}),
    "workshops:move": Reach(post=FACILITATOR, form=lambda _known: {"to": "A01"}),
    "workshops:make_pile": Reach(post=FACILITATOR, form=lambda known: {"question": known["question_id"]}),
    "workshops:rename_pile": Reach(post=FACILITATOR, form=lambda _known: {"name": "Se déplacer"}),
    "workshops:retire_pile": Reach(post=FACILITATOR),
    "workshops:wall": Reach(get=READER),
    "workshops:wall_now": Reach(get=READER),
    "workshops:wall_table": Reach(get=READER),
    "workshops:wall_sheet": Reach(get=READER),
    # the hall, as phones reach it
    "workshops:acts": Reach(post=ANYONE),
    "workshops:door": Reach(get=ANYONE),
    "workshops:phone": Reach(get=ANYONE),
    "workshops:service_worker": Reach(get=ANYONE),
    "workshops:elsewhere": Reach(get=ANYONE),
    "workshops:state": Reach(get=ANYONE),
    "workshops:recover": Reach(post=ANYONE),
    "workshops:key": Reach(get=ANYONE),
    "workshops:place": Reach(get=READER),  # and whoever takes part, with their recovery code
    "workshops:paper_sheets": Reach(get=FACILITATOR, post=FACILITATOR),
    # minutes
    "workshops:minutes": Reach(get=READER),
    "workshops:minutes_draft": Reach(post=FACILITATOR),
    "workshops:minutes_edit": Reach(get=FACILITATOR, post=FACILITATOR),
    "workshops:minutes_weigh": Reach(post=FACILITATOR),
    "workshops:minutes_versions": Reach(get=READER),
    "workshops:minutes_version": Reach(get=READER),
    "workshops:minutes_return": Reach(post=FACILITATOR),
    "workshops:minutes_file": Reach(get=READER, instead={"form": "minutes_form"}),
    "workshops:minutes_version_file": Reach(get=READER, instead={"form": "minutes_form"}),
    # coding
    "coding:entry": Reach(get=FACILITATOR, post=FACILITATOR),
    "coding:enter": Reach(post=FACILITATOR),
    "coding:entry_take_back": Reach(post=FACILITATOR),
    "coding:suggestion": Reach(post=FACILITATOR),
    "coding:criteria": Reach(get=READER),
    "coding:code": Reach(post=MEMBER),
    "coding:sign": Reach(post=MEMBER),
    "coding:unsplit": Reach(post=MEMBER),
    "coding:take_back": Reach(post=MEMBER),
    "coding:split": Reach(get=MEMBER, post=MEMBER),
    "coding:agreement": Reach(get=READER),
    "coding:export_agreement": Reach(get=READER, is_stream=True),
    "coding:adjudicate": Reach(post=FACILITATOR),
    "coding:reopen": Reach(post=FACILITATOR, instead={"coding_id": "adjudication_id"}),
    "coding:export": Reach(get=READER, is_stream=True),
    "coding:grids": Reach(get=READER, post=ADMINISTRATOR),
    "coding:grid": Reach(get=ANYONE),
    "coding:choose_grid": Reach(post=ADMINISTRATOR),
    "coding:carry": Reach(post=ADMINISTRATOR),
    # synthesis, working
    "synthesis:syntheses": Reach(get=PUBLIC),
    "synthesis:new": Reach(get=FACILITATOR, post=FACILITATOR),
    "synthesis:editor": Reach(get=READER),
    "synthesis:board": Reach(get=READER, instead={"synthesis_id": "free_synthesis_id"}),
    "synthesis:act": Reach(post=FACILITATOR),
    "synthesis:chosen": Reach(get=FACILITATOR),
    "synthesis:compute": Reach(post=FACILITATOR),
    "synthesis:progress": Reach(get=READER),
    "synthesis:idea": Reach(get=READER),
    "synthesis:sentence": Reach(get=FACILITATOR, post=FACILITATOR),
    "synthesis:freeze": Reach(get=FACILITATOR, post=FACILITATOR),
    "synthesis:title": Reach(get=FACILITATOR, post=FACILITATOR),
    # participants follow their own notes: their code lets them in
    "synthesis:follow": Reach(get=ANYONE, post=ANYONE),
    "synthesis:followed": Reach(get=ANYONE, post=ANYONE),
    "synthesis:follow_erase": Reach(get=ANYONE, post=ANYONE),
    "synthesis:follow_leave": Reach(post=ANYONE),
    # synthesis, frozen
    "synthesis:public": Reach(get=PUBLIC),
    "synthesis:note_trace": Reach(get=PUBLIC),
    "synthesis:public_idea": Reach(get=PUBLIC),
    "synthesis:printed": Reach(get=PUBLIC),
    "synthesis:changes": Reach(get=PUBLIC, instead={"version": "last_version"}),
    "synthesis:export": Reach(get=PUBLIC, instead={"form": "trace_form"}),
    "synthesis:rival_sentence": Reach(get=PUBLIC_SIGNED_IN, post=PUBLIC_SIGNED_IN),
    "synthesis:rival_idea": Reach(get=PUBLIC_SIGNED_IN, post=PUBLIC_SIGNED_IN, instead={"object_id": "idea_id"}),
    "synthesis:show_to_all": Reach(post=FACILITATOR),
    "synthesis:hide_rival": Reach(get=FACILITATOR, post=FACILITATOR, form=lambda _known: {"reason": "hors sujet"}),
    # strategic axes
    "strategy:axes": Reach(get=PUBLIC),
    "strategy:new_axis": Reach(get=FACILITATOR, post=FACILITATOR),
    "strategy:order_axes": Reach(post=FACILITATOR),
    "strategy:printed_axes": Reach(get=PUBLIC),
    "strategy:export_axes": Reach(get=PUBLIC),
    "strategy:existing": Reach(get=READER, post=FACILITATOR),
    "strategy:axis": Reach(get=PUBLIC),
    "strategy:change_axis": Reach(get=FACILITATOR, post=FACILITATOR),
    "strategy:axis_ideas": Reach(get=FACILITATOR, post=FACILITATOR),
    "strategy:axis_existing": Reach(get=FACILITATOR, post=FACILITATOR),
    "strategy:axis_group": Reach(get=FACILITATOR, post=FACILITATOR),
    "strategy:axis_act": Reach(post=FACILITATOR),
    "strategy:confrontation": Reach(get=READER),
    "strategy:confront": Reach(post=FACILITATOR),
    "strategy:printed_confrontation": Reach(get=READER),
    "strategy:export_confrontation": Reach(get=READER),
    "strategy:change_existing": Reach(get=FACILITATOR, post=FACILITATOR),
    "strategy:put_existing_away": Reach(post=FACILITATOR),
    "strategy:import_existing": Reach(get=FACILITATOR, post=FACILITATOR),
    "strategy:preview_existing": Reach(get=FACILITATOR, post=FACILITATOR),
    "strategy:withdraw_existing_sheet": Reach(post=FACILITATOR),
    "strategy:carry": Reach(get=FACILITATOR, post=FACILITATOR),
    "strategy:carry_axis": Reach(get=FACILITATOR, post=FACILITATOR),
    # the meeting where actions are chosen
    "decision:meeting": Reach(get=FACILITATOR, instead={"choice_id": "decided_choice_id"}),
    "decision:meeting_act": Reach(
        post=FACILITATOR,
        form=lambda _known: {"act": "open_bank", "panel": "bank"},
        instead={"choice_id": "decided_choice_id"},
    ),
    "decision:meeting_panel": Reach(
        get=FACILITATOR, instead={"choice_id": "decided_choice_id", "panel": "meeting_panel"}
    ),
    "decision:type_scores": Reach(get=FACILITATOR, post=FACILITATOR, instead={"choice_id": "decided_choice_id"}),
    "decision:bank_pledge": Reach(
        get=FACILITATOR, post=FACILITATOR, instead={"choice_id": "decided_choice_id", "pledge_id": "bank_pledge_id"}
    ),
    "decision:export_bank": Reach(get=FACILITATOR, instead={"choice_id": "decided_choice_id"}),
    "decision:decide": Reach(get=FACILITATOR, post=FACILITATOR, instead={"choice_id": "decided_choice_id"}),
    "decision:meeting_wall": Reach(get=READER, instead={"choice_id": "decided_choice_id"}),
    "decision:meeting_wall_now": Reach(get=READER, instead={"choice_id": "decided_choice_id"}),
    "decision:meeting_phone": Reach(get=ANYONE, instead={"choice_id": "decided_choice_id"}),
    "decision:meeting_phone_state": Reach(get=ANYONE, instead={"choice_id": "decided_choice_id"}),
    "decision:meeting_worker": Reach(get=ANYONE, instead={"choice_id": "decided_choice_id"}),
    "decision:meeting_door": Reach(get=ANYONE),
    "decision:result": Reach(get=PUBLIC, instead={"choice_id": "decided_choice_id"}),
    "decision:print_result": Reach(get=PUBLIC, instead={"choice_id": "decided_choice_id"}),
    "decision:export_result": Reach(get=PUBLIC, instead={"choice_id": "decided_choice_id"}),
    # action
    "action:commitments": Reach(get=READER),
    "action:promise": Reach(get=FACILITATOR, post=FACILITATOR, instead={"sheet_id": "carried_sheet_id"}),
    "action:door_of_action": Reach(get=FACILITATOR, post=FACILITATOR, instead={"sheet_id": "carried_sheet_id"}),
    "action:sign": Reach(get=FACILITATOR, post=FACILITATOR),
    "action:tell": Reach(get=FACILITATOR, post=FACILITATOR),
    "action:at_door": Reach(get=ANYONE, post=ANYONE, instead={"key": "door_key"}),
    "action:new_covenant": Reach(get=MEMBER, post=MEMBER),
    "action:covenant": Reach(get=PUBLIC),
    "action:printed": Reach(get=PUBLIC),
    "action:edit_covenant": Reach(get=MEMBER, post=MEMBER),
    "action:signing": Reach(post=FACILITATOR, form=lambda _known: {"number": "1"}),
    "action:sign_covenant": Reach(get=FACILITATOR, post=FACILITATOR),
    "action:door_of_text": Reach(get=FACILITATOR, post=FACILITATOR),
    "action:withdraw_signature": Reach(post=FACILITATOR),
    "action:plan": Reach(get=READER),
    "action:change_plan": Reach(post=MEMBER),
    "action:steps": Reach(get=PUBLIC),
    "action:new_task": Reach(get=MEMBER, post=MEMBER, instead={"sheet_id": "carried_sheet_id"}),
    "action:task": Reach(get=MEMBER, post=MEMBER),
    "action:move_task": Reach(post=MEMBER),
    "action:report_task": Reach(post=MEMBER),
    "action:trace": Reach(get=READER),
    "action:deeds": Reach(get=READER),
    "action:calendar": Reach(get=ANYONE, instead={"key": "feed_key"}),
    "action:photos_of_task": Reach(get=READER, post=FACILITATOR),  # and those who do the task
    "action:photos_of_action": Reach(
        get=READER, post=FACILITATOR, instead={"sheet_id": "carried_sheet_id"}
    ),  # and those who committed to it
    "action:change_photo": Reach(post=FACILITATOR, form=lambda _known: {"act": "retire"}),  # and who brought it
    "action:photo": Reach(get=PUBLIC, instead={"size": "photo_size"}),  # once those it shows agree
    "action:reminders": Reach(
        get=ANYONE, post=ANYONE, instead={"key": "letterbox_key"}, form=lambda _known: {"rhythm": "daily"}
    ),
    # pledges matched to needs, and what everybody can do
    "action:matching": Reach(get=READER),
    "action:accept_match": Reach(post=FACILITATOR),
    "action:answer_match": Reach(get=FACILITATOR, post=FACILITATOR),
    "action:able": Reach(post=FACILITATOR),
    "action:export_matching": Reach(get=READER),
    "action:take_match_back": Reach(post=FACILITATOR),
    "action:show_door": Reach(post=FACILITATOR, instead={"sheet_id": "carried_sheet_id"}),
    "action:can_do": Reach(get=PUBLIC),
    "action:evaluations": Reach(get=READER),
    "action:evaluation": Reach(get=READER, instead={"sheet_id": "carried_sheet_id"}),  # and anyone, once proposed
    "action:evaluate": Reach(get=MEMBER, post=MEMBER, instead={"sheet_id": "carried_sheet_id"}),
    "action:say_again": Reach(post=MEMBER, instead={"sheet_id": "carried_sheet_id"}),
    "action:extension": Reach(post=FACILITATOR, instead={"sheet_id": "carried_sheet_id"}),
    "action:extensions": Reach(get=ANYONE),
    "action:export_can_do": Reach(get=PUBLIC),
    # action sheets, resources, choices and their rules
    "decision:sheets": Reach(get=PUBLIC),
    "decision:new_sheet": Reach(get=MEMBER, post=MEMBER),
    "decision:bring_sheets": Reach(get=MEMBER, post=MEMBER),
    "decision:print_sheets": Reach(get=PUBLIC),
    "decision:export_sheets": Reach(get=READER),
    "decision:sheet": Reach(
        get=READER, instead={"sheet_id": "action_sheet_id"}
    ),  # and anyone, once people decided on it
    "decision:begin_another": Reach(
        get=READER, instead={"sheet_id": "action_sheet_id"}
    ),  # and whoever signed in, once people decided on it
    "decision:edit_sheet": Reach(get=MEMBER, post=MEMBER, instead={"sheet_id": "action_sheet_id"}),
    "decision:print_sheet": Reach(get=READER, instead={"sheet_id": "action_sheet_id"}),
    "decision:history": Reach(get=READER, instead={"sheet_id": "action_sheet_id"}),
    "decision:restore": Reach(post=MEMBER, instead={"sheet_id": "action_sheet_id"}),
    "decision:retire_sheet": Reach(post=MEMBER, instead={"sheet_id": "action_sheet_id"}),
    "decision:resources": Reach(get=READER, post=FACILITATOR),
    "decision:take_list": Reach(post=FACILITATOR),
    "decision:resource": Reach(get=FACILITATOR, post=FACILITATOR),
    "decision:choices": Reach(get=PUBLIC),
    "decision:new_choice": Reach(get=FACILITATOR, post=FACILITATOR),
    "decision:choice": Reach(get=PUBLIC),
    "decision:change_choice": Reach(get=FACILITATOR, post=FACILITATOR),
    "decision:put_sheets": Reach(get=FACILITATOR, post=FACILITATOR),
    "decision:set_rules": Reach(get=FACILITATOR, post=FACILITATOR, instead={"choice_id": "open_choice_id"}),
    "decision:freeze_rules": Reach(post=FACILITATOR, instead={"choice_id": "open_choice_id"}),
    "decision:reopen_rules": Reach(post=FACILITATOR),
    "decision:rules": Reach(get=PUBLIC),
    "decision:rules_document": Reach(get=PUBLIC),
}
