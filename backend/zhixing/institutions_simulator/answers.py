"""What institutions say. Everything is made up; for one serial it is always the same, however often it is asked."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from zhixing.kernel.clock import to_text

FEEDBACK = "/gateway/asset-query-feedback"
CONTROL = "/gateway/control-feedback"

# Usual minutes of an answer by asset class: seconds on a local link, days where somebody looks into paper. [GK]
USUAL_MINUTES = {"deposit": 30, "wealth_product": 60, "payment_account": 10, "securities": 120, "vehicle": 60,
                 "real_property": 1440, "equity": 120, "provident_fund": 720, "insurance": 1440, "dividend": 1440}
CONTROL_MINUTES = 45
OTHER_COURTS = ("邻市示范区人民法院", "外省样板市人民法院")


@dataclass(frozen=True)
class Habits:
    """How institutions behave, as shares of all answers."""

    hits: float = 0.3
    failures: float = 0.05
    twice: float = 0.05       # the same row again, later
    occupied: float = 0.3     # of hits: others froze before
    partial: float = 0.3      # of control requests: less than asked for, or a place in the queue
    rubbish: float = 0.01     # rows that no court can use


@dataclass(frozen=True)
class Answer:
    """A row for a door of the court, so many usual minutes after the question was read."""

    path: str
    row: dict[str, Any]
    after_minutes: float


def answers_to(message: dict[str, Any], habits: Habits, at: datetime) -> list[Answer]:
    """Everything that will ever be said to one line of a batch; `at` is when it was read. Unknown kinds get silence."""
    answer: Callable[[dict[str, Any], Habits, datetime], list[Answer]] | None = _KINDS.get(message.get("kind", ""))
    return answer(message, habits, at) if answer else []


def _query(message: dict[str, Any], habits: Habits, at: datetime) -> list[Answer]:
    chance = random.Random(message["serial"])  # noqa: S311
    delay = USUAL_MINUTES.get(message["asset_class"], 240) * chance.lognormvariate(0, 0.5)
    base = {
        "query": message["serial"], "case_number": message["case_number"], "respondent": message["respondent"]["name"],
        "institution": message["institution_name"], "institution_code": message["institution"],
        "asset_class": message["asset_class"], "asked_at": message["asked_at"]}
    rows = [{**base, **one, "serial": f"{message['serial']}-R{number}"}
            for number, one in enumerate(_found(message, habits, chance), start=1)]
    if chance.random() < habits.rubbish:
        rows.append({**base, "serial": f"{message['serial']}-RX", "outcome": "found", "amount_yuan": "-1.00"})
    # The moment of the answer is part of the row: told twice, it must not differ.
    told_at = to_text(_stamp(message))
    said = [Answer(FEEDBACK, {**row, "answered_at": told_at}, delay) for row in rows]
    if chance.random() < habits.twice:
        said += [Answer(one.path, one.row, delay * 1.5) for one in said]
    return said


def _stamp(message: dict[str, Any]) -> datetime:
    """The institution's own time: just after it was asked, so that a quick trial never lies in the future."""
    return datetime.fromisoformat(message["asked_at"].replace("Z", "+00:00")) + timedelta(seconds=1)


def _found(message: dict[str, Any], habits: Habits, chance: random.Random) -> list[dict[str, Any]]:
    dice = chance.random()
    if dice < habits.failures:
        return [{"outcome": "failed", "fail_code": chance.choice(["timeout", "name_mismatch", "maintenance"]),
                 "summary": "系统未能返回结果，请稍后重新查询"}]
    if dice > habits.failures + habits.hits:
        return [{"outcome": "nothing"}]
    maker = _THINGS.get(message["asset_class"], _other)
    return [_with_freezes(maker(chance), habits, chance) for _ in range(chance.choice([1, 1, 1, 2]))]


def _with_freezes(hit: dict[str, Any], habits: Habits, chance: random.Random) -> dict[str, Any]:
    """Some of it is frozen for other courts already."""
    hit = {"outcome": "found", **hit}
    if chance.random() >= habits.occupied:
        return hit
    amount = float(hit.get("amount_yuan") or 0)
    taken = round(amount * chance.choice([0.4, 1.0, 1.0]), 2)
    freeze = {"court": chance.choice(OTHER_COURTS), "rank": 1, "ends_on": "2027-06-30"}
    if amount:
        freeze["amount_yuan"] = f"{taken:.2f}"
        hit["available_yuan"] = f"{max(0.0, amount - taken):.2f}"
    return {**hit, "prior_freezes": [freeze]}


def _money(chance: random.Random) -> str:
    return f"{chance.lognormvariate(9, 1.5):.2f}"


