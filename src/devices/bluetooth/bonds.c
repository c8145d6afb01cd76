// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Who has paired: NimBLE's store of keys and subscriptions. The keys lie in the file `.bonds` of
// the engine's filestore too, which is saved from the poll after they have changed; subscriptions
// do not, for what modules serve is another thing after each start.
//
// A key of Secure Connections is one for both sides and both roles, so NimBLE's two kinds of
// records, "ours" and "the peer's", are one here.

#include <string.h>

#include "bluetooth.h"
#include "tinywasm/device_file.h"

#include "ble_hs_priv.h"

#define FILE_NAME ".bonds"
#define RETRY_MS 10000u
#define KEY_BYTES 16u

// Of a bond. What else stands there is damage.
#define IS_RANDOM 1u
#define IS_COMPARED 2u
#define HAS_IRK 4u
#define FLAGS 7u

// The file: magic and version, whether this side has an address of its own, that, and the keys.
#define HEAD_BYTES 11u
#define ADDRESS_OFF 5u
#define FILE_MOST (HEAD_BYTES + sizeof((tw_bluetooth_t *)0)->bonds.kept)

typedef struct tw_bluetooth_bonds bonds_t;
typedef struct tw_bluetooth_keys keys_t;
typedef struct tw_bluetooth_subscription subscription_t;

_Static_assert(sizeof(keys_t) == 39, "keys lie in the file as in RAM");

static const uint8_t magic[] = {'T', 'W', 'B', 1};
static const uint8_t nobody[6];

static tw_bluetooth_t *served;  // NimBLE asks without a context

// ---- the file ----

// The first byte sent is the last: public, or random for good (Vol 6, Part B, 1.3.2.1).
static bool is_lasting(const uint8_t *address, bool is_random) {
    return memcmp(address, nobody, sizeof nobody) != 0 && (!is_random || address[5] >= 0xc0);
}

static int find_address(const bonds_t *bonds, const uint8_t *address, bool is_random) {
    for (int i = 0; i < bonds->count; i++) {
        const keys_t *keys = &bonds->kept[i];
        if (((keys->flags & IS_RANDOM) != 0) == is_random &&
            memcmp(keys->address, address, sizeof keys->address) == 0) {
            return i;
        }
    }
    return -1;
}

static bool take_keys(bonds_t *bonds, const uint8_t *bytes) {
    keys_t *keys = &bonds->kept[bonds->count];
    memcpy(keys, bytes, sizeof *keys);
    bool is_random = (keys->flags & IS_RANDOM) != 0;
    bool is_good = keys->flags <= FLAGS && is_lasting(keys->address, is_random) &&
                   find_address(bonds, keys->address, is_random) < 0;
    bonds->count += is_good;
    return is_good;
}

static bool parse(bonds_t *bonds, const uint8_t *file, uint32_t size) {
    bool is_good = size >= HEAD_BYTES && (size - HEAD_BYTES) % sizeof(keys_t) == 0 &&
                   memcmp(file, magic, sizeof magic) == 0 && file[ADDRESS_OFF - 1] <= 1;
    if (!is_good) {
        return false;
    }
    bonds->has_address = file[ADDRESS_OFF - 1] == 1;
    memcpy(bonds->address, file + ADDRESS_OFF, sizeof bonds->address);
    is_good = !bonds->has_address || is_lasting(bonds->address, true);
    for (uint32_t at = HEAD_BYTES; is_good && at < size; at += sizeof(keys_t)) {
        is_good = take_keys(bonds, file + at);
    }
    return is_good;
}

void tw__bonds_load(tw_bluetooth_t *bluetooth) {
    uint8_t file[FILE_MOST + TW_DEVICE_FILE_CHECK_BYTES];
    bonds_t *bonds = &bluetooth->bonds;
    uint32_t size = 0;
    memset(bonds, 0, sizeof *bonds);
    tw_err_t err = tw_device_file_read(bluetooth->engine, FILE_NAME, file, FILE_MOST, &size);
    if (err == TW_ERR_OK && !parse(bonds, file, size)) {
        memset(bonds, 0, sizeof *bonds);  // nothing of it is believed
        err = TW_ERR_CORRUPT;
    }
    bonds->is_damaged = err != TW_ERR_OK && err != TW_ERR_NOENT;
}

