// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Modules that hold things of the host: greetings, which they make, use and give back, by handles.
// Each may have greetings (grants.toml), and nothing else. Runs each module once: start, and three
// updates. The same file on every board.

#include "tinywasm/grant.h"
#include "tinywasm/tinywasm.h"

#include "app.h"
#include "board.h"
#include "greeter.h"
#include "hal.h"

#define GREETINGS 4
#define TEXT_BYTES 15
#define UPDATES 3

struct greeter_greeting {
    bool is_used;
    uint32_t size;
    char text[TEXT_BYTES];
};

static uint64_t arena[BOARD_ARENA_SIZE / 8];  // all the RAM that the engine and its modules use
static tw_engine_t *engine;
static tw_grants_t grants;
static greeter_greeting_t greetings[GREETINGS];
static tw_handle_slot_t slots[GREETINGS];

// The console must not be led astray by what a module writes.
static void print_text(const char *text, uint32_t size) {
    for (uint32_t i = 0; i < size; i++) {
        bool is_control = (unsigned char)text[i] < ' ' || text[i] == 0x7f;
        hal_console_write(is_control ? "?" : &text[i], 1);
    }
}

static void print_number(uint32_t number) {
    char digits[10];
    uint32_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    hal_console_write(&digits[at], sizeof digits - at);
}

tw_err_t greeter_new(tw_call_t *call, tw_str_t text, greeter_greeting_t **result) {
    for (uint32_t i = 0; i < GREETINGS; i++) {
        greeter_greeting_t *greeting = &greetings[i];
        if (!greeting->is_used) {
            greeting->is_used = true;
            greeting->size = text.size < TEXT_BYTES ? text.size : TEXT_BYTES;
            for (uint32_t at = 0; at < greeting->size; at++) {
                greeting->text[at] = text.chars[at];
            }
            *result = greeting;
            return TW_ERR_OK;
        }
    }
    return tw_call_trap(call, TW_TRAP_HOST, "no greeting is free: drop one");
}

void greeter_greeting_destroy(greeter_greeting_t *self) {
    self->is_used = false;
}

tw_err_t greeter_hello(tw_call_t *call, greeter_greeting_t *self, tw_str_t name) {
    (void)call;
    print_text(self->text, self->size);
    hal_console_print(", ");
    print_text(name.chars, name.size);
    hal_console_print("\n");
    return TW_ERR_OK;
}

tw_err_t greeter_print_u32(tw_call_t *call, uint32_t number) {
    (void)call;
    print_number(number);
    hal_console_print("\n");
    return TW_ERR_OK;
}

// A step that failed prints its error and stops.
static void check(tw_err_t err) {
    if (err != TW_ERR_OK) {
        const char *text = engine != NULL ? tw_engine_fault(engine)->text : "";
        hal_console_print(text[0] != '\0' ? text : tw_err_name(err));
        hal_console_print("\n");
        hal_exit(1);
    }
}

// What the module holds of the host's comes back with the rest.
static void run_module(const tw_app_module_t *of) {
    tw_module_t *module = NULL;
    tw_instance_t *instance = NULL;
    tw_limits_t limits;
    app_limits_init(&limits);
    hal_console_print("== ");
    hal_console_print(of->name);
    hal_console_print("\n");
    check(tw_module_load(engine, of->bytes, of->size, &module));
    tw_module_set_name(module, of->name);
    check(tw_instance_create(module, NULL, &limits, &instance));
    check(greeter_module_start(instance));
    for (uint32_t i = 0; i < UPDATES; i++) {
        check(greeter_module_update(instance));
    }
    check(tw_instance_destroy(instance));
    check(tw_module_unload(module));
}

int main(void) {
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.interp = APP_INTERP;
    tw_grants_init(&grants, app_grants, sizeof app_grants);
    config.grants = &grants;
    check(tw_engine_init(&engine, &config));
    check(tw_engine_add_host_module(engine, &greeter));
    greeter_greeting_handles_init(engine, slots, GREETINGS);
    check(tw_engine_start(engine));
    for (size_t i = 0; i < sizeof app_modules / sizeof app_modules[0]; i++) {
        run_module(&app_modules[i]);
    }
    hal_console_print("greetings that are held: ");
    print_number(tw_handles_used(&greeter_greeting_handles));
    hal_console_print("\n");
    hal_exit(0);
}
