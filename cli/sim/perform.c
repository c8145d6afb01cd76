// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#define _POSIX_C_SOURCE 200809L

#include "perform.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "listen.h"
#include "text.h"

#define INPUT_PIECE 1000u
#define QUOTE_SIZE 1100

static const char *const levels[] = {"low", "high", "release"};

// ---- what is wrong ------------------------------------------------------------------------------

void perform_print_time(uint64_t us, char *text) {
    int size = snprintf(text, TIME_SIZE, "%" PRIu64 ".%06" PRIu64, us / 1000000, us % 1000000);
    while (text[size - 1] == '0') {
        size--;
    }
    size -= text[size - 1] == '.';
    snprintf(text + size, (size_t)(TIME_SIZE - size), " s");
}

void perform_fail(struct play *play, const struct step *step, const char *format, ...) {
    char time[TIME_SIZE];
    va_list values;
    bool is_just_late = play->is_waiting && play->now_us == play->deadline_us + 1;
    perform_print_time(is_just_late ? play->deadline_us : play->now_us, time);
    fflush(stdout);
    fprintf(stderr, "%s: FAILED: at %s: ", step->where, time);
    va_start(values, format);
    vfprintf(stderr, format, values);
    va_end(values);
    fputc('\n', stderr);
    play->is_over = true;
    play->code = EXIT_MODULE;
}

static void describe_end(const struct play *play, char *text, size_t size) {
    if (WIFSIGNALED(play->status)) {
        snprintf(text, size, "the program ended by signal %d (%s)", WTERMSIG(play->status),
                 strsignal(WTERMSIG(play->status)));
    } else {
        snprintf(text, size, "the program ended with code %d", WEXITSTATUS(play->status));
    }
}

// ---- the program --------------------------------------------------------------------------------

// Sends a command and takes the answer.
static bool tell(struct play *play, const char *command) {
    target_send(&play->target, "%s", command);
    return listen_to(play) == NEWS_OK;
}

static bool is_on(const struct play *play) {
    return play->target.pid != 0;
}

static bool tell_property(struct play *play, const struct property *property) {
    char command[128];
    snprintf(command, sizeof command, "set %s %s %" PRId64, property->part, property->name,
             property->value);
    return !is_on(play) || tell(play, command);
}

static bool tell_pin(struct play *play, uint32_t pin) {
    char command[64];
    snprintf(command, sizeof command, "pin %u %s", (unsigned)pin, levels[play->pins[pin]]);
    return !is_on(play) || tell(play, command);
}

static bool tell_channel(struct play *play, uint32_t channel) {
    char command[64];
    snprintf(command, sizeof command, "adc %u %d", (unsigned)channel, (int)play->channels[channel]);
    return !is_on(play) || tell(play, command);
}

// What steps have set stays so without power.
static void tell_world(struct play *play) {
    for (size_t i = 0; i < play->parts.property_count; i++) {
        if (play->parts.properties[i].is_set) {
            (void)tell_property(play, &play->parts.properties[i]);
        }
    }
    for (uint32_t pin = 0; pin < PLAY_PINS; pin++) {
        if (play->pins[pin] >= 0) {
            (void)tell_pin(play, pin);
        }
    }
    for (uint32_t channel = 0; channel < PLAY_CHANNELS; channel++) {
        if (play->channels[channel] >= 0) {
            (void)tell_channel(play, channel);
        }
    }
}

static void check_steps(struct play *play, struct script *script) {
    for (size_t i = 0; i < script->count && !play->is_over; i++) {
        play->code = parts_check(&play->parts, &script->steps[i]);
        play->is_over = play->code != 0;
    }
}

static void refuse_program(struct play *play) {
    play->code = fail_usage(play->target.args[0], TW_ERR_UNSUPPORTED,
                            "it does not answer: name a program that was built for the board host, "
                            "by the same version of TinyWASM");
    play->is_over = true;
}

void perform_start(struct play *play) {
    play->has_ended = false;
    if (!target_start(&play->target, play->now_us)) {
        play->code =
            fail_usage(play->target.args[0], TW_ERR_NOENT, "%s: name a program", strerror(errno));
        play->is_over = true;
        return;
    }
    if (listen_to(play) != NEWS_AT) {
        refuse_program(play);
        return;
    }
    if (!play->is_checked) {
        play->is_checked = true;
        check_steps(play, &play->script);
        check_steps(play, &play->pictures);
    }
    tell_world(play);
}

bool perform_input(struct play *play, uint32_t line, const uint8_t *bytes, size_t size) {
    char command[32 + 2 * INPUT_PIECE];
    bool is_taken = true;
    for (size_t done = 0; done < size && is_taken; done += INPUT_PIECE) {
        size_t piece = size - done < INPUT_PIECE ? size - done : INPUT_PIECE;
        int used = snprintf(command, sizeof command, "input %u ", (unsigned)line);
        for (size_t i = 0; i < piece; i++) {
            used += snprintf(command + used, 3, "%02x", bytes[done + i]);
        }
        is_taken = tell(play, command);
    }
    return is_taken;
}

// ---- steps --------------------------------------------------------------------------------------

static bool do_wait(struct play *play, struct step *step) {
    (void)play;
    (void)step;
    return true;
}

static void refuse(struct play *play, const struct step *step) {
    perform_fail(play, step, "the program does not take it: build it anew");
}

static bool do_set(struct play *play, struct step *step) {
    struct property *property = parts_find(&play->parts, step);
    property->is_set = true;
    property->value = step->value;
    if (!tell_property(play, property)) {
        refuse(play, step);
    }
    return true;
}

