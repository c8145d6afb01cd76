// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/translate.h"

// Reference maps: at each call of a function that has traced references, the slots that hold one
// while the callee runs. Found by the unit in the callee's link; functions without such references
// note nothing. Locals count as alive throughout (they are null at first); operands are at home.

#if TW_CFG_REFERENCES

// Room for one element more.
static bool reserve(struct tw__body *body, void **array, uint32_t *capacity, uint32_t count,
                    size_t size) {
    if (tw__can_write(body) && count == *capacity) {
        uint32_t wanted = count + count / 2 + 2;
        void *grown = tw__arena_resize(body->loader->arena, *array, wanted * size);
        if (grown == NULL) {
            (void)tw__load_nomem(body->loader, "the module");
            return false;
        }
        *array = grown;
        *capacity = wanted;
    }
    return tw__can_write(body);
}

static void note_slot(struct tw__body *body, uint32_t slot) {
    struct tw__translator *t = tw__t(body);
    if (reserve(body, (void **)&t->ref_slots, &t->ref_slot_capacity, t->ref_slot_count,
                sizeof t->ref_slots[0])) {
        t->ref_slots[t->ref_slot_count++] = (uint16_t)slot;
    }
}

#if TW_CFG_SUPERINSTRUCTIONS
static void note_operands(struct tw__body *body) {
    struct tw__translator *t = tw__t(body);
    uint32_t count =
        t->operand_count < body->operand_count ? t->operand_count : body->operand_count;
    for (uint32_t i = 0; i < count; i++) {
        if (tw__is_traced(body->operands[i]) && t->operands[i].kind == OPERAND_HOME) {
            note_slot(body, t->operands[i].home);
        }
    }
}
#else
static void note_operands(struct tw__body *body) {
    uint32_t slot = tw__t(body)->operand_base;
    for (uint32_t i = 0; i < body->operand_count; i++) {
        if (tw__is_traced(body->operands[i])) {
            note_slot(body, slot);
        }
        slot += tw__cells_of(body->operands[i]) * TW_SLOT_STEP;
    }
}
#endif

void tw__note_references(struct tw__body *body) {
    struct tw__translator *t = tw__t(body);
    uint32_t before = t->ref_slot_count;
    if (!body->has_traced) {  // a search at each call would make loading quadratic
        return;
    }
    for (uint32_t i = 0; i < body->local_count; i++) {
        if (tw__is_traced(body->locals[i].type)) {
            note_slot(body, body->locals[i].slot);
        }
    }
    note_operands(body);
    bool is_noted =
        t->ref_slot_count > before && reserve(body, (void **)&t->ref_maps, &t->ref_map_capacity,
                                              t->ref_map_count, sizeof t->ref_maps[0]);
    if (is_noted) {
        struct tw__refmap map = {t->count, t->ref_slot_count};
        t->ref_maps[t->ref_map_count++] = map;
    }
}

uint32_t tw__module_ref_map(const tw_interp_module_t *module, uint32_t unit,
                            const uint16_t **slots) {
    uint32_t low = 0;
    uint32_t high = module->ref_map_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (module->ref_maps[middle].unit < unit) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    *slots = NULL;
    if (low == module->ref_map_count || module->ref_maps[low].unit != unit) {
        return 0;
    }
    uint32_t first = low == 0 ? 0 : module->ref_maps[low - 1].end;
    *slots = module->ref_slots + first;
    return module->ref_maps[low].end - first;
}

#endif
