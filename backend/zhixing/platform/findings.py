"""What a verification says: findings with stable codes, each in the words of both languages."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Weight(StrEnum):
    """`WRONG`: the record cannot be what it was. `NOTED`: the server said so itself when it happened."""

    WRONG = "wrong"
    NOTED = "noted"


TEXTS: dict[str, tuple[str, str]] = {
    "log.entry_altered": ("审计条目内容被改动", "The content of the audit entry was altered"),
    "log.columns_altered": ("审计条目的字段与其原文不一致", "The columns of the audit entry differ from its body"),
    "log.entry_missing": ("审计条目缺失", "The audit entry is missing"),
    "log.entry_inserted": ("审计条目是事后插入的", "The audit entry was inserted afterwards"),
    "log.entries_swapped": ("审计条目的次序被调换", "Audit entries were swapped"),
    "log.entry_moved": ("审计条目被移到比当时更早的位置", "The audit entry sits earlier than it can have been written"),
    "log.rewritten": ("日志在此范围内被改写", "The log was rewritten within this range"),
    "log.truncated": ("日志被截短或回退", "The log was truncated or rewound"),
    "log.forked": ("曾向不同见证人出示互相矛盾的日志", "Witnesses were shown contradictory logs"),
    "log.act_unknown": ("审计条目所指的行为不在台账中", "The act the audit entry names is not in the ledger"),
    "log.author_altered": ("审计条目记载的行为人或设备与签名的行为不符",
                           "The audit entry names another author or device than the signed act"),
    "log.order": ("同一批次内条目次序不对", "Entries within one batch are out of order"),
    "tree.node_altered": ("默克尔树的中间节点被改动", "A stored node of the Merkle tree was altered"),
    "head.altered": ("日志头与条目不符", "The head does not fit the entries"),
    "head.signature_invalid": ("日志头的签名无效", "The signature of the head does not verify"),
    "head.chain_broken": ("日志头之间的链接断裂", "The head does not link to the one before it"),
    "head.missing": ("日志头缺失", "A head is missing"),
    "head.replaced": ("日志头被替换", "The head was replaced by another one"),
    "device.act_altered": ("行为的内容被改动", "The content of the act was altered"),
    "device.columns_altered": ("台账字段与签名的行为不一致", "The ledger's columns differ from the signed act"),
    "device.signature_invalid": ("设备签名无效", "The device's signature does not verify"),
    "device.body_withheld": ("含口令的行为按规定未留正文", "The body held a secret and was not kept, as the rules say"),
    "device.key_unknown": ("没有该设备登记时的公钥", "The public key of the device's enrolment is not known"),
    "device.gap": ("设备链中缺少此序号的行为", "The act with this number is missing from the device's chain"),
    "device.broken": ("行为与设备链的前一环不衔接", "The act does not link to the one before it"),
    "device.forked": ("同一序号有两个不同的行为", "Two different acts carry the same number"),
    "device.truncated": ("设备链的末尾被截掉或回退", "The end of the device's chain was cut off or rewound"),
    "device.act_missing": ("已出具回执的行为不在台账中", "An act that was receipted is not in the ledger"),
    "ledger.outcome_altered": ("台账中的处理结果与审计日志不符", "The outcome in the ledger differs from the audit"),
    "ledger.act_altered": ("无设备签名的行为被改动", "An act made at a desk was altered"),
    "receipt.invalid": ("台账中的回执签名无效", "The receipt in the ledger does not verify"),
    "receipt.missing": ("已接受的行为没有回执", "The accepted act has no receipt"),
    "receipt.differs": ("回执与行为不符", "The receipt does not fit the act"),
    "store.missing": ("原件字节缺失", "The bytes of an original are missing"),
    "store.altered": ("原件字节被改动", "The bytes of an original were altered"),
    "witness.invalid": ("见证材料本身的签名无效，未采信", "The witness itself does not verify and was not used"),
}


@dataclass(frozen=True)
class Finding:
    """One thing that does not hold, and exactly where.

    `index` is the entry's place in the log; when only a range can be proven, `index` is its first and `upto` the one
    after its last. `device` with `seq` names a link of a device's chain.
    """

    code: str
    entry: str | None = None
    index: int | None = None
    upto: int | None = None
    device: str | None = None
    seq: int | None = None
    envelope: str | None = None
    detail: dict[str, Any] = field(default_factory=dict)
    weight: Weight = Weight.WRONG

    @property
    def where(self) -> str:
        """`log`, `tree`, `head`, `device`, `ledger`, `receipt`, `store` or `witness`."""
        return self.code.split(".")[0]

    def _place(self, names: tuple[str, str, str, str, str, str]) -> str:
        index = None if self.index is None else f"#{self.index}"
        if index and self.upto is not None and self.upto > self.index + 1:  # type: ignore[operator]
            index += f"–#{self.upto - 1}"
        values = (index, self.entry, self.device, self.seq, self.envelope,
                  " ".join(f"{key}={value}" for key, value in self.detail.items()) or None)
        return " ".join(f"{name}{value}" for name, value in zip(names, values, strict=True) if value is not None)

    @property
    def zh(self) -> str:
        return f"{TEXTS[self.code][0]}：{self._place(('条目', 'id ', '设备 ', '序号 ', '行为 ', ''))}".rstrip("：")

    @property
    def en(self) -> str:
        return f"{TEXTS[self.code][1]}: {self._place(('entry ', 'id ', 'device ', 'seq ', 'act ', ''))}".rstrip(": ")

    def wire(self) -> dict[str, Any]:
        return {"code": self.code, "where": self.where, "weight": self.weight, "entry": self.entry,
                "index": self.index, "upto": self.upto, "device": self.device, "seq": self.seq,
                "envelope": self.envelope, "detail": self.detail, "zh": self.zh, "en": self.en}


_AT_THE_END = 1 << 62
_GROUPS = {"log": 0, "tree": 1, "head": 2, "device": 3, "ledger": 4}


def _order(finding: Finding) -> tuple[int, int, int, str, int]:
    """By the last entry that can be meant: an exact place says more than a range around it."""
    index = _AT_THE_END if finding.index is None else finding.index
    last = index if finding.upto is None else finding.upto - 1
    return _GROUPS.get(finding.where, len(_GROUPS)), last, last - index, finding.device or "", finding.seq or 0


@dataclass
class Report:
    """Everything found, and how much was looked at: an empty list over nothing proves nothing."""

    findings: list[Finding] = field(default_factory=list)
    checked: Counter[str] = field(default_factory=Counter)

    def add(self, code: str, **place: Any) -> None:
        self.findings.append(Finding(code, **place))

    @property
    def ok(self) -> bool:
        return not self.wrong

    @property
    def wrong(self) -> list[Finding]:
        """What cannot be, the first place first."""
        return sorted((one for one in self.findings if one.weight == Weight.WRONG), key=_order)

    @property
    def noted(self) -> list[Finding]:
        return [one for one in self.findings if one.weight == Weight.NOTED]

    @property
    def first(self) -> Finding | None:
        """The first wrong place: of the log if the log is wrong, else of the first wrong device chain."""
        return self.wrong[0] if self.findings and self.wrong else None

    def wire(self) -> dict[str, Any]:
        return {"ok": self.ok, "checked": dict(self.checked), "first": self.first.wire() if self.first else None,
                "findings": [one.wire() for one in [*self.wrong, *self.noted]]}
