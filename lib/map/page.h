/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * page -- numbers in a page of a map file, which stand at any place, in this machine's order of
 * bytes. The caller knows that they are within the page, and that they fit. Any thread.
 */
#ifndef MAP_PAGE_H
#define MAP_PAGE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline uint16_t u16_at(const unsigned char *p, size_t at)
{
    uint16_t n;

    memcpy(&n, p + at, sizeof n);
    return n;
}

static inline uint32_t u32_at(const unsigned char *p, size_t at)
{
    uint32_t n;

    memcpy(&n, p + at, sizeof n);
    return n;
}

static inline uint64_t u64_at(const unsigned char *p, size_t at)
{
    uint64_t n;

    memcpy(&n, p + at, sizeof n);
    return n;
}

static inline void put16(unsigned char *p, size_t at, size_t n)
{
    uint16_t word = (uint16_t)n;

    memcpy(p + at, &word, sizeof word);
}

static inline void put32(unsigned char *p, size_t at, uint32_t n)
{
    memcpy(p + at, &n, sizeof n);
}

static inline void put64(unsigned char *p, size_t at, uint64_t n)
{
    memcpy(p + at, &n, sizeof n);
}

#endif
