"""Frozen rules: the canonical document, its digest, and what the method reads in it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

from spirale.decision.models import FrozenRules
from spirale.method.choice import values

FORMAT: Final = "spirale rules of choice"


@dataclass(frozen=True, slots=True)
class Frozen:
    """Rules as the method reads them; `meanings` gives each criterion's name, meaning and scale by its id."""

    number: int
    frozen_at: datetime
    is_in_force: bool
    rules: values.Rules
    meanings: Mapping[str, tuple[object, ...]]


def canonical(content: Mapping[str, Any]) -> str:
    """The one way to write a document, so that its digest can be computed again anywhere."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of_document(document: str) -> str:
    """SHA-256 of a document, in hexadecimal."""
    return hashlib.sha256(document.encode()).hexdigest()


def is_intact(rules: FrozenRules) -> bool:
    """Compute the digest of the stored document now, and compare."""
    return digest_of_document(rules.document) == rules.digest


def rules_content(rules: FrozenRules) -> dict[str, Any]:
    """What a stored document says, to be shown."""
    content: dict[str, Any] = json.loads(rules.document)
    return content


def read_rules(rules: FrozenRules) -> Frozen:
    """What the method needs of frozen rules."""
    content = rules_content(rules)
    criteria = content["criteria"]
    return Frozen(
        number=rules.number,
        frozen_at=rules.frozen_at,
        is_in_force=rules.reopened_at is None,
        rules=values.Rules(
            criteria=tuple(
                values.ChoiceCriterion(one["id"], one["lowest"], one["highest"], one["weight"]) for one in criteria
            ),
            by=cast(values.By, content["by"]),
            minimum=tuple((one["tag"], one["least"]) for one in content["minimum"]),
        ),
        meanings={one["id"]: (one["name"], one["meaning"], one["lowest"], one["highest"]) for one in criteria},
    )
