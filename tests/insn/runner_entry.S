/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * runner_entry.S - into translated code and back, on arm64.
 *
 * unsigned run_enter(void): all registers from `frame` (runner.h), on to frame.pc; comes back through one of run_doors, or
 * through run_unwind, to which the signal handler points the program counter. Returns the number of the door.
 */
#define FR_SP 248
#define FR_V 256
#define FR_NZCV 768
#define FR_FPCR 776
#define FR_FPSR 784
#define FR_PC 792
#define FR_HOST_SP 800
#define DOORS 64

	.arch	armv8-a
	.text
	.globl	run_enter, run_unwind, run_doors
	.balign	16
run_enter:
	sub	sp, sp, #160
	stp	x19, x20, [sp]
	stp	x21, x22, [sp, #16]
	stp	x23, x24, [sp, #32]
	stp	x25, x26, [sp, #48]
	stp	x27, x28, [sp, #64]
	stp	x29, x30, [sp, #80]
	stp	d8, d9, [sp, #96]
	stp	d10, d11, [sp, #112]
	stp	d12, d13, [sp, #128]
	stp	d14, d15, [sp, #144]
	adrp	x19, frame
	add	x19, x19, :lo12:frame
	mov	x0, sp
	str	x0, [x19, #FR_HOST_SP]
	ldr	x0, [x19, #FR_FPCR]
	msr	fpcr, x0
	ldr	x0, [x19, #FR_FPSR]
	msr	fpsr, x0
	ldr	x0, [x19, #FR_NZCV]
	msr	nzcv, x0
	.irp	r, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30
	ldr	q\r, [x19, #FR_V + 16 * \r]
	.endr
	.irp	r, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31
	ldr	q\r, [x19, #FR_V + 16 * \r]
	.endr
	.irp	r, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
	ldr	x\r, [x19, #8 * \r]
	.endr
	ldr	x19, [x19, #FR_PC]
	br	x19

/* One of 12 bytes' branches per door and helper: the number in w18, x18 saved. */
	.balign	16
run_doors:
	.set	i, 0
	.rept	DOORS
	b	1f + 12 * i
	.set	i, i + 1
	.endr
1:
	.set	i, 0
	.rept	DOORS
	mov	x19, x18
	mov	w18, #i
	b	leave
	.set	i, i + 1
	.endr

leave:
	stp	x0, x1, [sp, #-16]!
	adrp	x0, frame
	add	x0, x0, :lo12:frame
	str	x19, [x0, #8 * 18]
	mov	x19, x0
	ldp	x0, x1, [sp], #16
	.irp	r, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
	str	x\r, [x19, #8 * \r]
	.endr
	.irp	r, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	str	q\r, [x19, #FR_V + 16 * \r]
	.endr
	mov	x0, sp
	str	x0, [x19, #FR_SP]
	mrs	x0, nzcv
	str	x0, [x19, #FR_NZCV]
	mrs	x0, fpcr
	str	x0, [x19, #FR_FPCR]
	mrs	x0, fpsr
	str	x0, [x19, #FR_FPSR]
	mov	w0, w18
	b	restore

run_unwind:
	mov	w0, #DOORS
restore:
	adrp	x17, frame
	add	x17, x17, :lo12:frame
	ldr	x1, [x17, #FR_HOST_SP]
	mov	sp, x1
	msr	fpcr, xzr
	ldp	x19, x20, [sp]
	ldp	x21, x22, [sp, #16]
	ldp	x23, x24, [sp, #32]
	ldp	x25, x26, [sp, #48]
	ldp	x27, x28, [sp, #64]
	ldp	x29, x30, [sp, #80]
	ldp	d8, d9, [sp, #96]
	ldp	d10, d11, [sp, #112]
	ldp	d12, d13, [sp, #128]
	ldp	d14, d15, [sp, #144]
	add	sp, sp, #160
	ret
	.section .note.GNU-stack, "", %progbits
