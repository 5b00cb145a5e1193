/* SPDX-License-Identifier: GPL-2.0-only */
/* path.c - the guest's root folder; see path.h. */
#include "host.h"
#include "lib.h"
#include "path.h"

enum { LINKS = 8 };

const char *path_root;

/* The guest may change its working folder. */
void path_set_root(const char *dir)
{
	static char root[PATH_MAX];
	long n = 0;

	if (!dir)
		return;
	if (dir[0] != '/') {
		n = host_call(HN_getcwd, root, sizeof(root));
		if (n <= 0 || (size_t)n + strlen(dir) >= sizeof(root))
			n = 0;
		else
			root[n - 1] = '/';
	}
	str_copy(root + n, dir, sizeof(root) - (size_t)n);
	path_root = root;
}

static const char *const host_folders[] = { "/proc", "/sys", "/dev", "/tmp", "/run" };

static bool belongs_to_host(const char *path)
{
	if (path[1] == 0)
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(host_folders); i++) {
		size_t n = strlen(host_folders[i]);

		if (!strncmp(path, host_folders[i], n) && (path[n] == 0 || path[n] == '/'))
			return true;
	}
	return false;
}

/* The path below the root folder, in buf; false: too long. */
static bool join(char *buf, const char *path)
{
	size_t n = strlen(path_root), m = strlen(path);

	if (n + m >= PATH_MAX)
		return false;
	memmove(buf + n, path, m + 1);
	memcpy(buf, path_root, n);
	return true;
}

const char *path_resolve_link(const char *path, char *buf)
{
	struct host_stat st;

	if (!path_root || path[0] != '/' || belongs_to_host(path) || !join(buf, path))
		return path;
	return host_fstatat(HOST_AT_FDCWD, buf, &st, HOST_AT_SYMLINK_NOFOLLOW) ? path : buf;
}

/* A link to an absolute path means the guest's root; links before the last component are the host's to follow. */
const char *path_resolve(const char *path, char *buf)
{
	const char *found = path_resolve_link(path, buf);
	char to[PATH_MAX];

	for (int depth = 0; found == buf && depth < LINKS; depth++) {
		long n = host_readlinkat(HOST_AT_FDCWD, buf, to, sizeof(to) - 1);

		if (n <= 0 || to[0] != '/')
			break;
		to[n] = 0;
		if (path_resolve_link(to, buf) == to) {		/* not below the root folder: as the host sees it */
			str_copy(buf, to, PATH_MAX);
			break;
		}
	}
	return found;
}
