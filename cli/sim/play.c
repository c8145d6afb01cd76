// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#define _POSIX_C_SOURCE 200809L

#include "play.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "listen.h"
#include "perform.h"
#include "text.h"

#define SLICE_US UINT64_C(1000000)     // the most that the program runs on in one piece
#define REAL_SLICE_US UINT64_C(10000)  // where somebody may type meanwhile
#define RESET_US UINT64_C(10000)       // a reset takes some time, or a run of them would not end

// ---- how the program ends -----------------------------------------------------------------------

static int exit_code(int status) {
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static void report_end(const struct play *play) {
    char time[TIME_SIZE];
    const char *program = play->target.args[0];
    perform_print_time(play->now_us, time);
    if (WIFSIGNALED(play->status)) {
        fprintf(stderr, "%s: ENDED: at %s: signal %d (%s): see what it did last with a debugger\n",
                program, time, WTERMSIG(play->status), strsignal(WTERMSIG(play->status)));
    } else if (WEXITSTATUS(play->status) != 0) {
        fprintf(stderr, "%s: ENDED: at %s: with code %d: see what it said\n", program, time,
                WEXITSTATUS(play->status));
    }
}

static void finish(struct play *play, int code) {
    play->is_over = true;
    play->code = code;
}

static void note_end(struct play *play) {
    play->status = target_wait(&play->target);
    signals_forget(&play->signals, play->now_us);
    if (play->is_reset) {
        play->is_reset = false;
        play->now_us += RESET_US;
        perform_start(play);
        return;
    }
    play->has_ended = true;
}

static void note_silence(struct play *play) {
    char time[TIME_SIZE];
    perform_print_time(play->now_us, time);
    if (play->is_interrupted) {
        finish(play, 128 + SIGINT);
        return;
    }
    fprintf(
        stderr,
        "%s: ENDLESS: behind %s it computed for %d s of this PC's time and did not sleep or look "
        "at a clock, a pin or a line, so no time passed: let it call "
        "hal_sleep_until_interrupt where it waits, or use --real-time\n",
        play->target.args[0], time, play->patience_ms / 1000);
    finish(play, 1);
}

static void note_nonsense(struct play *play) {
    finish(play, fail_usage(play->target.args[0], TW_ERR_UNSUPPORTED,
                            "it says what this tool does not know: build both of one version"));
}

static void listen_until_stop(struct play *play) {
    enum news news = listen_to(play);
    if (news == NEWS_OVER) {
        note_end(play);
    } else if (news == NEWS_SILENT) {
        note_silence(play);
    } else if (news != NEWS_AT && !play->is_over) {
        note_nonsense(play);
    }
}

// ---- what is next -------------------------------------------------------------------------------

static struct step *next_step(struct play *play) {
    return play->next < play->script.count ? &play->script.steps[play->next] : NULL;
}

static uint64_t due_us(const struct play *play, const struct step *step) {
    return step->is_absolute ? step->time_us : play->base_us + step->time_us;
}

// Begins a step whose time has come. False: it has not.
static bool begin(struct play *play, const struct step *step) {
    uint64_t due = due_us(play, step);
    if (due > play->now_us) {
        return false;
    }
    if (step->is_absolute && due < play->base_us) {
        perform_fail(play, step, "it is too late for this line: write `after TIME`");
        return true;
    }
    play->is_waiting = true;
    play->base_us = due;
    play->deadline_us = play->now_us + step->within_us;
    return true;
}

static void act(struct play *play) {
    struct step *step;
    while (!play->is_over && (step = next_step(play)) != NULL) {
        if (!play->is_waiting && !begin(play, step)) {
            return;
        }
        if (play->is_over || !perform(play, step)) {
            return;
        }
        play->is_waiting = false;
        play->next++;
        play->base_us = play->now_us;
    }
}

static void show_pictures(struct play *play) {
    while (!play->is_over && play->next_picture < play->pictures.count) {
        struct step *step = &play->pictures.steps[play->next_picture];
        if (step->time_us > play->now_us) {
            return;
        }
        play->next_picture++;
        (void)perform(play, step);
    }
}

static bool has_more(const struct play *play) {
    return play->next < play->script.count || play->next_picture < play->pictures.count;
}

static void see_whether_over(struct play *play) {
    if (play->is_over) {
        return;
    }
    if (play->has_ended && play->next == play->script.count) {
        report_end(play);
        finish(play, exit_code(play->status));
    } else if (play->is_interrupted) {
        finish(play, 128 + SIGINT);
    } else if (play->has_until ? play->now_us >= play->until_us
                               : !has_more(play) && play->script.count > 0) {
        if (next_step(play) != NULL) {
            perform_fail(play, next_step(play), "the time of --until is over before this line");
        }
        finish(play, play->is_over ? play->code : 0);
    }
}

static uint64_t earlier(uint64_t a, uint64_t b) {
    return a < b ? a : b;
}

// When the program has to stop next.
static uint64_t next_stop_us(struct play *play) {
    const struct step *step = next_step(play);
    uint64_t next = play->now_us + (play->target.is_virtual ? SLICE_US : REAL_SLICE_US);
    if (step != NULL) {
        next = earlier(next, play->is_waiting ? play->deadline_us + 1 : due_us(play, step));
    }
    if (play->next_picture < play->pictures.count) {
        next = earlier(next, play->pictures.steps[play->next_picture].time_us);
    }
    if (play->has_until) {
        next = earlier(next, play->until_us);
    }
    return next;
}

// ---- the run ------------------------------------------------------------------------------------

static void sleep_us(uint64_t us) {
    const struct timespec time = {(time_t)(us / 1000000u), (long)(us % 1000000u) * 1000};
    (void)nanosleep(&time, NULL);
}

static void pass_input(struct play *play) {
    struct pollfd input = {STDIN_FILENO, POLLIN, 0};
    uint8_t bytes[256];
    if (!play->reads_input || poll(&input, 1, 0) <= 0) {
        return;
    }
    ssize_t size = read(STDIN_FILENO, bytes, sizeof bytes);
    play->reads_input = size > 0;
    if (size > 0) {
        (void)perform_input(play, 0, bytes, (size_t)size);
    }
}

static void go_on(struct play *play) {
    uint64_t stop_us = next_stop_us(play);
    if (play->target.pid == 0) {
        if (!play->target.is_virtual) {
            sleep_us(stop_us - play->now_us);
        }
        play->now_us = stop_us;
        return;
    }
    pass_input(play);
    target_send(&play->target, "run %" PRIu64 " %c", stop_us, play->is_waiting ? 'n' : '-');
    listen_until_stop(play);
}

int play_run(struct play *play) {
    perform_start(play);
    while (!play->is_over) {
        show_pictures(play);
        act(play);
        see_whether_over(play);
        if (!play->is_over) {
            go_on(play);
        }
    }
    target_kill(&play->target);
    return play->code;
}
