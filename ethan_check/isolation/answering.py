"""The loop of a layer's own process: a question comes in, an answer goes out, until the run has no more."""

from __future__ import annotations

import faulthandler
import os
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from ethan_check.isolation.crossing import from_bytes, to_bytes
from ethan_check.isolation.orphan_watch import end_with_run
from ethan_check.subject.execution.faults import in_words
from ethan_check.subject.execution.last_call import note_calls_in

__all__ = ["CALL", "DUMP", "Answers", "answer_until_closed"]

Answers = Callable[[str, dict[str, Any]], Any]
"""Takes the name of a question and what belongs to it; gives what JSON takes."""

CALL, DUMP = "call", "dump"
"""The files in which a process leaves which call it is in, and where it was when it ended."""


def answer_until_closed(connection: Connection, answers: Answers, folder: Path) -> None:
    """Answer what comes, while there is a run.

    This never returns, so that nothing that stands above on the stack runs twice.
    """
    own = os.getpid()
    code = 0
    try:
        if hasattr(os, "setsid"):
            with suppress(OSError):
                os.setsid()  # Ctrl-C is for the run, which ends this process.
        note_calls_in(folder / CALL)
        dump = (folder / DUMP).open("w", encoding="utf-8")
        faulthandler.enable(dump, all_threads=True)
        # The run's end of the connection is in other copies of it, too, and does not close when it is killed.
        end_with_run(folder)
        while True:
            question, details = from_bytes(connection.recv_bytes())
            try:
                answer = {"answer": answers(question, details)}
            except BaseException as error:
                answer = {"raised": in_words(error)}
            if os.getpid() != own:
                break  # The layer has forked, and its copy would answer, too.
            connection.send_bytes(to_bytes(answer))
    except EOFError:
        pass
    except BaseException:
        code = 1
    finally:
        os._exit(code)
