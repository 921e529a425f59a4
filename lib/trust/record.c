#include "trust/record.h"

#include <string.h>

#include "gbcs/records.h"
#include "trust/certificate.h"

/** Octets of the records, and of a cell that is filled. */
#define IDENTITY_SIZE 10U
#define KEYS_SIZE (2U * GBCS_SCALAR_SIZE)
#define CELL_SIZE (1U + 8U + GBCS_POINT_SIZE + GBCS_KEY_IDENTIFIER_SIZE)
#define CELLS_SIZE (GBCS_CELLS * CELL_SIZE)

/** The octet before a cell: whether it is filled, and its content follows. */
#define CELL_EMPTY 0x00U
#define CELL_FILLED 0x01U

/** Most octets of a pending key pair: its kind and a public key. */
#define PENDING_SIZE (1U + GBCS_POINT_SIZE)

/** First octet of a point that is not compressed (SEC 1, 2.3.3). */
#define UNCOMPRESSED 0x04U

static const gbcs_record LIFE_RECORD = {GBCS_RECORD_LIFE, 1U, GBCS_COPY_TWIN, IDENTITY_SIZE};
static const gbcs_record CELLS_RECORD = {GBCS_RECORD_CELLS, 1U, GBCS_COPY_TWIN, CELLS_SIZE};
static const gbcs_record KEYS_RECORD = {GBCS_RECORD_KEYS, 1U, GBCS_COPY_TWIN, KEYS_SIZE};

/*
 * Two records, so that a damaged one takes no other key pair with it, and a transaction may change
 * both. Twins, because with a vault it is here that is written which key pair the device must use.
 */
/* MISRA Ref 8.9.1 */
static const gbcs_record PENDING_SIGNATURE = {GBCS_RECORD_PENDING, 1U, GBCS_COPY_TWIN,
                                              PENDING_SIZE};
/* MISRA Ref 8.9.1 */
static const gbcs_record PENDING_AGREEMENT = {GBCS_RECORD_PENDING + 2U, 1U, GBCS_COPY_TWIN,
                                              PENDING_SIZE};

/** The life that an octet stands for; #GBCS_LIFE_UNKNOWN if it is none that is stored. */
static gbcs_life life_of(uint8_t octet)
{
    gbcs_life life = GBCS_LIFE_UNKNOWN;

    if (octet == (uint8_t)GBCS_LIFE_MANUFACTURE) {
        life = GBCS_LIFE_MANUFACTURE;
    } else if (octet == (uint8_t)GBCS_LIFE_SEALED) {
        life = GBCS_LIFE_SEALED;
    } else {
        /* damaged */
    }
    return life;
}

gbcs_status record_load_identity(gbcs_store *store, identity *who)
{
    uint8_t octets[IDENTITY_SIZE];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);
    gbcs_reader reader;
    gbcs_status status = gbcs_store_load(store, &LIFE_RECORD, &writer);

    (void)memset(who, 0, sizeof *who);
    if (status == GBCS_OK) {
        reader = gbcs_reader_of(gbcs_writer_bytes(&writer));
        who->life = life_of(gbcs_read_u8(&reader));
        who->device_type = gbcs_read_u8(&reader);
        who->device = gbcs_read_u64(&reader);
        if ((gbcs_reader_finish(&reader) != GBCS_OK) || (who->life == GBCS_LIFE_UNKNOWN) ||
            (!cell_type_is_known(who->device_type)) || (who->device == 0U)) {
            (void)memset(who, 0, sizeof *who);
            status = GBCS_ERR_RECORD;
        }
    }
    return status;
}

gbcs_status record_put_identity(gbcs_store *store, const identity *who)
{
    uint8_t octets[IDENTITY_SIZE];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);

    gbcs_write_u8(&writer, (uint8_t)who->life);
    gbcs_write_u8(&writer, who->device_type);
    gbcs_write_u64(&writer, who->device);
    return gbcs_store_put(store, &LIFE_RECORD, gbcs_writer_bytes(&writer));
}

/** Copies octets of a known number; none if the reader has failed. */
static void copy_octets(gbcs_reader *reader, uint8_t *octets, size_t size)
{
    const gbcs_bytes read = gbcs_read_bytes(reader, size);

    if (read.size == size) {
        (void)memcpy(octets, read.data, size);
    }
}

