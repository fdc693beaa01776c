"""Every blob store there is, opened empty, for the contract test."""

from pathlib import Path

from zhixing.platform.files import BlobStore, LocalBlobStore

STORES = ["local"]


def open_for_test(kind: str, root: Path) -> BlobStore:
    """An empty store of this kind."""
    assert kind == "local"
    return LocalBlobStore(root)
