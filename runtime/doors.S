/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * doors.S - between generated code and C. docs/boundary.md is the contract; x28 is struct thread throughout.
 *
 * An asynchronous signal sets `pending`. Two sequences look at it last before generated code runs; a host signal that
 * arrives between their test and their branch sends them back to the test (signal.c: door_check..door_end,
 * helper_leave..helper_end), so nothing is missed and generated code need not poll.
 */
	.arch	armv8-a
	.text

	.macro	function name
	.globl	\name
	.hidden	\name
	.type	\name, %function
	.balign	8
\name:
	.endm
	.macro	label name
	.globl	\name
	.hidden	\name
\name:
	.endm

	.macro	save_gprs
	stp	x0, x1, [x28]
	stp	x2, x3, [x28, #16]
	stp	x4, x5, [x28, #32]
	stp	x6, x7, [x28, #48]
	stp	x8, x9, [x28, #64]
	stp	x10, x11, [x28, #80]
	stp	x12, x13, [x28, #96]
	stp	x14, x15, [x28, #112]
	.endm

	.macro	load_gprs
	ldp	x0, x1, [x28]
	ldp	x2, x3, [x28, #16]
	ldp	x4, x5, [x28, #32]
	ldp	x6, x7, [x28, #48]
	ldp	x8, x9, [x28, #64]
	ldp	x10, x11, [x28, #80]
	ldp	x12, x13, [x28, #96]
	ldp	x14, x15, [x28, #112]
	.endm

/* A door: everything that C may clobber goes to the state; rt_NAME(thread, x16, x17) says where to go on. */
	.macro	door name
function door_\name
	save_gprs
	str	x26, [x28, :lo12:off_save_shadow]
	str	x27, [x28, :lo12:off_save_ret]
	str	x30, [x28, :lo12:off_save_link]
	mov	x0, x28
	mov	x1, x16
	mov	x2, x17
	bl	rt_\name
	b	door_leave
	.endm

	door	link
	door	indirect
	door	return
	door	syscall
	door	exact
	door	step

/* Signal handlers lead here from generated code, with sp = host_sp: registers are in ctx. */
function door_stopped
	mov	x0, x28
	bl	rt_stopped
	b	door_leave

/* The thread's first way in: x0 = thread. */
function rt_enter
	mov	x28, x0
	ldr	x1, [x28, :lo12:off_host_sp]
	mov	sp, x1
	mov	x29, #0
	mov	x30, #0
	ldr	w1, [x28, :lo12:off_fpcr]
	msr	fpcr, x1
	bl	rt_start

/* x0 = host address to go on at. */
function door_leave
	str	x0, [x28, :lo12:off_resume]
label door_check
	ldr	w0, [x28, :lo12:off_pending]
	cbnz	w0, 1f
	load_gprs
	ldr	x25, [x28, :lo12:off_fs_base]
	ldr	x26, [x28, :lo12:off_save_shadow]
	ldr	x27, [x28, :lo12:off_save_ret]
	ldr	x30, [x28, :lo12:off_save_link]
	ldr	x29, [x28, :lo12:off_table]
	ldr	x16, [x28, :lo12:off_resume]
	br	x16
label door_end
1:	mov	x0, x28
	bl	rt_pending
	b	door_leave

/*
 * Helpers: x19 = C function, x16 and x17 arguments, x18 = where to return to. NZCV is kept. A signal that came
 * meanwhile stops generated code at its return address.
 */
function helper_vector
	str	x19, [x28, :lo12:off_ctx]
	mov	x19, x30
	stp	x0, x1, [x28]
	mov	x0, x28
	bl	vec_save
	ldp	x0, x1, [x28]
	mov	x30, x19
	ldr	x19, [x28, :lo12:off_ctx]
	str	x18, [x28, :lo12:off_helper_ret]
	adr	x18, 1f
	b	2f
1:	str	x30, [x28, :lo12:off_save_link]
	mov	x19, x0
	mov	x0, x28
	bl	vec_load
	mov	x0, x19
	ldr	x30, [x28, :lo12:off_save_link]
	b	helper_leave

function helper_full
	str	x18, [x28, :lo12:off_helper_ret]
	adr	x18, helper_leave
2:	save_gprs
	str	x30, [x28, :lo12:off_save_link]
	str	x16, [x28, :lo12:off_arg0]
	str	x17, [x28, :lo12:off_arg1]
	mrs	x0, nzcv
	stp	x18, x0, [sp, #-16]!
	mov	x0, x28
	mov	x1, x16
	mov	x2, x17
	blr	x19
	load_gprs
	ldp	x19, x18, [sp], #16
	msr	nzcv, x18
	ldr	x30, [x28, :lo12:off_save_link]
	ldr	x16, [x28, :lo12:off_arg0]
	ldr	x17, [x28, :lo12:off_arg1]
	ldr	x18, [x28, :lo12:off_arg2]
	br	x19

label helper_leave
	ldr	w19, [x28, :lo12:off_pending]
	cbnz	w19, helper_pending
	ldr	x19, [x28, :lo12:off_helper_ret]
	br	x19
label helper_end

	.macro	save_context
	stp	x0, x1, [x19]
	stp	x2, x3, [x19, #16]
	stp	x4, x5, [x19, #32]
	stp	x6, x7, [x19, #48]
	stp	x8, x9, [x19, #64]
	stp	x10, x11, [x19, #80]
	stp	x12, x13, [x19, #96]
	stp	x14, x15, [x19, #112]
	stp	x16, x17, [x19, #128]
	str	x18, [x19, #144]
	stp	x20, x21, [x19, #160]
	stp	x22, x23, [x19, #176]
	stp	x24, x25, [x19, #192]
	stp	x26, x27, [x19, #208]
	stp	x28, x29, [x19, #224]
	str	x30, [x19, #240]
	mrs	x0, nzcv
	str	x0, [x28, :lo12:off_ctx_pstate]
	.endm

helper_pending:
	add	x19, x28, :lo12:off_ctx
	save_context
	ldr	x0, [x28, :lo12:off_helper_ret]
	str	x0, [x28, :lo12:off_ctx_pc]
	b	door_stopped

/* x0 = thread: all registers from ctx but x19, which the code at x1 loads first. */
function context_resume
	mov	x28, x0
	mov	x19, x1
	add	x0, x28, :lo12:off_ctx
	ldr	x1, [x28, :lo12:off_ctx_pstate]
	msr	nzcv, x1
	ldp	x2, x3, [x0, #16]
	ldp	x4, x5, [x0, #32]
	ldp	x6, x7, [x0, #48]
	ldp	x8, x9, [x0, #64]
	ldp	x10, x11, [x0, #80]
	ldp	x12, x13, [x0, #96]
	ldp	x14, x15, [x0, #112]
	ldp	x16, x17, [x0, #128]
	ldr	x18, [x0, #144]
	ldp	x20, x21, [x0, #160]
	ldp	x22, x23, [x0, #176]
	ldp	x24, x25, [x0, #192]
	ldp	x26, x27, [x0, #208]
	ldr	x29, [x0, #232]
	ldr	x30, [x0, #240]
	ldr	x1, [x28, :lo12:off_host_sp]
	mov	sp, x1
	ldp	x0, x1, [x0]
	br	x19

/* Behind the scratch code of a `forward` group; x19 is in ctx already. */
function door_forwarded
	add	x19, x28, :lo12:off_ctx
	save_context
	mov	x0, x28
	bl	rt_forwarded
	b	door_leave

function vec_save
	add	x0, x0, :lo12:off_xmm
	stp	q0, q1, [x0]
	stp	q2, q3, [x0, #32]
	stp	q4, q5, [x0, #64]
	stp	q6, q7, [x0, #96]
	stp	q8, q9, [x0, #128]
	stp	q10, q11, [x0, #160]
	stp	q12, q13, [x0, #192]
	stp	q14, q15, [x0, #224]
	ret

function vec_load
	add	x0, x0, :lo12:off_xmm
	ldp	q0, q1, [x0]
	ldp	q2, q3, [x0, #32]
	ldp	q4, q5, [x0, #64]
	ldp	q6, q7, [x0, #96]
	ldp	q8, q9, [x0, #128]
	ldp	q10, q11, [x0, #160]
	ldp	q12, q13, [x0, #192]
	ldp	q14, q15, [x0, #224]
	ret

/* guard_call(thread, fn, arg): fn(arg), or -EFAULT when a fault of fn on guest memory came to guard_fault. */
function guard_call
	stp	x29, x30, [sp, #-96]!
	stp	x19, x20, [sp, #16]
	stp	x21, x22, [sp, #32]
	stp	x23, x24, [sp, #48]
	stp	x25, x26, [sp, #64]
	stp	x27, x28, [sp, #80]
	mov	x19, x0
	mov	x3, sp
	str	x3, [x0, :lo12:off_guard_sp]
	mov	x0, x2
	blr	x1
1:	str	xzr, [x19, :lo12:off_guard_sp]
	ldp	x19, x20, [sp, #16]
	ldp	x21, x22, [sp, #32]
	ldp	x23, x24, [sp, #48]
	ldp	x25, x26, [sp, #64]
	ldp	x27, x28, [sp, #80]
	ldp	x29, x30, [sp], #96
	ret
/* From the signal handler: x0 = thread, sp = guard_sp. */
function guard_fault
	mov	x19, x0
	mov	x0, #-14
	b	1b

/* rt_sigreturn of the host. */
function host_restorer
	mov	x8, #139
	svc	#0

	.section .note.GNU-stack, "", %progbits
