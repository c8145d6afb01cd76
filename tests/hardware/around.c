// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "around.h"

#include "clock.h"
#include "world.h"

struct bad_chip bad_chip;
static uint8_t at;
static int written;

int begin_virtual_time(void **state) {
    (void)state;
    clock_start(true, 0);
    return 0;
}

void set_part(const char *part, const char *property, int32_t thousandths) {
    for (const sim_part_t *each = world_parts(); each != NULL; each = each->next) {
        for (uint32_t i = 0; strcmp(each->name, part) == 0 && i < each->property_count; i++) {
            const sim_property_t *found = &each->properties[i];
            if (strcmp(found->name, property) == 0) {
                assert_true(thousandths >= found->least && thousandths <= found->most);
                found->set(each->ctx, thousandths);
                return;
            }
        }
    }
    fail_msg("no %s of %s", property, part);
}

int32_t random_below(int32_t most) {
    return (int32_t)(rand() % (most + 1));
}

static void start(sim_i2c_chip_t *chip, bool is_read) {
    (void)chip;
    written = is_read ? written : 0;
}

static bool write_byte(sim_i2c_chip_t *chip, uint8_t byte) {
    (void)chip;
    if (bad_chip.refuses_from >= 0 && written >= bad_chip.refuses_from) {
        return false;
    }
    if (written == 0) {
        at = byte;
    }
    written++;
    return true;
}

static uint8_t read_byte(sim_i2c_chip_t *chip) {
    (void)chip;
    return bad_chip.registers[at++];
}

static bool answers(sim_i2c_chip_t *chip) {
    (void)chip;
    return !bad_chip.is_deaf;
}

void attach_bad_chip(void) {
    static sim_i2c_chip_t chip = {.address = BAD_ADDRESS,
                                  .start = start,
                                  .write = write_byte,
                                  .read = read_byte,
                                  .answers = answers};
    static bool is_there;
    bad_chip = (struct bad_chip){.refuses_from = -1};
    if (!is_there) {
        is_there = true;
        sim_i2c_attach(&chip);
    }
}

int32_t read_of(tw_sensor_t *sensor, tw_sensor_quantity_t quantity) {
    int32_t value = INT32_MIN;
    if (tw_sensor_read(sensor, quantity, &value) != TW_ERR_OK) {
        fail_msg("%s: %s", tw_sensor_name(sensor), tw_sensor_problem(sensor));
    }
    return value;
}

void expect_problem(const tw_sensor_t *sensor, tw_err_t err, tw_err_t expected, const char *begins,
                    int line) {
    const char *text = tw_sensor_problem(sensor);
    if (err != expected || strncmp(text, begins, strlen(begins)) != 0) {
        fail_msg("line %d: %s, %s", line, tw_err_name(err), text);
    }
}
