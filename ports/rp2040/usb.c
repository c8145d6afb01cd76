// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// A USB device of one function, a serial line (CDC ACM), on the RP2040's controller. The host talks
// to endpoint 0 about the device; endpoint 2 carries the bytes both ways; endpoint 1 would tell of
// modem lines and never does, but the class demands it.
//
// All state moves in poll(), which the interrupt calls, and so does whoever waits, with that
// interrupt shut off: a fault handler can write, too.

#include "usb.h"

#include "port.h"

#include <stdbool.h>

#define USB 0x50110000u
#define USB_ADDRESS PORT_REG(USB + 0x00u)
#define USB_MAIN_CTRL PORT_REG(USB + 0x40u)
#define USB_SIE_CTRL PORT_REG(USB + 0x4cu)
#define USB_SIE_STATUS PORT_REG(USB + 0x50u)
#define USB_BUFF_STATUS PORT_REG(USB + 0x58u)
#define USB_STALL_ARM PORT_REG(USB + 0x68u)
#define USB_MUXING PORT_REG(USB + 0x74u)
#define USB_POWER PORT_REG(USB + 0x78u)
#define USB_INTE PORT_REG(USB + 0x90u)
#define MAIN_DEVICE 1u
#define SIE_EP0_INTERRUPTS (1u << 29)
#define SIE_PULL_UP (1u << 16)
#define STATUS_SETUP (1u << 17)
#define STATUS_RESET (1u << 19)
#define MUXING_PHY 0x9u      // to the transceiver on the chip, by software's word
#define POWER_IS_THERE 0xcu  // there is no pin that tells
#define INTERRUPTS (1u << 4 | 1u << 12 | 1u << 16)  // a buffer is done, reset, setup
#define NVIC_ISER PORT_REG(0xe000e100u)
#define NVIC_ICER PORT_REG(0xe000e180u)

// The controller's memory: the setup packet, words of control per endpoint, then buffers.
#define DPRAM 0x50100000u
#define DPRAM_BYTES 4096u
#define SETUP_PACKET ((const volatile uint8_t *)DPRAM)
#define CONTROL_IN(endpoint) PORT_REG(DPRAM + 8u * (endpoint))
#define CONTROL_OUT(endpoint) PORT_REG(DPRAM + 8u * (endpoint) + 4u)
#define BUFFER_IN(endpoint) PORT_REG(DPRAM + 0x80u + 8u * (endpoint))
#define BUFFER_OUT(endpoint) PORT_REG(DPRAM + 0x84u + 8u * (endpoint))
#define EP0_BYTES 0x100u  // where the bytes of each lie
#define NOTICE_IN_BYTES 0x180u
#define DATA_IN_BYTES 0x1c0u
#define DATA_OUT_BYTES 0x200u
#define ENDPOINT_ON (1u << 31 | 1u << 29)  // and tells of each buffer
#define ENDPOINT_BULK (2u << 26)
#define ENDPOINT_INTERRUPT (3u << 26)
#define BUFFER_FULL (1u << 15)
#define BUFFER_DATA1 (1u << 13)
#define BUFFER_STALL (1u << 11)
#define BUFFER_AVAILABLE (1u << 10)
#define BUFFER_SIZE 0x3ffu
#define DONE_IN(endpoint) (1u << (2u * (endpoint)))
#define DONE_OUT(endpoint) (2u << (2u * (endpoint)))

#define PACKET_BYTES 64u
#define NOTICE_EP 1u
#define DATA_EP 2u
#define PATIENCE 200000u  // turns of poll(): about 50 ms

// ---- what the host is told ---------------------------------------------------------------------

#define LOW_HIGH(value) (value) & 0xffu, (value) >> 8

// A descriptor a line: its length, its kind, what it says.
// clang-format off
#define CONFIGURATION_BYTES 67u
// The numbers are of those that pid.codes gives to anybody for tests, not for products.
static const uint8_t device_descriptor[18] = {
    18, 1, LOW_HIGH(0x0200), 2, 0, 0, PACKET_BYTES,        // USB 2.0, communications
    LOW_HIGH(0x1209), LOW_HIGH(0x0001), LOW_HIGH(0x0100),  // vendor, product, its version
    1, 2, 0, 1,                                            // strings; configurations
};

