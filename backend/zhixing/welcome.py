"""`make run`: set up once, say what happens, start, and tell a newcomer where to go."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from typing import Any

from qrcode.constants import ERROR_CORRECT_L
from qrcode.main import QRCode

from zhixing.platform import lan, migrations, trust
from zhixing.platform.config import Config, from_environment

ROLES = {
    "administrator": "系统管理员", "bureau_chief": "执行局长", "president": "院长", "judge": "执行法官",
    "officer": "执行员", "assistant": "法官助理", "clerk": "书记员", "marshal": "司法警察",
    "service_centre": "执行事务中心", "command_centre": "执行指挥中心",
}
LAN_PORT = 8443  # unless ZHIXING_TLS_PORT says otherwise
PATIENCE_S = 60


def say(text: str = "") -> None:
    print(text, flush=True)


def zhixing(*words: str) -> list[str]:
    return [sys.executable, "-m", "zhixing.cli", *words]


def prepare(config: Config) -> None:
    """Database and demo world, the first time only."""
    if not migrations.is_current(config):
        say("数据库升级 · bringing the database up to date")
        migrations.migrate(config)
    if not (config.data_dir / "demo.json").exists():
        say("首次启动：生成演示法院（约半分钟）· first start: making the demo court, about half a minute")
        subprocess.run(zhixing("world"), check=True)


def wait_until_ready(config: Config, server: subprocess.Popen[bytes]) -> bool:
    """True when `/readyz` says so; False when the server ended or took too long."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://{config.host}:{config.port}/readyz", timeout=2) as answer:
                if answer.status == 200:
                    return True
        except OSError:
            time.sleep(0.2)
    return False


def qr(text: str) -> str:
    """A QR code for a terminal with light letters on dark or the other way round."""
    code = QRCode(border=2, error_correction=ERROR_CORRECT_L)
    code.add_data(text)
    matrix = code.get_matrix()
    matrix += [[False] * len(matrix[0])] * (len(matrix) % 2)
    block = {(True, True): " ", (True, False): "▄", (False, True): "▀", (False, False): "█"}
    rows = zip(matrix[::2], matrix[1::2], strict=True)
    return "\n".join("    " + "".join(block[pair] for pair in zip(*two, strict=True)) for two in rows)


def greet(config: Config, demo: dict[str, Any]) -> None:
    """Everything a newcomer needs on one screen."""
    page = config.public_url + demo["litigant"]["url_path"]
    say(f"\n  执行 Zhixing 已就绪 · ready      {config.public_url}\n")
    say(f"  演示口令（所有人相同）· demo password, the same for all:  {demo['password']}")
    for one in demo["people"]:
        roles = "、".join(ROLES[role] for role in one["roles"])
        say(f"    {one['username']:<12}{one['name']}　{roles}")
    say(f"\n  当事人页面 · litigant's page ({demo['litigant']['name']})")
    say(f"    {page}")
    say(f"    核验：证件号码末四位 · last four of the ID: {demo['litigant']['id_last_four']}\n")
    say(qr(page))
    say_lan(config)
    command = os.path.relpath(os.path.join(os.path.dirname(sys.executable), "zhixing"))
    say(f"\n  让演示机构反馈查控结果 · let the demo institution answer a query:  {command} institution")
    say(f"  让各协执单位持续反馈 · let all institutions answer, and go on:  {command} institutions")
    say("  停止 · stop: Ctrl-C\n")


def say_lan(config: Config) -> None:
    """How to try it on a real tablet: HTTPS is needed there for camera and service worker."""
    found = lan.addresses()
    if not found:
        say("\n  没有可用的局域网地址；平板试用需要同一网络 · no network address for a tablet")
        return
    say("\n  在同一网络的平板上试用 · on a tablet in the same network")
    port = config.tls_port or LAN_PORT
    say(f"    1. 先信任证书 · trust the certificate:  http://{found[0]}:{lan.trust_port(port)}/trust")
    say(f"       指纹 fingerprint  {trust.fingerprint(config)}")
    say(f"    2. 然后打开 · then open:  https://{found[0]}:{port}/")


def main() -> int:
    """Set up, start `zhixing serve --lan`, greet, and pass the end on."""
    config = from_environment()
    prepare(config)
    lan.prepare(config)
    say("启动服务 · starting")
    port = str(config.tls_port or LAN_PORT)
    server = subprocess.Popen(zhixing("serve", "--lan", "--lan-port", port), start_new_session=True)
    signal.signal(signal.SIGTERM, lambda _signal, _frame: server.terminate())
    try:
        if not wait_until_ready(config, server):
            say("服务没有启动成功，请看上面的日志 · the server did not start, see the log above")
            server.terminate()
            return 1
        greet(config, json.loads((config.data_dir / "demo.json").read_text("utf-8")))
        return server.wait()
    except KeyboardInterrupt:
        say("\n正在停止 · stopping")
        server.terminate()
        return server.wait()


if __name__ == "__main__":
    sys.exit(main())
