/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * channel.h - the file that xlate.ko gives to a program that it starts (include/uapi/linux/xlate.h): what holds it keeps others from
 * writing to the program's file.
 */
#ifndef XLATE_CHANNEL_H
#define XLATE_CHANNEL_H

/* Its descriptor, -1: none. To be asked before anything is opened close-on-exec. */
int channel_find(int execfd);
/* Closes the descriptor; from here on a mapping holds the file, as long as this memory or a copy of it lives. */
void channel_keep(int fd);

#endif
