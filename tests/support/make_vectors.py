"""Writes tests/vectors/merkle.json and receipt.json, the known good and bad cases that server and app share.

Run by hand (`python -m tests.support.make_vectors`) when the protocol changes. Keys are made anew and thrown away.
"""

import json
from pathlib import Path
from typing import Any

from zhixing.kernel.messages import NO_PREDECESSOR
from zhixing.platform import audit, merkle
from zhixing.platform.crypto import SigningKey, b64, canonical, digest, envelope_hash, unb64

FOLDER = Path(__file__).parents[1] / "vectors"

# The test data of the Certificate Transparency reference implementation for RFC 6962.
ENTRIES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = [
    (0, 8, "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
     "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
     "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"),
    (5, 8, "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
     "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0", ROOTS[3]),
    (2, 3, ROOTS[1]),
    (1, 5, ROOTS[0], "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
     "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"),
]
CONSISTENCY = [
    (1, 1), (1, 8, *INCLUSION[0][2:]),
    (6, 8, "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
     "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0", ROOTS[3]),
    (2, 5, "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
     "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"),
]


def merkle_vectors() -> dict[str, Any]:
    leaves = [merkle.leaf_hash(bytes.fromhex(one)).hex() for one in ENTRIES]
    inclusion = {"kind": "inclusion", "leaf": leaves[5], "index": 5, "size": 8, "path": list(INCLUSION[1][2:]),
                 "root": ROOTS[7]}
    consistency = {"kind": "consistency", "old": 6, "new": 8, "old_root": ROOTS[5], "new_root": ROOTS[7],
                   "path": list(CONSISTENCY[2][2:])}
    path, steps = inclusion["path"], consistency["path"]
    cases = [
        ("the entry is in the log", True, inclusion, {}),
        ("a log of one entry needs no path", True, inclusion,
         {"leaf": leaves[0], "index": 0, "size": 1, "path": [], "root": ROOTS[0]}),
        ("another entry", False, inclusion, {"leaf": leaves[4]}),
        ("the neighbour's place", False, inclusion, {"index": 4}),
        ("a place outside the log", False, inclusion, {"index": 8}),
        ("another size", False, inclusion, {"size": 4}),
        ("another root", False, inclusion, {"root": ROOTS[6]}),
        ("a step too few", False, inclusion, {"path": path[:-1]}),
        ("a step too many", False, inclusion, {"path": [*path, path[0]]}),
        ("steps in another order", False, inclusion, {"path": path[::-1]}),
        ("no steps at all", False, inclusion, {"path": []}),
        ("the old log is the beginning of the new one", True, consistency, {}),
        ("a log is consistent with itself", True, consistency,
         {"old": 8, "old_root": ROOTS[7], "path": []}),
        ("a power of two", True, consistency,
         {"old": 4, "old_root": ROOTS[3], "path": [merkle.node_hash(*_pair(leaves)).hex()]}),
        ("another old root", False, consistency, {"old_root": ROOTS[4]}),
        ("another new root", False, consistency, {"new_root": ROOTS[6]}),
        ("another old size", False, consistency, {"old": 5}),
        ("a shorter new log", False, consistency, {"old": 8, "new": 6}),
        ("a missing step", False, consistency, {"path": steps[1:]}),
        ("a superfluous step", False, consistency, {"path": [*steps, steps[0]]}),
        ("two logs of one size with different roots", False, consistency, {"old": 8, "path": []}),
    ]
    return {"entries": ENTRIES, "leaves": leaves, "roots": ROOTS,
            "inclusion": [{"index": index, "size": size, "path": steps} for index, size, *steps in INCLUSION],
            "consistency": [{"old": old, "new": new, "path": steps} for old, new, *steps in CONSISTENCY],
            "cases": [{"name": name, "holds": holds, **base, **change} for name, holds, base, change in cases]}


def _pair(leaves: list[str]) -> tuple[bytes, bytes]:
    four, five, six, seven = (bytes.fromhex(one) for one in leaves[4:])
    return merkle.node_hash(four, five), merkle.node_hash(six, seven)


def _turned(text: str) -> str:
    raw = bytearray(unb64(text))
    raw[7] ^= 1
    return b64(bytes(raw))


