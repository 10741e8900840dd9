"""The triggers that say of whom something changed that is counted. Written once for both databases, and again after each migration:
SQLite forgets the triggers of a table that a migration makes anew.
"""

from typing import Any

from panoh.audit.guard import reckoned

OF_PERSON = "SELECT {row}.person_id, FALSE"
OF_CASE = "SELECT person_id, FALSE FROM cases_case WHERE id = {row}.case_id"
# Table: whose change it is, and the columns that are counted.
TABLES: dict[str, tuple[str, str]] = {
    "cases_case": (OF_PERSON, "person_id admitted_to_id kind door region admitted_on age_at_admission episode is_practice"),
    "cases_assistance": (OF_CASE, "case_id help given_on quantity"),
    "cases_session": (OF_CASE, "case_id discipline at attendance"),
    "people_person": (
        "SELECT {row}.id, FALSE UNION SELECT {row}.merged_into_id, FALSE WHERE {row}.merged_into_id IS NOT NULL",
        "sex merged_into_id is_practice",
    ),
}


def triggers(vendor: str) -> dict[str, list[str]]:
    """The statements that make each trigger, by its name."""
    found = {}
    for table, (whose, columns) in TABLES.items():
        for verb, rows in (("INSERT", ("NEW",)), ("UPDATE", ("OLD", "NEW")), ("DELETE", ("OLD",))):
            name = f"reporting_{table}_{verb.lower()}"
            says = [f"INSERT INTO reporting_followed (person, taken) {whose.format(row=row)};" for row in rows]
            changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns.split())
            when = f" WHEN ({changed})" if verb == "UPDATE" else ""
            head = f"AFTER {verb} ON {table} FOR EACH ROW{when}"
            body = " ".join(says)
            if vendor == "postgresql":
                found[name] = [
                    f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NULL; END $$",
                    f"CREATE OR REPLACE TRIGGER {name} {head} EXECUTE FUNCTION {name}()",
                ]
            else:
                found[name] = [f"CREATE TRIGGER IF NOT EXISTS {name} {head} BEGIN {body} END"]
    return found


def follow(connection: Any) -> None:
    """Writes the triggers that are not there."""
    with connection.cursor() as cursor:
        for statements in triggers(connection.vendor).values():
            for statement in statements:
                cursor.execute(statement)


def leave(connection: Any) -> None:
    """Takes them away."""
    with connection.cursor() as cursor:
        for table in TABLES:
            for verb in ("insert", "update", "delete"):
                name = f"reporting_{table}_{verb}"
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER {name}{on}")
                if on:
                    cursor.execute(f"DROP FUNCTION {name}()")


def mark_all(connection: Any) -> None:
    """Everybody is to be counted anew."""
    with reckoned(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO reporting_followed (person, taken) SELECT id, FALSE FROM people_person")
