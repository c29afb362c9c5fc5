/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * map_hooks -- the resolver as maps see it. Private to lib/conf.
 */
#ifndef CONF_MAP_HOOKS_H
#define CONF_MAP_HOOKS_H

#include "map/map.h"
#include "net/resolver.h"

/* The hooks live in `in`, as long as the resolver. */
const struct map_hooks *map_hooks_over(struct resolver *resolver, struct arena *in);

#endif