static const uint8_t configuration_descriptor[CONFIGURATION_BYTES] = {
    9, 2, LOW_HIGH(CONFIGURATION_BYTES), 2, 1, 0, 0x80, 50,  // two interfaces, 100 mA from the bus
    9, 4, 0, 0, 1, 2, 2, 0, 0,                               // communications, ACM
    5, 0x24, 0, LOW_HIGH(0x0110),
    5, 0x24, 1, 0, 1,
    4, 0x24, 2, 2,                                           // line coding and line state
    5, 0x24, 6, 0, 1,
    7, 5, 0x80u | NOTICE_EP, 3, LOW_HIGH(8), 255,
    9, 4, 1, 0, 2, 10, 0, 0, 0,                              // data
    7, 5, DATA_EP, 2, LOW_HIGH(PACKET_BYTES), 0,
    7, 5, 0x80u | DATA_EP, 2, LOW_HIGH(PACKET_BYTES), 0,
};
// clang-format on

static const uint8_t languages[4] = {4, 3, LOW_HIGH(0x0409)};
static const char *const strings[2] = {"TinyWASM", "Pico console"};

// ---- state -------------------------------------------------------------------------------------

static uint8_t ring[USB_RING_BYTES];  // to the host: bytes first to last - 1, counted since ever
static uint32_t first;
static uint32_t last;
static bool is_configured;
static bool is_open;     // a program on the host has the line open
static bool is_stuck;    // it did, but takes nothing
static bool is_sending;  // a packet of data is under way
static bool ends_full;   // the last packet was full: without an empty one the host waits for more
static uint32_t in_pid;  // BUFFER_DATA1 or 0: of the next packet of data
static uint32_t out_pid;
static uint32_t received;  // bytes in the buffer of endpoint 2
static uint32_t taken;     // of these
static uint8_t line_coding[7] = {LOW_HIGH(0xc200), 1, 0, 0, 0, 8};  // 115200 8N1
static const uint8_t *answer;  // what of the answer on endpoint 0 is still to be sent
static uint32_t answer_size;
static uint32_t answer_pid;
static uint8_t string_answer[2 + 2 * 16];
static uint8_t new_address;
static bool expects_thanks;  // after the answer the host sends an empty packet
static bool expects_line_coding;

// ---- packets -----------------------------------------------------------------------------------

static volatile uint8_t *bytes_at(uint32_t offset) {
    return (volatile uint8_t *)(DPRAM + offset);
}

// Hands a buffer to the controller. Its clock is slower and it may look at any time: all else must
// be there before the bit that says so.
static void hand_over(volatile uint32_t *buffer, uint32_t value) {
    *buffer = value;
    for (unsigned i = 0; i < 4; i++) {
        __asm__ volatile("nop\n nop\n nop");
    }
    *buffer = value | BUFFER_AVAILABLE;
}

static void send_packet(uint32_t endpoint, uint32_t offset, const uint8_t *from, uint32_t size,
                        uint32_t pid) {
    for (uint32_t i = 0; i < size; i++) {
        bytes_at(offset)[i] = from[i];
    }
    hand_over(&BUFFER_IN(endpoint), BUFFER_FULL | pid | size);
}

static void receive(void) {
    hand_over(&BUFFER_OUT(DATA_EP), out_pid | PACKET_BYTES);
    out_pid ^= BUFFER_DATA1;
}

static void send_data(void) {
    bool owes = last != first || ends_full;
    if (!is_configured || !is_open || is_sending || !owes) {
        return;
    }
    uint8_t packet[PACKET_BYTES];
    uint32_t size = 0;
    while (size < PACKET_BYTES && first != last) {
        packet[size++] = ring[first++ % USB_RING_BYTES];
    }
    send_packet(DATA_EP, DATA_IN_BYTES, packet, size, in_pid);
    in_pid ^= BUFFER_DATA1;
    is_sending = true;
    ends_full = size == PACKET_BYTES;
}

// ---- endpoint 0 --------------------------------------------------------------------------------

static void send_answer(void) {
    uint32_t size = answer_size < PACKET_BYTES ? answer_size : PACKET_BYTES;
    send_packet(0, EP0_BYTES, answer, size, answer_pid);
    answer += size;
    answer_size -= size;
    answer_pid ^= BUFFER_DATA1;
}

// Answers a question of the host, with as much as it asked for; size 0 says yes to a wish.
static void reply(const uint8_t *bytes, uint32_t size, uint32_t asked) {
    answer = bytes;
    answer_size = size < asked ? size : asked;
    answer_pid = BUFFER_DATA1;
    expects_thanks = bytes != NULL;
    send_answer();
}

