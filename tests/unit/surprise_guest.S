/* SPDX-License-Identifier: GPL-2.0-only */
/* surprise_guest.S - guest WAY [HANDLER]: jumps to the instruction at which surprise.c goes wrong in the way WAY (a digit). */
#define SIGILL		4
#define SIGACTION	13
#define EXIT		60
#define SA_FLAGS	0x04000004	/* SA_RESTORER | SA_SIGINFO */

	.text
	.globl	_start
_start:
	mov	16(%rsp), %rax
	movzbl	(%rax), %ebx
	cmpl	$3, (%rsp)
	jb	1f
	mov	$SIGACTION, %eax
	mov	$SIGILL, %edi
	lea	action(%rip), %rsi
	xor	%edx, %edx
	mov	$8, %r10d
	syscall
1:	lea	ways(%rip), %r12
	lea	'0' * -16(%r12), %r12
	shl	$4, %rbx
	add	%rbx, %r12
	jmp	*%r12

/* The handler's own exit status: whether it was told of the right instruction. */
handler:
	xor	%edi, %edi
	cmp	%r12, 16(%rsi)
	sete	%dil
	add	$6, %edi
	mov	$EXIT, %eax
	syscall

done:	mov	$5, %edi
	mov	$EXIT, %eax
	syscall

	.balign	16
ways:
	.irp	way, 0, 1, 2, 3, 4, 5, 6
	nopl	0x5a5a5a00 + \way(%rax)
	jmp	done
	.balign	16
	.endr

	.data
	.balign	8
action:	.quad	handler, SA_FLAGS, handler, 0
	.section .note.GNU-stack, "", @progbits
