"""`python -m bench [SUBJECT …]`: measure, print, and leave with 1 where a target is missed."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable

from rich.console import Console

from bench import catalog, inbox, reports, start, web
from bench.inboxes import Inboxes
from bench.result import Result, print_table


def main() -> int:
    arguments = _arguments()
    with Inboxes(arguments.messages) as inboxes:
        subjects: dict[str, Callable[[], list[Result]]] = {
            "start": start.measure,
            "catalog": lambda: catalog.measure(arguments.items),
            "inbox": lambda: inbox.measure(inboxes),
            "web": lambda: web.measure(inboxes),
            "reports": lambda: reports.measure(inboxes),
        }
        results = [result for name in arguments.subjects or subjects for result in subjects[name]()]
    if arguments.json:
        print(json.dumps([result.to_json() for result in results], indent=2))
    else:
        print_table(results, Console())
    return 0 if all(result.holds for result in results) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "subjects", nargs="*", metavar="SUBJECT", help="start, catalog, inbox, web, reports; default: all"
    )
    parser.add_argument("--items", type=int, default=100_000, help="of the catalog (default: %(default)s)")
    parser.add_argument("--messages", type=int, default=100_000, help="of the inbox (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
