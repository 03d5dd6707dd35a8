"""What a facilitator does about the people of the hall, from the lead page."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from spirale.territories.access import account_of
from spirale.workshops import operations
from spirale.workshops.models import Participant
from spirale.workshops.views.lead import answer, to_lead


@require_POST
def set_aside(request: HttpRequest, workshop_id: UUID, participant_id: UUID) -> HttpResponse:
    """Set aside what one phone sent and will send."""
    workshop = to_lead(request, workshop_id)
    participant = get_object_or_404(Participant, pk=participant_id, workshop=workshop)
    return answer(
        request,
        workshop,
        "people",
        lambda: operations.set_notes_aside(participant=participant, by=account_of(request)),
        said=_("What this phone sent is set aside. You can bring it back."),
    )


@require_POST
def bring_back(request: HttpRequest, workshop_id: UUID, participant_id: UUID) -> HttpResponse:
    """Bring back what was set aside of one phone."""
    workshop = to_lead(request, workshop_id)
    participant = get_object_or_404(Participant, pk=participant_id, workshop=workshop)
    return answer(
        request,
        workshop,
        "people",
        lambda: operations.bring_notes_back(participant=participant, by=account_of(request)),
        said=_("What this phone sent is among the notes again."),
    )
