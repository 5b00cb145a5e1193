// SPDX-License-Identifier: GPL-2.0-only
/* module.c - see module.h. libnl does the sockets; the kernel's texts (extended ACKs) are taken out of its error messages. */
#include <errno.h>
#include <linux/netlink.h>
#include <netlink/attr.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/sysmacros.h>
#include "module.h"

struct module {
	struct nl_sock *sock;
	int family;
	int err;		/* of the last request: -errno */
	char text[256];
};

typedef void reply_fn(struct nlattr **attrs, void *out);

struct reply {
	reply_fn *take;
	void *out;
};

/* ---- connection ---- */

static int connect_family(struct module *m)
{
	int on = 1, fd;

	m->sock = nl_socket_alloc();
	if (!m->sock || genl_connect(m->sock))
		return -EPROTONOSUPPORT;
	fd = nl_socket_get_fd(m->sock);
	setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on));
	setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof(on));
	m->family = genl_ctrl_resolve(m->sock, XLATE_GENL_NAME);
	return m->family < 0 ? -ENOENT : 0;
}

static void disconnect(struct module *m)
{
	nl_socket_free(m->sock);
	m->sock = NULL;
}

/* ---- requests and replies ---- */

static int on_reply(struct nl_msg *msg, void *arg)
{
	struct nlattr *attrs[XLATE_A_MAX + 1];
	struct reply *r = arg;

	if (!genlmsg_parse(nlmsg_hdr(msg), 0, attrs, XLATE_A_MAX, NULL))
		r->take(attrs, r->out);
	return NL_OK;
}

/* With NETLINK_CAP_ACK nothing but the header of the request stands between the error and its attributes. */
static int on_error(struct sockaddr_nl *from, struct nlmsgerr *err, void *arg)
{
	struct nlmsghdr *hdr = (struct nlmsghdr *)((char *)err - NLMSG_HDRLEN);
	struct nlattr *attrs[NLMSGERR_ATTR_MAX + 1];
	struct module *m = arg;
	int len = (int)(hdr->nlmsg_len - NLMSG_HDRLEN - sizeof(*err));

	(void)from;
	m->err = err->error;
	if (hdr->nlmsg_flags & NLM_F_ACK_TLVS && len > 0 &&
	    !nla_parse(attrs, NLMSGERR_ATTR_MAX, (struct nlattr *)(err + 1), len, NULL) && attrs[NLMSGERR_ATTR_MSG])
		nla_strlcpy(m->text, attrs[NLMSGERR_ATTR_MSG], sizeof(m->text));
	return NL_STOP;
}

static int on_ack(struct nl_msg *msg, void *arg)
{
	(void)msg;
	*(int *)arg = 0;
	return NL_STOP;
}

/*
 * Sends the message, frees it, and waits for the answer and the acknowledgement. A connection on which one did not come is not used
 * again: it may come late, and libnl would wait for it for ever.
 */
static int request(struct module *m, struct nl_msg *msg, struct reply *reply)
{
	struct nl_cb *cb = nl_cb_alloc(NL_CB_DEFAULT);
	int waiting = 1, r;

	m->err = 0;
	m->text[0] = 0;
	if (!cb || (!m->sock && connect_family(m))) {
		nlmsg_free(msg);
		nl_cb_put(cb);
		disconnect(m);
		return m->err = cb ? -EIO : -ENOMEM;
	}
	nl_cb_err(cb, NL_CB_CUSTOM, on_error, m);
	nl_cb_set(cb, NL_CB_ACK, NL_CB_CUSTOM, on_ack, &waiting);
	if (reply)
		nl_cb_set(cb, NL_CB_VALID, NL_CB_CUSTOM, on_reply, reply);
	r = nl_send_auto(m->sock, msg);
	nlmsg_free(msg);
	while (r >= 0 && waiting && !m->err)
		r = nl_recvmsgs(m->sock, cb);
	nl_cb_put(cb);
	if (r < 0 && !m->err) {
		m->err = -EIO;
		disconnect(m);
	}
	return m->err;
}

static struct nl_msg *message(struct module *m, enum xlate_cmd cmd)
{
	struct nl_msg *msg = nlmsg_alloc_size(8192);

	if (msg && genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, m->family, 0, NLM_F_REQUEST | NLM_F_ACK, cmd, XLATE_GENL_VERSION))
		return msg;
	nlmsg_free(msg);
	return NULL;
}

