// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Command modules on a device: `wasi` lists those of the filestore, `wasi FILE ARGUMENT...` runs
// one. What it prints and reads is the console, its files are those of the filestore, and other
// modules run beside it. The same file on every board.

#include "tinywasm/wasi_device.h"

#include "../terminal.h"

// What the board has room for: the engine, and of that a program's memory and its frames.
#if defined(BOARD_RAM_SIZE) && BOARD_RAM_SIZE < 0x8000
#define APP_ARENA_BYTES BOARD_ARENA_SIZE
#define APP_MEMORY_BYTES 1280
#define APP_PREFIX_BYTES APP_MEMORY_BYTES
#define APP_STACK_BYTES 512
#define APP_NESTING 128
#define OPEN_FILES 1
#elif defined(BOARD_RAM_SIZE) && BOARD_RAM_SIZE < 0x20000
#define APP_ARENA_BYTES (BOARD_RAM_SIZE - 0x4000)
#define APP_MEMORY_BYTES (APP_ARENA_BYTES / 3)
#define APP_PREFIX_BYTES TW_MEMORY_PREFIX_AUTO
#define APP_STACK_BYTES 4096
#define APP_NESTING 128
#define OPEN_FILES 4
#else
#define APP_ARENA_BYTES BOARD_ARENA_SIZE
#define APP_MEMORY_BYTES (APP_ARENA_BYTES / 2)
#define APP_PREFIX_BYTES TW_MEMORY_PREFIX_AUTO
#define APP_STACK_BYTES 16384
#define APP_NESTING 1024  // a large switch is as many blocks
#define OPEN_FILES 8
#endif
#define DESCRIPTORS (4 + OPEN_FILES)  // the streams, the directory, and what is open
#define TYPED_BYTES 64
#define EXIT_TRAP 134
#define EXIT_INTERRUPTED 130
#define KEY_INTERRUPT 0x03
#define KEY_END 0x04
#define KEY_BACKSPACE 0x08
#define KEY_ERASE 0x7f

static uint64_t arena[APP_ARENA_BYTES / 8];  // all the RAM that the engine and its modules use
static tw_engine_t *engine;
static tw_shell_t shell;
static tw_wasi_device_t device;
static tw_wasi_file_t files[DESCRIPTORS];
static tw_wasi_t wasi = {.files = files, .file_count = DESCRIPTORS};
static tw_wasi_store_file_t open_files[OPEN_FILES];
static tw_wasi_store_t store = {.open = open_files, .open_count = OPEN_FILES};

// The program that runs.
static tw_file_load_t load;
static bool is_loading;
static tw_limits_t limits;       // of whatever runs
static tw_instance_t *instance;  // NULL: none
static bool is_over;
static tw_err_t result;

// ---- its streams --------------------------------------------------------------------------------

static char typed[TYPED_BYTES];
static uint32_t typed_count;
static uint32_t lines_count;  // those of them that the program gets: whole lines

static size_t give_lines(void *ctx, void *bytes, size_t size) {
    (void)ctx;
    uint32_t count = size < lines_count ? (uint32_t)size : lines_count;
    for (uint32_t i = 0; i < typed_count; i++) {
        if (i < count) {
            ((char *)bytes)[i] = typed[i];
        } else {
            typed[i - count] = typed[i];
        }
    }
    typed_count -= count;
    lines_count -= count;
    return count;
}

static size_t print(void *ctx, const void *bytes, size_t size) {
    (void)ctx;
    for (size_t i = 0; i < size; i++) {
        const char *at = (const char *)bytes + i;
        hal_console_write(*at == '\n' ? "\r\n" : at, *at == '\n' ? 2 : 1);
    }
    return size;
}

static tw_wasi_stream_t input = {.read = give_lines};
static tw_wasi_stream_t output = {.write = print};

static void erase_key(void) {
    if (typed_count > lines_count) {
        typed_count--;
        hal_console_print("\b \b");
    }
}