static tw_err_t save(tw_bluetooth_t *bluetooth) {
    uint8_t file[FILE_MOST + TW_DEVICE_FILE_CHECK_BYTES];
    bonds_t *bonds = &bluetooth->bonds;
    uint32_t size = (uint32_t)(bonds->count * sizeof(keys_t));
    memcpy(file, magic, sizeof magic);
    file[ADDRESS_OFF - 1] = bonds->has_address;
    memcpy(file + ADDRESS_OFF, bonds->address, sizeof bonds->address);
    memcpy(file + HEAD_BYTES, bonds->kept, size);
    tw_err_t err = bonds->count == 0
                       ? tw_device_file_remove(bluetooth->engine, FILE_NAME)
                       : tw_device_file_save(bluetooth->engine, FILE_NAME, file, HEAD_BYTES + size);
    bonds->is_changed = err != TW_ERR_OK;
    bonds->is_damaged = bonds->is_damaged && err != TW_ERR_OK;
    bonds->due_ms = bluetooth->now_ms + RETRY_MS;
    return err;
}

static void change(tw_bluetooth_t *bluetooth) {
    bluetooth->bonds.is_changed = true;
    bluetooth->bonds.due_ms = bluetooth->now_ms;
}

void tw__bonds_poll(tw_bluetooth_t *bluetooth) {
    const bonds_t *bonds = &bluetooth->bonds;
    if (bonds->is_changed && (int32_t)(bluetooth->now_ms - bonds->due_ms) >= 0) {
        (void)save(bluetooth);  // what fails is tried again
    }
}

void tw__bonds_stop(tw_bluetooth_t *bluetooth) {
    if (bluetooth->bonds.is_changed) {
        (void)save(bluetooth);
    }
}

int tw__bonds_address(tw_bluetooth_t *bluetooth) {
    bonds_t *bonds = &bluetooth->bonds;
    ble_addr_t address;
    if (!bonds->has_address) {
        int err = ble_hs_id_gen_rnd(0, &address);
        if (err != 0) {
            return err;
        }
        memcpy(bonds->address, address.val, sizeof bonds->address);
        bonds->has_address = true;  // it is saved with the first keys
    }
    return ble_hs_id_set_rnd(bonds->address);
}

// ---- keys, as NimBLE asks for them ----

static bool is_any(const ble_addr_t *address) {
    return ble_addr_cmp(address, BLE_ADDR_ANY) == 0;
}

static int find_keys(const bonds_t *bonds, const struct ble_store_key_sec *key) {
    bool is_old = key->ediv_rand_present && (key->ediv != 0 || key->rand_num != 0);
    if (is_old) {
        return -1;
    }
    if (is_any(&key->peer_addr)) {
        return key->idx < bonds->count ? key->idx : -1;
    }
    return key->idx == 0
               ? find_address(bonds, key->peer_addr.val, key->peer_addr.type == BLE_ADDR_RANDOM)
               : -1;
}

static int read_keys(const bonds_t *bonds, const struct ble_store_key_sec *key,
                     struct ble_store_value_sec *value) {
    int i = find_keys(bonds, key);
    if (i < 0) {
        return BLE_HS_ENOENT;
    }
    const keys_t *keys = &bonds->kept[i];
    memset(value, 0, sizeof *value);
    value->peer_addr.type = (keys->flags & IS_RANDOM) != 0 ? BLE_ADDR_RANDOM : BLE_ADDR_PUBLIC;
    memcpy(value->peer_addr.val, keys->address, sizeof keys->address);
    value->key_size = KEY_BYTES;
    value->ltk_present = 1;
    memcpy(value->ltk, keys->ltk, sizeof keys->ltk);
    value->irk_present = (keys->flags & HAS_IRK) != 0;
    memcpy(value->irk, keys->irk, sizeof keys->irk);
    value->authenticated = (keys->flags & IS_COMPARED) != 0;
    value->sc = 1;
    return 0;
}