static int get(struct module *m, enum xlate_cmd cmd, reply_fn *take, void *out)
{
	struct reply reply = { take, out };
	struct nl_msg *msg = message(m, cmd);

	return msg ? request(m, msg, &reply) : (m->err = -ENOMEM);
}

/* ---- the commands ---- */

static void take_config(struct nlattr **attrs, void *out)
{
	struct module_config *c = out;
	uint32_t dev;

	if (attrs[XLATE_A_VERSION])
		nla_strlcpy(c->version, attrs[XLATE_A_VERSION], sizeof(c->version));
	if (attrs[XLATE_A_ENABLED])
		c->enabled = nla_get_u8(attrs[XLATE_A_ENABLED]);
	if (attrs[XLATE_A_TRANSLATOR])
		nla_strlcpy(c->translator, attrs[XLATE_A_TRANSLATOR], sizeof(c->translator));
	if (attrs[XLATE_A_DEV] && attrs[XLATE_A_INO]) {
		dev = nla_get_u32(attrs[XLATE_A_DEV]);
		c->dev = makedev(dev >> 8 & 0xfff, (dev & 0xff) | (dev >> 12 & 0xfff00));
		c->ino = nla_get_u64(attrs[XLATE_A_INO]);
	}
}

int module_get_config(struct module *m, struct module_config *config)
{
	memset(config, 0, sizeof(*config));
	return get(m, XLATE_CMD_GET_CONFIG, take_config, config);
}

static void take_stats(struct nlattr **attrs, void *out)
{
	struct nlattr *failed[XLATE_FAIL_MAX + 1];
	struct module_stats *s = out;

	if (attrs[XLATE_A_MATCHED])
		s->matched = nla_get_u64(attrs[XLATE_A_MATCHED]);
	if (attrs[XLATE_A_STARTED])
		s->started = nla_get_u64(attrs[XLATE_A_STARTED]);
	if (!attrs[XLATE_A_FAILED] || nla_parse_nested(failed, XLATE_FAIL_MAX, attrs[XLATE_A_FAILED], NULL))
		return;
	for (int why = 1; why <= XLATE_FAIL_MAX; why++)
		if (failed[why])
			s->failed[why] = nla_get_u64(failed[why]);
}

int module_get_stats(struct module *m, struct module_stats *stats)
{
	memset(stats, 0, sizeof(*stats));
	return get(m, XLATE_CMD_GET_STATS, take_stats, stats);
}

int module_set_translator(struct module *m, const char *path)
{
	struct nl_msg *msg = message(m, XLATE_CMD_SET_CONFIG);

	if (!msg || nla_put_string(msg, XLATE_A_TRANSLATOR, path)) {
		nlmsg_free(msg);
		return m->err = -ENOMEM;
	}
	return request(m, msg, NULL);
}

int module_set_enabled(struct module *m, bool enabled)
{
	struct nl_msg *msg = message(m, XLATE_CMD_SET_CONFIG);

	if (!msg || nla_put_u8(msg, XLATE_A_ENABLED, enabled)) {
		nlmsg_free(msg);
		return m->err = -ENOMEM;
	}
	return request(m, msg, NULL);
}

/* ---- life ---- */

int module_open(struct module **out)
{
	struct module *m = calloc(1, sizeof(*m));
	int err;

	if (!m)
		return -ENOMEM;
	err = connect_family(m);
	if (err) {
		module_close(m);
		return err;
	}
	*out = m;
	return 0;
}

void module_close(struct module *m)
{
	if (!m)
		return;
	nl_socket_free(m->sock);
	free(m);
}

const char *module_error(const struct module *m)
{
	return m->text[0] ? m->text : strerror(-m->err);
}

const char *module_fail_text(enum xlate_fail why)
{
	static const char *const text[XLATE_FAIL_MAX + 1] = {
		[XLATE_FAIL_EXECFD] = "started by another binfmt_misc entry with flag O, or no descriptor free",
		[XLATE_FAIL_OPEN] = "translator could not be opened",
		[XLATE_FAIL_MEMORY] = "no memory",
		[XLATE_FAIL_LATE] = "ended before it ran: limits, signals, arguments too long",
	};

	return why <= XLATE_FAIL_MAX && text[why] ? text[why] : "other";
}
