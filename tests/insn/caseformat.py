# SPDX-License-Identifier: GPL-2.0-only
"""The records of case.h in Python."""
import ctypes as C

G_CODE, G_START, G_DONE, G_ALT = 0x10000000, 0x10000400, 0x10010000, 0x10010010
G_DATA, G_PAGE, G_M, G_RO, G_STACK = 0x20000000, 0x1000, 0x20000800, 0x20010000, 0x20000c00
CASE_PLAIN, CASE_CORNER = 0, 1
CF_FS, CF_X87, CF_INTEL, CF_STAR, CF_HOSTILE, CF_FIXMEM, CF_ULP = 1, 2, 4, 8, 16, 32, 64
ANY_FLAGS, ANY_MEM, ANY_MXCSR, ANY_X87, ANY_FSW, ANY_ADDR, ANY_C1, ANY_FLAG0 = 32, 33, 34, 35, 36, 37, 38, 40
FLAGS = {"C": 1, "P": 4, "A": 0x10, "Z": 0x40, "S": 0x80, "D": 0x400, "O": 0x800}
FLAG_ORDER = "CPAZSO"
GPRS = ["rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi"] + [f"r{i}" for i in range(8, 16)]


class State(C.Structure):
	_fields_ = [("gpr", C.c_uint64 * 16), ("rip", C.c_uint64), ("rflags", C.c_uint64), ("xmm", C.c_uint8 * 16 * 16),
		    ("mxcsr", C.c_uint32), ("fcw", C.c_uint16), ("fsw", C.c_uint16), ("ftw", C.c_uint8),
		    ("pad", C.c_uint8 * 7), ("st", C.c_uint8 * 16 * 8)]


class Word(C.Structure):
	_fields_ = [("addr", C.c_uint64), ("value", C.c_uint64)]


class Case(C.Structure):
	_fields_ = [("line", C.c_uint32), ("seq", C.c_uint32), ("delta", C.c_uint32), ("kind", C.c_uint16),
		    ("flags", C.c_uint16), ("code_off", C.c_uint16), ("code_len", C.c_uint16), ("nmem", C.c_uint16),
		    ("count", C.c_uint16), ("any", C.c_uint64), ("fixed", C.c_uint64), ("code", C.c_uint8 * 192),
		    ("in_", State), ("mem", Word * 24)]


class Result(C.Structure):
	_fields_ = [("s", State), ("addr", C.c_uint64), ("seq", C.c_uint32), ("known", C.c_uint32),
		    ("undef", C.c_uint32), ("trap", C.c_uint16), ("nmem", C.c_uint16), ("text", C.c_char * 80)]


def read_expected(path):
	with open(path, "rb") as f:
		while head := f.read(C.sizeof(Case)):
			case = Case.from_buffer_copy(head)
			result = Result.from_buffer_copy(f.read(C.sizeof(Result)))
			data = f.read(16 * result.nmem)
			yield case, result, [Word.from_buffer_copy(data, 16 * i) for i in range(result.nmem)]


def write_expected(path, results):
	with open(path, "wb") as f:
		for case, result, mem in results:
			result.nmem = len(mem)
			f.write(bytes(case) + bytes(result) + b"".join(bytes(w) for w in mem))