static void agree(void) {
    reply(NULL, 0, 0);
}

static void refuse(void) {
    USB_STALL_ARM = 3;
    BUFFER_IN(0) = BUFFER_STALL;
    BUFFER_OUT(0) = BUFFER_STALL;
}

static void reply_string(uint32_t index, uint32_t asked) {
    if (index == 0) {
        reply(languages, sizeof languages, asked);
        return;
    }
    if (index > sizeof strings / sizeof strings[0]) {
        refuse();
        return;
    }
    uint32_t size = 2;
    for (const char *from = strings[index - 1]; *from != '\0'; from++) {
        string_answer[size++] = (uint8_t)*from;
        string_answer[size++] = 0;
    }
    string_answer[0] = (uint8_t)size;
    string_answer[1] = 3;
    reply(string_answer, size, asked);
}

static void reply_descriptor(uint32_t kind, uint32_t index, uint32_t asked) {
    if (kind == 1) {
        reply(device_descriptor, sizeof device_descriptor, asked);
    } else if (kind == 2) {
        reply(configuration_descriptor, sizeof configuration_descriptor, asked);
    } else if (kind == 3) {
        reply_string(index, asked);
    } else {
        refuse();
    }
}

static void start_data(void) {
    in_pid = 0;
    out_pid = 0;
    is_sending = false;
    received = 0;
    taken = 0;
    BUFFER_IN(DATA_EP) = 0;
    CONTROL_IN(NOTICE_EP) = ENDPOINT_ON | ENDPOINT_INTERRUPT | NOTICE_IN_BYTES;
    CONTROL_IN(DATA_EP) = ENDPOINT_ON | ENDPOINT_BULK | DATA_IN_BYTES;
    CONTROL_OUT(DATA_EP) = ENDPOINT_ON | ENDPOINT_BULK | DATA_OUT_BYTES;
    receive();
}

static void set_configuration(uint32_t number) {
    is_configured = number == 1;
    is_open = false;
    if (is_configured) {
        start_data();
    }
    agree();
}

// Packets of an endpoint are numbered from 0 again.
static void clear_halt(uint32_t endpoint) {
    if (endpoint == (0x80u | DATA_EP)) {
        in_pid = 0;
    }
    if (endpoint == DATA_EP) {
        out_pid = 0;
        receive();
    }
    agree();
}

static void handle_standard(uint32_t request, uint32_t value, uint32_t asked) {
    static const uint8_t zeroes[2];
    static const uint8_t one = 1;
    switch (request) {
        case 0:   // get status
        case 10:  // get interface
            reply(zeroes, request == 0 ? 2 : 1, asked);
            break;
        case 1:  // clear feature: of an endpoint there is only this one
            clear_halt(SETUP_PACKET[0] == 2u ? SETUP_PACKET[4] : 0);
            break;
        case 5:
            new_address = (uint8_t)value;  // in force after this answer
            agree();
            break;
        case 6:
            reply_descriptor(value >> 8, value & 0xffu, asked);
            break;
        case 8:  // get configuration
            reply(is_configured ? &one : zeroes, 1, asked);
            break;
        case 9:
            set_configuration(value);
            break;
        case 3:   // set feature
        case 11:  // set interface: there is only one setting
            agree();
            break;
        default:
            refuse();
            break;
    }
}

static void handle_class(uint32_t request, uint32_t value, uint32_t asked) {
    switch (request) {
        case 0x20:  // set line coding: seven bytes follow
            expects_line_coding = true;
            hand_over(&BUFFER_OUT(0), BUFFER_DATA1 | PACKET_BYTES);
            break;
        case 0x21:
            reply(line_coding, sizeof line_coding, asked);
            break;
        case 0x22:
            is_open = (value & 1u) != 0;  // DTR
            is_stuck = false;
            agree();
            break;
        default:
            refuse();
            break;
    }
}

static void handle_setup(void) {
    uint32_t kind = SETUP_PACKET[0] >> 5 & 3u;
    uint32_t request = SETUP_PACKET[1];
    uint32_t value = SETUP_PACKET[2] | (uint32_t)SETUP_PACKET[3] << 8;
    uint32_t asked = SETUP_PACKET[6] | (uint32_t)SETUP_PACKET[7] << 8;
    answer_size = 0;
    expects_thanks = false;
    expects_line_coding = false;
    if (kind == 0) {
        handle_standard(request, value, asked);
    } else if (kind == 1) {
        handle_class(request, value, asked);
    } else {
        refuse();
    }
}