def _deposit(chance: random.Random) -> dict[str, Any]:
    amount, tail = _money(chance), chance.randrange(10_000)
    return {"summary": f"活期储蓄账户，尾号{tail:04d}", "amount_yuan": amount, "available_yuan": amount,
            "detail": {"account": f"622200**********{tail:04d}", "account_kind": "个人活期", "branch": "示范支行",
                       "status": "正常"}}


def _payment(chance: random.Random) -> dict[str, Any]:
    amount = f"{chance.uniform(0, 5000):.2f}"
    return {"summary": "支付账户余额", "amount_yuan": amount, "available_yuan": amount,
            "detail": {"account": f"示范账户{chance.randrange(1000):03d}", "status": "正常"}}


def _vehicle(chance: random.Random) -> dict[str, Any]:
    number = chance.randrange(10_000, 99_999)
    return {"summary": "小型轿车，登记状态正常", "quantity": "1辆",
            "detail": {"plate": f"粤E{number}", "vin": f"LDEM0TEST{number:08d}", "engine_number": f"D{number}",
                       "brand": "示范牌", "colour": chance.choice(["白", "黑", "红"]), "status": "正常"}}


def _real_property(chance: random.Random) -> dict[str, Any]:
    number = chance.randrange(100_000, 999_999)
    return {"summary": "住宅一套", "quantity": "1套",
            "detail": {"certificate": f"粤（2019）示范市不动产权第{number}号",
                       "location": f"示范市示例区演示路{number % 300}号",
                       "area_m2": f"{chance.uniform(40, 180):.2f}", "use": "住宅",
                       **({"mortgaged_to": "示范银行"} if chance.random() < 0.5 else {})}}


def _securities(chance: random.Random) -> dict[str, Any]:
    shares = chance.randrange(100, 20_000, 100)
    amount = f"{shares * chance.uniform(2, 40):.2f}"
    return {"summary": "A股持仓", "quantity": f"{shares}股", "amount_yuan": amount, "available_yuan": amount,
            "detail": {"security_code": "600000", "security_name": "示例股份",
                       "custodian": "示范证券", "shares": str(shares)}}


def _equity(chance: random.Random) -> dict[str, Any]:
    return {"summary": "有限责任公司股权",
            "detail": {"company": "演示贸易有限公司", "share_percent": f"{chance.randrange(5, 100)}",
                       "subscribed_yuan": f"{chance.randrange(1, 500)}0000.00", "company_status": "存续"}}


def _other(chance: random.Random) -> dict[str, Any]:
    amount = _money(chance)
    return {"summary": "其他财产权益", "amount_yuan": amount, "available_yuan": amount}


_THINGS: dict[str, Callable[[random.Random], dict[str, Any]]] = {
    "deposit": _deposit, "payment_account": _payment, "vehicle": _vehicle, "real_property": _real_property,
    "securities": _securities, "equity": _equity}


def _control(message: dict[str, Any], habits: Habits, at: datetime) -> list[Answer]:
    """Served at once; then done in full, in part, in the queue behind another court, or failed."""
    serial = message["serial"]
    chance = random.Random(serial)  # noqa: S311
    delay = CONTROL_MINUTES * chance.lognormvariate(0, 0.4)
    base = {"request": serial, "at": to_text(at)}
    served = {**base, "serial": f"{serial}-S", "outcome": "served", "served_at": to_text(at)}
    end = {**base, "serial": f"{serial}-D", "served_at": to_text(at), **_effect(message, habits, chance, at)}
    said = [Answer(CONTROL, served, 0.0), Answer(CONTROL, end, delay)]
    if chance.random() < habits.twice:
        said.append(Answer(CONTROL, end, delay * 1.5))
    return said


def _effect(message: dict[str, Any], habits: Habits, chance: random.Random, at: datetime) -> dict[str, Any]:
    if chance.random() < habits.failures:
        return {"outcome": "failed", "failure_code": "timeout", "failure_text": "系统超时，请重新提交"}
    done: dict[str, Any] = {"outcome": "done", "receipt": f"示范回执{chance.randrange(10**6):06d}"}
    if message.get("printed"):
        done["printed"] = message["printed"]
    asked, is_short = message.get("amount_yuan"), chance.random() < habits.partial
    if asked is not None:
        done["actual_amount_yuan"] = f"{float(asked) * (chance.uniform(0.1, 0.9) if is_short else 1):.2f}"
    elif is_short and message["action"] == "place":
        done |= {"rank": 2, "ahead": [{"court": OTHER_COURTS[0], "ends_on": date(at.year + 1, 6, 30).isoformat()}]}
    return done


_KINDS: dict[str, Callable[[dict[str, Any], Habits, datetime], list[Answer]]] = {
    "query": _query, "control": _control}
