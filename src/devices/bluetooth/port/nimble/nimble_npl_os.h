// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_BLUETOOTH_NIMBLE_NPL_OS_H
#define TW_BLUETOOTH_NIMBLE_NPL_OS_H

// What NimBLE calls its operating system, for a program without one: everything happens in the
// engine's poll. A queue is a list, a mutex is nobody's, and who waits for a semaphore reads the
// controller's bytes meanwhile (npl.c).

#include <stdbool.h>
#include <stdint.h>

#define BLE_NPL_OS_ALIGNMENT (sizeof(void *))
#define BLE_NPL_TIME_FOREVER UINT32_MAX

typedef uint32_t ble_npl_time_t;  // milliseconds
typedef int32_t ble_npl_stime_t;

struct ble_npl_event {
    struct ble_npl_event *next;
    void (*fn)(struct ble_npl_event *event);
    void *arg;
    bool is_queued;
};

struct ble_npl_eventq {
    struct ble_npl_event *first;
    struct ble_npl_event *last;
};

struct ble_npl_callout {
    struct ble_npl_callout *next;
    struct ble_npl_event event;
    struct ble_npl_eventq *queue;
    ble_npl_time_t due;
    bool is_active;
    bool is_known;  // in the list
};

struct ble_npl_mutex {
    uint16_t depth;
};

struct ble_npl_sem {
    uint16_t tokens;
};

#endif