/** Reads a cell. The seal protects it; here is checked that it is one that would be written. */
static void read_cell(gbcs_reader *reader, uint8_t device_type, size_t index, gbcs_cell *cell)
{
    const uint8_t filled = gbcs_read_u8(reader);

    if (filled == CELL_FILLED) {
        cell->entity = gbcs_read_u64(reader);
        copy_octets(reader, cell->key.point, sizeof cell->key.point);
        copy_octets(reader, cell->key_identifier, sizeof cell->key_identifier);
        if ((!cell_is_of_type(device_type, index)) || (!cell_is_sound(index, cell))) {
            gbcs_reader_fail(reader, GBCS_ERR_VALUE);
        }
    } else if (filled != CELL_EMPTY) {
        gbcs_reader_fail(reader, GBCS_ERR_VALUE);
    } else {
        /* stays zeros */
    }
}

gbcs_status record_load_cells(gbcs_store *store, uint8_t device_type, gbcs_cell cells[GBCS_CELLS])
{
    uint8_t octets[CELLS_SIZE];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);
    gbcs_reader reader;
    gbcs_status status = gbcs_store_load(store, &CELLS_RECORD, &writer);
    size_t i;

    (void)memset(cells, 0, GBCS_CELLS * sizeof cells[0]);
    if (status == GBCS_OK) {
        reader = gbcs_reader_of(gbcs_writer_bytes(&writer));
        for (i = 0U; i < GBCS_CELLS; i++) {
            read_cell(&reader, device_type, i, &cells[i]);
        }
        if (gbcs_reader_finish(&reader) != GBCS_OK) {
            (void)memset(cells, 0, GBCS_CELLS * sizeof cells[0]);
            status = GBCS_ERR_RECORD;
        }
    }
    return status;
}

gbcs_status record_put_cells(gbcs_store *store, const gbcs_cell *const cells[GBCS_CELLS])
{
    uint8_t octets[CELLS_SIZE];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);
    const gbcs_cell *cell;
    size_t i;

    for (i = 0U; i < GBCS_CELLS; i++) {
        cell = cells[i];
        if (cell == NULL) {
            gbcs_write_u8(&writer, CELL_EMPTY);
        } else {
            gbcs_write_u8(&writer, CELL_FILLED);
            gbcs_write_u64(&writer, cell->entity);
            gbcs_write_bytes(&writer, gbcs_bytes_of(cell->key.point, sizeof cell->key.point));
            gbcs_write_bytes(&writer,
                             gbcs_bytes_of(cell->key_identifier, sizeof cell->key_identifier));
        }
    }
    return gbcs_store_put(store, &CELLS_RECORD, gbcs_writer_bytes(&writer));
}

gbcs_status record_load_keys(gbcs_store *store, key_pair *keys)
{
    uint8_t octets[KEYS_SIZE];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);
    gbcs_reader reader;
    gbcs_status status = gbcs_store_load(store, &KEYS_RECORD, &writer);

    gbcs_wipe(keys, sizeof *keys);
    if (status == GBCS_OK) {
        reader = gbcs_reader_of(gbcs_writer_bytes(&writer));
        if ((gbcs_private_key_from(gbcs_read_bytes(&reader, GBCS_SCALAR_SIZE), &keys->signature) !=
             GBCS_OK) ||
            (gbcs_private_key_from(gbcs_read_bytes(&reader, GBCS_SCALAR_SIZE), &keys->agreement) !=
             GBCS_OK) ||
            (gbcs_reader_finish(&reader) != GBCS_OK)) {
            gbcs_wipe(keys, sizeof *keys);
            status = GBCS_ERR_RECORD;
        }
    }
    gbcs_wipe(octets, sizeof octets);
    return status;
}

gbcs_status record_put_keys(gbcs_store *store, const gbcs_private_key *signature,
                            const gbcs_private_key *agreement)
{
    uint8_t octets[KEYS_SIZE];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);
    gbcs_status status;

    gbcs_write_bytes(&writer, gbcs_bytes_of(signature->scalar, sizeof signature->scalar));
    gbcs_write_bytes(&writer, gbcs_bytes_of(agreement->scalar, sizeof agreement->scalar));
    status = gbcs_store_put(store, &KEYS_RECORD, gbcs_writer_bytes(&writer));
    gbcs_wipe(octets, sizeof octets);
    return status;
}

static const gbcs_record *pending_record(uint8_t key_usage)
{
    return (key_usage == GBCS_KEY_USAGE_SIGNATURE) ? &PENDING_SIGNATURE : &PENDING_AGREEMENT;
}

/** Reads the rest of a pending key pair in a vault. */
static void read_in_vault(gbcs_reader *reader, pending_kind kind, pending_pair *pair)
{
    pair->kind = kind;
    copy_octets(reader, pair->public_key.point, sizeof pair->public_key.point);
    if (pair->public_key.point[0] != UNCOMPRESSED) {
        gbcs_reader_fail(reader, GBCS_ERR_VALUE);
    }
}