static void take_key(char key) {
    if (key == KEY_INTERRUPT) {
        tw_instance_interrupt(instance);
    } else if (key == KEY_ERASE || key == KEY_BACKSPACE) {
        erase_key();
    } else if (key != KEY_END) {
        typed[typed_count++] = key == '\r' ? '\n' : key;
        print(NULL, &typed[typed_count - 1], 1);
    }
    input.has_ended |= key == KEY_END;
    bool is_line = key == KEY_END || key == '\r' || key == '\n' || typed_count == TYPED_BYTES;
    lines_count = is_line ? typed_count : lines_count;
}

// What comes is the program's while one runs, else the shell's.
static size_t read_console(void *ctx, void *bytes, size_t size) {
    char key;
    if (instance == NULL) {
        return terminal_read(ctx, bytes, size);
    }
    while (typed_count < TYPED_BYTES && hal_console_read(&key, 1) == 1) {
        take_key(key);
    }
    return 0;
}

// ---- running one --------------------------------------------------------------------------------

// A piece of a file in each turn.
static tw_err_t load_on(const char *name) {
    tw_err_t err = is_loading ? tw_file_load_step(&load) : tw_file_load_begin(engine, name, &load);
    is_loading = err == TW_ERR_PENDING;
    return err;
}

static void end(void *ctx, tw_instance_t *of, tw_err_t err, const tw_value_t *results,
                uint32_t result_count) {
    (void)ctx;
    (void)of;
    (void)results;
    (void)result_count;
    result = err;
    is_over = true;
}

static tw_err_t begin(int argc, char *const *argv) {
    typed_count = 0;
    lines_count = 0;
    input.has_ended = false;
    input.has_ahead = false;
    is_over = false;
    wasi.args = (const char *const *)(argv + 1);
    wasi.arg_count = (uint32_t)argc - 1;
    tw_wasi_init(&wasi);
    tw_wasi_stream_open(&files[0], &input);
    tw_wasi_stream_open(&files[1], &output);
    tw_wasi_stream_open(&files[2], &output);
    tw_wasi_store_open(&store, &files[3], "/");
    tw_err_t err = tw_instance_launch(load.module, NULL, &limits, "_start", end, NULL, &instance);
    return err == TW_ERR_OK ? TW_ERR_PENDING : err;
}

// Gives everything back, and says how it ended.
static tw_err_t finish(tw_err_t err) {
    uint32_t code = err == TW_ERR_OK                        ? 0
                    : err == TW_ERR_TRAP && wasi.has_exited ? wasi.exit_code
                    : err == TW_ERR_INTERRUPTED             ? EXIT_INTERRUPTED
                                                            : EXIT_TRAP;
    if (instance != NULL) {
        err = tw_instance_destroy(instance);
        instance = NULL;
    }
    wasi.arg_count = 0;  // they were the command's words
    tw_wasi_errno_t lost = tw_wasi_close(&wasi);
    tw_err_t unloaded = tw_module_unload(load.module);
    if (lost != TW_WASI_SUCCESS) {
        tw_shell_printf(&shell, "what it wrote last is not kept: %s\n", tw_wasi_errno_name(lost));
    }
    if (err == TW_ERR_OK) {
        tw_shell_printf(&shell, "exit code %u\n", code);
    }
    return err != TW_ERR_OK ? err : unloaded;
}

static tw_err_t run(int argc, char *const *argv) {
    if (instance != NULL) {
        return is_over ? finish(result) : TW_ERR_PENDING;
    }
    tw_err_t err = load_on(argv[1]);
    if (err != TW_ERR_OK) {
        return err;
    }
    err = begin(argc, argv);
    return err == TW_ERR_PENDING ? err : finish(err);
}

// ---- listing them: a file per load --------------------------------------------------------------

struct file {
    uint32_t left;
    char name[TW_FILESTORE_NAME_BYTES + 1];
};
static uint32_t files_seen;

static bool find_file(void *ctx, const tw_fileinfo_t *info) {
    struct file *file = ctx;
    for (uint32_t i = 0; i == 0 || info->name[i - 1] != '\0'; i++) {
        file->name[i] = info->name[i];
    }
    return file->left-- > 0;
}

