"""The command line: `zhixing serve | migrate | create-user | world | institutions | matrix | template | verify | …`."""

import argparse
import getpass
import os
import secrets
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from zhixing.kernel.errors import DomainError
from zhixing.platform.config import Config, from_environment
from zhixing.platform.db import require_safe_sqlite
from zhixing.platform.system import System, build
from zhixing.slices import SLICES


def say(text: str) -> None:
    """Progress for the person at the terminal; logs go elsewhere."""
    print(text, flush=True)


def open_system(config: Config) -> System:
    if config.database_url.startswith("sqlite"):
        require_safe_sqlite()
    return build(config, SLICES)


def serve(args: argparse.Namespace, config: Config) -> int:
    """Web and worker, until a signal. `--lan` also answers tablets on the network by HTTPS."""
    from zhixing.approvals import load_matrix
    from zhixing.platform import migrations
    from zhixing.platform.serve import serve as run

    load_matrix(config)  # a mistake in the court's file is said here, not by processes that restart for ever
    if not migrations.is_current(config):
        say("数据库尚未就绪，正在升级 · bringing the database up to date")
        migrations.migrate(config)
    return run(config, say, lan_port=args.lan_port if args.lan else None)


def worker(_args: argparse.Namespace, config: Config) -> int:
    """Only the worker."""
    from zhixing.platform.logs import configure_logs
    from zhixing.platform.socket import bell_for_worker
    from zhixing.platform.worker import Worker

    configure_logs()
    system = open_system(config)
    system.bell = bell_for_worker(system)
    one = Worker(system)
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda _signal, _frame: one.stop())
    one.run()
    system.close()
    return 0


def migrate(args: argparse.Namespace, config: Config) -> int:
    """Bring the database to `revision` (default: the newest)."""
    from zhixing.platform import migrations

    before = migrations.current_revision(config)
    migrations.migrate(config, args.revision)
    say(f"{before or 'empty'} → {migrations.current_revision(config) or 'empty'}")
    return 0


def create_user(args: argparse.Namespace, config: Config) -> int:
    """A person with roles; the password is asked for, or made and printed once with `--generate`."""
    from zhixing.identity import create_person_from_console

    password = secrets.token_urlsafe(12) if args.generate else getpass.getpass("口令 Password: ")

    def create(system: System) -> None:
        create_person_from_console(system, username=args.username, name=args.name, roles=args.role, password=password)

    with_system(config, create)
    say(f"{args.username} 已创建 · created" + (f"  口令 password: {password}" if args.generate else ""))
    return 0


def world(args: argparse.Namespace, config: Config) -> int:
    """Fill an empty house with a demo court, by sending commands through the real path."""
    from zhixing.world import build_world

    with_system(config, lambda system: build_world(system, say, scale=args.scale))
    return 0


def institution(args: argparse.Namespace, config: Config) -> int:
    """Play the demo institution: post a signed batch of answers to the running court, as the query network does."""
    from zhixing.world.institution import answer_queries

    say(str(answer_queries(config, args.case_number)))
    return 0


def institutions(args: argparse.Namespace, config: Config) -> int:
    """Run the institutions beside a court: they answer its questions and control requests through the real gateway."""
    from zhixing.institutions_simulator.command import run

    return run(args, config, say)


def verify(args: argparse.Namespace, config: Config) -> int:
    """Recompute the audit, every chain and every stored original; name the first wrong entry. Exit 1 if any."""
    from zhixing.platform.verify import verify_system

    return with_system(config, lambda system: verify_system(system, [Path(one) for one in args.witness], say))


def backup(args: argparse.Namespace, config: Config) -> int:
    """A consistent copy of database, originals and keys, taken while the house works."""
    from zhixing.platform.backup import backup as run

    return with_system(config, lambda system: run(system, Path(args.target), say))


