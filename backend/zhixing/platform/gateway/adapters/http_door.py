"""To a peer that has a door: an HTTP post. Its answer is not waited for beyond "taken"; results come as batches."""

from zhixing.platform.gateway.adapters.port import NotDelivered, Parcel

TIMEOUT_S = 30


class HttpDoor:
    """Posts to `base_url` + the parcel's path."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url.rstrip("/")

    def deliver(self, parcel: Parcel) -> bool:
        import requests

        try:
            answer = requests.post(self._base_url + parcel.path, data=parcel.body, headers=parcel.headers,
                                   timeout=TIMEOUT_S, allow_redirects=False)
        except requests.RequestException as cause:
            raise NotDelivered(type(cause).__name__) from cause
        if not answer.ok:
            raise NotDelivered(f"HTTP {answer.status_code}")
        return True
