from tests.support.small_court import court

__all__ = ["court"]
