"""All baselines of one moment: those of a folder, or of a git revision."""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path, PurePosixPath

from ethan_check.baseline.entry import LayerEntry
from ethan_check.baseline.file_names import SUFFIX, layer_name
from ethan_check.baseline.schema import from_text
from ethan_check.baseline.store import Store
from ethan_check.baseline.store_error import StoreError

__all__ = ["git", "read_snapshot"]


def read_snapshot(where: str, folder: str, root: Path) -> dict[str, LayerEntry]:
    """The entries by layer.

    Args:
        where: a folder, or a revision of the repository that `root` is in.
        folder: of the baselines in a revision, as seen from `root`; may be empty where `where` is a folder.
        root: what paths are seen from.

    Raises:
        StoreError: there is neither such a folder nor such a revision, or something in it cannot be read.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     Store(Path(place), "a").write(LayerEntry("relu.v1", 0))
    ...     list(read_snapshot(place, "", Path(place)))
    ['relu.v1']
    """
    if (root / where).is_dir():
        store = Store(root / where, where)
        entries = {layer: store.read(layer) for layer in store.layers()}
        return {layer: entry for layer, entry in entries.items() if entry is not None}
    if (root / where).exists():
        raise StoreError(f"{where}: is a file, expected a folder of baselines or a git revision")
    if not folder:
        raise StoreError(
            f"{where}: is no folder, and no store is configured in which a revision could be looked up: "
            "name its folder with --store"
        )
    return _of_revision(where, folder, root)


def git(root: Path, *arguments: str, given: str = "") -> bytes:
    """What git prints.

    Args:
        root: where it is run.
        arguments: of the command.
        given: what it reads.

    Raises:
        StoreError: it cannot be run, or refuses; in its own words.
    """
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=root, input=given.encode(), capture_output=True, check=False
        )
    except OSError as error:
        raise StoreError(f"git cannot be run: {error.strerror or error}") from None
    if done.returncode:
        words = done.stderr.decode(errors="replace").strip().splitlines() or ["no reason given"]
        raise StoreError(f"git {arguments[0]}: {words[0].removeprefix('fatal: ')}")
    return done.stdout


def _of_revision(revision: str, folder: str, root: Path) -> dict[str, LayerEntry]:
    if revision.startswith("-"):
        raise StoreError(f"{revision}: is neither a folder nor a git revision")
    try:
        git(root, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    except StoreError:
        raise StoreError(f"{revision}: is neither a folder nor a git revision") from None
    if not git(root, "ls-tree", revision, "--", f"{folder}/"):
        return {}  # There was no store yet.
    entries: dict[str, LayerEntry] = {}
    archive = git(root, "archive", "--format=tar", revision, "--", folder)
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        for member in files:
            name = PurePosixPath(member.name).name
            content = files.extractfile(member) if member.isfile() else None
            if content is None or not name.endswith(SUFFIX) or name.startswith("."):
                continue
            text = content.read().decode("utf-8", errors="replace")
            entries[layer_name(name)] = from_text(text, f"{revision}:{member.name}")
    return dict(sorted(entries.items()))
