#!/usr/bin/env python3
"""核验执行证据包。 Verifies an evidence package of Zhixing, anywhere, with Python 3.9 or newer and nothing else.

    python3 verify.py package.zip [--server-key FINGERPRINT]      核验压缩包 a zip
    python3 verify.py             [--server-key FINGERPRINT]      核验本文件所在的已解压目录 the unpacked folder

退出码 exit code: 0 全部成立 everything holds; 1 有不成立之处 something does not; 2 用法错误 wrong usage.

Each act is signed by the tablet it was made on (ECDSA P-256 over RFC 8785 canonical JSON). The court's receipt signs
the act's hash and the digests of its originals. The act's entry is in the court's append-only log (RFC 6962), whose
head the court signed. The manifest signs every file. Without --server-key compare the printed key with the published.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import mmap
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TextIO

DESKTOP_LITTER = {".DS_Store", "Thumbs.db", "desktop.ini"}
TEXTS = {
    "container.unreadable": ("压缩包无法读取", "the package cannot be read"),
    "container.altered": ("压缩包与出具时不同（重新打包请解压核验）", "not the zip handed out (re-packed? unpack it)"),
    "manifest.signature": ("清单的法院签名不成立", "the court's signature on the manifest does not hold"),
    "key.differs": ("法院公钥与指定指纹不符", "the court's key is not the pinned one"),
    "file.missing": ("文件被移除", "a file was removed"),
    "file.altered": ("文件内容被改动", "a file was altered"),
    "file.extra": ("多出清单之外的文件", "a file that is not in the manifest"),
    "file.unreadable": ("文件无法解析或不是规范形式", "a file cannot be parsed or is not in canonical form"),
    "act.removed": ("行为记录缺失", "an act is missing"),
    "act.altered": ("行为内容与清单记载的摘要不符", "the act is not the one whose hash the manifest names"),
    "act.signature": ("设备签名不成立", "the tablet's signature does not hold"),
    "act.key": ("没有该设备的公钥", "the tablet's public key is not in the package"),
    "act.chain": ("与同一设备的前一行为不衔接", "the act does not follow the one before it on the same tablet"),
    "blob.missing": ("原件缺失", "an original is missing"),
    "blob.altered": ("原件被改动", "an original was altered"),
    "receipt.signature": ("回执的法院签名不成立", "the court's signature on the receipt does not hold"),
    "receipt.differs": ("回执不是这一行为的回执", "the receipt is not one for this act"),
    "entry.differs": ("日志条目与行为或回执不符", "the log entry does not fit the act or its receipt"),
    "entry.not_in_log": ("日志条目不在法院签名的日志中", "the entry is not in the log the court signed"),
    "head.signature": ("日志头的签名不成立", "the signature of a log head does not hold"),
    "log.inconsistent": ("回执当时的日志不是现日志的开头", "the log at receipt is not the beginning of the log now"),
}


def canonical(value: Any) -> bytes:
    """The bytes that are hashed and signed. ValueError for what has no canonical form."""
    return _text(value).encode("utf-8")


def _text(value: Any) -> str:
    if value is None or isinstance(value, (bool, str)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, (int, float)):
        return str(value) if isinstance(value, int) and abs(value) < 1 << 53 else _number(float(value))
    if isinstance(value, list):
        return "[" + ",".join(map(_text, value)) + "]"
    keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
    return "{" + ",".join(json.dumps(key, ensure_ascii=False) + ":" + _text(value[key]) for key in keys) + "}"


def _number(value: float) -> str:
    """A double as ECMAScript writes it: Python's repr has the same shortest digits, in another notation."""
    if value == 0:
        return "0"
    mantissa, _, exponent = repr(abs(value)).partition("e")
    whole, _, places = mantissa.partition(".")
    digits = (whole + places).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + places) - len(digits))
    digits = digits.rstrip("0")
    if 0 < point <= 21:
        text = digits.ljust(point, "0") if len(digits) <= point else f"{digits[:point]}.{digits[point:]}"
    elif -6 < point <= 0:
        text = "0." + "0" * -point + digits
    else:
        text = digits[0] + ("." + digits[1:] if len(digits) > 1 else "") + f"e{point - 1:+d}"
    return ("-" if value < 0 else "") + text


