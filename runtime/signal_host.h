/* SPDX-License-Identifier: GPL-2.0-only */
/* signal_host.h - the host's side of signals: our handler, dispositions, masks. */
#ifndef XLATE_SIGNAL_HOST_H
#define XLATE_SIGNAL_HOST_H

#include "signal.h"

/* Signals by which the host reports faults: always ours, never blocked on the host. */
#define SIGNALS_SYNC (sig_bit(SIGSEGV) | sig_bit(SIGBUS) | sig_bit(SIGILL) | sig_bit(SIGTRAP) | sig_bit(SIGFPE))

static inline bool signal_is_sync(int sig) { return sig <= SIGNAL_MAX && sig_bit(sig) & SIGNALS_SYNC; }

/* Place in thread.held_info of one of these. */
static inline unsigned signal_sync_index(int sig)
{
	switch (sig) {
	case SIGILL: return 0;
	case SIGTRAP: return 1;
	case SIGBUS: return 2;
	case SIGFPE: return 3;
	default: return 4;	/* SIGSEGV */
	}
}

/* The host's mask from t->sigmask; false: not now, a signal for the guest is pending. */
bool signal_host_set_mask(struct thread *t);
/* Makes the host's disposition follow process.action[sig]. */
s64 signal_host_install(int sig);

#endif
