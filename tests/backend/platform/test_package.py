"""Evidence packages and the verifier that travels with them."""

import io
import json
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.support.record import CourtRecord, a_working_day
from zhixing.platform import audit, package
from zhixing.platform.crypto import SigningKey, canonical, digest, envelope_hash, without_proof
from zhixing.platform.db import Database
from zhixing.platform.ledger import LedgerEntry
from zhixing.platform.verifier import standalone

VERIFIER = Path(standalone.__file__)
SYSTEM_PYTHON = "/usr/bin/python3" if Path("/usr/bin/python3").exists() else sys.executable


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CourtRecord]:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('record')}/record.db")
    yield a_working_day(database)
    database.close()


def source(record: CourtRecord) -> package.Source:
    return package.Source(key=record.key, clock=record.clock, open_blob=lambda sha: io.BytesIO(record.originals[sha]),
                          device_keys={tablet.id: tablet.key.public.spki for tablet in record.tablets})


def build(record: CourtRecord, target: Path, acts: list[str] | None = None) -> Path:
    with record.database.read() as session:
        every = session.scalars(select(LedgerEntry.id).order_by(LedgerEntry.id)).all()
        looks = session.scalars(select(audit.AuditEntry.id).where(audit.AuditEntry.envelope_hash.is_(None))).all()
        contents = package.Contents(every if acts is None else acts, looks, {"case_number": "（2026）粤06执1号"})
        package.build(session, source(record), contents, target)
    return target


@pytest.fixture(scope="module")
def whole(record: CourtRecord, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(record, tmp_path_factory.mktemp("package") / "package.zip")


def files_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as container:
        return {name: container.read(name) for name in container.namelist()}


def pack(files: dict[str, bytes], target: Path) -> Path:
    """A zip as the court makes it, around whatever is inside."""
    with zipfile.ZipFile(target, "w") as container:
        for name, data in files.items():
            container.writestr(zipfile.ZipInfo(name), data)
        container.comment = b"0" * 64
    told = standalone.digest_before_comment(target).encode()
    target.write_bytes(target.read_bytes()[:-64] + told)
    return target


Change = Callable[[dict[str, bytes]], None]


def found(whole: Path, tmp_path: Path, change: Change, insider: SigningKey | None = None) -> set[str]:
    """The codes found after a change; an insider signs a new manifest over it with the court's key."""
    files = files_of(whole)
    change(files)
    if insider is not None:
        manifest = without_proof(json.loads(files.pop("manifest.json")))
        acts = [edit(files, f"envelopes/{act['envelope']}.json") for act in manifest["acts"]]
        for act, envelope in zip(manifest["acts"], acts, strict=True):
            act["hash"] = envelope_hash(envelope)
        manifest["files"] = [{"path": name, "sha256": digest(data), "size": len(data)} for name, data in files.items()]
        files["manifest.json"] = canonical(insider.signed(manifest))
    return {code for code, _ in standalone.Verification(pack(files, tmp_path / "changed.zip")).findings}


def edit(files: dict[str, bytes], name: str, **changes: object) -> dict:
    """Change members of a JSON file and return it."""
    data = {**json.loads(files[name]), **changes}
    files[name] = canonical(data)
    return data


def names(files: dict[str, bytes], folder: str) -> list[str]:
    return [name for name in files if name.startswith(folder + "/")]


def photos(files: dict[str, bytes]) -> list[str]:
    return [name for name in names(files, "envelopes") if json.loads(files[name])["blobs"]]


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([SYSTEM_PYTHON, "-I", *map(str, arguments)], capture_output=True, text=True, check=False,
                          env={"PYTHONIOENCODING": "utf-8", "LC_ALL": "C.UTF-8"})


# -- as a lawyer runs it


def test_an_untouched_package_holds_and_says_so_in_both_languages(record, whole):
    done = run(VERIFIER, whole, "--server-key", record.key.public.fingerprint)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "核验通过：12 项行为成立，0 处不成立" in done.stdout
    assert "VERIFIED: 12 acts hold, 0 findings" in done.stdout
    assert done.stdout.count("成立 holds") == 12
    assert "not pinned" not in done.stdout


def test_the_verifier_in_the_package_checks_the_unpacked_folder_it_lies_in(whole, tmp_path):
    with zipfile.ZipFile(whole) as container:
        container.extractall(tmp_path)
    done = run(tmp_path / "verify.py")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "not pinned" in done.stdout
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / ".DS_Store").write_text("the desktop's")
    done = run(tmp_path / "verify.py")
    assert done.returncode == 1
    assert "多出清单之外的文件 | a file that is not in the manifest: notes.txt" in done.stdout
    assert ".DS_Store" not in done.stdout


