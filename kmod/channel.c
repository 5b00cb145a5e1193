// SPDX-License-Identifier: GPL-2.0-only
/*
 * channel.c - what a started program keeps of the module: an anonymous-inode file. While it exists, as a descriptor or as a
 * mapping, nobody can open the program's file for writing; it pins the module.
 *
 * A mapping of it has no pages. It is there because mappings end when natively the kernel would let go of the program's file:
 * fork() copies them, and they go with the last thread, or at exec.
 */
#include <linux/anon_inodes.h>
#include <linux/err.h>
#include <linux/fcntl.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/module.h>
#include "compat.h"
#include "xlate.h"

static int channel_mmap(struct file *file, struct vm_area_struct *vma)
{
	return 0;		/* touching it is SIGBUS */
}

static int channel_release(struct inode *inode, struct file *file)
{
	struct file *program = file->private_data;

	exe_file_allow_write_access(program);
	fput(program);
	return 0;
}

static const struct file_operations channel_fops = {
	.owner = THIS_MODULE,
	.mmap = channel_mmap,
	.release = channel_release,
	.llseek = noop_llseek,
};

struct file *channel_create(struct file *program)
{
	struct file *channel;
	int err = exe_file_deny_write_access(program);

	if (err)
		return ERR_PTR(err);
	channel = anon_inode_getfile("[xlate]", &channel_fops, get_file(program), O_RDONLY);
	if (!IS_ERR(channel))
		return channel;
	exe_file_allow_write_access(program);
	fput(program);
	return channel;
}

void channel_give(struct file *channel)
{
	int fd = get_unused_fd_flags(O_CLOEXEC);

	if (fd < 0)
		fput(channel);
	else
		fd_install(fd, channel);
}
