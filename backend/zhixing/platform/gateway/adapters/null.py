"""For a house without a gate: what would leave stays, visible, and is sent when a way out is configured."""

from zhixing.platform.gateway.adapters.port import Parcel


class NullCarrier:
    """Sends nowhere and says so."""

    def deliver(self, parcel: Parcel) -> bool:
        return False
