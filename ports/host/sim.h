// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef PORTS_HOST_SIM_H
#define PORTS_HOST_SIM_H

// The world around the PC as a board: time, and models of what is attached to its pins and buses. A
// model is a file of ports/host/parts with a function `void sim_NAME_attach(void)`, which models.h
// declares and board.c calls: it runs before main, puts the model's chip on a bus or its watch on a
// pin, and registers what scripts set and what is recorded. docs/SIMULATOR.md shows one.
//
// What acts on the program acts at once, and calls handlers of interrupts before it returns. What a
// model gives to these functions is the model's own memory and stays there for ever. Their members
// below the line "the simulator's" are not to be touched.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// ---- time ---------------------------------------------------------------------------------------

// Microseconds since the start. In virtual time (`tw sim`) they pass only while the program sleeps,
// and one by one when it looks at a clock, a pin, a converter or a line where nothing has come:
// what it computes and transfers takes none. Else it is the PC's time.
uint64_t sim_now_us(void);

// Something that is due at a time. In virtual time exactly then; in real time as soon as the PC
// lets it, between any two instructions of the program, as an interrupt.
typedef void (*sim_fn_t)(void *ctx);
typedef struct sim_event {
    // the simulator's
    uint64_t at_us;
    sim_fn_t fn;
    void *ctx;
    bool is_waiting;
    struct sim_event *next;
} sim_event_t;
// Calls fn once at the time, which may be over: then as soon as can be. One that waits already is
// moved. What is due at the same time comes in the order of these calls.
void sim_at(sim_event_t *event, uint64_t at_us, sim_fn_t fn, void *ctx);
void sim_cancel(sim_event_t *event);  // does nothing to one that does not wait

// ---- what scripts set ---------------------------------------------------------------------------

// `set PART PROPERTY to VALUE`; VALUE is in thousandths of the unit, and has been checked against
// the two bounds when the setter is called.
typedef struct sim_property {
    const char *name;  // "temperature"
    const char *unit;  // "C"; "" for none
    int32_t least;
    int32_t most;
    void (*set)(void *ctx, int32_t thousandths);
} sim_property_t;
// Part NAME, in lower case. A script that names no property means the first one. A button has the
// property "pressed" of 0 to 1: `press NAME` sets it to 1, `release NAME` to 0.
typedef struct sim_part {
    const char *name;
    const sim_property_t *properties;
    uint32_t property_count;
    void *ctx;
    // the simulator's
    struct sim_part *next;
} sim_part_t;
void sim_register(sim_part_t *part);

// ---- what is recorded ---------------------------------------------------------------------------

// A wire, or a number of up to 32 bits, which `--vcd` writes. Pins, channels of PWM and the LED are
// recorded without a model's doing.
typedef struct sim_signal {
    const char *name;  // letters, digits and _
    uint32_t bits;     // 1: a wire
    // the simulator's
    uint32_t value;
    uint32_t number;
} sim_signal_t;
#define SIM_FLOATING 2u  // of a wire: nobody drives it
// It is so from now on; it need not differ from before.
void sim_signal_set(sim_signal_t *signal, uint32_t value);

// A display. `screen` and `--frames` show it; `screen` that names none shows the first that has
// changed.
typedef struct sim_display {
    const char *name;  // as of a part
    uint32_t width;
    uint32_t height;  // at most SIM_PIXELS_MOST together
    // Writes what is to be seen: 3 bytes (red, green, blue) a pixel, row by row from the top left.
    void (*draw)(struct sim_display *display, uint8_t *rgb);
    // the simulator's
    bool is_used;
    sim_event_t event;
    struct sim_display *next;
} sim_display_t;
#define SIM_PIXELS_MOST (320u * 240u)
void sim_display_register(sim_display_t *display);
// Something that draw shows has changed. One millisecond later it is a frame, together with all
// that changed meanwhile.
void sim_display_changed(sim_display_t *display);

// ---- pins ---------------------------------------------------------------------------------------

// Pins 0 to 31. A wire joins 0 with 1, 2 with 3 and so on up to 15; 16 to 31 are single. Somebody
// outside holds the pin at a level, or lets go. What the program drives itself, it reads; a pin at
// the other end of a wire sees who drives.
void sim_pin_drive(uint32_t pin, bool is_high);
void sim_pin_release(uint32_t pin);
bool sim_pin_level(uint32_t pin);  // what the program would read

// Who wants to know of a pin's changes, those that it makes itself too.
typedef struct sim_pin_watch {
    uint32_t pin;
    void (*changed)(struct sim_pin_watch *watch, bool is_high);
    // the simulator's
    struct sim_pin_watch *next;
} sim_pin_watch_t;
void sim_pin_watch(sim_pin_watch_t *watch);

// ---- channels -----------------------------------------------------------------------------------

// What channel 0 to 3 measures from now on; 0 at the start.
void sim_adc_set(uint32_t channel, uint16_t value);

// What channel 0 to 3 gives out; false if it is stopped.
bool sim_pwm_get(uint32_t channel, uint32_t *period_ns, uint32_t *high_ns);

// ---- buses --------------------------------------------------------------------------------------

// A chip on I2C bus 0. Of two with one address the one that came last answers.
typedef struct sim_i2c_chip {
    uint32_t address;
    // The address was acknowledged, for writing or reading; also at a repeated start.
    void (*start)(struct sim_i2c_chip *chip, bool is_read);
    bool (*write)(struct sim_i2c_chip *chip, uint8_t byte);  // false: refuses the byte
    uint8_t (*read)(struct sim_i2c_chip *chip);
    struct sim_i2c_chip *next;  // the simulator's
    // May be NULL. False: acknowledges nothing now, its own address neither.
    bool (*answers)(struct sim_i2c_chip *chip);
    void (*stop)(struct sim_i2c_chip *chip);  // may be NULL: the bus is free again
} sim_i2c_chip_t;
void sim_i2c_attach(sim_i2c_chip_t *chip);

// A TMP105 thermometer is at address 0x48 from the start: 0 until told, steps of 1/16 degree.
extern sim_i2c_chip_t sim_tmp105;
void sim_tmp105_set(int32_t millicelsius);

// A chip on SPI bus 0, select line 0 to 3; of two with one line the one that came last answers.
// Where none is attached, as many ones are received as are asked for.
typedef struct sim_spi_chip {
    uint32_t select;
    void (*start)(struct sim_spi_chip *chip);  // the select line went low
    uint8_t (*exchange)(struct sim_spi_chip *chip, uint8_t byte);
    struct sim_spi_chip *next;               // the simulator's
    void (*end)(struct sim_spi_chip *chip);  // may be NULL: the select line went high
} sim_spi_chip_t;
void sim_spi_attach(sim_spi_chip_t *chip);

// ---- memory that keeps its bytes without power --------------------------------------------------

// The file NAME.img, mapped: `size` bytes, erased ones ff. It is in the folder that the
// environment's TINYWASM_IMAGES names, else in the working directory; TINYWASM_<NAME>, in capitals,
// names another file. One program at a time has it. NULL: it cannot be had. Call it when the memory
// is first used, so that programs that do not use it leave no file.
uint8_t *sim_image(const char *name, uint32_t size);

#endif