def parse(data: bytes) -> Any:
    """JSON that is exactly in canonical form, so that no byte of the file is free. ValueError."""
    value = json.loads(data.decode("utf-8"))
    if canonical(value) != data:
        raise ValueError("not canonical")
    return value


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def unsigned(record: dict[str, Any]) -> bytes:
    """What the proof of a record signs."""
    return canonical({key: value for key, value in record.items() if key != "proof"})


# ECDSA on P-256 (FIPS 186-5), Jacobian coordinates. Only public values: nothing need be constant-time.
P = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
G = (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
     0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5, 1)
SPKI = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004")
Point = tuple[int, int, int]


def _double(point: Point) -> Point:
    x, y, z = point
    yy, zz = y * y % P, z * z % P
    s, m = 4 * x * yy % P, 3 * (x - zz) * (x + zz) % P
    x3 = (m * m - 2 * s) % P
    return x3, (m * (s - x3) - 8 * yy * yy) % P, 2 * y * z % P


def _add(one: Point, other: Point) -> Point:
    (x1, y1, z1), (x2, y2, z2) = one, other
    if not z1 or not z2:
        return other if not z1 else one
    zz1, zz2 = z1 * z1 % P, z2 * z2 % P
    u1, s1 = x1 * zz2 % P, y1 * zz2 * z2 % P
    h, r = (x2 * zz1 - u1) % P, (y2 * zz1 * z1 - s1) % P
    if not h and not r:
        return _double(one)
    hh = h * h % P
    hhh, v = h * hh % P, u1 * hh % P
    x3 = (r * r - hhh - 2 * v) % P
    return x3, (r * (v - x3) - s1 * hhh) % P, h * z1 * z2 % P


def ecdsa_holds(point: Point, message: bytes, signature: bytes) -> bool:
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    if len(signature) != 64 or not 0 < r < N or not 0 < s < N:
        return False
    w = pow(s, N - 2, N)
    u1, u2 = int.from_bytes(hashlib.sha256(message).digest(), "big") * w % N, r * w % N
    total = nothing = (0, 1, 0)
    table = (nothing, G, point, _add(G, point))
    for bit in range(255, -1, -1):
        total = _add(_double(total), table[(u1 >> bit & 1) | (u2 >> bit & 1) << 1])
    x, _, z = total
    return bool(z) and x * pow(z * z, P - 2, P) % P % N == r


def unb64(text: str) -> bytes:
    data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if base64.urlsafe_b64encode(data).rstrip(b"=").decode() != text:
        raise ValueError("not base64url in its one form")
    return data


class Key:
    """A P-256 public key from {"id", "spki"}. Remembers what it verified: many receipts carry the same head."""

    def __init__(self, told: dict[str, str]) -> None:
        der = unb64(told["spki"])
        x, y = int.from_bytes(der[27:59], "big"), int.from_bytes(der[59:], "big")
        self.point, self.fingerprint, self.id, self._known = (x, y, 1), sha256(der), sha256(der)[:16], {}
        sound = len(der) == 91 and der[:27] == SPKI and max(x, y) < P and not (y * y - x * x * x + 3 * x - B) % P
        if not sound or told["id"] != self.id:
            raise ValueError("not the SPKI of a P-256 key, or under another key's id")

    def signed(self, record: dict[str, Any]) -> bool:
        proof = record.get("proof") or {}
        if proof.get("alg") != "ES256" or proof.get("key") != self.id or set(proof) != {"alg", "key", "sig"}:
            return False
        what = unsigned(record), unb64(proof["sig"])
        if what not in self._known:
            self._known[what] = ecdsa_holds(self.point, *what)
        return self._known[what]


