/**
 * @file
 * A device with keys of its own, here or in a vault, and commands about them, for tests.
 */
#ifndef OWN_BENCH_H
#define OWN_BENCH_H

#include "credentials_bench.h"

/** Numbers of the keys that the device begins with. */
#define OWN_SIGNATURE 0x20U
#define OWN_AGREEMENT 0x21U
/** Number of the first key that the vault makes. */
#define VAULT_FIRST 0xA0U

/** DeviceTypes have nothing to do with it; a key that is pending. */
#define KEY_PENDING 0x91U

static const uint8_t USAGES[] = {SIGNATURE, AGREEMENT};

/** The records once more. */
static const gbcs_record CERTIFICATE_DS = {GBCS_RECORD_CERTIFICATES, 1U, GBCS_COPY_TWIN,
                                           GBCS_DEVICE_CERTIFICATE};
static const gbcs_record CERTIFICATE_KA = {GBCS_RECORD_CERTIFICATES + 2U, 1U, GBCS_COPY_TWIN,
                                           GBCS_DEVICE_CERTIFICATE};

/* ---- the vault ------------------------------------------------------------------------------ */

typedef struct vault_state {
    /** Number of the key in each slot; 0: none. */
    unsigned int keys[4];
    unsigned int next;
    /** What a call returns. */
    gbcs_status generate;
    gbcs_status sign;
    gbcs_status agree;
    /** What generate gives is no point on the curve. */
    bool nonsense;
    /** What is signed is signed with another key. */
    bool other;
} vault_state;

static vault_state V;

static inline gbcs_status vault_generate(void *context, gbcs_vault_slot slot, uint8_t point[65])
{
    (void)context;
    V.keys[slot] = V.next;
    V.next++;
    memcpy(point, point_of(V.keys[slot])->point, 65U);
    point[64] ^= V.nonsense ? 1U : 0U;
    return V.generate;
}

static inline gbcs_status vault_promote(void *context, gbcs_vault_slot slot)
{
    (void)context;
    V.keys[slot - GBCS_SLOT_SIGNATURE_PENDING] = V.keys[slot];
    V.keys[slot] = 0U;
    return GBCS_OK;
}

static inline gbcs_status vault_make_signature(void *context, gbcs_vault_slot slot,
                                               const uint8_t digest[32], uint8_t signature[64])
{
    const gbcs_private_key key = key_of(V.other ? KEY_OTHER : V.keys[slot]);

    (void)context;
    assert_int_not_equal(slot, GBCS_SLOT_AGREEMENT);
    return (V.sign != GBCS_OK) ? V.sign : gbcs_ecdsa_sign(&B.board.crypto, &key, digest, signature);
}

static inline gbcs_status vault_agree(void *context, gbcs_vault_slot slot, const uint8_t peer[65],
                                      uint8_t z[32])
{
    const gbcs_private_key key = key_of(V.keys[slot]);
    gbcs_public_key point;
    gbcs_shared_secret secret;

    (void)context;
    assert_int_equal(slot, GBCS_SLOT_AGREEMENT);
    memcpy(point.point, peer, sizeof point.point);
    assert_int_equal(gbcs_ecdh(&B.board.crypto, &key, &point, &secret), GBCS_OK);
    memcpy(z, secret.z, 32);
    return V.agree;
}

static inline gbcs_status vault_erase(void *context)
{
    (void)context;
    memset(V.keys, 0, sizeof V.keys);
    return GBCS_OK;
}

static const gbcs_vault VAULT = {.generate = vault_generate,
                                 .promote = vault_promote,
                                 .sign = vault_make_signature,
                                 .agree = vault_agree,
                                 .erase = vault_erase};

/* ---- the device ----------------------------------------------------------------------------- */

static gbcs_random R;

/** Hardware type of the reference devices: 1.2.826.0.1.8641679.1.2.2.1. */
static const uint8_t HARDWARE_TYPE[] = {0x2A, 0x86, 0x3A, 0x00, 0x01, 0x84, 0x8F,
                                        0xB9, 0x0F, 0x01, 0x02, 0x02, 0x01};

/** A device in service, with or without a vault, that can make keys. */
static inline void own_open(bool vault)
{
    static const gbcs_noise noise = {100U, 41U, 336U, GBCS_NOISE_WINDOW, 1024U};

    memset(&V, 0, sizeof V);
    V.keys[GBCS_SLOT_SIGNATURE] = OWN_SIGNATURE;
    V.keys[GBCS_SLOT_AGREEMENT] = OWN_AGREEMENT;
    V.next = VAULT_FIRST;
    GIVEN.vault = NULL;
    if (!gbcs_command_accepted(&any_accepted)) {
        bench_open(GBCS_DEVICE_ESME);
    }
    GIVEN.vault = vault ? &VAULT : NULL;
    bench_open(GBCS_DEVICE_ESME);
    GIVEN.vault = NULL;
    assert_int_equal(
        gbcs_random_begin(&B.board.crypto, &B.board.port, &noise, gbcs_bytes_of(NULL, 0U), &R),
        GBCS_OK);
    B.desk.random = &R;
    B.desk.hardware_type = gbcs_bytes_of(HARDWARE_TYPE, sizeof HARDWARE_TYPE);
}