/** Reads a pending key pair; it must be where the device has its keys. */
static void read_pending(gbcs_reader *reader, bool in_vault, pending_pair *pair)
{
    const uint8_t kind = gbcs_read_u8(reader);

    if ((kind == (uint8_t)PENDING_HERE) && (!in_vault)) {
        pair->kind = PENDING_HERE;
        if (gbcs_private_key_from(gbcs_read_bytes(reader, GBCS_SCALAR_SIZE), &pair->private_key) !=
            GBCS_OK) {
            gbcs_reader_fail(reader, GBCS_ERR_VALUE);
        }
    } else if ((kind == (uint8_t)PENDING_IN_VAULT) && in_vault) {
        read_in_vault(reader, PENDING_IN_VAULT, pair);
    } else if ((kind == (uint8_t)PENDING_DUE) && in_vault) {
        read_in_vault(reader, PENDING_DUE, pair);
    } else {
        gbcs_reader_fail(reader, GBCS_ERR_VALUE);
    }
}

gbcs_status record_load_pending(gbcs_store *store, uint8_t key_usage, pending_pair *pair)
{
    uint8_t octets[PENDING_SIZE];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);
    gbcs_reader reader;
    gbcs_status status = gbcs_store_preview(store, pending_record(key_usage), &writer);

    gbcs_wipe(pair, sizeof *pair);
    if (status == GBCS_OK) {
        reader = gbcs_reader_of(gbcs_writer_bytes(&writer));
        read_pending(&reader, store->port->vault != NULL, pair);
        if (gbcs_reader_finish(&reader) != GBCS_OK) {
            gbcs_wipe(pair, sizeof *pair);
            status = GBCS_ERR_RECORD;
        }
    }
    gbcs_wipe(octets, sizeof octets);
    return status;
}

gbcs_status record_put_pending(gbcs_store *store, uint8_t key_usage, const pending_pair *pair)
{
    uint8_t octets[PENDING_SIZE];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);
    gbcs_status status;

    gbcs_write_u8(&writer, (uint8_t)pair->kind);
    if (pair->kind == PENDING_HERE) {
        gbcs_write_bytes(&writer,
                         gbcs_bytes_of(pair->private_key.scalar, sizeof pair->private_key.scalar));
    } else {
        gbcs_write_bytes(&writer,
                         gbcs_bytes_of(pair->public_key.point, sizeof pair->public_key.point));
    }
    status = gbcs_store_put(store, pending_record(key_usage), gbcs_writer_bytes(&writer));
    gbcs_wipe(octets, sizeof octets);
    return status;
}

gbcs_status record_remove_pending(gbcs_store *store, uint8_t key_usage)
{
    return gbcs_store_remove(store, pending_record(key_usage));
}

/** Mends a pending key pair, if there is one that can be read. */
static gbcs_status mend_pending(gbcs_store *store, uint8_t key_usage)
{
    gbcs_status status = gbcs_store_mend(store, pending_record(key_usage));

    if ((status == GBCS_ERR_NO_RECORD) || (status == GBCS_ERR_RECORD)) {
        status = GBCS_OK;
    }
    return status;
}

gbcs_status record_mend_all(gbcs_store *store)
{
    gbcs_status status = gbcs_store_mend(store, &LIFE_RECORD);

    if (status == GBCS_OK) {
        status = gbcs_store_mend(store, &CELLS_RECORD);
    }
    if ((status == GBCS_OK) && (store->port->vault == NULL)) {
        status = gbcs_store_mend(store, &KEYS_RECORD);
    }
    if (status == GBCS_OK) {
        status = mend_pending(store, GBCS_KEY_USAGE_SIGNATURE);
    }
    if (status == GBCS_OK) {
        status = mend_pending(store, GBCS_KEY_USAGE_AGREEMENT);
    }
    if (status == GBCS_OK) {
        status = certificate_mend(store);
    }
    return status;
}

static gbcs_status erase_pending(gbcs_store *store)
{
    gbcs_status status;

    gbcs_store_abandon(store);
    status = record_remove_pending(store, GBCS_KEY_USAGE_SIGNATURE);
    if (status == GBCS_OK) {
        status = record_remove_pending(store, GBCS_KEY_USAGE_AGREEMENT);
    }
    if (status == GBCS_OK) {
        status = gbcs_store_commit(store);
    }
    return status;
}

gbcs_status record_erase_all(gbcs_store *store)
{
    const gbcs_status status = erase_pending(store);

    /* if the store is not open, or can't be written, they go with the rest, which is what counts */
    (void)status;
    return gbcs_store_erase_all(store, &KEYS_RECORD);
}
