// SPDX-License-Identifier: GPL-2.0-only
/* config.c - which translator, and whether the module takes programs at all. */
#include <linux/elf.h>
#include <linux/err.h>
#include <linux/fcntl.h>
#include <linux/fs.h>
#include <linux/kdev_t.h>
#include <linux/netlink.h>
#include <linux/rwsem.h>
#include <linux/slab.h>
#include <linux/stat.h>
#include "compat.h"
#include "xlate.h"

/* Held for reading while an exec opens the translator, for writing by whoever changes it. */
static DECLARE_RWSEM(config_lock);
static struct file *translator;		/* from open_exec(): write access denied; NULL: none. config_lock */
static char *translator_path;		/* as it was given; config_lock */
static bool enabled = true;		/* config_lock */

static int check_elf(struct file *file, struct netlink_ext_ack *extack)
{
	struct elf64_hdr hdr;
	loff_t pos = 0;
	ssize_t n = kernel_read(file, &hdr, sizeof(hdr), &pos);

	if (n < 0) {
		NL_SET_ERR_MSG(extack, "translator cannot be read");
		return n;
	}
	if (n != sizeof(hdr) || memcmp(hdr.e_ident, ELFMAG, SELFMAG) || hdr.e_ident[EI_CLASS] != ELFCLASS64 ||
	    hdr.e_ident[EI_DATA] != ELFDATA2LSB) {
		NL_SET_ERR_MSG(extack, "translator is no 64-bit ELF file");
		return -ENOEXEC;
	}
	if (hdr.e_machine != EM_AARCH64) {
		NL_SET_ERR_MSG(extack, "translator is no AArch64 program");
		return -ENOEXEC;
	}
	if (hdr.e_type != ET_EXEC && hdr.e_type != ET_DYN) {
		NL_SET_ERR_MSG(extack, "translator is an ELF file, but no program");
		return -ENOEXEC;
	}
	return 0;
}

static struct file *open_translator(const char *path, struct netlink_ext_ack *extack)
{
	struct file *file = open_exec(path);

	if (!IS_ERR(file))
		return file;
	switch (PTR_ERR(file)) {
	case -ENOENT:
	case -ENOTDIR:
		NL_SET_ERR_MSG(extack, "translator does not exist");
		break;
	case -EACCES:
		NL_SET_ERR_MSG(extack, "translator is no file that may be executed");
		break;
	case -ETXTBSY:
		NL_SET_ERR_MSG(extack, "translator is open for writing");
		break;
	default:
		NL_SET_ERR_MSG(extack, "translator cannot be opened");
	}
	return file;
}

static void close_translator(struct file *file)
{
	if (!file)
		return;
	exe_file_allow_write_access(file);
	fput(file);
}

/* Puts the new ones in place; gives back the old ones. */
static void exchange(struct file **file, char **path)
{
	down_write(&config_lock);
	swap(translator, *file);
	swap(translator_path, *path);
	up_write(&config_lock);
}

int config_set_translator(const char *path, struct netlink_ext_ack *extack)
{
	struct file *file;
	char *copy;
	int err;

	if (path[0] != '/') {
		NL_SET_ERR_MSG(extack, "translator has to be an absolute path");
		return -EINVAL;
	}
	copy = kstrdup(path, GFP_KERNEL);
	if (!copy)
		return -ENOMEM;
	file = open_translator(path, extack);
	if (IS_ERR(file)) {
		err = PTR_ERR(file);
		goto free_copy;
	}
	err = check_elf(file, extack);
	if (!err)
		exchange(&file, &copy);
	close_translator(file);
free_copy:
	kfree(copy);
	return err;
}

void config_set_enabled(bool on)
{
	down_write(&config_lock);
	enabled = on;
	up_write(&config_lock);
}

int config_show(int (*show)(const struct config_view *view, void *arg), void *arg)
{
	struct config_view view = {};
	struct kstat stat = {};
	int err = 0;

	down_read(&config_lock);
	view.enabled = enabled;
	/* Not the inode's own numbers: overlayfs tells others. */
	if (translator)
		err = vfs_getattr_nosec(&translator->f_path, &stat, STATX_INO, AT_STATX_DONT_SYNC);
	if (!err && translator) {
		view.path = translator_path;
		view.dev = new_encode_dev(stat.dev);
		view.ino = stat.ino;
	}
	if (!err)
		err = show(&view, arg);
	up_read(&config_lock);
	return err;
}

struct file *config_open_translator(void)
{
	struct file *file = ERR_PTR(-ENOEXEC);
	int err;

	down_read(&config_lock);
	if (enabled && translator)
		file = dentry_open(&translator->f_path, translator->f_flags, translator->f_cred);
	up_read(&config_lock);
	if (IS_ERR(file))
		return file;
	err = exe_file_deny_write_access(file);
	if (!err)
		return file;
	fput(file);
	return ERR_PTR(err);
}

void config_drop(void)
{
	struct file *file = NULL;
	char *path = NULL;

	exchange(&file, &path);
	close_translator(file);
	kfree(path);
}
