# shellcheck shell=sh
# root.sh - sourced: guest_root GUEST mounts that folder, a root of Debian's amd64 packages, at /tmp/root, where it can be written to,
# in memory; guest_root_end takes it away.
guest_root()
{
	mkdir -p /tmp/root /tmp/up /tmp/work
	mount -t overlay -o "lowerdir=$1,upperdir=/tmp/up,workdir=/tmp/work" overlay /tmp/root || return 1
	mount -t proc proc /tmp/root/proc
	mount --bind /dev /tmp/root/dev
}

guest_root_end()
{
	umount /tmp/root/dev /tmp/root/proc /tmp/root
}
