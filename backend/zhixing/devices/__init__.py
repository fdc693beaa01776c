"""Tablets of the court: enrolment, handing in, pulling, loss. The public face of the slice."""

from zhixing.devices.clockwork import time_token
from zhixing.devices.uploads import hand_in

__all__ = ["hand_in", "time_token"]
