/* SPDX-License-Identifier: GPL-2.0-only */
/* path.c - the guest's root folder; see path.h. */
#include "host.h"
#include "lib.h"
#include "path.h"

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

const char *path_resolve(const char *path, char *buf)
{
	size_t n, m;

	if (!path_root || path[0] != '/' || belongs_to_host(path))
		return path;
	n = strlen(path_root);
	m = strlen(path);
	if (n + m >= PATH_MAX)
		return path;
	memcpy(buf, path_root, n);
	memcpy(buf + n, path, m + 1);
	/* A link that is there but leads nowhere below the root folder is still the guest's. */
	return host_call(HN_faccessat2, HOST_AT_FDCWD, buf, 0, HOST_AT_SYMLINK_NOFOLLOW) == 0 ? buf : path;
}