def _climb(node: int, last: int, roots: list[bytes], path: list[str]) -> list[bytes] | None:
    """Walk up the tree (RFC 9162, 2.1.3.2 and 2.1.4.2). Of two roots the first takes only what lies to its left."""
    for step in map(bytes.fromhex, path):
        if last == 0:
            return None
        if node & 1 or node == last:
            roots = [hashlib.sha256(b"\x01" + step + root).digest() for root in roots]
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            roots = [*roots[:-1], hashlib.sha256(b"\x01" + roots[-1] + step).digest()]
        node, last = node >> 1, last >> 1
    return roots if last == 0 else None


def included(leaf: str, proof: dict[str, Any], root: str) -> bool:
    index, size = proof["index"], proof["size"]
    return 0 <= index < size and _climb(index, size - 1, [bytes.fromhex(leaf)], proof["path"]) == [bytes.fromhex(root)]


def consistent(old: dict[str, Any], new: dict[str, Any], path: list[str]) -> bool:
    """Whether the log with head `old` is the beginning of the one with head `new`."""
    if old["size"] == new["size"] or old["log"] != new["log"]:
        return (old["log"], old["root"], path) == (new["log"], new["root"], [])
    node, last, steps = old["size"] - 1, new["size"] - 1, list(path)
    if not old["size"] & node:
        steps.insert(0, old["root"])
    while node & 1:
        node, last = node >> 1, last >> 1
    roots = [bytes.fromhex(old["root"]), bytes.fromhex(new["root"])]
    start = [bytes.fromhex(one) for one in steps[:1] * 2]
    return 0 <= node <= last and _climb(node, last, start, steps[1:]) == roots


class Container:
    """Names and bytes of a zip or a folder. The zip's comment is the digest of all bytes before it: `exact`."""

    def __init__(self, path: Path) -> None:
        self.folder, self.exact = path if path.is_dir() else None, True
        if self.folder:
            files = [one for one in path.rglob("*") if one.is_symlink() or one.is_file()]
            self.names = sorted(one.relative_to(path).as_posix() for one in files if one.name not in DESKTOP_LITTER)
        else:
            self.zip = zipfile.ZipFile(path)
            self.names = self.zip.namelist()
            self.exact = self.zip.comment == digest_before_comment(path).encode()

    def pieces(self, name: str) -> Iterator[bytes]:
        with (self.folder / name).open("rb") if self.folder else self.zip.open(name) as file:
            yield from iter(lambda: file.read(1 << 20), b"")


def digest_before_comment(path: Path) -> str:
    """SHA-256 over a zip without the 64 characters at its end."""
    hasher, end = hashlib.sha256(), path.stat().st_size - 64
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole:
        for start in range(0, end, 1 << 20):
            hasher.update(whole[start:min(start + (1 << 20), end)])
    return hasher.hexdigest()