static bool is_start(const tw_name_t *name) {
    const char *start = "_start";
    uint32_t same = 0;
    while (same < name->size && start[same] != '\0' && name->bytes[same] == start[same]) {
        same++;
    }
    return same == name->size && start[same] == '\0';
}

static bool has_start(const tw_module_t *module) {
    tw_export_t found;
    for (uint32_t i = 0; tw_module_export_at(module, i, &found); i++) {
        if (is_start(&found.name)) {
            return true;
        }
    }
    return false;
}

static tw_err_t list(void) {
    files_seen = tw_shell_turn(&shell) == 0 ? 0 : files_seen;
    struct file file = {files_seen, ""};
    tw_err_t err = tw_filestore_list(store.filestore, find_file, &file);
    if (err != TW_ERR_OK || file.left != UINT32_MAX) {
        return err;
    }
    err = load_on(file.name);
    files_seen += is_loading ? 0 : 1;
    if (err == TW_ERR_OK) {
        tw_shell_print(&shell, has_start(load.module) ? file.name : "");
        tw_shell_print(&shell, has_start(load.module) ? "\n" : "");
        return tw_module_unload(load.module) == TW_ERR_OK ? TW_ERR_PENDING : TW_ERR_STATE;
    }
    if (!is_loading && err != TW_ERR_MALFORMED) {  // which is no module
        tw_shell_printf(&shell, "%s: %s\n", file.name, tw_err_text(err));
    }
    return TW_ERR_PENDING;
}

static tw_err_t run_or_list(tw_shell_t *of, int argc, char *const *argv) {
    if (tw_shell_turn(of) == 0 && is_loading) {  // the command before was given up
        tw_file_load_abort(&load);
        is_loading = false;
    }
    return argc == 1 ? list() : run(argc, argv);
}

static const tw_shell_command_t commands[] = {
    {"wasi", "[FILE [ARGUMENT...]]", "runs a program, or lists those that there are", run_or_list}};
static const tw_shell_table_t own_table = {commands, 1, NULL};
static const tw_shell_table_t *const tables[] = {&own_table, TERMINAL_TABLES};

// ---- the engine ---------------------------------------------------------------------------------

// A program that ends itself is no fault.
static void report(void *ctx, tw_instance_t *of, const tw_fault_t *fault) {
    if (of != instance || !wasi.has_exited) {
        tw_shell_report(ctx, of, fault);
    }
}

// A step that failed prints its error and stops.
static void check(tw_err_t err) {
    if (err != TW_ERR_OK) {
        hal_console_print(engine != NULL ? tw_engine_fault(engine)->text : tw_err_text(err));
        hal_console_print("\r\n");
        hal_exit(1);
    }
}

static void start_engine(void) {
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.filestore = store.filestore;
    config.scheduler = &tw_scheduler;
    config.report = report;
    config.report_ctx = &shell;
    config.max_nesting = APP_NESTING;
    check(tw_engine_init(&engine, &config));
    tw_wasi_device_init(&device, &wasi);
    check(tw_engine_add_device(engine, &device.device));
    check(tw_engine_start(engine));
}

static void set_limits(void) {
    tw_limits_init(&limits);
    limits.fuel = TW_FUEL_ENDLESS;  // in slices it holds nobody up
    limits.memory_bytes = APP_MEMORY_BYTES;
    limits.memory_prefix_bytes = APP_PREFIX_BYTES;
    limits.stack_bytes = APP_STACK_BYTES;
}

int main(void) {
    hal_console_print("TinyWASM programs: type help\r\n");
    check(tw_board_store(&store.filestore));
    tw_shell_config_t config;
    terminal_config_init(&config, store.filestore);
    config.read = read_console;
    config.limits = &limits;
    set_limits();
    check(terminal_mount(&shell, &config));
    start_engine();
    config.engine = engine;
    config.tables = tables;
    config.table_count = sizeof tables / sizeof tables[0];
    tw_shell_init(&shell, &config);
    for (;;) {
        terminal_turn(engine, &shell);
    }
}
