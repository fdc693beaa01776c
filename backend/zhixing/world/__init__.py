"""The demo court: an empty house filled by sending commands through the real path, so that it is always legal."""

from zhixing.world.build import build_world

__all__ = ["build_world"]