// The other side says which address is its own for good. Whose keys are here gets no others: that
// would be somebody else, or one who is to be forgotten first.
static int write_keys(tw_bluetooth_t *bluetooth, int type,
                      const struct ble_store_value_sec *value) {
    bonds_t *bonds = &bluetooth->bonds;
    bool is_random = value->peer_addr.type == BLE_ADDR_RANDOM;
    if (!value->ltk_present || !value->sc || value->key_size != KEY_BYTES ||
        value->peer_addr.type > BLE_ADDR_RANDOM || !is_lasting(value->peer_addr.val, is_random)) {
        return BLE_HS_EREJECT;
    }
    int i = find_address(bonds, value->peer_addr.val, is_random);
    if (i >= 0 && memcmp(bonds->kept[i].ltk, value->ltk, KEY_BYTES) != 0) {
        return BLE_HS_EREJECT;
    }
    if (i < 0 && bonds->count == TW_BLUETOOTH_BONDS) {
        return BLE_HS_ESTORE_CAP;
    }
    keys_t *keys = &bonds->kept[i >= 0 ? i : bonds->count++];
    memcpy(keys->address, value->peer_addr.val, sizeof keys->address);
    memcpy(keys->ltk, value->ltk, KEY_BYTES);
    keys->flags = (uint8_t)(keys->flags | (is_random ? IS_RANDOM : 0) |
                            (value->authenticated ? IS_COMPARED : 0));
    if (type == BLE_STORE_OBJ_TYPE_PEER_SEC && value->irk_present) {
        memcpy(keys->irk, value->irk, sizeof keys->irk);
        keys->flags |= HAS_IRK;
    }
    change(bluetooth);
    return 0;
}

static int delete_keys(tw_bluetooth_t *bluetooth, const struct ble_store_key_sec *key) {
    bonds_t *bonds = &bluetooth->bonds;
    int i = find_keys(bonds, key);
    if (i < 0) {
        return BLE_HS_ENOENT;
    }
    bonds->count--;
    memmove(&bonds->kept[i], &bonds->kept[i + 1], (size_t)(bonds->count - i) * sizeof(keys_t));
    memset(&bonds->kept[bonds->count], 0, sizeof(keys_t));
    change(bluetooth);
    return 0;
}

// The oldest whose keys give way to new ones; NULL: nobody's do.
static const keys_t *find_oldest(const bonds_t *bonds, bool is_compared) {
    for (uint32_t i = 0; i < bonds->count; i++) {
        if ((bonds->kept[i].flags & IS_COMPARED) == 0) {
            return &bonds->kept[i];
        }
    }
    return is_compared && bonds->count > 0 ? &bonds->kept[0] : NULL;
}

static void forget(const keys_t *keys) {
    ble_addr_t address = {.type =
                              (keys->flags & IS_RANDOM) != 0 ? BLE_ADDR_RANDOM : BLE_ADDR_PUBLIC};
    memcpy(address.val, keys->address, sizeof address.val);
    (void)ble_gap_unpair(&address);
}

static int make_room(struct ble_store_status_event *event, void *arg) {
    (void)arg;
    if (event->event_code != BLE_STORE_EVENT_OVERFLOW) {
        return 0;
    }
    const keys_t *oldest =
        find_oldest(&served->bonds, event->overflow.value->sec.authenticated != 0);
    if (oldest == NULL) {
        return BLE_HS_ESTORE_CAP;
    }
    forget(oldest);
    return 0;
}

// ---- subscriptions ----

static int find_subscription(const bonds_t *bonds, const struct ble_store_key_cccd *key) {
    uint32_t skipped = 0;
    for (int i = 0; i < bonds->subscription_count; i++) {
        const subscription_t *at = &bonds->subscriptions[i];
        bool is_it = (is_any(&key->peer_addr) ||
                      (at->kind == key->peer_addr.type &&
                       memcmp(at->address, key->peer_addr.val, sizeof at->address) == 0)) &&
                     (key->chr_val_handle == 0 || key->chr_val_handle == at->handle);
        if (is_it && skipped++ == key->idx) {
            return i;
        }
    }
    return -1;
}

static int read_subscription(const bonds_t *bonds, const struct ble_store_key_cccd *key,
                             struct ble_store_value_cccd *value) {
    int i = find_subscription(bonds, key);
    if (i < 0) {
        return BLE_HS_ENOENT;
    }
    const subscription_t *at = &bonds->subscriptions[i];
    memset(value, 0, sizeof *value);
    value->peer_addr.type = at->kind;
    memcpy(value->peer_addr.val, at->address, sizeof at->address);
    value->chr_val_handle = at->handle;
    value->flags = at->flags;
    value->value_changed = at->has_changed;
    return 0;
}

