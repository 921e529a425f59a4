#include "store/seal.h"

#include <string.h>

#include "store/hmac.h"

/** Octets of the head: all but the nonce before the body. */
#define HEAD_SIZE 16U
/** First octets of every record: "GB". */
#define MAGIC 0x4742U
/** Version of this format; the highest bit says that the record is sealed with the storage key. */
#define FORMAT_DIGEST 0x01U
#define FORMAT_SEALED 0x81U

/** Octets of the text that tells one derived key from another. */
#define LABEL_SIZE 16U

/** The format that this device writes, and alone accepts. */
static uint8_t format_of(const gbcs_store *store)
{
    return (store->port->storage_key != NULL) ? FORMAT_SEALED : FORMAT_DIGEST;
}

/** A key for one purpose: SHA-256(label || storage key), both of fixed length. */
static gbcs_status derive(const gbcs_store *store, const uint8_t label[LABEL_SIZE],
                          uint8_t key[GBCS_DIGEST_SIZE])
{
    uint8_t input[LABEL_SIZE + GBCS_STORAGE_KEY_SIZE];
    gbcs_status status;

    (void)memcpy(input, label, LABEL_SIZE);
    status = store->port->storage_key(store->port->context, &input[LABEL_SIZE]);
    if (status == GBCS_OK) {
        gbcs_sha256_of(store->crypto, gbcs_bytes_of(input, sizeof input), key);
    }
    gbcs_wipe(input, sizeof input);
    gbcs_wipe_stack_cipher();
    return status;
}

/**
 * The nonce of a record: a function of head and body under a secret key. A write that is made again
 * after a power cut may have the version of the lost one; with other content it has another nonce,
 * with the same content it is the same octets (compare RFC 5297, 1.1).
 */
static gbcs_status make_nonce(const gbcs_store *store, gbcs_bytes head, gbcs_bytes body,
                              uint8_t nonce[GBCS_IV_SIZE])
{
    /* "GBCS record salt" */
    static const uint8_t LABEL[LABEL_SIZE] = {0x47U, 0x42U, 0x43U, 0x53U, 0x20U, 0x72U,
                                              0x65U, 0x63U, 0x6FU, 0x72U, 0x64U, 0x20U,
                                              0x73U, 0x61U, 0x6CU, 0x74U};
    uint8_t key[HMAC_KEY_SIZE];
    uint8_t mac[GBCS_DIGEST_SIZE];
    gbcs_status status = derive(store, LABEL, key);

    if (status == GBCS_OK) {
        hmac_sha256(store->crypto, key, head, body, mac);
        (void)memcpy(nonce, mac, GBCS_IV_SIZE);
        gbcs_wipe(mac, sizeof mac);
    }
    gbcs_wipe(key, sizeof key);
    return status;
}

/** Begins AES-128-GCM with the key for records, the nonce of an image, and its head. */
static gbcs_status begin_gcm(const gbcs_store *store, const uint8_t *image, gbcs_gcm *gcm)
{
    /* "GBCS record seal" */
    static const uint8_t LABEL[LABEL_SIZE] = {0x47U, 0x42U, 0x43U, 0x53U, 0x20U, 0x72U,
                                              0x65U, 0x63U, 0x6FU, 0x72U, 0x64U, 0x20U,
                                              0x73U, 0x65U, 0x61U, 0x6CU};
    uint8_t derived[GBCS_DIGEST_SIZE];
    gbcs_aes_key key;
    gbcs_status status = derive(store, LABEL, derived);

    if (status == GBCS_OK) {
        (void)memcpy(key.octets, derived, GBCS_AES_KEY_SIZE);
        gbcs_gcm_begin(store->crypto, &key, &image[HEAD_SIZE], gcm);
        gbcs_gcm_add(gcm, gbcs_bytes_of(image, HEAD_SIZE));
        gbcs_wipe(&key, sizeof key);
    }
    gbcs_wipe(derived, sizeof derived);
    return status;
}

static gbcs_status seal_with_key(const gbcs_store *store, uint8_t *image, size_t size)
{
    gbcs_gcm gcm;
    gbcs_status status = make_nonce(store, gbcs_bytes_of(image, HEAD_SIZE),
                                    gbcs_bytes_of(&image[RECORD_BODY], size), &image[HEAD_SIZE]);

    if (status == GBCS_OK) {
        status = begin_gcm(store, image, &gcm);
    }
    if (status == GBCS_OK) {
        gbcs_gcm_encrypt(&gcm, &image[RECORD_BODY], size);
        gbcs_gcm_end(&gcm, &image[RECORD_BODY + size]);
    }
    return status;
}

