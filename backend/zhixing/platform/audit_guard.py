"""Triggers that refuse to rewrite the audit log through ordinary doors, on both engines.

They stop mistakes and ordinary accounts, not an administrator, who can drop them: against him stand the heads that
have left the building (`verify`).
"""

from sqlalchemy.engine import Connection

_COLUMNS = ("id", "at", "kind", "actor", "device_id", "subject", "facts", "envelope_hash", "body", "leaf")
_APPEND_ONLY = ("audit_head", "audit_node")
_TABLES = ("audit_entry", *_APPEND_ONLY)
_KEYS = {"audit_entry": ("id",), "audit_head": ("size",), "audit_node": ("level", "position")}
_SEALING = 'OLD."index" IS NULL AND NEW."index" IS NOT NULL'


def protect(connection: Connection) -> None:
    """Install the triggers. Called by the migration that makes the tables, and by tests."""
    for statement in _postgresql() if connection.dialect.name == "postgresql" else _sqlite():
        connection.exec_driver_sql(statement)


def unprotect(connection: Connection) -> None:
    """Remove the triggers, for a downgrade that drops the tables."""
    postgres = connection.dialect.name == "postgresql"
    for table in _TABLES:
        for what in ("insert", "update", "delete", *(("truncate",) if postgres else ())):
            where = f" ON {table}" if postgres else ""
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_{what}{where}")
    if postgres:
        for function in ("audit_refuse", "audit_sealing_only", "audit_index_null"):
            connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {function}()")


def _sqlite() -> list[str]:
    same = " AND ".join(f'NEW."{name}" IS OLD."{name}"' for name in _COLUMNS)
    statements = [_sqlite_trigger("audit_entry", "update", f"WHEN NOT ({_SEALING} AND {same})")]
    statements += [_sqlite_trigger(table, "update") for table in _APPEND_ONLY]
    statements += [_sqlite_trigger(table, "delete") for table in _TABLES]
    for table, key in _KEYS.items():
        # INSERT OR REPLACE deletes the old row without asking the delete trigger; so it is stopped here.
        there = " AND ".join(f'"{name}" = NEW."{name}"' for name in key)
        sealed = ' OR NEW."index" IS NOT NULL' if table == "audit_entry" else ""
        when = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {there}){sealed}"  # noqa: S608 - names of this file only
        statements.append(_sqlite_trigger(table, "insert", when))
    return statements


def _sqlite_trigger(table: str, what: str, when: str = "") -> str:
    return (f"CREATE TRIGGER {table}_{what} BEFORE {what.upper()} ON {table} {when} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END")


def _postgresql() -> list[str]:
    same = " AND ".join(f'NEW."{name}"::text IS NOT DISTINCT FROM OLD."{name}"::text' for name in _COLUMNS)
    statements = [
        _function("audit_refuse", "TRUE"),
        _function("audit_sealing_only", f"NOT ({_SEALING} AND {same})"),
        _function("audit_index_null", 'NEW."index" IS NOT NULL'),
        _trigger("audit_entry", "insert", "audit_index_null"),
        _trigger("audit_entry", "update", "audit_sealing_only"),
    ]
    statements += [_trigger(table, "update", "audit_refuse") for table in _APPEND_ONLY]
    statements += [_trigger(table, "delete", "audit_refuse") for table in _TABLES]
    statements += [_trigger(table, "truncate", "audit_refuse", each="STATEMENT") for table in _TABLES]
    return statements


def _function(name: str, wrong: str) -> str:
    return (f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {wrong} THEN "
            f"RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END IF; RETURN NEW; END $$")


def _trigger(table: str, what: str, function: str, each: str = "ROW") -> str:
    return (f"CREATE TRIGGER {table}_{what} BEFORE {what.upper()} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION {function}()")
