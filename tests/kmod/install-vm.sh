# install-vm.sh: what the test machine of install.sh runs: tools/install.sh on a Debian system, once without DKMS, and twice with it. /system: that system's root folder; /project: this project's; /guest: amd64 programs.
root=/tmp/system
failed=0

mount_root()
{
	mkdir -p /system /project /guest $root /tmp/up /tmp/work
	for name in system project guest; do
		mount -t 9p -o trans=virtio,version=9p2000.L,cache=loose,ro $name /$name || exit 1
	done
	mount -t overlay -o lowerdir=/system,upperdir=/tmp/up,workdir=/tmp/work overlay $root || exit 1
	mkdir -p $root/project
	mount --bind /project $root/project
	mount --rbind /dev $root/dev
	mount --rbind /proc $root/proc
	mount --rbind /sys $root/sys
	mount -t tmpfs tmpfs $root/tmp
	mkdir -p $root/usr/local/bin
	cp /guest/usr/bin/busybox $root/usr/local/bin/busybox
}

inside()
{
	chroot $root /usr/bin/env PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
}

# expect NAME TEXT COMMAND...: a part of the output
expect()
{
	name=$1 text=$2
	shift 2
	got=$(inside "$@" 2>&1 < /dev/null | tee /dev/console)
	case $got in
	*"$text"*) echo "ok $name" ;;
	*) echo "not ok $name: $got"; failed=1 ;;
	esac
}

mount_root
mv $root/usr/sbin/dkms $root/usr/sbin/no-dkms
expect without-dkms "run through xlate by binfmt_misc" /project/tools/install.sh /usr
expect without-dkms-program x86_64 busybox uname -m
expect without-dkms-argv0 "zero: applet not found" bash -c 'exec -a zero busybox'
echo -1 > /proc/sys/fs/binfmt_misc/xlate
mv $root/usr/sbin/no-dkms $root/usr/sbin/dkms

expect by-dkms "x86-64 programs run through /usr/bin/xlate" /project/tools/install.sh /usr
expect by-dkms-program x86_64 busybox uname -m
expect by-dkms-status "x86-64 programs are taken" xlatectl status
expect by-dkms-dkms "installed" dkms status xlate
expect again "x86-64 programs run through /usr/bin/xlate" /project/tools/install.sh /usr
expect again-program x86_64 busybox uname -m

# As after a boot: systemd-modules-load does this.
rmmod xlate
expect boot-configuration xlate cat /etc/modules-load.d/xlate.conf
inside modprobe xlate
expect boot-program x86_64 busybox uname -m
expect boot-status "translator  /usr/bin/xlate" xlatectl status
rmmod xlate

exit $failed