def restore(args: argparse.Namespace, config: Config) -> int:
    """Into an empty house only. Every file is compared with the backup's list before anything is trusted."""
    from zhixing.platform.backup import restore as run

    return run(config, Path(args.source), say)


def contract(args: argparse.Namespace, _config: Config) -> int:
    """Write `openapi.json`, `problems.json` and `rules.json`; with `--check` only say whether they are current."""
    from zhixing.platform.contract import write_contract

    stale = write_contract(SLICES, Path(args.folder), check=args.check)
    for name in stale:
        say(f"{name}: {'out of date, run `make contract`' if args.check else 'written'}")
    return 1 if args.check and stale else 0


def matrix(args: argparse.Namespace, config: Config) -> int:
    """Check the court's approval matrix, or show who signs what, with sources. Exit 1 with the place if it is wrong."""
    from zhixing.approvals import describe_matrix, load_matrix, matrix_file

    found = load_matrix(config)
    for line in describe_matrix(found) if args.what == "show" else ():
        say(line)
    own = matrix_file(config)
    say(f"审批权限表有效 · the approval matrix is valid: {len(found.kinds)} kinds; "
        + (f"{own}" if own.exists() else f"shipped default, no {own}"))
    return 0


def template(args: argparse.Namespace, config: Config) -> int:
    """Check document templates: a folder, a folder of folders, or all this house uses. Exit 1 if any fails."""
    from zhixing.documents import check_templates

    return min(1, check_templates(config, Path(args.folder) if args.folder else None, say))


def with_system(config: Config, work: Callable[[System], int | None]) -> int:
    system = open_system(config)
    try:
        return work(system) or 0
    finally:
        system.close()


def parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    top = argparse.ArgumentParser(prog="zhixing", description="执行: field enforcement for a court")
    commands = top.add_subparsers(dest="command", required=True)

    def add(name: str, run: Callable[[argparse.Namespace, Config], int]) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=(run.__doc__ or "").splitlines()[0], description=run.__doc__)
        one.set_defaults(run=run)
        return one

    serving = add("serve", serve)
    serving.add_argument("--lan", action="store_true", help="also answer tablets on this network, by HTTPS")
    serving.add_argument("--lan-port", type=int, default=8443)
    add("worker", worker)
    add("migrate", migrate).add_argument("revision", nargs="?", default="head")
    person = add("create-user", create_user)
    person.add_argument("username")
    person.add_argument("--name", required=True)
    person.add_argument("--role", action="append", required=True)
    person.add_argument("--generate", action="store_true", help="make a password and print it once")
    add("world", world).add_argument("--scale", type=int, default=1)
    add("institution", institution).add_argument("case_number", nargs="?", help="default: the demo's case with a visit")
    from zhixing.institutions_simulator.command import add_options

    add_options(add("institutions", institutions))
    add("verify", verify).add_argument("--witness", action="append", default=[], metavar="FILE",
                                       help="receipts or heads a tablet or a litigant kept (JSON)")
    add("backup", backup).add_argument("target")
    add("restore", restore).add_argument("source")
    templates = add("template", template)
    templates.add_argument("what", choices=["check"])
    templates.add_argument("folder", nargs="?")
    add("matrix", matrix).add_argument("what", choices=["check", "show"])
    contracts = add("contract", contract)
    contracts.add_argument("--folder", default="backend/contract")
    contracts.add_argument("--check", action="store_true")
    return top


def main(argv: list[str] | None = None) -> int:
    """Entry point. Exit status 0: done; 1: something is wrong, said in words; 2: wrong usage."""
    args = parser().parse_args(argv)
    try:
        return args.run(args, from_environment())
    except (OSError, DomainError, ValueError, RuntimeError, DatabaseError) as error:
        if os.environ.get("ZHIXING_DEBUG"):
            raise
        reason = getattr(error, "orig", None) or error
        if isinstance(error, DomainError) and error.params:
            reason = f"{error} {error.params}"
        print(f"zhixing {args.command}: {type(error).__name__}: {reason}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