def receipt_vectors() -> dict[str, Any]:
    """One act with its receipt, and what a device must not accept in its place (docs/protocol.md 2)."""
    server, device, stranger = SigningKey.generate(), SigningKey.generate(), SigningKey.generate()
    photo = b"\xff\xd8\xff\xe0 a photograph"
    blob = {"sha256": digest(photo), "size": len(photo), "media_type": "image/jpeg"}
    envelope = device.signed({
        "id": "0193a5c0-0000-7000-8000-000000000017", "type": "capture.record", "version": 1,
        "body": {"caption": "仓库东侧，成品 12.5 吨 \U0001f4e6", "position": {"lon": 113.1220, "lat": 23.0288}},
        "actor": "0193a5c0-0000-7000-8000-000000000001", "device_id": "0193a5c0-0000-7000-8000-0000000000aa",
        "device_seq": 1, "occurred_at": "2026-11-24T03:04:05.678Z", "clock": None, "based_on": None, "blobs": [blob],
        "prev": NO_PREDECESSOR})
    hashed = envelope_hash(envelope)
    entry = audit.Entry(id="0193a5c0-0000-7000-8000-0000000000e1", kind="capture.record", actor=envelope["actor"],
                        at="2026-11-24T03:05:00.000Z", subject=envelope["id"], device_id=envelope["device_id"],
                        envelope_hash=hashed)
    leaf = audit.leaf_of(canonical(entry.wire()))
    head = server.signed({"log": "0193a5c0-0000-7000-8000-0000000000ff", "size": 1, "root": leaf, "peaks": [leaf],
                          "sealed_at": "2026-11-24T03:04:59.000Z", "prev": NO_PREDECESSOR})
    body = {"envelope_id": envelope["id"], "envelope_hash": hashed, "device_id": envelope["device_id"],
            "device_seq": 1, "blobs": [{"sha256": blob["sha256"], "size": blob["size"]}],
            "received_at": "2026-11-24T03:05:00.000Z", "entry": {"id": entry.id, "leaf": leaf}, "head": head}
    receipt = server.signed(body)
    proof = receipt["proof"]
    other_blob = {"sha256": digest(b"other"), "size": blob["size"]}
    cases = [
        ("good", True, receipt), ("good before the first head", True, server.signed({**body, "head": None})),
        ("signed by another key", False, stranger.signed(body)),
        ("another key under the server's key id", False,
         {**body, "proof": {**stranger.sign(body), "key": server.public.id}}),
        ("one bit of the signature turned", False, {**body, "proof": {**proof, "sig": _turned(proof["sig"])}}),
        ("time altered after signing", False, {**receipt, "received_at": "2026-11-24T03:05:00.001Z"}),
        ("a member added after signing", False, {**receipt, "note": None}),
        ("another algorithm's name", False, {**body, "proof": {**proof, "alg": "SM2"}}),
        ("signature with padding", False, {**body, "proof": {**proof, "sig": proof["sig"] + "=="}}),
        ("no proof", False, body),
        ("of another act, well signed", False, server.signed({**body, "envelope_hash": "ab" * 32})),
        ("of another device, well signed", False, server.signed({**body, "device_id": entry.id})),
        ("with another number, well signed", False, server.signed({**body, "device_seq": 2})),
        ("with other bytes, well signed", False, server.signed({**body, "blobs": [other_blob]})),
        ("with bytes missing, well signed", False, server.signed({**body, "blobs": []})),
        ("with another size, well signed", False,
         server.signed({**body, "blobs": [{"sha256": blob["sha256"], "size": blob["size"] - 1}]})),
    ]
    return {"server_key": {"id": server.public.id, "spki": server.public.spki},
            "device_key": {"id": device.public.id, "spki": device.public.spki},
            "envelope": envelope, "envelope_canonical": canonical({k: v for k, v in envelope.items() if k != "proof"}
                                                                  ).decode(),
            "envelope_hash": hashed, "entry": entry.wire(),
            "cases": [{"name": name, "holds": holds, "receipt": one} for name, holds, one in cases]}


def main() -> None:
    for name, data in (("merkle", merkle_vectors()), ("receipt", receipt_vectors())):
        text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
        (FOLDER / f"{name}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
