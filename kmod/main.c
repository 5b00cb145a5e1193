// SPDX-License-Identifier: GPL-2.0-only
/* main.c - the module's life. */
#include <linux/module.h>
#include <linux/rcupdate.h>
#include "xlate.h"

static char *translator;
module_param(translator, charp, 0400);
MODULE_PARM_DESC(translator, "absolute path of the translator (xlatectl module start sets it too)");

static int __init xlate_init(void)
{
	int err;

	if (translator) {
		err = config_set_translator(translator, NULL);
		if (err) {
			pr_err("xlate: translator %s: error %d\n", translator, err);
			return err;
		}
	}
	err = netlink_init();
	if (err) {
		config_drop();
		return err;
	}
	binfmt_start();
	return 0;
}

static void __exit xlate_exit(void)
{
	binfmt_stop();
	netlink_exit();
	config_drop();
	rcu_barrier();
}

module_init(xlate_init);
module_exit(xlate_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("runs x86-64 programs through a userspace translator");
MODULE_VERSION(XLATE_VERSION);
MODULE_SOFTDEP("pre: binfmt_misc");