def test_something_altered_is_named_with_exit_code_one(whole, tmp_path):
    files = files_of(whole)
    blob = names(files, "blobs")[0]
    files[blob] = files[blob][:-1] + b"?"
    done = run(VERIFIER, pack(files, tmp_path / "bad.zip"))
    assert done.returncode == 1
    assert f"原件被改动 | an original was altered: {blob}" in done.stdout
    assert "核验未通过：11 项行为成立，1 处不成立" in done.stdout
    assert done.stdout.count("成立 holds") == 11


@pytest.mark.parametrize("what", ["missing.zip", "notes.txt", "empty.zip"])
def test_what_is_no_package_is_said_to_be_none(what, tmp_path):
    (tmp_path / "notes.txt").write_text("no zip")
    (tmp_path / "empty.zip").write_bytes(b"")
    done = run(VERIFIER, tmp_path / what)
    assert (done.returncode, done.stderr) == (1, "")
    assert "container.unreadable" in done.stdout


def test_a_console_without_chinese_and_a_hostile_file_name_do_no_harm(whole, tmp_path):
    files = files_of(whole)
    files["\x1b[2J\x1b[32mVERIFIED"] = b""
    bad = pack(files, tmp_path / "bad.zip")
    done = subprocess.run([SYSTEM_PYTHON, VERIFIER, bad], capture_output=True, check=False,
                          env={"PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (1, b"")
    assert b"file.extra" in done.stdout
    assert b"\x1b" not in done.stdout


def test_wrong_usage_is_exit_code_two():
    assert run(VERIFIER, "--no-such-option").returncode == 2


def test_the_verifier_needs_the_standard_library_only():
    import ast

    tree = ast.parse(VERIFIER.read_text("utf-8"))
    modules = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    modules |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in modules} <= sys.stdlib_module_names


def test_the_package_carries_exactly_this_verifier(whole):
    assert files_of(whole)["verify.py"] == VERIFIER.read_bytes()


# -- keys


@pytest.mark.parametrize("shown", ["{0}", "{0:.16}", "{0:.40}"])
def test_the_courts_key_may_be_pinned_by_its_fingerprint(record, whole, shown):
    fingerprint = record.key.public.fingerprint
    for pin in (shown.format(fingerprint), shown.format(fingerprint).upper(),
                ":".join(shown.format(fingerprint)[at:at + 2] for at in range(0, len(shown.format(fingerprint)), 2))):
        assert standalone.Verification(whole, pin).findings == []


@pytest.mark.parametrize("pin", ["ab" * 32, "abcd", "not hex", ":"])
def test_another_fingerprint_than_the_pinned_one_is_named(record, whole, pin):
    codes = [code for code, _ in standalone.Verification(whole, pin).findings]
    assert codes == (["key.differs"] if pin != ":" else [])


def test_a_package_remade_by_a_stranger_holds_only_until_the_key_is_pinned(record, tmp_path):
    """The tablets' keys are vouched for by the court's; without a pinned key everything may be invented."""
    database = Database(f"sqlite:///{tmp_path}/other.db")
    other = a_working_day(database)
    invented = build(other, tmp_path / "invented.zip")
    database.close()
    assert standalone.Verification(invented).findings == []
    codes = [code for code, _ in standalone.Verification(invented, record.key.public.fingerprint).findings]
    assert codes == ["key.differs"]


# -- somebody who does not hold the court's key


def swap_receipts(files):
    one, other = photos(files)[:2]
    one, other = one.replace("envelopes", "receipts"), other.replace("envelopes", "receipts")
    files[one], files[other] = files[other], files[one]


OUTSIDER: dict[str, tuple[Change, set[str]]] = {
    "an original was altered": (lambda files: files.update({names(files, "blobs")[0]: b"other"}), {"blob.altered"}),
    "an original was removed": (lambda files: files.pop(names(files, "blobs")[0]), {"blob.missing"}),
    "an act was edited": (lambda files: edit(files, photos(files)[0], actor="x"),
                          {"file.altered", "act.altered", "act.signature", "receipt.differs", "entry.differs"}),
    "an act was removed": (lambda files: files.pop(photos(files)[0]), {"file.missing", "act.removed"}),
    "a receipt was removed": (lambda files: files.pop(names(files, "receipts")[0]), {"file.missing"}),
    "receipts were swapped": (swap_receipts, {"file.altered", "receipt.differs", "entry.differs"}),
    "a receipt was edited": (lambda files: edit(files, names(files, "receipts")[0], received_at="x"),
                             {"file.altered", "receipt.signature"}),
    "a log entry was edited": (lambda files: edit(files, names(files, "entries")[0], index=3),
                               {"file.altered", "entry.not_in_log"}),
    "the head was edited": (lambda files: edit(files, "head.json", sealed_at="x"), {"file.altered", "head.signature"}),
    "the manifest was edited": (lambda files: edit(files, "manifest.json", made_at="x"), {"manifest.signature"}),
    "the remarks were edited": (lambda files: edit(files, "manifest.json", about={"case_number": "（2026）粤06执2号"}),
                                {"manifest.signature"}),
    "the manifest was removed": (lambda files: files.pop("manifest.json"), {"file.missing", "file.extra"}),
    "the keys were removed": (lambda files: files.pop("keys.json"), {"file.missing", "manifest.signature"}),
    "a file was added": (lambda files: files.update({"envelopes/new.json": b"{}"}), {"file.extra"}),
    "the verifier was replaced": (lambda files: files.update({"verify.py": b"print('VERIFIED')"}), {"file.altered"}),
    "the manifest is no object": (lambda files: files.update({"manifest.json": b"[]"}), {"file.unreadable"}),
    "the manifest lies about its lists": (lambda files: edit(files, "manifest.json", acts={"a": 1}, entries=[7]),
                                          {"manifest.signature", "act.altered"}),
    "the manifest has endless nesting": (lambda files: files.update({"manifest.json": b"[" * 100_000}),
                                         {"file.unreadable"}),
}


@pytest.mark.parametrize("name", OUTSIDER)
def test_what_an_outsider_changes_is_named(whole, tmp_path, name):
    change, expected = OUTSIDER[name]
    assert expected <= found(whole, tmp_path, change)


def test_the_altered_file_itself_is_named(whole, tmp_path):
    files = files_of(whole)
    edit(files, photos(files)[1], actor="x")
    told = standalone.Verification(pack(files, tmp_path / "bad.zip")).findings
    assert ("file.altered", photos(files)[1]) in told
    id = photos(files)[1][len("envelopes/"):-len(".json")]
    assert any(id in what for code, what in told if code == "act.altered")


# -- somebody who holds the court's key, and signs a new manifest over the change


def other_court_log(files):
    """A head over another log, well signed: the log was rewritten after the receipts were given."""
    head = json.loads(files["head.json"])
    root = "ab" * 32
    files["head.json"] = canonical(INSIDER[0].signed({**without_proof(head), "root": root}))


def device_key_replaced(files):
    keys = json.loads(files["keys.json"])
    other = SigningKey.generate().public
    for device in keys["devices"]:
        keys["devices"][device] = {"id": other.id, "spki": other.spki}
    files["keys.json"] = canonical(keys)


def receipt_rewritten(files):
    name = photos(files)[0].replace("envelopes", "receipts")
    receipt = without_proof(json.loads(files[name]))
    entry_name = f"entries/{receipt['entry']['id']}.json"
    told = json.loads(files[entry_name])
    told["entry"]["at"] = receipt["received_at"] = "2026-11-20T00:00:00.000Z"
    receipt["entry"]["leaf"] = audit.leaf_of(canonical(told["entry"]))
    files[entry_name], files[name] = canonical(told), canonical(INSIDER[0].signed(receipt))


def original_exchanged(files):
    """The picture and the act are exchanged together; only the tablet's signature is missing."""
    envelope = json.loads(files[photos(files)[0]])
    files.pop("blobs/" + envelope["blobs"][0]["sha256"])
    envelope["blobs"][0].update(sha256=digest(b"other"), size=5)
    files["blobs/" + digest(b"other")] = b"other"
    files[photos(files)[0]] = canonical(envelope)


INSIDER: list[SigningKey] = []
INSIDE: dict[str, tuple[Change, set[str]]] = {
    "edits an act": (lambda files: edit(files, photos(files)[0], actor="x"), {"act.signature", "receipt.differs"}),
    "exchanges an original": (original_exchanged, {"act.signature", "receipt.differs"}),
    "backdates a receipt and its entry": (receipt_rewritten, {"entry.not_in_log"}),
    "replaces the tablets' keys": (device_key_replaced, {"act.signature"}),
    "shows another log": (other_court_log, {"log.inconsistent", "entry.not_in_log"}),
    "leaves out an original": (lambda files: files.pop(names(files, "blobs")[0]), {"blob.missing"}),
    "leaves out a log entry": (lambda files: files.pop(names(files, "entries")[0]), {"file.missing"}),
    "leaves out a consistency proof": (lambda files: files.pop("consistency/4.json"), {"file.missing"}),
    "empties a consistency proof": (lambda files: files.update({"consistency/4.json": b"[]"}), {"log.inconsistent"}),
    "writes JSON another way": (lambda files: files.update({"head.json": files["head.json"] + b"\n"}),
                                {"file.unreadable"}),
}


@pytest.mark.parametrize("name", INSIDE)
def test_an_insider_with_the_courts_key_cannot_make_it_hold_when_he(record, whole, tmp_path, name):
    INSIDER[:] = [record.key]
    change, expected = INSIDE[name]
    assert expected <= found(whole, tmp_path, change, insider=record.key)


def test_acts_of_a_tablet_that_do_not_link_are_named(record, tmp_path):
    """The tablet itself signed a chain that skips; its neighbours are both in the package."""
    database = Database(f"sqlite:///{tmp_path}/other.db")
    other = a_working_day(database, batches=1)
    tablet = other.tablets[0]
    tablet.prev = "ab" * 32
    other.photograph(tablet, b"\xff\xd8 out of line")
    other.seal()
    made = build(other, tmp_path / "broken.zip")
    database.close()
    assert {code for code, _ in standalone.Verification(made).findings} == {"act.chain"}


# -- the container


def test_a_repacked_zip_is_named_and_its_unpacked_folder_holds(whole, tmp_path):
    with zipfile.ZipFile(tmp_path / "again.zip", "w", zipfile.ZIP_DEFLATED) as container:
        for name, data in files_of(whole).items():
            container.writestr(name, data)
    told = standalone.Verification(tmp_path / "again.zip")
    assert [code for code, _ in told.findings] == ["container.altered"]
    assert len(told.held) == 12
    with zipfile.ZipFile(tmp_path / "again.zip") as container:
        container.extractall(tmp_path / "folder")
    assert standalone.Verification(tmp_path / "folder").findings == []


@pytest.mark.parametrize("change", [lambda data: b"x" + data, lambda data: data + b"x", lambda data: data[:-1],
                                    lambda data: data[:-64], lambda data: data[1:], lambda data: data[:len(data) // 2]])
def test_bytes_before_or_behind_or_cut_off_are_noticed(whole, tmp_path, change):
    (tmp_path / "bad.zip").write_bytes(change(whole.read_bytes()))
    assert standalone.Verification(tmp_path / "bad.zip").findings


def test_a_name_that_occurs_twice_is_named(whole, tmp_path):
    files = files_of(whole)
    with zipfile.ZipFile(tmp_path / "twice.zip", "w") as container:
        for name, data in files.items():
            container.writestr(name, data)
        with pytest.warns(UserWarning, match="Duplicate"):
            container.writestr("head.json", b"{}")
    assert ("file.extra", "head.json") in standalone.Verification(tmp_path / "twice.zip").findings


def test_no_single_altered_byte_of_a_package_passes_unnoticed(record, tmp_path):
    """Other places each run; the comment at the end and the JSON in the middle are where nothing else would notice."""
    made = build(record, tmp_path / "small.zip", acts=[record.tablets[0].receipts[0]["envelope_id"]])
    data = made.read_bytes()
    start = data.index(b"keys.json")
    chance = random.Random()
    places = {*(chance.randrange(len(data)) for _ in range(60)), *range(len(data) - 90, len(data)),
              *(chance.randrange(start, len(data)) for _ in range(120))}
    for place in sorted(places):
        turned = bytes([data[place] ^ chance.randrange(1, 256)])
        (tmp_path / "bad.zip").write_bytes(data[:place] + turned + data[place + 1:])
        assert standalone.Verification(tmp_path / "bad.zip").findings, (place, data[place], turned)


def test_no_single_altered_byte_in_an_unpacked_folder_passes_unnoticed(record, tmp_path):
    made = build(record, tmp_path / "small.zip", acts=[record.tablets[0].receipts[0]["envelope_id"]])
    files, folder, chance = files_of(made), tmp_path / "folder", random.Random()
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    for name, data in files.items():
        for place in {chance.randrange(len(data)) for _ in range(12)}:
            turned = bytes([data[place] ^ chance.randrange(1, 256)])
            (folder / name).write_bytes(data[:place] + turned + data[place + 1:])
            assert standalone.Verification(folder).findings, (name, place, data[place], turned)
        (folder / name).write_bytes(data)
    assert standalone.Verification(folder).findings == []


# -- making packages


def test_the_same_contents_make_a_package_whose_files_are_all_named_in_the_manifest(record, whole):
    files = files_of(whole)
    manifest = json.loads(files["manifest.json"])
    assert {one["path"] for one in manifest["files"]} == set(files) - {"manifest.json"}
    assert manifest["about"] == {"case_number": "（2026）粤06执1号"}
    assert len(manifest["acts"]) == 12
    assert len(manifest["entries"]) == 4
    assert record.key.public.verify_signed(manifest)
    assert "怎样核验" in files["README.txt"].decode()
    assert "How to check" in files["README.txt"].decode()


def refusing(record: CourtRecord, tmp_path: Path, acts: list[str], reason: type[Exception], **changes: object) -> None:
    with record.database.read() as session, pytest.raises(reason):
        package.build(session, replace(source(record), **changes), package.Contents(acts), tmp_path / "none.zip")
    assert list(tmp_path.glob("none.zip*")) == []


def test_an_altered_original_never_leaves_the_house_under_a_good_manifest(record, tmp_path):
    act = record.tablets[0].receipts[0]["envelope_id"]
    refusing(record, tmp_path, [act], package.NotPackable, open_blob=lambda sha: io.BytesIO(b"other"))


def test_a_missing_original_leaves_no_half_package(record, tmp_path):
    def missing(sha: str) -> io.BytesIO:
        raise FileNotFoundError(sha)

    refusing(record, tmp_path, [record.tablets[0].receipts[0]["envelope_id"]], FileNotFoundError, open_blob=missing)


def test_only_accepted_acts_of_known_tablets_can_be_packed(record, tmp_path):
    refusing(record, tmp_path, ["unknown"], package.NotPackable)
    refusing(record, tmp_path, [record.tablets[0].receipts[0]["envelope_id"]], package.NotPackable, device_keys={})


def test_an_act_that_is_not_sealed_yet_cannot_be_proven(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/fresh.db")
    fresh = CourtRecord.start(database)
    fresh.photograph(fresh.tablets[0], b"\xff\xd8 first")
    act = fresh.tablets[0].receipts[0]["envelope_id"]
    refusing(fresh, tmp_path, [act], audit.NotSealed)
    fresh.seal()
    made = build(fresh, tmp_path / "one.zip")
    assert standalone.Verification(made).findings == []
    fresh.photograph(fresh.tablets[0], b"\xff\xd8 second")
    refusing(fresh, tmp_path, [fresh.tablets[0].receipts[1]["envelope_id"]], audit.NotSealed)
    database.close()


def test_a_package_holds_receipts_of_an_earlier_key_of_the_court(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/rotated.db")
    rotated = a_working_day(database, batches=1)
    old, rotated.key = rotated.key, SigningKey.generate()
    rotated.photograph(rotated.tablets[0], b"\xff\xd8 under the new key")
    rotated.seal()
    with database.read() as session:
        acts = session.scalars(select(LedgerEntry.id)).all()
        ours = replace(source(rotated), earlier_keys=[old.public])
        package.build(session, ours, package.Contents(acts), tmp_path / "rotated.zip")
        package.build(session, source(rotated), package.Contents(acts), tmp_path / "forgotten.zip")
    database.close()
    assert standalone.Verification(tmp_path / "rotated.zip", rotated.key.public.fingerprint).findings == []
    assert standalone.Verification(tmp_path / "forgotten.zip").findings != []
