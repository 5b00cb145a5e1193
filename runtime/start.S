/* SPDX-License-Identifier: GPL-2.0-only */
/* start.S - the kernel's entry: relocates the program to where it was loaded (nothing else has), then main. */

#define DT_RELA			7
#define DT_RELASZ		8
#define R_AARCH64_RELATIVE	1027

	.text
	.globl	_start
	.hidden	_start
	.type	_start, %function
_start:
	mov	x29, #0
	mov	x30, #0
	mov	x5, #0				/* DT_RELA */
	mov	x6, #0				/* DT_RELASZ */
	adrp	x2, __ehdr_start		/* linked at 0: the load address */
	add	x2, x2, :lo12:__ehdr_start
	adrp	x1, _DYNAMIC
	add	x1, x1, :lo12:_DYNAMIC
1:	ldp	x3, x4, [x1], #16
	cmp	x3, #DT_RELA
	csel	x5, x4, x5, eq
	cmp	x3, #DT_RELASZ
	csel	x6, x4, x6, eq
	cbnz	x3, 1b
	add	x5, x5, x2
	add	x6, x6, x5
2:	cmp	x5, x6
	b.hs	3f
	ldp	x7, x8, [x5], #16
	ldr	x9, [x5], #8
	cmp	x8, #R_AARCH64_RELATIVE
	b.ne	2b
	add	x9, x9, x2
	str	x9, [x2, x7]
	b	2b
3:	mov	x0, sp				/* argc, argv, envp, auxv */
	bl	main_start
	brk	#0

	.section .note.GNU-stack, "", %progbits
