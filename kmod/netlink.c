// SPDX-License-Identifier: GPL-2.0-only
/* netlink.c - generic netlink family "xlate"; include/uapi/linux/xlate.h specifies it. */
#include <linux/limits.h>
#include <linux/module.h>
#include <net/genetlink.h>
#include "xlate.h"

static struct genl_family family;

static const struct nla_policy set_policy[XLATE_A_MAX + 1] = {
	[XLATE_A_ENABLED]	= NLA_POLICY_MAX(NLA_U8, 1),
	[XLATE_A_TRANSLATOR]	= { .type = NLA_NUL_STRING, .len = PATH_MAX - 1 },
};

/* GET commands take no attributes. */
static const struct nla_policy get_policy[1] = {};

static struct sk_buff *reply_new(struct genl_info *info, size_t size, void **hdr)
{
	struct sk_buff *msg = genlmsg_new(size, GFP_KERNEL);

	if (!msg)
		return NULL;
	*hdr = genlmsg_put_reply(msg, info, &family, 0, info->genlhdr->cmd);
	if (*hdr)
		return msg;
	nlmsg_free(msg);
	return NULL;
}

/* Sends the reply, or frees it when filling it failed. */
static int reply_send(struct genl_info *info, struct sk_buff *msg, void *hdr, int err)
{
	if (err) {
		nlmsg_free(msg);
		return err;
	}
	genlmsg_end(msg, hdr);
	return genlmsg_reply(msg, info);
}

static int put_config(const struct config_view *view, void *arg)
{
	struct sk_buff *msg = arg;

	if (nla_put_string(msg, XLATE_A_VERSION, THIS_MODULE->version) ||
	    nla_put_u8(msg, XLATE_A_ENABLED, view->enabled))
		return -EMSGSIZE;
	if (!view->path)
		return 0;
	if (nla_put_string(msg, XLATE_A_TRANSLATOR, view->path) ||
	    nla_put_u32(msg, XLATE_A_DEV, view->dev) ||
	    nla_put_u64_64bit(msg, XLATE_A_INO, view->ino, XLATE_A_PAD))
		return -EMSGSIZE;
	return 0;
}

static int get_config(struct sk_buff *skb, struct genl_info *info)
{
	struct sk_buff *msg;
	void *hdr;

	msg = reply_new(info, PATH_MAX + NLMSG_DEFAULT_SIZE, &hdr);
	if (!msg)
		return -ENOMEM;
	return reply_send(info, msg, hdr, config_show(put_config, msg));
}

static int set_config(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *path = info->attrs[XLATE_A_TRANSLATOR], *on = info->attrs[XLATE_A_ENABLED];
	int err;

	if (!path && !on) {
		GENL_SET_ERR_MSG(info, "nothing to set: a translator, or enabled");
		return -EINVAL;
	}
	if (path) {
		err = config_set_translator(nla_data(path), info->extack);
		if (err)
			return err;
	}
	if (on)
		config_set_enabled(nla_get_u8(on));
	return 0;
}

static int put_stat(struct sk_buff *msg, int attribute, enum counter counter)
{
	return nla_put_u64_64bit(msg, attribute, stats_sum(counter), XLATE_A_PAD);
}

static int put_failed(struct sk_buff *msg)
{
	struct nlattr *nest = nla_nest_start(msg, XLATE_A_FAILED);
	int why;

	if (!nest)
		return -EMSGSIZE;
	for (why = XLATE_FAIL_UNSPEC + 1; why <= XLATE_FAIL_MAX; why++) {
		u64 sum = stats_sum(COUNT_FAILED + why);

		if (nla_put(msg, why, sizeof(sum), &sum))
			return -EMSGSIZE;
	}
	nla_nest_end(msg, nest);
	return 0;
}

static int get_stats(struct sk_buff *skb, struct genl_info *info)
{
	struct sk_buff *msg;
	void *hdr;
	int err;

	msg = reply_new(info, NLMSG_DEFAULT_SIZE, &hdr);
	if (!msg)
		return -ENOMEM;
	err = put_stat(msg, XLATE_A_MATCHED, COUNT_MATCHED);
	if (!err)
		err = put_stat(msg, XLATE_A_STARTED, COUNT_STARTED);
	if (!err)
		err = put_failed(msg);
	return reply_send(info, msg, hdr, err);
}

static const struct genl_ops ops[] = {
	{
		.cmd = XLATE_CMD_GET_CONFIG,
		.flags = GENL_ADMIN_PERM,
		.doit = get_config,
		.policy = get_policy,
		.maxattr = ARRAY_SIZE(get_policy) - 1,
	}, {
		.cmd = XLATE_CMD_SET_CONFIG,
		.flags = GENL_ADMIN_PERM,
		.doit = set_config,
		.policy = set_policy,
		.maxattr = ARRAY_SIZE(set_policy) - 1,
	}, {
		.cmd = XLATE_CMD_GET_STATS,
		.doit = get_stats,
		.policy = get_policy,
		.maxattr = ARRAY_SIZE(get_policy) - 1,
	},
};

static struct genl_family family = {
	.name = XLATE_GENL_NAME,
	.version = XLATE_GENL_VERSION,
	.module = THIS_MODULE,
	.ops = ops,
	.n_ops = ARRAY_SIZE(ops),
	.resv_start_op = XLATE_CMD_UNSPEC + 1,
};

int netlink_init(void)
{
	return genl_register_family(&family);
}

void netlink_exit(void)
{
	genl_unregister_family(&family);
}