/** Hands a command of the supplier to a service. */
static inline gbcs_status serve(gbcs_service service, uint16_t code, gbcs_bytes payload)
{
    bench_command(code, GBCS_ROLE_SUPPLIER, payload, 1000U);
    memset(&B.effects, 0xEE, sizeof B.effects);
    return service(&B.desk, &B.command, &B.response, &B.effects);
}

static inline gbcs_bytes usage_payload(uint8_t usage)
{
    static const uint8_t OF_SIGNATURE[] = {0x30, 0x04, 0x03, 0x02, 0x07, 0x80};
    static const uint8_t OF_AGREEMENT[] = {0x30, 0x04, 0x03, 0x02, 0x03, 0x08};

    return gbcs_bytes_of((usage == SIGNATURE) ? OF_SIGNATURE : OF_AGREEMENT, 6U);
}

/** A certificate of the device. */
static inline cert own_cert(uint8_t usage, unsigned int key)
{
    const cert c = {
        .kind = OWN, .key = key, .signer = KEY_AUTHORITY, .entity = DEVICE, .usage = usage};

    return c;
}

static inline gbcs_bytes make_own(const cert *c, uint8_t *octets, size_t room)
{
    gbcs_writer w = gbcs_writer_of(octets, room);

    put_certificate(&w, c);
    assert_int_equal(w.status, GBCS_OK);
    return gbcs_writer_bytes(&w);
}

/** A certificate of the device that has a size: signatures differ in length, so it takes some trials. */
static inline gbcs_bytes make_own_sized(uint8_t usage, unsigned int key, size_t size,
                                        uint8_t *octets, size_t room)
{
    static const char *const DAYS[] = {FIRST,           "260102000000Z", "260103000000Z",
                                       "260104000000Z", "260105000000Z", "260106000000Z"};
    gbcs_bytes made = {NULL, 0U};
    cert c = own_cert(usage, key);
    size_t i;

    for (i = 0U; (i < 6U) && (made.size != size); i++) {
        c.first = DAYS[i];
        c.padding = 1U;
        made = make_own(&c, octets, room);
        for (; (c.padding < 400U) && (made.size < size); c.padding++) {
            made = make_own(&c, octets, room);
        }
    }
    assert_int_equal(made.size, size);
    return made;
}

/** The number that a response is. */
static inline unsigned int result(void)
{
    assert_int_equal(B.response.used, 3U);
    assert_int_equal(B.out[0], 2);
    assert_int_equal(B.out[1], 1);
    return B.out[2];
}

static inline void assert_no_effects(void)
{
    assert_int_equal(B.effects.floor_count, 0U);
    assert_int_equal(B.effects.cache, GBCS_CACHE_STAYS);
    assert_false(B.effects.trust_changed);
    assert_false(B.effects.hands_out);
}

/** Keeps the key with a number pending, for good; a vault makes its next one. */
static inline void pend(uint8_t usage, unsigned int number)
{
    const gbcs_private_key key = key_of(number);
    const bool vault = B.board.port.vault != NULL;

    assert_int_equal(gbcs_trust_pend(&B.trust, usage, vault ? NULL : &key), GBCS_OK);
    assert_int_equal(gbcs_store_commit(&B.board.store), GBCS_OK);
}

/** The key that is pending has a number; 0: none is. */
static inline void assert_pending(uint8_t usage, unsigned int number)
{
    gbcs_public_key key;

    if (number == 0U) {
        assert_int_equal(gbcs_trust_pending(&B.trust, usage, &key), GBCS_ERR_ABSENT);
    } else {
        assert_int_equal(gbcs_trust_pending(&B.trust, usage, &key), GBCS_OK);
        assert_memory_equal(key.point, point_of(number)->point, sizeof key.point);
    }
}

/** Whether the device uses a key pair. */
static inline bool uses_key(uint8_t usage, const gbcs_public_key *own)
{
    static const uint8_t digest[GBCS_DIGEST_SIZE] = {7};
    const gbcs_private_key other = key_of(KEY_OTHER);
    uint8_t signature[GBCS_SIGNATURE_SIZE];
    gbcs_shared_secret expected;
    gbcs_shared_secret secret;
    bool same;

    if (usage == SIGNATURE) {
        assert_int_equal(gbcs_trust_sign(&B.trust, digest, signature), GBCS_OK);
        same = gbcs_ecdsa_verify(&B.board.crypto, own, digest,
                                 gbcs_bytes_of(signature, sizeof signature)) == GBCS_OK;
    } else {
        assert_int_equal(gbcs_ecdh(&B.board.crypto, &other, own, &expected), GBCS_OK);
        assert_int_equal(gbcs_trust_agree(&B.trust, point_of(KEY_OTHER), &secret), GBCS_OK);
        same = memcmp(&secret, &expected, sizeof secret) == 0;
    }
    return same;
}

static inline bool uses(uint8_t usage, unsigned int number)
{
    return uses_key(usage, point_of(number));
}

static inline unsigned int own_key(uint8_t usage)
{
    return (usage == SIGNATURE) ? OWN_SIGNATURE : OWN_AGREEMENT;
}

#endif
