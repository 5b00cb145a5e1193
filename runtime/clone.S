/* SPDX-License-Identifier: GPL-2.0-only */
/* clone.S - a process that begins on a stack of its own. */

/*
 * clone_run(flags, sp, parent_tid, tls, child_tid, thread, fn): the kernel's result in the parent; the child
 * runs fn(thread) and never returns.
 */
	.text
	.globl	clone_run
	.hidden	clone_run
	.type	clone_run, %function
clone_run:
	mov	x9, x5
	mov	x10, x6
	mov	x8, #220
	svc	#0
	cbz	x0, 1f
	ret
1:	mov	x29, #0
	mov	x30, #0
	mov	x0, x9
	br	x10

	.section .note.GNU-stack, "", %progbits
