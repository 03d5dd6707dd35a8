"""Work that goes on while people do something else."""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django_tasks import task

from spirale.people.models import Account
from spirale.synthesis.models import Computation, ModelWording, Synthesis
from spirale.synthesis.operations import (
    ask_engine,
    ask_wording,
    gather_arrivals,
    propose_frames_for,
    propose_ideas_for,
    write_wording_for,
)
from spirale.synthesis.queries.criteria import criteria_of

AT_ONCE = 300
"""Criteria that the engine groups while one waits; more are grouped in the background."""


WORK: dict[str, Callable[..., Computation]] = {
    Computation.Kind.PROPOSE: propose_ideas_for,
    Computation.Kind.GATHER: gather_arrivals,
    Computation.Kind.RELATE: propose_frames_for,
}


@task
def compute(computation_id: str) -> None:
    """Do what was asked of the engine."""
    computation = Computation.objects.select_related("synthesis", "asked_by").get(pk=computation_id)
    if computation.ended_at is None and computation.asked_by is not None:
        asked_by, synthesis = computation.asked_by, computation.synthesis
        _work(synthesis, computation.kind, asked_by, computation.pk, cluster=settings.CLUSTER)


def start_computation(*, synthesis: Synthesis, kind: str, by: Account, computation_id: UUID) -> Computation:
    """Have the engine work: at once on few criteria, in the background on many; once, however often it is asked."""
    asked, is_new = ask_engine(synthesis=synthesis, kind=kind, by=by, computation_id=computation_id)
    if not is_new:
        return asked
    lays_out_only = synthesis.origin == Synthesis.Origin.FREE and kind != Computation.Kind.RELATE
    if lays_out_only or criteria_of(synthesis).count() <= AT_ONCE:
        return _work(synthesis, kind, by, computation_id)
    compute.enqueue(str(asked.pk))
    return asked


def start_wording(
    *, synthesis: Synthesis, idea_id: UUID | None = None, frame_id: UUID | None = None, by: Account, wording_id: UUID
) -> ModelWording:
    """Ask the language model for words, always in the background: it may take its time."""
    asked, is_new = ask_wording(synthesis=synthesis, idea_id=idea_id, frame_id=frame_id, by=by, wording_id=wording_id)
    if is_new:
        compute.enqueue(str(asked.pk))
    return asked


def _work(synthesis: Synthesis, kind: str, by: Account, computation_id: UUID, cluster: str = "") -> Computation:
    if kind == Computation.Kind.WORD:
        return write_wording_for(synthesis=synthesis, by=by, computation_id=computation_id)
    return WORK[kind](synthesis=synthesis, by=by, computation_id=computation_id, cluster=cluster)
