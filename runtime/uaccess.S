/* SPDX-License-Identifier: GPL-2.0-only */
/* uaccess.S - accesses to guest memory that may fault, and the guest's system call; see uaccess.h. */

#define ERESTARTSYS	512
#define ERESTARTNOINTR	513
#define EFAULT		14

	.macro	function name
	.globl	\name
	.hidden	\name
	.type	\name, %function
\name:
	.endm
	.macro	label name
	.globl	\name
	.hidden	\name
\name:
	.endm

	.text
	.balign	16

/* x0 = dst, x1 = src, x2 = n; x2 is what is left at every access. */
label uaccess_begin
function guest_copy
	mov	x4, #1			/* what a fault returns: x2 */
1:	cmp	x2, #8
	b.lo	2f
	ldr	x3, [x1]
	str	x3, [x0]
	add	x1, x1, #8
	add	x0, x0, #8
	sub	x2, x2, #8
	b	1b
2:	cbz	x2, 3f
	ldrb	w3, [x1], #1
	strb	w3, [x0], #1
	sub	x2, x2, #1
	b	2b
3:	mov	x0, #0
	ret

/* x0 = s, x1 = max */
function guest_strlen
	mov	x4, #0			/* a fault returns -EFAULT */
	mov	x2, #0
1:	cmp	x2, x1
	b.hs	2f
	ldrb	w3, [x0, x2]
	cbz	w3, 2f
	add	x2, x2, #1
	b	1b
2:	mov	x0, x2
	ret
label uaccess_end

label uaccess_fixup
	mov	x0, #-EFAULT
	cmp	x4, #0
	csel	x0, x2, x0, ne
	ret

/* x0 = nr, x1 = arguments, x2 = pending */
function syscall_guarded
	mov	x8, x0
	mov	x7, x2
	ldr	x0, [x1]
	ldp	x2, x3, [x1, #16]
	ldp	x4, x5, [x1, #32]
	ldr	x1, [x1, #8]
label syscall_begin
	ldr	w6, [x7]
	cbnz	w6, syscall_norun
label syscall_svc
	svc	#0
	ret
label syscall_norun
	mov	x0, #-ERESTARTNOINTR
	ret
label syscall_again
	mov	x0, #-ERESTARTSYS
	ret

	.section .note.GNU-stack, "", %progbits
