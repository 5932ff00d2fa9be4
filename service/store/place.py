"""The place a store lies in: its file, that file's permissions, and the file system below.

Everything here looks and refuses; only `prepare` makes a file, and only where there is none.
"""

import os
import stat
from pathlib import Path

from service.store.errors import StoreUnfit

FILE_MODE = 0o600
"""The record names patients: its owner alone may read it."""

_MOUNTS = Path("/proc/self/mountinfo")
_NETWORK_FILE_SYSTEMS = frozenset(
    {
        "9p",
        "afs",
        "beegfs",
        "ceph",
        "cifs",
        "fuse.ceph",
        "fuse.glusterfs",
        "fuse.rclone",
        "fuse.s3fs",
        "fuse.sshfs",
        "gfs2",
        "glusterfs",
        "lustre",
        "ncpfs",
        "nfs",
        "nfs4",
        "ocfs2",
        "smb2",
        "smb3",
        "smbfs",
        "vboxsf",
    }
)
"""WAL needs shared memory and honest locks between all openers; none of these gives both."""


def prepare(path: Path) -> bool:
    """Make an empty file with the right mode unless there is one; return whether it was made.

    Raises:
        StoreUnfit: The folder is missing, the file is not a plain file of ours, others may read it,
            or it lies on a network file system.
    """
    if not path.parent.is_dir():
        raise StoreUnfit(f"the folder {path.parent} does not exist")
    refuse_network(path)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE_MODE))
    except FileExistsError:
        _refuse_mode(path)
        return False
    sync_folder(path.parent)
    return True


def refuse_network(path: Path, mounts: Path = _MOUNTS) -> None:
    """Raise `StoreUnfit` if `path` lies on a network file system, where that can be told."""
    kind = file_system(path, mounts)
    if kind in _NETWORK_FILE_SYSTEMS:
        raise StoreUnfit(f"{path} lies on {kind}: a record must be on a disk of this machine")


def file_system(path: Path, mounts: Path = _MOUNTS) -> str | None:
    """Return the type of the file system `path` lies on; None where the system does not tell."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    where = path.resolve()
    best, found = -1, None
    for line in lines:
        # "36 35 98:0 / /mnt rw - ext4 /dev/sda1 rw": mount point is the fifth word, spaces as \040
        words, _, rest = line.partition(" - ")
        mount = Path(words.split()[4].replace("\\040", " "))
        # A later line covers an earlier one at the same place.
        if where.is_relative_to(mount) and len(mount.parts) >= best:
            best, found = len(mount.parts), rest.split()[0]
    return found


def _refuse_mode(path: Path) -> None:
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise StoreUnfit(f"{path} is not a plain file")
    if (mode := stat.S_IMODE(status.st_mode)) & ~FILE_MODE:
        raise StoreUnfit(f"{path} has mode {mode:04o}, others may touch it: chmod 600 {path.name}")


def sync_folder(folder: Path) -> None:
    """Make the new name itself durable; syncing a file does not sync its name."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