static int delete_subscription(bonds_t *bonds, const struct ble_store_key_cccd *key) {
    int i = find_subscription(bonds, key);
    if (i < 0) {
        return BLE_HS_ENOENT;
    }
    bonds->subscription_count--;
    memmove(&bonds->subscriptions[i], &bonds->subscriptions[i + 1],
            (size_t)(bonds->subscription_count - i) * sizeof(subscription_t));
    return 0;
}

static int write_subscription(bonds_t *bonds, const struct ble_store_value_cccd *value) {
    static const struct ble_store_key_cccd oldest = {0};
    struct ble_store_key_cccd key;
    ble_store_key_from_value_cccd(&key, value);
    int i = find_subscription(bonds, &key);
    if (i < 0 && bonds->subscription_count == TW_BLUETOOTH_SUBSCRIPTIONS) {
        (void)delete_subscription(bonds, &oldest);
    }
    subscription_t *at = &bonds->subscriptions[i >= 0 ? i : bonds->subscription_count++];
    *at = (subscription_t){.kind = value->peer_addr.type,
                           .flags = (uint8_t)value->flags,
                           .has_changed = value->value_changed != 0,
                           .handle = value->chr_val_handle};
    memcpy(at->address, value->peer_addr.val, sizeof at->address);
    return 0;
}

// ---- the store ----

static int on_read(int type, const union ble_store_key *key, union ble_store_value *value) {
    return type == BLE_STORE_OBJ_TYPE_CCCD
               ? read_subscription(&served->bonds, &key->cccd, &value->cccd)
               : read_keys(&served->bonds, &key->sec, &value->sec);
}

static int on_write(int type, const union ble_store_value *value) {
    return type == BLE_STORE_OBJ_TYPE_CCCD ? write_subscription(&served->bonds, &value->cccd)
                                           : write_keys(served, type, &value->sec);
}

static int on_delete(int type, const union ble_store_key *key) {
    return type == BLE_STORE_OBJ_TYPE_CCCD ? delete_subscription(&served->bonds, &key->cccd)
                                           : delete_keys(served, &key->sec);
}

void tw__bonds_start(tw_bluetooth_t *bluetooth) {
    served = bluetooth;
    ble_hs_cfg.store_read_cb = on_read;
    ble_hs_cfg.store_write_cb = on_write;
    ble_hs_cfg.store_delete_cb = on_delete;
    ble_hs_cfg.store_status_cb = make_room;
}

// ---- for the application ----

bool tw_bluetooth_bond_at(const tw_bluetooth_t *bluetooth, uint32_t i, tw_bluetooth_bond_t *bond) {
    if (i >= bluetooth->bonds.count) {
        return false;
    }
    const keys_t *keys = &bluetooth->bonds.kept[i];
    bond->is_random = (keys->flags & IS_RANDOM) != 0;
    bond->is_compared = (keys->flags & IS_COMPARED) != 0;
    memcpy(bond->address, keys->address, sizeof bond->address);
    return true;
}

bool tw_bluetooth_bonds_damaged(const tw_bluetooth_t *bluetooth) {
    return bluetooth->bonds.is_damaged;
}

tw_err_t tw_bluetooth_forget(tw_bluetooth_t *bluetooth, const uint8_t *address) {
    bonds_t *bonds = &bluetooth->bonds;
    bool is_found = address == NULL;
    if (tw_bluetooth_running() != bluetooth) {
        return TW_ERR_STATE;
    }
    for (uint32_t i = bonds->count; i > 0; i--) {
        const keys_t *keys = &bonds->kept[i - 1];
        if (address == NULL || memcmp(keys->address, address, sizeof keys->address) == 0) {
            is_found = true;
            forget(keys);
        }
    }
    if (!is_found) {
        return TW_ERR_NOENT;
    }
    tw_err_t err = save(bluetooth);
    return err == TW_ERR_STATE ? TW_ERR_OK : err;  // without a filestore they were in RAM alone
}
