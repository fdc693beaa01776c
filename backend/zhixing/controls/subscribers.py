"""What this slice does when something happens elsewhere."""

from zhixing.controls import effects
from zhixing.controls.gateway import KIND
from zhixing.controls.models import Control, ControlStep
from zhixing.controls.rules import OPEN_STEPS
from zhixing.platform.unit_of_work import Reaction


def fail_refused_line(reaction: Reaction) -> None:
    """The gateway on the other side could not use a line: the institution will never see the step."""
    facts = reaction.facts
    if facts["kind"] != KIND:
        return
    step = reaction.session.get(ControlStep, facts["serial"], with_for_update=True)
    if step is not None and step.state in OPEN_STEPS:
        control = reaction.session.get_one(Control, step.control_id, with_for_update=True)
        effects.fail(reaction, control, step, "line_refused", facts["code"])