static bool do_pin(struct play *play, struct step *step) {
    play->pins[step->number] = (int8_t)step->value;
    if (!tell_pin(play, step->number)) {
        refuse(play, step);
    }
    return true;
}

static bool do_adc(struct play *play, struct step *step) {
    play->channels[step->number] = (int32_t)step->value;
    if (!tell_channel(play, step->number)) {
        refuse(play, step);
    }
    return true;
}

static bool do_send(struct play *play, struct step *step) {
    if (!is_on(play)) {
        perform_fail(play, step, "the program is off: send when it is on");
    } else if (!perform_input(play, step->number, (const uint8_t *)step->text, step->size)) {
        perform_fail(play, step,
                     "the program has not read what was sent before: send less at once");
    }
    return true;
}

static bool do_screen(struct play *play, struct step *step) {
    char command[64];
    if (!is_on(play)) {
        perform_fail(play, step, "the program is off and shows nothing: show the screen before");
        return true;
    }
    play->screen_path = step->text;
    snprintf(command, sizeof command, "screen %s", step->name[0] != '\0' ? step->name : "-");
    if (!tell(play, command)) {
        refuse(play, step);
    }
    return true;
}

static void turn_off(struct play *play) {
    target_kill(&play->target);
    signals_forget(&play->signals, play->now_us);
    play->has_ended = false;
}

static bool do_restart(struct play *play, struct step *step) {
    (void)step;
    turn_off(play);
    perform_start(play);
    return true;
}

static bool do_power_off(struct play *play, struct step *step) {
    (void)step;
    turn_off(play);
    return true;
}

static bool do_power_on(struct play *play, struct step *step) {
    if (is_on(play)) {
        perform_fail(play, step, "the program is on: write `power off` before, or `restart`");
    } else {
        perform_start(play);
    }
    return true;
}

static bool do_end(struct play *play, struct step *step) {
    (void)step;
    play->next = play->script.count;
    play->is_over = true;
    play->code = 0;
    return false;
}

// ---- expectations -------------------------------------------------------------------------------

static bool is_late(const struct play *play) {
    return play->has_ended || play->now_us > play->deadline_us;
}

// Until when it has not come.
static void print_limit(const struct play *play, const struct step *step, char *text, size_t size) {
    char time[TIME_SIZE];
    perform_print_time(step->within_us, time);
    if (play->has_ended) {
        size_t used = (size_t)snprintf(text, size, "before ");
        describe_end(play, text + used, size - used);
    } else {
        snprintf(text, size, "within %s", time);
    }
}

static bool expect_text(struct play *play, struct step *step) {
    char got[QUOTE_SIZE];
    char limit[128];
    if (output_take(&play->output, step->number, step->text, step->size)) {
        return true;
    }
    if (is_late(play)) {
        output_quote(&play->output, step->number, got, sizeof got);
        print_limit(play, step, limit, sizeof limit);
        perform_fail(play, step, "\"%s\" has not come %s: what came instead is %s", step->text,
                     limit, got);
    }
    return false;
}

static bool expect_signal(struct play *play, struct step *step) {
    char limit[128];
    uint32_t value = 0;
    bool is_known = signals_get(&play->signals, step->name, &value);
    if (is_known && value == step->value) {
        return true;
    }
    if (is_late(play)) {
        print_limit(play, step, limit, sizeof limit);
        if (is_known) {
            perform_fail(play, step, "%s was not %" PRId64 " %s: it is %" PRIu32, step->name,
                         step->value, limit, value);
        } else {
            perform_fail(play, step, "%s was not %" PRId64 " %s: there is no such signal yet",
                         step->name, step->value, limit);
        }
    }
    return false;
}

static bool expect_exit(struct play *play, struct step *step) {
    if (play->has_ended && WIFEXITED(play->status) && WEXITSTATUS(play->status) == step->value) {
        play->has_ended = false;
        return true;
    }
    char reason[128];
    char time[TIME_SIZE];
    if (play->has_ended) {
        describe_end(play, reason, sizeof reason);
        perform_fail(play, step, "%s, not %" PRId64, reason, step->value);
    } else if (is_late(play)) {
        perform_print_time(step->within_us, time);
        perform_fail(play, step, "the program has not ended within %s", time);
    }
    return false;
}

// ---- all of them --------------------------------------------------------------------------------

static bool (*const doers[])(struct play *play, struct step *step) = {
    [STEP_WAIT] = do_wait,
    [STEP_SET] = do_set,
    [STEP_PIN] = do_pin,
    [STEP_ADC] = do_adc,
    [STEP_SEND] = do_send,
    [STEP_EXPECT_TEXT] = expect_text,
    [STEP_EXPECT_SIGNAL] = expect_signal,
    [STEP_EXPECT_EXIT] = expect_exit,
    [STEP_SCREEN] = do_screen,
    [STEP_RESTART] = do_restart,
    [STEP_POWER_OFF] = do_power_off,
    [STEP_POWER_ON] = do_power_on,
    [STEP_END] = do_end,
};

// What a program that has ended by itself can still be asked for.
static bool needs_program(enum step_kind kind) {
    return kind == STEP_SET || kind == STEP_PIN || kind == STEP_ADC || kind == STEP_SEND ||
           kind == STEP_SCREEN || kind == STEP_POWER_OFF;
}

bool perform(struct play *play, struct step *step) {
    if (play->has_ended && needs_program(step->kind)) {
        char text[128];
        describe_end(play, text, sizeof text);
        perform_fail(play, step, "%s before this line: write `expect exit CODE` if it should",
                     text);
        return false;
    }
    return doers[step->kind](play, step) && !play->is_over;
}