class Verification:
    """Checks one package. `findings`: (code, what) for everything that does not hold; `held`: the acts that do."""

    def __init__(self, path: Path, pin: str | None = None) -> None:
        self.findings, self.held, self.pin = [], [], (pin or "").replace(":", "").lower()
        self.court, self.devices, self.manifest, self.files, self.head = [], {}, {}, {}, {}
        self.guard("container.unreadable", path.name, self.check, path)

    def check(self, path: Path) -> None:
        self.box = Container(path)
        for name, read in (("keys.json", self.read_keys), ("manifest.json", self.read_manifest)):
            self.guard("file.unreadable", name, read)
        self.check_files()
        self.head = self.load("head.json", "file.missing") or {}
        self.guard("head.signature", "head.json", self.check_signed, "head.signature", "head.json", self.head)
        for act in self.manifest.get("acts", ()):
            self.guard("act.altered", str(act), self.check_act, act)
        for id in self.manifest.get("entries", ()):
            self.guard("entry.differs", str(id), self.check_entry, id, None)
        self.must("container.altered", path.name, self.box.exact or bool(self.findings))

    def must(self, code: str, what: str, holds: object) -> None:
        if not holds and (code, what) not in self.findings:
            self.findings.append((code, what if what.isprintable() else ascii(what)))

    def guard(self, code: str, what: str, check: Callable[..., Any], *arguments: Any) -> None:
        """Run a check. A package so odd that the check itself fails does not hold; nothing may stop the others."""
        try:
            check(*arguments)
        except Exception:
            self.must(code, what, None)

    def load(self, name: str, code: str) -> Any:
        """The JSON of a file; None and a finding when there is none, or not in canonical form."""
        self.must(code, name, name in self.box.names)
        try:
            return parse(b"".join(self.box.pieces(name))) if name in self.box.names else None
        except Exception:
            self.must("file.unreadable", name, None)
            return None

    def check_signed(self, code: str, what: str, record: dict[str, Any]) -> None:
        self.must(code, what, any(key.signed(record) for key in self.court))

    def read_keys(self) -> None:
        told = self.load("keys.json", "file.missing")
        self.court = [Key(one) for one in told["court"]]
        self.devices = {device: Key(one) for device, one in told["devices"].items()}
        pinned = len(self.pin) >= 16 and self.court[0].fingerprint.startswith(self.pin)
        self.must("key.differs", self.court[0].fingerprint, pinned or not self.pin)

    def read_manifest(self) -> None:
        self.manifest = self.load("manifest.json", "file.missing") or {}
        self.files = {one["path"]: (one["sha256"], one["size"]) for one in self.manifest["files"]}
        self.must("manifest.signature", "manifest.json", bool(self.court) and self.court[0].signed(self.manifest))

    def check_files(self) -> None:
        """Every file is the one the manifest names, once, and there is no other."""
        for name in self.box.names:
            known = name in self.files or name == "manifest.json"
            self.must("file.extra", name, known and self.box.names.count(name) == 1)
        for name, (sha, _) in self.files.items():
            kind = "blob" if name.startswith("blobs/") else "file"
            self.must(kind + ".missing", name, name in self.box.names)
            if name in self.box.names:
                self.guard(kind + ".altered", name, self.check_file, name, sha)

    def check_file(self, name: str, sha: str) -> None:
        hasher = hashlib.sha256()
        for piece in self.box.pieces(name):
            hasher.update(piece)
        if hasher.hexdigest() != sha:
            raise ValueError(name)

    def check_act(self, act: dict[str, Any]) -> None:
        name = f"{act['envelope']}（设备 device {act['device']} 序号 seq {act['seq']}）"
        before = len(self.findings)
        envelope = self.load(f"envelopes/{act['envelope']}.json", "act.removed")
        receipt = self.load(f"receipts/{act['envelope']}.json", "file.missing")
        if envelope:
            self.guard("act.altered", name, self.check_envelope, name, act, envelope)
        if receipt:
            self.guard("receipt.differs", name, self.check_receipt, name, receipt)
        if envelope and receipt:
            self.guard("receipt.differs", name, self.check_pair, name, envelope, receipt)
            whole = not {"blobs/" + sha for sha, _ in blobs_of(envelope)} & {what for _, what in self.findings}
            if len(self.findings) == before and whole:
                self.held.append(f"{envelope['occurred_at']}  {envelope['type']}  {name}")

    def check_envelope(self, name: str, act: dict[str, Any], envelope: dict[str, Any]) -> None:
        told = {"envelope": envelope["id"], "device": envelope.get("device_id"), "seq": envelope.get("device_seq"),
                "hash": sha256(unsigned(envelope))}
        self.must("act.altered", name, told == act)
        if act["device"] is not None:
            key = self.devices.get(act["device"])
            self.must("act.key", name, key is not None)
            self.must("act.signature", name, key is None or key.signed(envelope))
            hashes = {(one["device"], one["seq"]): one["hash"] for one in self.manifest["acts"]}
            before = "0" * 64 if act["seq"] == 1 else hashes.get((act["device"], act["seq"] - 1), envelope["prev"])
            self.must("act.chain", name, envelope["prev"] == before)
        for sha, size in blobs_of(envelope):
            self.must("blob.missing", "blobs/" + sha, self.files.get("blobs/" + sha) == (sha, size))

    def check_receipt(self, name: str, receipt: dict[str, Any]) -> None:
        self.check_signed("receipt.signature", name, receipt)
        past = receipt["head"]
        if past is not None:
            self.check_signed("head.signature", name, past)
            same = past["size"] == self.head.get("size")
            path = [] if same else self.load(f"consistency/{past['size']}.json", "file.missing")
            self.must("log.inconsistent", name, path is None or consistent(past, self.head, path))

    def check_pair(self, name: str, envelope: dict[str, Any], receipt: dict[str, Any]) -> None:
        told = [receipt[one] for one in ("envelope_id", "envelope_hash", "device_id", "device_seq")]
        act = [envelope["id"], sha256(unsigned(envelope)), envelope.get("device_id"), envelope.get("device_seq")]
        self.must("receipt.differs", name, told == act and blobs_of(receipt) == blobs_of(envelope))
        entry = self.check_entry(receipt["entry"]["id"], receipt["entry"]["leaf"])
        if entry is not None:
            told = (entry["envelope_hash"], entry["actor"], entry["kind"])
            self.must("entry.differs", name, told == (act[1], envelope["actor"], envelope["type"]))

    def check_entry(self, id: str, leaf: str | None) -> dict[str, Any] | None:
        proof = self.load(f"entries/{id}.json", "file.missing")
        if proof is None:
            return None
        own = sha256(b"\x00" + canonical(proof["entry"]))
        self.must("entry.differs", id, proof["entry"]["id"] == id and leaf in (None, own))
        fits = self.head.get("size") == proof["size"] and included(own, proof, self.head["root"])
        self.must("entry.not_in_log", id, fits)
        return proof["entry"]


