"""Pure words shared by everybody: no Flask, no SQLAlchemy, no I/O."""
