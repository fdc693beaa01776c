"""`zhixing institutions`: run the institutions beside a court, until a signal."""

import argparse
import signal
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from zhixing.institutions_simulator.answers import Habits
from zhixing.institutions_simulator.gate import FileGate, HttpGate
from zhixing.institutions_simulator.listener import listening
from zhixing.institutions_simulator.simulator import Simulator
from zhixing.platform.config import Config
from zhixing.platform.crypto import SigningKey
from zhixing.platform.gateway.adapters import inbox_folder, outbox_folder

PEER = "demo-institution"


def add_options(words: argparse.ArgumentParser) -> None:
    words.add_argument("--out", type=Path, help="the folder the court drops batches into")
    words.add_argument("--inbox", type=Path, help="answer by files into this folder instead of over HTTP")
    words.add_argument("--by-file", action="store_true", help="answer by files into the court's inbox")
    words.add_argument("--url", help="the court's address")
    words.add_argument("--listen", type=int, metavar="PORT",
                       help="take batches over HTTP, too (a court with ZHIXING_GATEWAY_OUT=http://127.0.0.1:PORT)")
    words.add_argument("--minute", type=float, default=0.5, help="seconds that a minute of an institution takes")
    words.add_argument("--hits", type=float, default=Habits.hits, help="share of questions that find something")
    words.add_argument("--once", action="store_true", help="answer everything at once and end")


def run(args: argparse.Namespace, config: Config, say: Callable[[str], None]) -> int:
    """The institutions of a trial: they use the demo peer's key and read what the court drops."""
    inbox = args.inbox or (inbox_folder(config) if args.by_file else None)
    gate = FileGate(inbox) if inbox else HttpGate(args.url or f"http://{config.host}:{config.port}")
    key = SigningKey.load_or_create(config.data_dir / "keys" / f"{PEER}.pem")
    court = SigningKey.load_or_create(config.key_path).public
    one = Simulator(key, PEER, args.out or outbox_folder(config), gate, court, args.minute, Habits(hits=args.hits))
    if args.once:
        one.finish()
        say(f"反馈行 rows answered {one.said}")
        return 0
    stopping: list[int] = []
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda number, _frame: stopping.append(number))
    with ExitStack() as doors:
        if args.listen is not None:
            doors.enter_context(listening(one.out, args.listen))
        say("协执单位模拟器已启动 · the institutions are listening")
        one.run(lambda: not stopping, say)
    return 0
