"""Reading YAML: the project's tables, and files of the court's own that may hold anything."""

from typing import Any

import yaml

DEEPEST = 64  # levels; nobody writes more, and far more would take the whole process down with libyaml's stack
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(text: str) -> Any:
    """What the text says, in plain values. libyaml reads ten times as fast as its Python twin.

    Raises: yaml.YAMLError, with `problem_mark` where the place is known.
    """
    level = 0
    for event in yaml.parse(text, _Loader):
        level += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if level > DEEPEST:
            raise yaml.MarkedYAMLError(problem=f"nested deeper than {DEEPEST} levels", problem_mark=event.start_mark)
    return yaml.load(text, _Loader)  # noqa: S506  # a safe loader, the fast one
