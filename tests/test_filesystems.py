"""A share is told from a disk by what the system says is mounted."""

from pathlib import Path

import pytest

from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.unattended import filesystems
from safeguard_kpi.unattended.filesystems import (
    Mount,
    mount_of,
    read_mount_command,
    read_mountinfo,
    refuse_share,
)

LINUX = r"""22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw,discard
30 27 0:40 / /srv rw,relatime shared:2 master:7 - xfs /dev/vdb rw
31 30 0:41 / /srv/partners rw,relatime - cifs //files/partners rw,vers=3.1.1
32 30 0:42 / /srv/quarter\0401 rw,relatime - nfs4 nas:/export/quarter rw
33 27 0:43 / /mnt/c rw,noatime - 9p C:\134 rw,aname=drvfs
34 27 0:44 / /home/a/web rw,nosuid - fuse https://cloud.example/dav rw,user_id=0
35 27 0:45 / /home/a/far rw,nosuid - fuse.sshfs a@far:/home rw,user_id=0
36 27 0:46 / /home/a/safe rw,nosuid - fuse.gocryptfs /home/a/cipher rw
37 27 8:17 / /media/stick rw,nosuid - fuseblk /dev/sdb1 rw
38 27 0:47 / /auto rw,relatime - autofs /etc/auto.misc rw
39 38 0:48 / /auto rw,relatime - nfs nas:/auto rw
40 27 0:49 / /run rw - tmpfs tmpfs rw
"""
"""As Linux lists mounts: with and without optional fields, a space in a name, one over another."""

MAC = """/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
//analyst@files.example/partners on /Volumes/partners (smbfs, nodev, nosuid, mounted by analyst)
map auto_home on /System/Volumes/Data/home (autofs, automounted, nobrowse)
"""


@pytest.mark.parametrize(
    ("folder", "point", "share"),
    [
        ("/var/lib/store", "/", False),
        ("/srv/store", "/srv", False),
        ("/srv/partners", "/srv/partners", True),
        ("/srv/partners/outputs/store", "/srv/partners", True),
        ("/srv/partnership/store", "/srv", False),
        ("/srv/quarter 1/store", "/srv/quarter 1", True),
        ("/mnt/c/Users/a/store", "/mnt/c", True),
        ("/mnt/d/store", "/", False),
        ("/home/a/web/store", "/home/a/web", True),
        ("/home/a/far", "/home/a/far", True),
        ("/home/a/safe/store", "/home/a/safe", False),
        ("/media/stick/store", "/media/stick", False),
        ("/auto/store", "/auto", True),
        ("/run/store", "/run", False),
    ],
)
def test_the_nearest_mount_above_counts(folder: str, point: str, share: bool) -> None:  # noqa: FBT001
    found = mount_of(Path(folder), list(read_mountinfo(LINUX)))
    assert found is not None
    assert (str(found.point), found.is_share) == (point, share)


def test_of_two_mounts_on_one_place_the_later_counts() -> None:
    found = mount_of(Path("/auto/x"), list(read_mountinfo(LINUX)))
    assert found == Mount(Path("/auto"), "nfs", "nas:/auto")


def test_what_mount_prints_elsewhere_is_read_too() -> None:
    mounted = list(read_mount_command(MAC))
    share, disk = (
        mount_of(Path(name), mounted) for name in ("/Volumes/partners/store", "/Users/a")
    )
    assert share is not None
    assert (share.kind, share.is_share) == ("smbfs", True)
    assert disk is not None
    assert (disk.kind, disk.is_share) == ("apfs", False)


@pytest.mark.parametrize("text", ["", "nonsense", "1 2 0:1 / /x rw - ", "1 2 3 -"])
def test_lines_of_another_form_are_passed_over(text: str) -> None:
    assert not list(read_mountinfo(text))
    assert mount_of(Path("/x"), []) is None


def test_a_share_is_refused_with_the_remedy_and_allowed_where_the_settings_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lists = tmp_path / "mountinfo"
    lists.write_text(f"{LINUX}41 27 0:50 / {tmp_path}/share rw - cifs //files/kpi rw\n")
    monkeypatch.setattr(filesystems, "MOUNTINFO", lists)
    refuse_share(tmp_path / "disk" / "store", allowed=False)
    refuse_share(tmp_path / "share" / "store", allowed=True)
    with pytest.raises(SafeguardError, match="network share") as told:
        refuse_share(tmp_path / "share" / "store", allowed=False)
    assert "cifs" in told.value.message
    assert "on_a_share = true" in told.value.hint


def test_a_link_to_a_share_is_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lists = tmp_path / "mountinfo"
    lists.write_text(
        f"27 1 254:0 / / rw - ext4 /dev/vda rw\n41 27 0:50 / {tmp_path}/share rw - nfs4 nas:/x rw\n"
    )
    monkeypatch.setattr(filesystems, "MOUNTINFO", lists)
    (tmp_path / "share").mkdir()
    (tmp_path / "store").symlink_to(tmp_path / "share")
    with pytest.raises(SafeguardError, match="nfs4"):
        refuse_share(tmp_path / "store", allowed=False)


def test_this_machine_says_where_its_files_lie(tmp_path: Path) -> None:
    found = mount_of(tmp_path.resolve(), filesystems.mounts())
    assert found is not None
    assert tmp_path.resolve().is_relative_to(found.point)
