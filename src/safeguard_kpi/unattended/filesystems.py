"""Which file system a folder lies on, and whether other machines have a hand in it."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from safeguard_kpi.errors import SafeguardError

SHARES = frozenset({
    "nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "9p", "drvfs", "virtiofs", "afs", "afpfs", "davfs", "webdav",
    "ncpfs", "ceph", "glusterfs", "lustre", "beegfs", "gpfs", "vboxsf", "vmhgfs", "prl_fs", "osxfs", "fakeowner",
    "fuse.sshfs", "fuse.rclone", "fuse.s3fs", "fuse.gcsfuse", "fuse.davfs", "fuse.davfs2", "fuse.glusterfs",
    "fuse.ceph", "fuse.cephfs", "fuse.vmhgfs-fuse", "fuse.grpcfuse", "fuse.smbnetfs", "fuse.curlftpfs",
    "fuse.gvfsd-fuse", "fuse.onedriver", "fuse.portal",
})  # fmt: skip
"""Types whose files another machine may change, or whose locks another machine may not see."""

REMOTE = re.compile(r"^(?://|\\\\|\w+://|[\w.@-]+:/)")
"""How the source of a mount names another machine, whatever its type is called."""

MOUNTINFO = Path("/proc/self/mountinfo")
"""Where Linux lists what is mounted for this process."""


class Mount(NamedTuple):
    """One mounted file system."""

    point: Path
    kind: str
    source: str

    @property
    def is_share(self) -> bool:
        """Say whether other machines have a hand in it."""
        return self.kind.lower() in SHARES or bool(
            self.kind.startswith("fuse") and REMOTE.match(self.source)
        )


def refuse_share(folder: Path, *, allowed: bool) -> None:
    """Refuse a folder on a network share, unless the settings allow it.

    Args:
        folder: need not be there yet: what counts is where it would be made.
        allowed: what the settings say.

    Raises:
        SafeguardError: it lies on a share.
    """
    if allowed:
        return
    mount = mount_of(folder.resolve(), mounts())
    if mount is not None and mount.is_share:
        raise SafeguardError(
            f"{folder} lies on a network share ({mount.kind}, mounted at {mount.point}), "
            "where a lock may not hold and a file may change under a run",
            hint="let `store` under [folders] in the settings name a folder on a disk of this machine, "
            "or, where one machine alone uses the share, say on_a_share = true under [store]",
        )


def mount_of(folder: Path, mounted: list[Mount]) -> Mount | None:
    """Find the mount that a folder, written from the root, lies on: the nearest above, the last of equals."""
    above = [mount for mount in mounted if folder.is_relative_to(mount.point)]
    return max(reversed(above), key=lambda mount: len(mount.point.parts), default=None)


def mounts() -> list[Mount]:
    """List what is mounted; nothing where the system does not say."""
    try:
        if MOUNTINFO.exists():
            return list(read_mountinfo(MOUNTINFO.read_text(encoding="utf-8", errors="replace")))
        if sys.platform != "win32":
            told = subprocess.run(
                ["/sbin/mount"], capture_output=True, text=True, check=False, timeout=10
            )
            return list(read_mount_command(told.stdout))
    except (OSError, subprocess.TimeoutExpired):
        pass
    return []


def read_mountinfo(text: str) -> Iterator[Mount]:
    """Read what Linux lists (proc(5)): fifth the place; after a lone dash the type and the source."""
    for line in text.splitlines():
        before, dash, after = line.partition(" - ")
        place, what = before.split(" "), after.split(" ")
        if dash and len(place) > _POINT and len(what) > 1:
            yield Mount(Path(_plain(place[_POINT])), what[0], _plain(what[1]))


def read_mount_command(text: str) -> Iterator[Mount]:
    """Read what `mount` prints on macOS and BSD: source on place (type, options)."""
    for source, point, kind in re.findall(r"^(.+?) on (/.*) \((\w+)[,)].*$", text, re.MULTILINE):
        yield Mount(Path(point), kind, source)


_POINT = 4


def _plain(word: str) -> str:
    """Put back the spaces, tabs, ends of lines and backslashes that Linux writes as octal numbers."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), word)
