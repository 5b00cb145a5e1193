// SPDX-License-Identifier: GPL-2.0-only
/*
 * binfmt.c - starts the translator in the place of x86-64 programs; include/uapi/linux/xlate.h says what it promises.
 *
 * load_binary only names the translator as the program's interpreter; the kernel starts that, and makes AT_EXECFD and
 * the credentials from the program's file. What came of it is seen by a task work, which the kernel runs on the way back to
 * user space, in the new program or in the old one.
 */
#include <linux/binfmts.h>
#include <linux/elf.h>
#include <linux/err.h>
#include <linux/fdtable.h>
#include <linux/file.h>
#include <linux/module.h>
#include <linux/rcupdate_wait.h>
#include <linux/mm_types.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/task_work.h>
#include <linux/wait.h>
#include "compat.h"
#include "xlate.h"

/* One exec on its way; freed by its task work. */
struct start {
	struct callback_head work;
	u64 exec_id;		/* of the task before; execve() counts it up once the old program is gone */
	struct file *channel;	/* the new program's, or to be dropped */
};

static atomic_t pending = ATOMIC_INIT(0);	/* starts whose task work has not ended */
static DECLARE_WAIT_QUEUE_HEAD(pending_done);

static bool is_guest(const struct linux_binprm *bprm)
{
	const struct elf64_hdr *hdr = (const struct elf64_hdr *)bprm->buf;

	BUILD_BUG_ON(sizeof(*hdr) > BINPRM_BUF_SIZE);
	return !memcmp(hdr->e_ident, ELFMAG, SELFMAG) && hdr->e_ident[EI_CLASS] == ELFCLASS64 &&
	       hdr->e_ident[EI_DATA] == ELFDATA2LSB && hdr->e_machine == EM_X86_64 &&
	       (hdr->e_type == ET_EXEC || hdr->e_type == ET_DYN);
}

/* The code's bounds are the last that the kernel's ELF loader notes; nothing can fail behind that. */
static void start_done(struct callback_head *work)
{
	struct start *start = container_of(work, struct start, work);

	if (start->exec_id != current->self_exec_id && current->mm && current->mm->start_code) {
		stats_count(COUNT_STARTED);
		channel_give(start->channel);
	} else {
		stats_count_failed(XLATE_FAIL_LATE);
		fput(start->channel);
	}
	kfree(start);
	if (atomic_dec_and_test(&pending))
		wake_up_all(&pending_done);
}

/* The channel is the start's from here on, unless this fails. */
static int start_watch(struct file *channel)
{
	struct start *start = kmalloc(sizeof(*start), GFP_KERNEL);
	int err;

	if (!start)
		return -ENOMEM;
	start->exec_id = current->self_exec_id;
	start->channel = channel;
	init_task_work(&start->work, start_done);
	atomic_inc(&pending);
	err = task_work_add(current, &start->work, TWA_RESUME);
	if (err) {
		if (atomic_dec_and_test(&pending))
			wake_up_all(&pending_done);
		kfree(start);
	}
	return err;
}

/*
 * Will there be a number for AT_EXECFD? The kernel takes it when the old program is gone and its close-on-exec descriptors are
 * closed; without one it can only kill.
 */
static bool has_free_descriptor(void)
{
	unsigned int limit = min_t(unsigned long, rlimit(RLIMIT_NOFILE), UINT_MAX), fd;
	const struct fdtable *fdt;

	rcu_read_lock();
	fdt = files_fdtable(current->files);
	for (fd = 0; fd < limit && fd < fdt->max_fds; fd++)
		if (!test_bit(fd, fdt->open_fds) || test_bit(fd, fdt->close_on_exec))
			break;
	rcu_read_unlock();
	return fd < limit;
}

/* Names the translator as the interpreter; the error, and the counter that it belongs to. */
static int take(struct linux_binprm *bprm, struct file *translator, enum xlate_fail *why)
{
	struct file *channel;
	int err;

	/* A binfmt_misc entry has asked for AT_EXECFD, and its interpreter needs one too. */
	*why = XLATE_FAIL_EXECFD;
	if (bprm->have_execfd)
		return -ELIBBAD;
	if (!has_free_descriptor())
		return -EMFILE;
	*why = XLATE_FAIL_OPEN;
	if (IS_ERR(translator))
		return PTR_ERR(translator);
	*why = XLATE_FAIL_MEMORY;
	channel = channel_create(bprm->file);
	if (IS_ERR(channel))
		return PTR_ERR(channel);
	err = start_watch(channel);
	if (err) {
		fput(channel);
		return err;
	}
	bprm->have_execfd = 1;
	bprm->execfd_creds = 1;
	bprm->interpreter = translator;
	return 0;
}

static int xlate_load_binary(struct linux_binprm *bprm)
{
	struct file *translator;
	enum xlate_fail why;
	int err;

	if (!is_guest(bprm))
		return -ENOEXEC;
	translator = config_open_translator();
	if (translator == ERR_PTR(-ENOEXEC))
		return -ENOEXEC;		/* other formats may have it */
	stats_count(COUNT_MATCHED);
	err = take(bprm, translator, &why);
	if (!err)
		return 0;
	stats_count_failed(why);
	if (!IS_ERR(translator)) {
		exe_file_allow_write_access(translator);
		fput(translator);
	}
	return err;
}

static struct linux_binfmt xlate_format = {
	.module = THIS_MODULE,
	.load_binary = xlate_load_binary,
};

void binfmt_start(void)
{
	insert_binfmt(&xlate_format);
}

/* The kernel holds the module while it is in load_binary; task works are ours to wait for. */
void binfmt_stop(void)
{
	unregister_binfmt(&xlate_format);
	wait_event(pending_done, !atomic_read(&pending));
	synchronize_rcu_tasks();		/* the last of them has returned */
}
