"""Tablets of the court: enrolment, handing in, pulling, loss. The public face of the slice."""

from zhixing.devices.clockwork import time_token

__all__ = ["time_token"]
