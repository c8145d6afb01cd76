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
static void note_operands(struct tw__body *body, uint32_t count) {
    struct tw__translator *t = tw__t(body);
    count = t->operand_count < count ? t->operand_count : count;
    for (uint32_t i = 0; i < count; i++) {
        if (tw__is_traced(body->operands[i]) && t->operands[i].kind == OPERAND_HOME) {
            note_slot(body, t->operands[i].home);
        }
    }
}
#else
static void note_operands(struct tw__body *body, uint32_t count) {
    uint32_t slot = tw__t(body)->operand_base;
    for (uint32_t i = 0; i < count; i++) {
        if (tw__is_traced(body->operands[i])) {
            note_slot(body, slot);
        }
        slot += tw__cells_of(body->operands[i]) * TW_SLOT_STEP;
    }
}
#endif

static void note_frame(struct tw__body *body, uint32_t count) {
    for (uint32_t i = 0; i < body->local_count; i++) {
        if (tw__is_traced(body->locals[i].type)) {
            note_slot(body, body->locals[i].slot);
        }
    }
    note_operands(body, count);
}

static void end_map(struct tw__body *body, uint32_t before, uint32_t key) {
    struct tw__translator *t = tw__t(body);
    bool is_noted =
        t->ref_slot_count > before && reserve(body, (void **)&t->ref_maps, &t->ref_map_capacity,
                                              t->ref_map_count, sizeof t->ref_maps[0]);
    if (is_noted) {
        struct tw__refmap map = {key, t->ref_slot_count};
        t->ref_maps[t->ref_map_count++] = map;
    }
}

void tw__note_references(struct tw__body *body) {
    uint32_t before = tw__t(body)->ref_slot_count;
    if (!body->has_traced) {  // a search at each call would make loading quadratic
        return;
    }
    note_frame(body, body->operand_count);
    end_map(body, before, tw__key_behind(tw__t(body)->count));
}

#if TW_CFG_HEAP
void tw__note_stop(struct tw__body *body) {
    uint32_t before = tw__t(body)->ref_slot_count;
    if (body->has_traced) {
        note_frame(body, body->operands_before);
        end_map(body, before, tw__key_at(tw__t(body)->count));
    }
}

void tw__note_loop(struct tw__body *body, const struct tw__ctrl *loop) {
    uint32_t before = tw__t(body)->ref_slot_count;
    uint32_t slot = loop->slot;
    if (!body->has_traced) {
        return;
    }
    note_frame(body, loop->height);
    for (uint32_t i = 0; i < tw__label_count(loop); i++) {
        tw_valtype_t type = tw__label_at(loop, i);
        if (tw__is_traced(type)) {
            note_slot(body, slot);
        }
        slot += tw__cells_of(type) * TW_SLOT_STEP;
    }
    end_map(body, before, tw__key_at(tw__t(body)->count));
}
#endif

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
