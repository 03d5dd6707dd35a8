"""What the database itself refuses, whoever asks: changing frozen rules, or the criteria while they are frozen.

Triggers, on both databases. Frozen rules are never deleted, and nothing in them changes but that they are reopened,
once, with a reason. While they are frozen, criteria of the choice are neither added, changed nor deleted, and what the
choice says of how they speak together, of who scores and of the minimum does not change.

A later migration that alters one of these tables first lifts the triggers, then lays them again: SQLite makes the
table anew, and would lose them.
"""

from collections.abc import Iterator
from typing import Any, Final

RULES: Final = "decision_frozenrules"
CRITERIA: Final = "decision_choicecriterion"
CHOICES: Final = "decision_choice"

_SAID: Final = "rules that are frozen do not change"


def lay(apps: Any, schema_editor: Any) -> None:
    """Create the triggers; for a migration."""
    for statement in _statements(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


def lift(apps: Any, schema_editor: Any) -> None:
    """Drop the triggers; for a migration."""
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for name, table, _act, _when in _refusals("IS DISTINCT FROM" if is_postgresql else "IS NOT"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if is_postgresql else ""), params=None)
        if is_postgresql:
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {name}()", params=None)


def _refusals(differs: str) -> Iterator[tuple[str, str, str, str]]:
    """Name, table, act, and when it is refused; `differs` is how this database compares what may be null."""

    def changed(*columns: str) -> str:
        return "(" + " OR ".join(f'NEW."{column}" {differs} OLD."{column}"' for column in columns) + ")"

    reopening = changed("reopened_at", "reopened_by_id", "reopened_reason")
    yield (
        "frozen_rules_stay",
        RULES,
        "UPDATE",
        changed("id", "choice_id", "number", "document", "digest", "frozen_by_id", "frozen_at")
        + f" OR (OLD.reopened_at IS NOT NULL AND {reopening})"
        + f" OR (NEW.reopened_at IS NULL AND {reopening})"
        + " OR (NEW.reopened_at IS NOT NULL AND trim(NEW.reopened_reason) = '')",
    )
    yield "frozen_rules_never_go", RULES, "DELETE", ""
    yield "frozen_criteria_none_added", CRITERIA, "INSERT", _frozen("NEW.choice_id")
    yield (
        "frozen_criteria_stay",
        CRITERIA,
        "UPDATE",
        f"{_frozen('OLD.choice_id')} OR {_frozen('NEW.choice_id')}",
    )
    yield "frozen_criteria_never_go", CRITERIA, "DELETE", _frozen("OLD.choice_id")
    yield (
        "frozen_choice_stays",
        CHOICES,
        "UPDATE",
        f"{changed('by', 'who_scores', 'minimum')} AND {_frozen('OLD.id')}",
    )


def _frozen(choice: str) -> str:
    """Whether the rules of a choice are frozen now."""
    return f"EXISTS (SELECT 1 FROM {RULES} WHERE choice_id = {choice} AND reopened_at IS NULL)"  # noqa: S608


def _statements(vendor: str) -> Iterator[str]:
    if vendor == "postgresql":
        yield from _for_postgresql()
    else:
        yield from _for_sqlite()


def _for_sqlite() -> Iterator[str]:
    for name, table, act, when in _refusals("IS NOT"):
        condition = f" WHEN {when}" if when else ""
        yield f"CREATE TRIGGER {name} BEFORE {act} ON {table}{condition} BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"


def _for_postgresql() -> Iterator[str]:
    """A trigger's own condition may not ask other tables there, so each function asks before it refuses."""
    for name, table, act, when in _refusals("IS DISTINCT FROM"):
        row = "OLD" if act == "DELETE" else "NEW"
        yield (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {when or 'TRUE'} THEN RAISE EXCEPTION '{_SAID}' USING ERRCODE = 'check_violation'; END IF; "
            f"RETURN {row}; END $$"
        )
        yield f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
