# writes a line, sums the squares below 20 and returns the sum's low byte
	.globl _start
	.section .rodata
text:	.ascii "assembled here\n"
	.set length, . - text
	.bss
sum:	.skip 8
	.text
_start:
	mov	$1, %eax
	mov	$1, %edi
	lea	text(%rip), %rsi
	mov	$length, %edx
	syscall
	xor	%ecx, %ecx
1:	mov	%ecx, %eax
	imul	%eax, %eax
	add	%rax, sum(%rip)
	inc	%ecx
	cmp	$20, %ecx
	jb	1b
	mov	sum(%rip), %rdi
	mov	$231, %eax
	syscall