// A packet of ours has arrived: the next one, or the host's word that it has them all.
static void go_on_answering(void) {
    if (new_address != 0) {
        USB_ADDRESS = new_address;
        new_address = 0;
    } else if (answer_size > 0) {
        send_answer();
    } else if (expects_thanks) {
        hand_over(&BUFFER_OUT(0), BUFFER_DATA1);
    }
}

static void take_line_coding(void) {
    if (!expects_line_coding) {
        return;
    }
    for (uint32_t i = 0; i < sizeof line_coding; i++) {
        line_coding[i] = bytes_at(EP0_BYTES)[i];
    }
    expects_line_coding = false;
    agree();
}

// ---- the controller ----------------------------------------------------------------------------

static void handle_reset(void) {
    USB_ADDRESS = 0;
    new_address = 0;
    answer_size = 0;
    is_configured = false;
    is_open = false;
    is_sending = false;
}

static void handle_buffers(uint32_t done) {
    if ((done & DONE_IN(0)) != 0) {
        go_on_answering();
    }
    if ((done & DONE_OUT(0)) != 0) {
        take_line_coding();
    }
    if ((done & DONE_IN(DATA_EP)) != 0) {
        is_sending = false;
        is_stuck = false;
    }
    if ((done & DONE_OUT(DATA_EP)) != 0) {
        received = BUFFER_OUT(DATA_EP) & BUFFER_SIZE;
        taken = 0;
        if (received == 0) {
            receive();
        }
    }
}

static void poll(void) {
    uint32_t status = USB_SIE_STATUS;
    if ((status & STATUS_RESET) != 0) {
        handle_reset();
        USB_SIE_STATUS = STATUS_RESET;
    }
    uint32_t done = USB_BUFF_STATUS;
    USB_BUFF_STATUS = done;
    handle_buffers(done);
    if ((status & STATUS_SETUP) != 0) {
        USB_SIE_STATUS = STATUS_SETUP;
        handle_setup();
    }
    send_data();
}

void usb_interrupt(void) {
    poll();
}

static void lock(void) {
    NVIC_ICER = 1u << USB_IRQ;
    __asm__ volatile("dsb\n isb" : : : "memory");
}

static void unlock(void) {
    __asm__ volatile("" : : : "memory");
    NVIC_ISER = 1u << USB_IRQ;
}

void usb_start(void) {
    for (uint32_t offset = 0; offset < DPRAM_BYTES; offset += 4) {
        PORT_REG(DPRAM + offset) = 0;
    }
    USB_MUXING = MUXING_PHY;
    USB_POWER = POWER_IS_THERE;
    USB_SIE_CTRL = SIE_EP0_INTERRUPTS;
    USB_INTE = INTERRUPTS;
    USB_MAIN_CTRL = MAIN_DEVICE;
    USB_SIE_CTRL = SIE_EP0_INTERRUPTS | SIE_PULL_UP;
    unlock();
}

// Lets the host take bytes until no more than `left` wait; false if it takes none.
static bool drain(uint32_t left) {
    uint32_t idle = 0;
    while (last - first > left || (left == 0 && is_sending)) {
        uint32_t before = first;
        poll();
        idle = first == before ? idle + 1 : 0;
        if (!is_open || is_stuck || idle > PATIENCE) {
            is_stuck = is_open;
            return false;
        }
    }
    return true;
}

static void put(uint8_t byte) {
    if (last - first == USB_RING_BYTES && !drain(USB_RING_BYTES - 1)) {
        first++;
    }
    ring[last++ % USB_RING_BYTES] = byte;
}

void usb_write(const void *bytes, size_t size) {
    const uint8_t *from = bytes;
    lock();
    for (size_t i = 0; i < size; i++) {
        put(from[i]);
    }
    (void)drain(0);
    unlock();
}

size_t usb_read(void *bytes, size_t size) {
    uint8_t *to = bytes;
    size_t count = 0;
    lock();
    poll();
    while (count < size && taken < received) {
        to[count++] = bytes_at(DATA_OUT_BYTES)[taken++];
    }
    if (count > 0 && taken == received) {
        receive();
    }
    unlock();
    return count;
}