static gbcs_status open_with_key(const gbcs_store *store, uint8_t *image, size_t size)
{
    gbcs_gcm gcm;
    gbcs_status status = begin_gcm(store, image, &gcm);

    if (status == GBCS_OK) {
        gbcs_gcm_decrypt(&gcm, &image[RECORD_BODY], size);
        status = gbcs_gcm_check(&gcm, gbcs_bytes_of(&image[RECORD_BODY + size], RECORD_TAG_SIZE));
    }
    return status;
}

/** The tag of a record without a key: the first octets of SHA-256 over all before it. */
static void digest_of_image(const gbcs_store *store, const uint8_t *image, size_t size,
                            uint8_t digest[GBCS_DIGEST_SIZE])
{
    gbcs_sha256_of(store->crypto, gbcs_bytes_of(image, RECORD_BODY + size), digest);
}

static void seal_with_digest(const gbcs_store *store, uint8_t *image, size_t size)
{
    uint8_t digest[GBCS_DIGEST_SIZE];

    (void)memset(&image[HEAD_SIZE], 0, GBCS_IV_SIZE);
    digest_of_image(store, image, size, digest);
    (void)memcpy(&image[RECORD_BODY + size], digest, RECORD_TAG_SIZE);
}

static gbcs_status open_with_digest(const gbcs_store *store, const uint8_t *image, size_t size)
{
    uint8_t digest[GBCS_DIGEST_SIZE];

    digest_of_image(store, image, size, digest);
    return gbcs_bytes_equal_secret(gbcs_bytes_of(digest, RECORD_TAG_SIZE),
                                   gbcs_bytes_of(&image[RECORD_BODY + size], RECORD_TAG_SIZE))
               ? GBCS_OK
               : GBCS_ERR_MAC;
}

gbcs_status record_seal(const gbcs_store *store, const record_head *head, uint8_t *image)
{
    gbcs_writer writer = gbcs_writer_of(image, HEAD_SIZE);
    gbcs_status status = GBCS_OK;

    gbcs_write_u16(&writer, MAGIC);
    gbcs_write_u8(&writer, format_of(store));
    gbcs_write_u8(&writer, head->layout);
    gbcs_write_u16(&writer, head->place);
    gbcs_write_u16(&writer, (uint16_t)head->size);
    gbcs_write_u64(&writer, head->version);
    if (store->port->storage_key != NULL) {
        status = seal_with_key(store, image, head->size);
    } else {
        seal_with_digest(store, image, head->size);
    }
    if (status != GBCS_OK) {
        gbcs_wipe(image, GBCS_RECORD_OVERHEAD + head->size);
    }
    return status;
}

/** Reads a head; it proves nothing before the tag is good. */
static gbcs_status read_record_head(const gbcs_store *store, gbcs_bytes image, record_head *head)
{
    gbcs_reader reader = gbcs_reader_of(image);
    uint16_t magic = gbcs_read_u16(&reader);
    uint8_t format = gbcs_read_u8(&reader);
    gbcs_status status = GBCS_ERR_RECORD;

    head->layout = gbcs_read_u8(&reader);
    head->place = gbcs_read_u16(&reader);
    head->size = gbcs_read_u16(&reader);
    head->version = gbcs_read_u64(&reader);
    if ((reader.status == GBCS_OK) && (magic == MAGIC) && (format == format_of(store)) &&
        ((head->size + GBCS_RECORD_OVERHEAD) == image.size)) {
        status = GBCS_OK;
    }
    return status;
}

gbcs_status record_open(const gbcs_store *store, uint16_t place, uint8_t *image, size_t size,
                        record_head *head)
{
    gbcs_status status = read_record_head(store, gbcs_bytes_of(image, size), head);

    if ((status == GBCS_OK) && (head->place != place)) {
        status = GBCS_ERR_RECORD;
    }
    if (status == GBCS_OK) {
        status = (store->port->storage_key != NULL) ? open_with_key(store, image, head->size)
                                                    : open_with_digest(store, image, head->size);
    }
    if (status == GBCS_ERR_MAC) {
        status = GBCS_ERR_RECORD;
    }
    if (status != GBCS_OK) {
        (void)memset(head, 0, sizeof *head);
        gbcs_wipe(image, size);
    }
    return status;
}
