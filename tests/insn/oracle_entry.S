/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * oracle_entry.S - into the guest code of a case and back, on x86-64.
 *
 * void oracle_enter(const struct tstate *in, u64 rip): x87, SSE and flags from oracle_fx and in; comes back through
 * oracle_exit (jumped to by the code at G_DONE, all registers in oracle_out) or oracle_fault (from the signal handler).
 */
	.text
	.globl	oracle_enter, oracle_exit, oracle_exit_alt, oracle_fault
oracle_enter:
	push	%rbx
	push	%rbp
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	mov	%rsp, oracle_rsp(%rip)
	mov	%rsi, oracle_target(%rip)
	fxrstor64 oracle_fx(%rip)
	pushq	136(%rdi)
	popfq
	mov	0(%rdi), %rax
	mov	8(%rdi), %rcx
	mov	16(%rdi), %rdx
	mov	24(%rdi), %rbx
	mov	32(%rdi), %rsp
	mov	40(%rdi), %rbp
	mov	48(%rdi), %rsi
	mov	64(%rdi), %r8
	mov	72(%rdi), %r9
	mov	80(%rdi), %r10
	mov	88(%rdi), %r11
	mov	96(%rdi), %r12
	mov	104(%rdi), %r13
	mov	112(%rdi), %r14
	mov	120(%rdi), %r15
	mov	56(%rdi), %rdi
	jmp	*oracle_target(%rip)

oracle_exit_alt:
	movb	$1, oracle_alt(%rip)
oracle_exit:
	mov	%rax, 0+oracle_out(%rip)
	mov	%rcx, 8+oracle_out(%rip)
	mov	%rdx, 16+oracle_out(%rip)
	mov	%rbx, 24+oracle_out(%rip)
	mov	%rsp, 32+oracle_out(%rip)
	mov	%rbp, 40+oracle_out(%rip)
	mov	%rsi, 48+oracle_out(%rip)
	mov	%rdi, 56+oracle_out(%rip)
	mov	%r8, 64+oracle_out(%rip)
	mov	%r9, 72+oracle_out(%rip)
	mov	%r10, 80+oracle_out(%rip)
	mov	%r11, 88+oracle_out(%rip)
	mov	%r12, 96+oracle_out(%rip)
	mov	%r13, 104+oracle_out(%rip)
	mov	%r14, 112+oracle_out(%rip)
	mov	%r15, 120+oracle_out(%rip)
	mov	oracle_rsp(%rip), %rsp
	pushfq
	pop	136+oracle_out(%rip)
	fxsave64 oracle_fx(%rip)
oracle_fault:
	pushq	$2
	popfq
	xor	%eax, %eax
	mov	%eax, %ds
	mov	%eax, %es
	fninit
	movl	$0x1f80, oracle_mxcsr(%rip)
	ldmxcsr	oracle_mxcsr(%rip)
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbp
	pop	%rbx
	ret

	.data
	.globl	oracle_out, oracle_fx, oracle_rsp, oracle_alt
	.balign	64
oracle_fx:
	.zero	512
oracle_out:
	.zero	144
oracle_rsp:
	.quad	0
oracle_target:
	.quad	0
oracle_mxcsr:
	.long	0
oracle_alt:
	.byte	0
	.section .note.GNU-stack, "", @progbits