def blobs_of(record: dict[str, Any]) -> list[tuple[str, int]]:
    return [(one["sha256"], one["size"]) for one in record.get("blobs") or []]


def report(check: Verification, out: TextIO) -> int:
    """Write the result in both languages. Returns the exit code."""
    out.write(f"法院公钥指纹 court key: {check.court[0].fingerprint if check.court else '?'}\n")
    out.write("" if check.pin else "  未指定指纹，请与法院公布的指纹比对 not pinned: compare with the published one\n")
    out.writelines(f"成立 holds   {line}\n" for line in check.held)
    out.writelines("不成立 WRONG {} | {}: {} [{}]\n".format(*TEXTS[code], what, code) for code, what in check.findings)
    held, wrong, sealed = len(check.held), len(check.findings), check.head.get("sealed_at")
    zh, en = ("核验未通过", "NOT VERIFIED") if wrong else ("核验通过", "VERIFIED")
    out.write(f"{zh}：{held} 项行为成立，{wrong} 处不成立；日志封存于 {sealed}\n"
              f"{en}: {held} acts hold, {wrong} findings; log sealed at {sealed}\n")
    return 1 if wrong else 0


def main() -> int:
    words = argparse.ArgumentParser(description="核验执行证据包 Verify an evidence package.")
    words.add_argument("package", nargs="?", type=Path, default=Path(__file__).resolve().parent, help="zip")
    words.add_argument("--server-key", metavar="FINGERPRINT", help="法院公钥指纹 SHA-256 (hex, >= 16 位 digits)")
    given = words.parse_args()
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr] # a console that knows no Chinese
    return report(Verification(given.package, given.server_key), sys.stdout)


if __name__ == "__main__":
    sys.exit(main())
