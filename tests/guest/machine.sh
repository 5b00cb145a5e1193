# machine.sh: what the test machine of machine.py runs. /share/settings: sysroot and work, paths that the programs see.
root=/tmp/root
mkdir -p /guest /share $root
mount -t 9p -o trans=virtio,version=9p2000.L,cache=loose,ro guest /guest || exit 1
mount -t 9p -o trans=virtio,version=9p2000.L,cache=none share /share || exit 1
. /share/settings
for folder in usr etc var; do
	mkdir -p $root/$folder && mount --bind /guest/$folder $root/$folder || exit 1
done
for folder in bin sbin lib lib64; do
	ln -s usr/$folder $root/$folder
done
mkdir -m 1777 $root/tmp
mkdir -p "$root$work" "$root$sysroot" $root/proc $root/dev
mount --bind /guest "$root$sysroot"
mount -t proc proc $root/proc
mount --bind /dev $root/dev
insmod /xlate.ko translator=/bin/xlate || exit 1
xargs -P 2 -n 1 sh -c 'sh "/share/rows/$0"' < /share/list
rmmod xlate
