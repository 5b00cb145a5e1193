/*
 * a64/a64.h - the A64 encoder: one inline function per instruction form.
 *
 *	a64_add_reg(...)	the word of that instruction
 *	a64_is_X, a64_logimm..	does an immediate fit (imm.h)
 *	a64_vX			vector instruction, arrangement first
 *
 * tests/unit/a64_encode.sh compares every function with a disassembler.
 */
#ifndef XLATE_A64_A64_H
#define XLATE_A64_A64_H

#include "types.h"
#include "imm.h"
#include "int.h"
#include "mem.h"
#include "atomic.h"
#include "branch.h"
#include "simd.h"
#include "simd_fp.h"

#endif
